"""Judges: equal sets score about 0, separable ones 0.5, and each judge stands alone."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from rnngan.config.errors import InputError
from rnngan.evaluation import discriminative, scores
from rnngan.evaluation.discriminative import discriminative_scores, published_units
from rnngan.evaluation.ensemble import EnsembleDense, EnsembleGRU, Judge
from rnngan.evaluation.predictive import constant_score, predictive_scores


def waves(count, seed, features=2, length=8):
    rng = np.random.default_rng(seed)
    phase = rng.uniform(0, 6, (count, 1, features))
    return (0.5 + 0.4 * np.sin(np.arange(length)[None, :, None] + phase)).astype("float32")


def test_each_gru_of_the_ensemble_is_a_keras_gru():
    rng = np.random.default_rng(0)
    inputs = rng.normal(size=(3, 4, 5, 2)).astype("float32")  # judges, batch, time, features
    ensemble = EnsembleGRU(3, 6, seed=1)
    outputs = ensemble(inputs).numpy()  # (time, judges, batch, units)
    for judge in range(3):
        alone = keras.layers.GRU(6, reset_after=False, return_sequences=True)
        alone.build((None, 5, 2))
        kernels = (ensemble.kernel, ensemble.recurrent_kernel, ensemble.bias[:, 0])
        alone.set_weights([np.asarray(kernel)[judge] for kernel in kernels])
        expected = np.swapaxes(alone(inputs[judge]), 0, 1)
        np.testing.assert_allclose(outputs[:, judge], expected, atol=1e-6)


def test_dense_of_the_ensemble_by_hand():
    dense = EnsembleDense(2, outputs=1, seed=0)
    dense.build((None, 2))
    dense.set_weights([np.array([[[1.0], [2.0]], [[3.0], [4.0]]]), np.array([[[0.5]], [[-1.0]]])])
    inputs = np.array([[[1.0, 1.0]], [[1.0, 2.0]]], "float32")  # judges, batch, inputs
    assert dense(inputs).numpy().tolist() == [[[3.5]], [[10.0]]]


def test_no_judge_is_moved_by_the_loss_of_another():
    network = Judge(2, 3, seed=0)
    network.build((2, None, 8, 2))
    windows = tf.constant(np.stack([waves(4, 0), waves(4, 1)]))
    with tf.GradientTape() as tape:
        first = tf.reduce_sum(network(windows)[0])
    for gradient in tape.gradient(first, network.trainable_variables):
        assert float(tf.reduce_sum(tf.abs(gradient[0]))) > 0
        assert float(tf.reduce_sum(tf.abs(gradient[1]))) == 0


def test_judges_start_from_different_weights_that_their_seed_decides():
    kernels = [EnsembleGRU(2, 3, seed) for seed in (0, 0, 1)]
    for layer in kernels:
        layer.build((2, None, 4, 2))
    a, b, shifted = (layer.kernel.numpy() for layer in kernels)
    assert np.array_equal(a, b)
    assert not np.array_equal(a[0], a[1])
    assert np.array_equal(a[1], shifted[0])


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


def test_a_forecaster_learns_what_can_be_known_and_nothing_from_noise():
    rng = np.random.default_rng(0)
    first = rng.uniform(0.2, 0.8, (400, 9, 1))
    last = np.concatenate([np.full((400, 1, 1), 0.5), first[:, :-1]], axis=1)  # last = first before
    real = np.concatenate([first, last], axis=2).astype("float32")
    noise = rng.uniform(0.2, 0.8, real.shape).astype("float32")
    good, bad = predictive_scores([(real, real), (noise, real)], seeds=2, iterations=1500)
    assert good.max() < 0.05
    assert bad.min() > 0.1
    assert bad.min() > constant_score(real) - 0.02


def test_error_of_a_constant_forecast_by_hand():
    windows = np.zeros((1, 4, 2))
    windows[0, :, 1] = [9, 1, 2, 6]  # the first row is no target; median 2, errors 1, 0, 4
    assert constant_score(windows) == pytest.approx(5 / 3)


def test_predictive_score_of_one_column_is_refused():
    with pytest.raises(InputError, match=r"needs at least two columns\. Received: 1"):
        predictive_scores([(waves(5, 0, 1), waves(5, 1, 1))], 1)


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(scores, "discriminative_scores", small(discriminative_scores))
    monkeypatch.setattr(scores, "predictive_scores", small(predictive_scores))


def small(function):
    return lambda *args, report=None, **kwargs: function(*args, iterations=20, **kwargs)


@pytest.mark.usefixtures("quick")
def test_rows_of_an_evaluation():
    rows = scores.evaluate(waves(60, 0), waves(20, 1), waves(60, 2), seeds=2)
    names = [(row["score"], row["judge"], row["against"]) for row in rows]
    assert names == [
        (score, f"GRU, {units} units", against)
        for score, units in (("discriminative", 1), ("discriminative", 32), ("predictive", 1))
        for against in ("training windows", "held-out windows")
    ]
    for row in rows:
        for part in (row["generated"], row["floor"]):
            assert len(part["values"]) == 2
            assert part["mean"] == pytest.approx(np.mean(part["values"]))
            assert part["std"] == pytest.approx(np.std(part["values"], ddof=1))
    assert rows[-1]["baseline"] == constant_score(waves(20, 1))


@pytest.mark.usefixtures("quick")
def test_one_column_and_no_holdout_are_scored_too():
    rows = scores.evaluate(waves(60, 0, 1), waves(0, 1, 1), waves(60, 2, 1), seeds=1)
    assert [(row["score"], row["against"]) for row in rows] == [
        ("discriminative", "training windows")
    ] * 2


def test_quick_judges_train_a_fifth_as_long(monkeypatch):
    asked, told = [], []

    def told_alone(pairs, *_, iterations, report):
        asked.append(iterations)
        report(iterations)
        return np.zeros((len(pairs), 1))

    monkeypatch.setattr(scores, "discriminative_scores", told_alone)
    monkeypatch.setattr(scores, "predictive_scores", told_alone)
    sides = waves(60, 0), waves(20, 1), waves(60, 2)
    scores.evaluate(*sides, seeds=1, report=lambda *row: told.append(row), quick=True)
    assert asked == [400, 400, 1000]
    assert told == [
        ("judges of 1 units", 400, 400),
        ("judges of 32 units", 400, 400),
        ("forecasters", 1000, 1000),
    ]


def test_the_estimate_follows_quick_scores(monkeypatch):
    """At a second an iteration: 2,000 + 2,000 + 5,000 in place of 400 + 400 + 1,000."""
    monkeypatch.setattr(scores, "judging_seconds", lambda *a: a[3])
    sides = waves(60, 0), waves(20, 1)
    assert scores.seconds(*sides, 1) == 9000
    assert scores.seconds(*sides, 1, quick=True) == 1800


def test_both_sides_of_a_pair_are_made_equal():
    one, other = scores._balanced(waves(100, 0), waves(30, 1), 0)
    assert len(one) == len(other) == 30
    assert len(np.unique(one[:, 0, 0])) == 30  # drawn without replacement


def test_too_few_windows_are_refused():
    with pytest.raises(InputError, match="4 training windows are too few for a score"):
        scores.evaluate(waves(4, 0), waves(0, 1), waves(60, 2))
    with pytest.raises(InputError, match="9 generated windows are too few for a score"):
        scores.evaluate(waves(60, 0), waves(0, 1), waves(9, 2))
