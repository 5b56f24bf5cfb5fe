"""Discriminative score: equal sets score about 0, separable ones 0.5."""

import numpy as np
import pytest

from rnngan.evaluation.window_scores import discriminative
from rnngan.evaluation.window_scores.discriminative import discriminative_scores, published_units


def waves(count, seed, features=2, length=8):
    rng = np.random.default_rng(seed)
    phase = rng.uniform(0, 6, (count, 1, features))
    return (0.5 + 0.4 * np.sin(np.arange(length)[None, :, None] + phase)).astype("float32")


def test_published_width():
    assert [published_units(features) for features in (1, 2, 5, 6, 28)] == [1, 1, 2, 3, 14]


def test_equal_sets_score_near_0_and_separable_ones_near_half():
    real = waves(400, 0)
    pairs = [(real, waves(300, 1)), (real, real + 1.0)]
    found = discriminative_scores(pairs, units=6, seeds=2, iterations=300)
    assert found.shape == (2, 2)
    assert found[0].max() < 0.1  # 0.4 / sqrt(140) = 0.034 by chance
    assert found[1].min() > 0.45


def test_test_windows_are_never_trained_on():
    _, sides = discriminative._pool([(waves(50, 0), waves(30, 1))], 3, 0)
    for side, count in zip(sides, (50, 30), strict=True):
        for train, test in side:
            assert not set(train) & set(test)
            assert (len(train), len(test)) == (int(0.8 * count), count - int(0.8 * count))


@pytest.mark.parametrize("judge", discriminative.classifiers(2))
def test_every_classifier_knows_what_is_separable_and_what_is_equal(judge):
    real = waves(400, 0)
    pairs = [(real, waves(300, 1)), (real, real + 1.0)]
    network = discriminative.classifiers(2)[judge]
    found, aucs = discriminative.classified(pairs, network, seeds=1, iterations=200)
    assert found[0, 0] < 0.1
    assert found[1, 0] > 0.45
    assert 0.35 < aucs[0, 0] < 0.65
    assert aucs[1, 0] > 0.99


def test_logits_are_of_each_classifiers_own_test_windows():
    """Two classifiers with two and three test windows; the logit of a window is its number."""
    pool = np.arange(6.0, dtype="float32")[:, None, None]
    found = discriminative._logits(
        lambda x: x[..., 0, 0], pool, [np.array([4, 1]), np.array([0, 2, 5])]
    )
    assert [logits.tolist() for logits in found] == [[4.0, 1.0], [0.0, 2.0, 5.0]]


def test_score_and_auc_by_hand():
    """3 of 4 on the right side; of 4 pairs of a real and a generated window 3 are in order."""
    found = discriminative._score_and_auc(np.array([2.0, 1.0]), np.array([-1.0, 1.5]))
    assert found == (0.25, 0.75)


def test_the_loss_by_hand():
    """128 real windows of logit 0, 128 generated ones of logit log 3: (log 2 + log 4) / 2."""
    logits = np.repeat([[0.0, np.log(3.0)]], 128, axis=1).astype("float32")
    found = discriminative._loss(lambda both: logits, np.zeros((1, 128)), np.zeros((1, 128)))
    np.testing.assert_allclose(found, [(np.log(2) + np.log(4)) / 2], rtol=1e-6)


def test_batches_come_from_each_classifiers_own_rows():
    sampler = discriminative._Sampler([np.arange(3), np.arange(10, 15)], 0, 0)
    rows = sampler(0).numpy()  # (classifiers, batch)
    assert set(rows[0]) == {0, 1, 2}
    assert set(rows[1]) == {10, 11, 12, 13, 14}
    assert not np.array_equal(rows, sampler(1).numpy())
    assert np.array_equal(rows, sampler(0).numpy())
