"""Discriminative score: equal sets score about 0, separable ones 0.5."""

import numpy as np

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


def test_accuracy_counts_only_real_test_windows():
    ones = np.ones((2, 5))
    assert discriminative.sum_first(ones, [2, 5]).tolist() == [2.0, 5.0]


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
