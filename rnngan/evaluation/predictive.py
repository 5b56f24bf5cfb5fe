"""Predictive score: does a forecaster that has seen only generated windows serve on real ones?"""

import numpy as np
import tensorflow as tf

from rnngan.config.errors import InputError
from rnngan.evaluation import ensemble
from rnngan.evaluation.discriminative import published_units
from rnngan.evaluation.ensemble import BATCH, Judge

ITERATIONS = 5000
PREDICTED_AT_ONCE = 1024  # windows


def predictive_scores(pairs, seeds, seed=0, iterations=ITERATIONS, report=None):
    """Return the mean absolute error of forecasters on windows of the other kind.

    The definition is that of TimeGAN (Yoon et al., 2019): features 0 … F-2 at steps 0 … T-2 give
    the last feature at steps 1 … T-1; L1 loss, Adam 1e-3, 5,000 iterations of 128 windows.

    Args:
        pairs: list of (training windows, test windows), arrays (n, time, features) in [0, 1].
        seeds: judges of each pair.
        seed: seed of the first judge.
        iterations: 5,000 in the published definition.
        report: called with the iterations done.

    Returns:
        Errors (pairs, seeds).

    Raises:
        InputError: there is one feature only; the score is not defined for it.
    """
    length, features = pairs[0][0].shape[1:]
    if features < 2:
        raise InputError("The predictive score needs at least two columns. Received: 1")
    judges = len(pairs) * seeds
    network = Judge(judges, published_units(features), seed, every_step=True)
    network.build((judges, None, length - 1, features - 1))
    trained_on = [tf.constant(windows, tf.float32) for windows, _ in pairs]

    def batch(iteration):
        parts = []
        for number, windows in enumerate(trained_on):
            key = tf.random.fold_in([seed, number], iteration)
            rows = tf.random.stateless_uniform((seeds, BATCH), key, 0, len(windows), tf.int32)
            parts.append(tf.gather(windows, rows))
        return (tf.concat(parts, 0),)  # (judges, batch, time, features)

    ensemble.train(network, _loss, batch, iterations, report)
    predict = ensemble.predictor(network, (judges, None, length - 1, features - 1))
    errors = [
        _error(predict, judges, windows)[i * seeds : (i + 1) * seeds]
        for i, (_, windows) in enumerate(pairs)
    ]
    return np.stack(errors)


def constant_score(windows):
    """Return the error of the best constant forecast: what a score must beat to mean anything.

    Args:
        windows: (n, time, features).
    """
    target = windows[:, 1:, -1]
    return float(np.abs(target - np.median(target)).mean())


def _loss(network, windows):
    return tf.reduce_mean(_errors(network, windows), axis=(0, 2))  # (judges,)


def _errors(network, windows):
    """Return absolute errors (time, judges, batch) of forecasts in (0, 1)."""
    forecasts = tf.sigmoid(network(windows[:, :, :-1, :-1]))
    return tf.abs(forecasts - _targets(windows))


def _targets(windows):
    return tf.transpose(windows[:, :, 1:, -1], (2, 0, 1))  # (time, judges, batch)


def _error(predict, judges, windows):
    """Return the mean absolute error of every judge on `windows`."""
    total = np.zeros(judges)
    for first in range(0, len(windows), PREDICTED_AT_ONCE):
        part = tf.constant(windows[first : first + PREDICTED_AT_ONCE], tf.float32)[None]
        part = tf.tile(part, (judges, 1, 1, 1))
        total += tf.reduce_sum(_errors(predict, part), axis=(0, 2)).numpy()
    return total / (len(windows) * (windows.shape[1] - 1))
