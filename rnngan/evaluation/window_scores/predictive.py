"""Predictive score: does a forecaster that has seen only generated windows serve on real ones?"""

import numpy as np
import tensorflow as tf

from rnngan.config.errors import InputError
from rnngan.evaluation import ensemble
from rnngan.evaluation.ensemble import BATCH, LEARNING_RATE, EnsembleNetwork
from rnngan.evaluation.sides import row
from rnngan.evaluation.window_scores.discriminative import published_units
from rnngan.training.estimate import scoring_seconds

NAME = TITLE = "predictive"
BETTER = "lower"
READING = (
    "mean absolute error of a forecast learned on the generated windows; 'constant' forecasts the "
    "median"
)
FEWEST_FEATURES = 2
ITERATIONS = 5000
QUICK_ITERATIONS = 200
QUICK_RATE = 1e-2  # 200 iterations forecast no worse than 1,000 at the published rate
ASKED_FOR = False
PREDICTED_AT_ONCE = 1024  # windows


def judges(features, quick=False):
    """Return the name of the forecaster."""
    return [f"GRU, {published_units(features)} units"]


def seconds(sides, seeds, quick=False):
    """Return about how long the forecasters train on this machine, in seconds."""
    length, features = sides.train.shape[1:]
    count, iterations = seeds * sides.comparisons(), _training(quick)[0]
    return scoring_seconds(length, features, count, iterations, published_units(features))


def rows(sides, seeds, seed=0, quick=False, report=None):
    """Return the scores against each side of real windows, as `sides.row`s with a baseline."""
    tests = {name: real for name, (real, _, _) in sides.against.items()}
    pairs = [(source, test) for test in tests.values() for source in (sides.generated, sides.train)]
    iterations, rate = _training(quick)
    shown = ensemble.reporter(report, "forecasters", iterations)
    scores = predictive_scores(pairs, seeds, seed, iterations, shown, rate)
    [forecaster] = judges(sides.train.shape[2])
    return [
        row(NAME, forecaster, name, scores[2 * i], scores[2 * i + 1])
        | {"baseline": constant_score(test)}
        for i, (name, test) in enumerate(tests.items())
    ]


def _training(quick):
    """Return the iterations of a forecaster, and the learning rate of them."""
    return (QUICK_ITERATIONS, QUICK_RATE) if quick else (ITERATIONS, LEARNING_RATE)


def predictive_scores(pairs, seeds, seed=0, iterations=ITERATIONS, report=None, rate=LEARNING_RATE):
    """Return the mean absolute error of forecasters on the windows of their test.

    The definition is that of TimeGAN (Yoon et al., 2019): features 0 … F-2 at steps 0 … T-2 give
    the last feature at steps 1 … T-1; L1 loss, Adam 1e-3, 5,000 iterations of 128 windows.

    Args:
        pairs: list of (training windows, test windows), arrays (n, time, features) in [0, 1].
        seeds: forecasters of each pair.
        seed: seed of the first forecaster.
        iterations: 5,000 in the published definition.
        report: called with the iterations done.
        rate: learning rate of Adam, 1e-3 in the published definition.

    Returns:
        Errors (pairs, seeds).

    Raises:
        InputError: there is one feature only; the score is not defined for it.
    """
    length, features = pairs[0][0].shape[1:]
    if features < 2:
        raise InputError("The predictive score needs at least two columns. Received: 1")
    forecasters = len(pairs) * seeds
    network = EnsembleNetwork(forecasters, published_units(features), seed, every_step=True)
    network.build((forecasters, None, length - 1, features - 1))
    trained_on = [tf.constant(windows, tf.float32) for windows, _ in pairs]

    def batch(iteration):
        parts = []
        for number, windows in enumerate(trained_on):
            key = tf.random.fold_in([seed, number], iteration)
            rows = tf.random.stateless_uniform((seeds, BATCH), key, 0, len(windows), tf.int32)
            parts.append(tf.gather(windows, rows))
        return (tf.concat(parts, 0),)  # (forecasters, batch, time, features)

    ensemble.train(network, _loss, batch, iterations, report, rate)
    predict = ensemble.predictor(network, (forecasters, None, length - 1, features - 1))
    errors = [
        _error(predict, forecasters, windows)[i * seeds : (i + 1) * seeds]
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
    return tf.reduce_mean(_errors(network, windows), axis=(0, 2))  # (forecasters,)


def _errors(network, windows):
    """Return absolute errors (time, forecasters, batch) of forecasts in (0, 1)."""
    forecasts = tf.sigmoid(network(windows[:, :, :-1, :-1]))
    return tf.abs(forecasts - _targets(windows))


def _targets(windows):
    return tf.transpose(windows[:, :, 1:, -1], (2, 0, 1))  # (time, forecasters, batch)


def _error(predict, forecasters, windows):
    """Return the mean absolute error of every forecaster on `windows`."""
    total = np.zeros(forecasters)
    for first in range(0, len(windows), PREDICTED_AT_ONCE):
        part = tf.constant(windows[first : first + PREDICTED_AT_ONCE], tf.float32)[None]
        part = tf.tile(part, (forecasters, 1, 1, 1))
        total += tf.reduce_sum(_errors(predict, part), axis=(0, 2)).numpy()
    return total / (len(windows) * (windows.shape[1] - 1))
