"""Discriminative score: can a classifier distinguish generated windows from real ones?"""

from functools import partial

import numpy as np
import tensorflow as tf
from sklearn.metrics import roc_auc_score

from rnngan.evaluation import ensemble
from rnngan.evaluation.convolutions import CHANNELS, ConvolutionalNetwork
from rnngan.evaluation.ensemble import PUBLISHED, EnsembleNetwork, Pace
from rnngan.evaluation.sides import balanced, row
from rnngan.evaluation.spread import summary
from rnngan.training.estimate import STRONG_UNITS, scoring_seconds

NAME = TITLE = "discriminative"
BETTER = "lower"
READING = (
    "0 where a classifier can't distinguish generated from real windows, 0.5 where it always can"
)
FEWEST_FEATURES = 1
ITERATIONS = 2000
QUICK_ITERATIONS = 200
QUICK = Pace(batch=32, rate=1e-2)  # sees in 200 what 400 of 128 windows see at 1e-3
ASKED_FOR = False
TRAIN_SHARE = 0.8
PREDICTED_AT_ONCE = 1024  # windows


def classifiers(features, quick=False):
    """Return {name: function of (members, seed) that makes the networks} of each classifier.

    The published one, a stronger one, and one that is not recurrent. Quick scores are of the last
    alone: it sees most in so few iterations, and takes least time for them.
    """
    widths = () if quick else (published_units(features), STRONG_UNITS)
    found = {f"GRU, {units} units": partial(EnsembleNetwork, units=units) for units in widths}
    return found | {f"CNN, {CHANNELS} channels": ConvolutionalNetwork}


def judges(features, quick=False):
    """Return the names of the classifiers."""
    return list(classifiers(features, quick))


def seconds(sides, seeds, quick=False):
    """Return about how long the classifiers train on this machine, in seconds."""
    length, features = sides.train.shape[1:]
    count, (iterations, _) = seeds * sides.comparisons(), _training(quick)
    widths = published_units(features), STRONG_UNITS, CHANNELS  # a CNN takes about as long as a GRU
    widths = widths[-len(judges(features, quick)) :]
    return sum(scoring_seconds(length, features, count, iterations, width) for width in widths)


def _training(quick):
    """Return the iterations of a classifier, and the `Pace` of them."""
    return (QUICK_ITERATIONS, QUICK) if quick else (ITERATIONS, PUBLISHED)


def rows(sides, seeds, seed=0, quick=False, report=None):
    """Return the scores of each width against each side of real windows, as `sides.row`s."""
    pairs = []
    for real, one, other in sides.against.values():
        pairs += [balanced(real, sides.generated, seed), balanced(one, other, seed)]
    (iterations, pace), found = _training(quick), []
    for judge, network in classifiers(sides.train.shape[2], quick).items():
        shown = ensemble.reporter(report, f"classifiers ({judge})", iterations)
        scores, aucs = classified(pairs, network, seeds, seed, iterations, shown, pace)
        for i, name in enumerate(sides.against):
            about = row(NAME, judge, name, scores[2 * i], scores[2 * i + 1])
            auc = {"generated": summary(aucs[2 * i]), "floor": summary(aucs[2 * i + 1])}
            found.append(about | {"auc": auc})
    return found


def published_units(features):
    """Return the width of the published networks, int(F / 2) and at least 1.

    Example:
        >>> published_units(6), published_units(1)
        (3, 1)
    """
    return max(1, features // 2)


def discriminative_scores(pairs, units, seeds, seed=0, iterations=ITERATIONS, report=None):
    """Return |accuracy - 0.5| of every classifier on windows it has not seen.

    0 says that the two sides can't be distinguished, 0.5 that they always can. The definition is
    that of TimeGAN (Yoon et al., 2019): Adam 1e-3, 2,000 iterations of 128 + 128 windows, a random
    80/20 split of each side, the accuracy over both test parts together.

    Args:
        pairs: list of (real, generated) arrays (n, time, features); n may differ.
        units: width of the GRU.
        seeds: classifiers of each pair.
        seed: seed of the first classifier.
        iterations: 2,000 in the published definition.
        report: called with the iterations done.

    Returns:
        Scores (pairs, seeds).
    """
    network = partial(EnsembleNetwork, units=units)
    return classified(pairs, network, seeds, seed, iterations, report)[0]


def classified(pairs, network, seeds, seed=0, iterations=ITERATIONS, report=None, pace=PUBLISHED):
    """Return the score and the area under the ROC curve of every classifier, (pairs, seeds) each.

    Args:
        pairs: see `discriminative_scores`, as seeds, seed, iterations and report.
        network: function of (members, seed) that makes the classifiers.
        seeds: classifiers of each pair.
        seed: of the first one.
        iterations: training steps.
        report: called with the iterations done.
        pace: `rnngan.evaluation.ensemble.Pace` of them.
    """
    classifiers = len(pairs) * seeds
    pool, sides = _pool(pairs, seeds, seed)
    network = network(members=classifiers, seed=seed)
    network.build((classifiers, None, *pool.shape[1:]))
    windows = tf.constant(pool)
    draw = [
        _Sampler([train for train, _ in side], seed, i, pace.batch) for i, side in enumerate(sides)
    ]

    def batch(iteration):
        return tuple(tf.gather(windows, sampler(iteration)) for sampler in draw)

    ensemble.train(network, _loss, batch, iterations, report, pace.rate)
    tests = [[test for _, test in side] for side in sides]
    logits = zip(*(_logits(network, pool, test) for test in tests), strict=True)
    found = np.array([_score_and_auc(*sides) for sides in logits])  # (classifiers, 2)
    return tuple(found.T.reshape(2, len(pairs), seeds))


def _loss(network, real, fake):
    logits = network(tf.concat([real, fake], 1))  # (classifiers, 2 batch)
    half = real.shape[1]
    right = tf.nn.softplus(-logits[:, :half]) + tf.nn.softplus(logits[:, half:])
    return 0.5 * tf.reduce_mean(right, axis=1)


def _pool(pairs, seeds, seed):
    """Return all windows once, and for each side the (train, test) rows of every classifier."""
    arrays, firsts = [], {}
    for array in (side for pair in pairs for side in pair):
        if id(array) not in firsts:
            firsts[id(array)] = sum(map(len, arrays))
            arrays.append(array)
    sides = ([], [])
    for pair in pairs:
        for number in range(seeds):
            for which, array in enumerate(pair):
                rng = np.random.default_rng([seed + number, which])
                order = rng.permutation(len(array)) + firsts[id(array)]
                cut = int(TRAIN_SHARE * len(array))
                sides[which].append((order[:cut], order[cut:]))
    return np.concatenate(arrays).astype("float32"), sides


class _Sampler:
    """Draws a batch of row numbers a classifier, from rows of different counts."""

    def __init__(self, rows, seed, stream, batch=PUBLISHED.batch):
        width = max(map(len, rows))
        padded = [np.pad(r, (0, width - len(r))) for r in rows]
        self.rows = tf.constant(np.stack(padded), tf.int32)  # (classifiers, width)
        self.counts = tf.constant([[len(r)] for r in rows], tf.float32)
        self.key, self.batch = [seed, stream], batch

    def __call__(self, iteration):
        key = tf.random.fold_in(self.key, iteration)
        share = tf.random.stateless_uniform((len(self.counts), self.batch), key)
        chosen = tf.cast(tf.minimum(share * self.counts, self.counts - 1), tf.int32)
        return tf.gather(self.rows, chosen, batch_dims=1)  # (classifiers, batch)


def _logits(network, pool, tests):
    """Return the logits of each classifier's own test windows, a list of arrays."""
    most = max(map(len, tests))
    rows = np.stack([np.pad(test, (0, most - len(test))) for test in tests])
    predict = ensemble.predictor(network, (len(tests), None, *pool.shape[1:]))
    parts = [
        predict(tf.constant(pool[rows[:, first : first + PREDICTED_AT_ONCE]])).numpy()
        for first in range(0, most, PREDICTED_AT_ONCE)
    ]
    found = np.concatenate(parts, axis=1)  # (classifiers, most)
    return [logits[: len(test)] for logits, test in zip(found, tests, strict=True)]


def _score_and_auc(real, generated):
    """Return |accuracy - 0.5| and the area under the ROC curve of logits of both sides.

    Example:
        >>> _score_and_auc(np.array([2.0, 1.0]), np.array([-1.0, 1.5]))
        (0.25, 0.75)
    """
    accuracy = (np.sum(real > 0) + np.sum(generated <= 0)) / (len(real) + len(generated))
    labels = np.repeat([1, 0], [len(real), len(generated)])
    auc = roc_auc_score(labels, np.concatenate([real, generated]))
    return float(abs(accuracy - 0.5)), float(auc)
