"""Classifiers and forecasters trained side by side: independent networks, one more axis in front.

The published networks are so small (a GRU of 2 to 14 units) that a training step is nearly all
overhead. All seeds and comparisons are therefore trained in one graph. Each network has its own
weights, batches and optimizer slots; none sees another (`tests/evaluation/test_ensemble.py`).
"""

from dataclasses import dataclass

import keras
import tensorflow as tf
from keras import ops

BATCH = 128
LEARNING_RATE = 1e-3
QUICKER = 5  # quick scores are of networks that train this many times shorter


@dataclass(frozen=True)
class Pace:
    """How networks train.

    Args:
        batch: windows of a side in a step.
        rate: learning rate of Adam.
    """

    batch: int = BATCH
    rate: float = LEARNING_RATE


PUBLISHED = Pace()


class EnsembleLayer(keras.layers.Layer):
    """Base of layers that hold one set of weights a member.

    Args:
        members: number of independent networks.
        seed: seed of the first member's weights; the next member takes the next seed.
    """

    def __init__(self, members, seed, **kwargs):
        super().__init__(**kwargs)
        self.members, self.seed = members, seed

    def add_weights(self, name, shape, initializer):
        """Add a weight (members, *shape), each member's part drawn from its own seed."""

        def draw(_, dtype=None):
            seeds = range(self.seed, self.seed + self.members)
            return ops.stack([initializer(seed=seed)(shape, dtype) for seed in seeds])

        return self.add_weight(shape=(self.members, *shape), initializer=draw, name=name)


class EnsembleGRU(EnsembleLayer):
    """Independent GRUs; each computes what `keras.layers.GRU(reset_after=False)` computes.

    Args:
        members, seed: see `EnsembleLayer`.
        units: width of each GRU.

    Reference:
        Cho et al., "Learning Phrase Representations using RNN Encoder-Decoder", 1406.1078.
    """

    def __init__(self, members, units, seed, **kwargs):
        super().__init__(members, seed, **kwargs)
        self.units = units

    def build(self, shape):
        """Create kernels; gates are in the order update, reset, candidate."""
        width = 3 * self.units
        glorot, orthogonal = keras.initializers.GlorotUniform, keras.initializers.Orthogonal
        self.kernel = self.add_weights("kernel", (shape[-1], width), glorot)
        self.recurrent_kernel = self.add_weights("recurrent", (self.units, width), orthogonal)
        self.bias = self.add_weight(
            shape=(self.members, 1, width), initializer="zeros", name="bias"
        )

    def call(self, inputs):
        """Run over (members, batch, time, features), return (time, members, batch, units)."""
        members, length, features = inputs.shape[0], *inputs.shape[2:]
        major = ops.reshape(ops.transpose(inputs, (0, 2, 1, 3)), (members, -1, features))
        projected = ops.matmul(major, self.kernel) + self.bias  # (members, time * batch, 3 units)
        projected = ops.reshape(projected, (members, length, -1, 3 * self.units))
        kernels = tf.split(self.recurrent_kernel, [2 * self.units, self.units], axis=-1)
        hidden, outputs = ops.zeros_like(projected[:, 0, :, : self.units]), []
        for step in ops.unstack(projected, length, axis=1):
            hidden = self._step(step, hidden, *kernels)
            outputs.append(hidden)
        return ops.stack(outputs)

    def _step(self, step, hidden, gates_kernel, candidate_kernel):
        gates, candidate = tf.split(step, [2 * self.units, self.units], axis=-1)
        gates = ops.sigmoid(gates + ops.matmul(hidden, gates_kernel))
        update, reset = ops.split(gates, 2, axis=-1)
        candidate = ops.tanh(candidate + ops.matmul(reset * hidden, candidate_kernel))
        return candidate + update * (hidden - candidate)  # (members, batch, units)


class EnsembleDense(EnsembleLayer):
    """Independent dense layers.

    Args:
        members, seed: see `EnsembleLayer`.
        outputs: width of each.
    """

    def __init__(self, members, outputs, seed, **kwargs):
        super().__init__(members, seed, **kwargs)
        self.outputs = outputs

    def build(self, shape):
        """Create kernels (members, inputs, outputs)."""
        glorot, width = keras.initializers.GlorotUniform, self.outputs
        self.kernel = self.add_weights("kernel", (shape[-1], width), glorot)
        self.bias = self.add_weight(
            shape=(self.members, 1, width), initializer="zeros", name="bias"
        )

    def call(self, inputs):
        """Map (..., members, batch, inputs) to (..., members, batch, outputs)."""
        return ops.matmul(inputs, self.kernel) + self.bias


class EnsembleNetwork(keras.layers.Layer):
    """One GRU layer and a dense output: the published network, once for every seed and comparison.

    Args:
        members: number of independent networks.
        units: width of each GRU.
        seed: seed of the weights.
        every_step: logits of every step (a forecaster) in place of those of the last state (a
            classifier).
        outputs: logits of each; their axis is left out where there is one.
    """

    def __init__(self, members, units, seed, every_step=False, outputs=1):
        super().__init__()
        self.gru = EnsembleGRU(members, units, seed)
        self.dense = EnsembleDense(members, outputs, seed + 1_000)
        self.every_step = every_step

    def build(self, shape):
        """Create all weights for inputs (members, batch, time, features)."""
        self.gru.build(shape)
        self.dense.build((None, self.gru.units))

    def call(self, inputs):
        """Return logits (members, batch[, outputs]); of every step, with time in front."""
        states = self.gru(inputs)  # (time, members, batch, units)
        logits = self.dense(states if self.every_step else states[-1])
        return logits[..., 0] if self.dense.outputs == 1 else logits


def train(network, loss, batch, iterations, report=None, rate=LEARNING_RATE):
    """Train all members of `network` together with Adam.

    Args:
        network: Keras layer, built, that holds all members.
        loss: function of (network, *batch) -> (members,) losses.
        batch: function of the iteration (scalar tensor) -> tuple of tensors.
        iterations: number of Adam steps.
        report: called with the number of iterations done, 0 first, then after every tenth of them.
        rate: learning rate.
    """
    variables = network.trainable_variables
    optimizer = keras.optimizers.Adam(rate)
    optimizer.build(variables)

    def step(iteration):
        with tf.GradientTape() as tape:
            total = tf.reduce_sum(loss(network, *batch(iteration)))  # members don't mix
        optimizer.apply_gradients(zip(tape.gradient(total, variables), variables, strict=True))
        return (iteration + 1,)

    @tf.function(autograph=False)
    def run(first, count):
        tf.while_loop(lambda iteration: iteration < first + count, step, (first,))

    share = max(1, iterations // 10)
    if report is not None:
        report(0)
    for first in range(0, iterations, share):
        count = min(share, iterations - first)
        run(tf.constant(first), tf.constant(count))
        if report is not None:
            report(first + count)


def iterations_of(published, quick):
    """Return how many iterations networks train.

    Args:
        published: iterations of the published definition.
        quick: whether the scores are only to be compared with each other.

    Example:
        >>> iterations_of(5000, quick=True), iterations_of(5000, quick=False)
        (1000, 5000)
    """
    return published // QUICKER if quick else published


def reporter(report, name, iterations):
    """Return a function of the iterations done that calls report(name, done, iterations)."""
    return report and (lambda done: report(name, done, iterations))


def predictor(network, shape):
    """Return `network` traced once for inputs of `shape`, None where the size varies."""
    return tf.function(network, autograph=False, input_signature=[tf.TensorSpec(shape, tf.float32)])
