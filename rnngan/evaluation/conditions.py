"""Condition score: does what was generated look like what it was told to be?

A classifier learns on real windows to tell the category of a condition column from the columns that
change, and is then asked about generated ones. The condition itself, and all other columns of one
value a sequence, are hidden from it.
"""

import numpy as np
import tensorflow as tf
from keras import initializers, layers

from rnngan.estimate import STRONG_UNITS
from rnngan.evaluation import ensemble
from rnngan.evaluation.ensemble import BATCH, EnsembleGRU, EnsembleLayer

ITERATIONS = 2000
TEST_SHARE = 0.2  # of the sequences, where too few are held out
LEAST_SEQUENCES = 10  # held out, under which training sequences are split in place of them
PREDICTED_AT_ONCE = 1024  # windows


class Classifier(layers.Layer):
    """One GRU layer and a softmax over categories, once for every seed.

    Args:
        judges: number of independent classifiers.
        units: width of each GRU.
        classes: number of categories.
        seed: seed of the first one's weights.
    """

    def __init__(self, judges, units, classes, seed):
        super().__init__()
        self.gru = EnsembleGRU(judges, units, seed)
        self.dense = _Dense(judges, classes, seed + 1_000)

    def build(self, shape):
        """Create all weights for inputs (judges, batch, time, features)."""
        self.gru.build(shape)
        self.dense.build((None, self.gru.units))

    def call(self, inputs):
        """Return logits (judges, batch, classes)."""
        return self.dense(self.gru(inputs)[-1])


class _Dense(EnsembleLayer):
    """Independent dense layers with several outputs each."""

    def __init__(self, judges, outputs, seed):
        super().__init__(judges, seed)
        self.outputs = outputs

    def build(self, shape):
        """Create kernels (judges, inputs, outputs)."""
        glorot = initializers.GlorotUniform
        self.kernel = self.add_weights("kernel", (shape[-1], self.outputs), glorot)
        self.bias = self.add_weight(
            shape=(self.judges, 1, self.outputs), initializer="zeros", name="bias"
        )

    def call(self, inputs):
        """Map (judges, batch, inputs) to (judges, batch, outputs)."""
        return tf.matmul(inputs, self.kernel) + self.bias


def evaluate(columns, encoder, real, generated, seeds=3, seed=0, iterations=ITERATIONS):
    """Return a row for each condition that is a category: how often it is recognised.

    Args:
        columns: names of the condition columns; numbers and dates are passed over.
        encoder: `rnngan.evaluation.encoding.Encoder` of the windows.
        real: list of (windows (n, time, features), (n,) number of each one's sequence): training
            windows, then held-out ones, which may be none.
        generated: generated windows (n, time, features).
        seeds: classifiers of each column.
        seed: seed of the first one.
        iterations: training steps of each, of 128 windows.

    Returns:
        Rows as dicts: column, real and generated (each {mean, std, values} of accuracies) and
        baseline, the share of the commonest category among the real windows that were asked about.
        There is none where there are too few sequences to ask about some that were not learned.
    """
    changing, rows = _changing(encoder, generated.shape[2]), []
    for name in columns:
        places = _places(encoder, name)
        parts = _split(real, places, seed)
        if encoder.schema[name].kind != "category" or parts is None:
            continue
        sides = [(w[..., changing], w[:, 0, places].argmax(axis=1)) for w in (*parts, generated)]
        train, test, made = sides
        right, found = accuracies(train, [test, made], len(places), seeds, seed, iterations)
        baseline = np.bincount(test[1]).max() / len(test[1])
        row = {"column": name, "real": _summary(right), "generated": _summary(found)}
        rows.append(row | {"baseline": float(baseline)})
    return rows


def accuracies(train, tests, classes, seeds, seed=0, iterations=ITERATIONS):
    """Return the share of windows of each test that each classifier names rightly.

    Args:
        train: windows (n, time, features) and their categories (n,) to learn.
        tests: list of the same, to be asked about.
        classes: number of categories.
        seeds: number of classifiers.
        seed: seed of the first one.
        iterations: training steps of 128 windows.

    Returns:
        Accuracies (tests, seeds).
    """
    windows, labels = tf.constant(train[0], tf.float32), tf.constant(train[1], tf.int32)
    network = Classifier(seeds, STRONG_UNITS, classes, seed)
    network.build((seeds, None, *windows.shape[1:]))

    def batch(iteration):
        key = tf.random.fold_in([seed, classes], iteration)
        shape = (seeds, BATCH)
        chosen = tf.random.stateless_uniform(shape, key, 0, len(windows), tf.int32)
        return tf.gather(windows, chosen), tf.gather(labels, chosen)

    ensemble.train(network, _loss, batch, iterations)
    predict = ensemble.predictor(network, (seeds, None, *windows.shape[1:]))
    return np.stack([_right(predict, seeds, *test) for test in tests])


def _loss(network, windows, labels):
    logits = network(windows)
    errors = tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits)
    return tf.reduce_mean(errors, axis=1)  # (judges,)


def _right(predict, judges, windows, labels):
    """Return the share of windows that each classifier names rightly, (judges,)."""
    right = np.zeros(judges)
    for first in range(0, len(windows), PREDICTED_AT_ONCE):
        place = slice(first, first + PREDICTED_AT_ONCE)
        part = np.broadcast_to(windows[place], (judges, *windows[place].shape))
        named = predict(tf.constant(part, tf.float32)).numpy().argmax(axis=-1)  # (judges, n)
        right += (named == labels[place]).sum(axis=1)
    return right / len(windows)


def sequences(dataset, starts):
    """Return the number of the sequence that each window is of, (windows,).

    Args:
        dataset: `rnngan.data.prepare.Dataset`.
        starts: first rows of its windows, as in `Dataset.train`.
    """
    if dataset.config.data.lengths == "learn":  # whole sequences, padded to one length
        firsts = np.array([first for first, _ in dataset.rows.segments])
        starts = firsts[starts // dataset.config.data.window]
    return dataset.rows.series[starts]


def _split(real, places, seed):
    """Return real windows to learn from and real windows to ask about; None where too few.

    No sequence is on both sides. Where too few are held out, a fifth of the training sequences of
    each category is asked about.
    """
    (train, names), (held, held_names) = real
    apart = not len(np.intersect1d(names, held_names))
    if apart and len(np.unique(held_names)) >= LEAST_SEQUENCES:
        return train, held
    known, first = np.unique(names, return_index=True)
    labels = train[first][:, 0, places].argmax(axis=1)  # of each sequence
    rng, asked = np.random.default_rng([seed, 0xC0ED]), []
    for label in np.unique(labels):
        alike = known[labels == label]
        asked += rng.choice(alike, round(TEST_SHARE * len(alike)), replace=False).tolist()
    side = np.isin(names, asked)
    return (train[~side], train[side]) if len(asked) else None


def _changing(encoder, features):
    """Return which features of the judges' windows are of columns that change, (features,)."""
    changing = np.ones(features, bool)  # the last one may say which rows are of the sequence
    for column in encoder.columns:
        if getattr(encoder.schema.source(column), "static", False):
            changing[_places(encoder, column.name)] = False
    return changing


def _places(encoder, name):
    """Return the features that a column takes, as `Encoder` lays them out."""
    first = 0
    for column in encoder.columns:
        source = encoder.schema.source(column)
        size = len(source.values) if source.kind == "category" else 1
        size += getattr(source, "missing", None) is not None
        if column.name == name:
            return np.arange(first, first + size)
        first += size
    raise KeyError(name)


def _summary(values):
    return {
        "mean": float(np.mean(values)),
        "std": float(np.std(values, ddof=1)) if len(values) > 1 else 0.0,
        "values": [float(value) for value in values],
    }
