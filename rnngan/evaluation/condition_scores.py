"""Condition score: does what was generated look like what it was asked to be?

A classifier learns on real windows to name the category of a condition column from the columns that
change, and is then asked about generated ones. The condition itself, and all other columns of one
value a sequence, are hidden from it.
"""

from functools import partial

import numpy as np
import tensorflow as tf

from rnngan.evaluation import ensemble
from rnngan.evaluation.ensemble import BATCH, EnsembleNetwork
from rnngan.evaluation.spread import summary
from rnngan.training.estimate import STRONG_UNITS, scoring_seconds

ITERATIONS = 2000
TEST_SHARE = 0.2  # of the sequences, where too few are held out
LEAST_SEQUENCES = 10  # held out, under which training sequences are split in place of them
PREDICTED_AT_ONCE = 1024  # windows


def seconds(windows, seeds, iterations=ITERATIONS):
    """Return about how long the classifiers of one column will train on this machine, in seconds.

    Args:
        windows: (n, time, features).
        seeds: number of classifiers.
        iterations: training steps of each.
    """
    return scoring_seconds(*windows.shape[1:], seeds, iterations)


def evaluate(
    columns, encoder, real, generated, seeds=3, seed=0, iterations=ITERATIONS, report=None
):
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
        report: called with (what learns, iterations done, iterations).

    Returns:
        Rows as dicts: column, real and generated (each {mean, std, values} of accuracies) and
        baseline, the share of the commonest category among the real windows that were asked about.
        There is none where there are too few sequences to ask about some that were not learned.
    """
    changing, rows = _changing(encoder, generated.shape[2]), []
    for name in columns:
        positions = encoder.positions(name)
        column = encoder.schema[name]
        parts = _split(real, positions, seed, column.is_series)
        if not column.is_coded or parts is None:
            continue
        sides = [(w[..., changing], w[:, 0, positions].argmax(axis=1)) for w in (*parts, generated)]
        train, test, made = sides
        shown = report and partial(_show, report, f"classifiers of {name}", iterations)
        right, found = accuracies(
            train, [test, made], len(positions), seeds, seed, iterations, shown
        )
        baseline = np.bincount(test[1]).max() / len(test[1])
        row = {"column": name, "real": summary(right), "generated": summary(found)}
        rows.append(row | {"baseline": float(baseline)})
    return rows


def accuracies(train, tests, classes, seeds, seed=0, iterations=ITERATIONS, report=None):
    """Return the share of windows of each test that each classifier names rightly.

    Args:
        train: windows (n, time, features) and their categories (n,) to learn.
        tests: list of the same, to be asked about.
        classes: number of categories.
        seeds: number of classifiers.
        seed: seed of the first one.
        iterations: training steps of 128 windows.
        report: called with the iterations done.

    Returns:
        Accuracies (tests, seeds).
    """
    windows, labels = tf.constant(train[0], tf.float32), tf.constant(train[1], tf.int32)
    network = EnsembleNetwork(seeds, STRONG_UNITS, seed, outputs=classes)
    network.build((seeds, None, *windows.shape[1:]))

    def batch(iteration):
        key = tf.random.fold_in([seed, classes], iteration)
        shape = (seeds, BATCH)
        chosen = tf.random.stateless_uniform(shape, key, 0, len(windows), tf.int32)
        return tf.gather(windows, chosen), tf.gather(labels, chosen)

    ensemble.train(network, _loss, batch, iterations, report)
    predict = ensemble.predictor(network, (seeds, None, *windows.shape[1:]))
    return np.stack([_right(predict, seeds, *test) for test in tests])


def _show(report, what, iterations, done):
    report(what, done, iterations)


def _loss(network, windows, labels):
    logits = network(windows)
    errors = tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits)
    return tf.reduce_mean(errors, axis=1)  # (classifiers,)


def _right(predict, classifiers, windows, labels):
    """Return the share of windows that each classifier names rightly, (classifiers,)."""
    right = np.zeros(classifiers)
    for first in range(0, len(windows), PREDICTED_AT_ONCE):
        some = slice(first, first + PREDICTED_AT_ONCE)
        part = np.broadcast_to(windows[some], (classifiers, *windows[some].shape))
        named = predict(tf.constant(part, tf.float32)).numpy().argmax(axis=-1)  # (classifiers, n)
        right += (named == labels[some]).sum(axis=1)
    return right / len(windows)


def sequences(dataset, windows):
    """Return the number of the sequence that each window is of, (windows,).

    Args:
        dataset: `rnngan.data.dataset.Dataset`.
        windows: its `train` or `holdout`.
    """
    return dataset.rows.series[dataset.first_rows(windows)]


def _split(real, positions, seed, series=False):
    """Return real windows to learn from and real windows to ask about; None where too few.

    No sequence is on both sides. Where too few are held out, a fifth of the training sequences of
    each category is asked about. A condition that distinguishes the `series` has one sequence of
    each category: their held-out parts are asked about.
    """
    (train, names), (held, held_names) = real
    if series:
        return (train, held) if len(held) else None
    apart = not len(np.intersect1d(names, held_names))
    if apart and len(np.unique(held_names)) >= LEAST_SEQUENCES:
        return train, held
    known, first = np.unique(names, return_index=True)
    labels = train[first][:, 0, positions].argmax(axis=1)  # of each sequence
    rng, asked = np.random.default_rng([seed, 0xC0ED]), []
    for label in np.unique(labels):
        alike = known[labels == label]
        asked += rng.choice(alike, round(TEST_SHARE * len(alike)), replace=False).tolist()
    side = np.isin(names, asked)
    return (train[~side], train[side]) if len(asked) else None


def _changing(encoder, features):
    """Return which features of the classifiers' windows are of columns that change, (features,)."""
    changing = np.ones(features, bool)  # the last one may say which rows are of the sequence
    for column in encoder.columns:
        if encoder.schema.source(column).is_static:
            changing[encoder.positions(column.name)] = False
    return changing
