"""An encoder of windows that learns without labels, after TS2Vec (Yue et al., 2106.10466).

Residual blocks of dilated convolutions turn each row of a window into a vector. They learn by
contrast: two overlapping stretches of a window, with random rows masked, should have the same
vectors where they overlap, unlike those of other windows and of other times.
"""

import keras
import numpy as np
import tensorflow as tf

HIDDEN, OUTPUTS, DEPTH = 64, 320, 10  # the published sizes
BATCH = 8  # windows of a step, as in context-FID (Jeha et al., 2022)
LEARNING_RATE, WEIGHT_DECAY = 1e-3, 0.01
MASKED, DROPPED = 0.5, 0.1  # shares of rows and of outputs that a step does not see
TAPS = 3  # rows that a convolution sees at once
ENCODED_AT_ONCE = 256  # windows


class Convolution(keras.layers.Layer):
    """A dilated convolution of three taps over time, as one product.

    Products of shifted rows have fast gradients on a CPU, where convolutions with a dilation have
    none.

    Args:
        outputs: channels behind it.
        dilation: rows between two taps.
        seed: of its weights.
    """

    def __init__(self, outputs, dilation, seed):
        super().__init__()
        self.dilation, self.dense = dilation, dense(outputs, seed)

    def build(self, shape):
        """Create the weights for inputs (batch, time, channels)."""
        self.dense.build((None, None, TAPS * shape[-1]))

    def call(self, inputs):
        """Map (batch, time, channels) to (batch, time, outputs), zeros beyond both ends."""
        length = tf.shape(inputs)[1]
        reach = tf.minimum(self.dilation, length)  # farther taps see nothing but zeros
        wide = tf.pad(inputs, [[0, 0], [reach, reach], [0, 0]])
        taps = [wide[:, tap * reach : tap * reach + length] for tap in range(TAPS)]
        taps = tf.concat(taps, -1)  # (batch, time, 3 channels)
        return self.dense(tf.ensure_shape(taps, (None, None, TAPS * inputs.shape[-1])))


class Block(keras.layers.Layer):
    """Two convolutions behind GELUs, added to what went in.

    Args:
        outputs: channels behind it.
        dilation: of both convolutions.
        seed: of their weights.
        projected: whether what went in passes a linear layer, as its width changes.
    """

    def __init__(self, outputs, dilation, seed, projected=False):
        super().__init__()
        self.first = Convolution(outputs, dilation, seed)
        self.second = Convolution(outputs, dilation, seed + 1)
        self.project = dense(outputs, seed + 2) if projected else None

    def build(self, shape):
        """Create the weights for inputs (batch, time, channels)."""
        self.first.build(shape)
        self.second.build((*shape[:-1], self.first.dense.units))
        if self.project is not None:
            self.project.build(shape)

    def call(self, inputs):
        """Map (batch, time, channels) to (batch, time, outputs)."""
        inner = self.first(tf.nn.gelu(inputs))
        inner = self.second(tf.nn.gelu(inner))
        return inner + (inputs if self.project is None else self.project(inputs))


class TS2Vec(keras.layers.Layer):
    """The encoder: (batch, time, features) -> (batch, time, outputs).

    Args:
        seed: of the weights.
        hidden: channels of all blocks but the last.
        outputs: channels of the last one.
        depth: blocks before the last; the dilation doubles from one to the next.
    """

    def __init__(self, seed=0, hidden=HIDDEN, outputs=OUTPUTS, depth=DEPTH):
        super().__init__()
        self.outputs = outputs
        seeds = np.random.default_rng(seed).integers(2**31 - 3, size=depth + 2).tolist()
        self.read = dense(hidden, seeds[-1])
        self.blocks = [Block(hidden, 2**i, seeds[i]) for i in range(depth)]
        self.blocks.append(Block(outputs, 2**depth, seeds[depth], projected=True))

    def build(self, shape):
        """Create the weights for windows (batch, time, features)."""
        self.read.build(shape)
        width = (*shape[:-1], self.read.units)
        for block in self.blocks:
            block.build(width)

    def call(self, windows, seen=None):
        """Encode every row.

        Args:
            windows: (batch, time, features).
            seen: (batch, time, 1) of ones, and zeros where a row is masked; None masks none.
        """
        hidden = self.read(windows)
        hidden = hidden if seen is None else hidden * seen
        for block in self.blocks:
            hidden = block(hidden)
        return hidden


def dense(units, seed):
    """Return a linear layer whose weights begin within 1 / √inputs, as published."""
    weights = keras.initializers.VarianceScaling(1 / 3, "fan_in", "uniform", seed=seed)
    return keras.layers.Dense(units, kernel_initializer=weights)


def fit(encoder, windows, iterations, seed=0, report=None):
    """Train an encoder, and give it the mean of the weights that it had on the way.

    Args:
        encoder: `TS2Vec`.
        windows: (n, time, features) float32.
        iterations: steps of `BATCH` windows.
        seed: of the windows, stretches, masks and dropped outputs.
        report: called with the number of iterations done, 0 first, then after every tenth of them.

    Returns:
        The encoder.
    """
    encoder.build((None, None, windows.shape[2]))
    variables = encoder.trainable_variables
    means = [variable.numpy() for variable in variables]
    step, share = _step(encoder, variables), max(1, iterations // 10)
    for iteration in range(iterations):
        if report is not None and iteration % share == 0:
            report(iteration)
        rng = np.random.default_rng([seed, 0x7527, iteration])
        chosen = windows[rng.choice(len(windows), min(BATCH, len(windows)), replace=False)]
        one, other, overlap = stretches(chosen, rng)
        step(tf.constant(one), tf.constant(other), tf.constant(overlap), [seed, iteration])
        for mean, variable in zip(means, variables, strict=True):
            mean += (variable.numpy() - mean) / (iteration + 2)
    for mean, variable in zip(means, variables, strict=True):
        variable.assign(mean)
    if report is not None:
        report(iterations)
    return encoder


def stretches(windows, rng):
    """Return two stretches of every window that overlap, and by how many rows.

    The second begins no earlier than the first and ends no earlier: the last `overlap` rows of the
    first are the first `overlap` rows of the second. Each window is shifted by rows of its own.

    Args:
        windows: (batch, time, features), of two rows at least.
        rng: NumPy generator.

    Returns:
        (batch, time', features), (batch, time'', features), rows.
    """
    count, length = windows.shape[:2]
    overlap = rng.integers(2, length + 1)
    left = rng.integers(length - overlap + 1)
    first, last = rng.integers(left + 1), rng.integers(left + overlap, length + 1)
    shifts = rng.integers(-first, length - last + 1, size=(count, 1))
    rows = np.arange(count)[:, None]
    one = windows[rows, shifts + np.arange(first, left + overlap)]
    return one, windows[rows, shifts + np.arange(left, last)], overlap


def _step(encoder, variables):
    """Return a function of (one stretch, the other, overlap, key) that takes one step of AdamW."""
    optimizer = keras.optimizers.AdamW(LEARNING_RATE, weight_decay=WEIGHT_DECAY)
    optimizer.build(variables)
    spec = tf.TensorSpec((None, None, encoder.read.kernel.shape[0]), tf.float32)
    numbers = tf.TensorSpec((), tf.int64), tf.TensorSpec((2,), tf.int32)

    def encoded(windows, key):
        seen = tf.random.stateless_uniform((*tf.unstack(tf.shape(windows)[:2]), 1), key) >= MASKED
        outputs = encoder(windows, tf.cast(seen, tf.float32))
        return tf.nn.experimental.stateless_dropout(outputs, DROPPED, tf.random.fold_in(key, 1))

    @tf.function(input_signature=[spec, spec, *numbers])
    def step(one, other, overlap, key):
        with tf.GradientTape() as tape:
            first = encoded(one, tf.random.fold_in(key, 2))[:, -overlap:]
            second = encoded(other, tf.random.fold_in(key, 3))[:, :overlap]
            loss = hierarchical_loss(first, second)
        optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables, strict=True))

    return step


def hierarchical_loss(one, other):
    """Return the mean contrast over time scales: rows, pairs of rows pooled, and so on to one.

    Args:
        one: vectors (batch, time, outputs) of a stretch.
        other: those of the same rows in another stretch.
    """
    loss, levels = 0.0, 1.0
    free = tf.TensorShape((None, None, one.shape[-1]))
    while tf.shape(one)[1] > 1:
        tf.autograph.experimental.set_loop_options(
            shape_invariants=[(one, free), (other, free)], maximum_iterations=32
        )
        loss += 0.5 * (among_windows(one, other) + contrast(tf.concat([one, other], 1)))
        levels += 1.0
        one, other = (tf.nn.max_pool1d(side, 2, 2, "VALID") for side in (one, other))
    return (loss + 0.5 * among_windows(one, other)) / levels


def among_windows(one, other):
    """Return the contrast of a window's vectors with those of the other windows at that time."""
    return contrast(tf.transpose(tf.concat([one, other], 0), (1, 0, 2)))


def contrast(vectors):
    """Return how hard it is to find the other half's vector of the same number, in nats.

    Args:
        vectors: (groups, 2 n, outputs): vector i and vector n + i belong together.
    """
    count = tf.shape(vectors)[1]
    likeness = tf.matmul(vectors, vectors, transpose_b=True)  # (groups, 2 n, 2 n)
    itself = tf.eye(count, dtype=tf.bool)
    logits = tf.where(itself, likeness.dtype.min, likeness)
    partners = (tf.range(count) + count // 2) % count
    partners = tf.tile(partners[None], (tf.shape(vectors)[0], 1))
    return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(partners, logits))


def encode(encoder, windows):
    """Return one vector a window, (n, outputs): the largest of each output over its rows."""

    @tf.function(
        autograph=False, input_signature=[tf.TensorSpec((None, *windows.shape[1:]), tf.float32)]
    )
    def encoded(part):
        return tf.reduce_max(encoder(part), axis=1)

    parts = [
        encoded(tf.constant(windows[first : first + ENCODED_AT_ONCE])).numpy()
        for first in range(0, len(windows), ENCODED_AT_ONCE)
    ]
    return np.concatenate(parts) if parts else np.zeros((0, encoder.outputs), "float32")
