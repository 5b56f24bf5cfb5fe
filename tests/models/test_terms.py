"""Further terms of the generator's loss, worked out by hand."""

import math

import keras
import numpy as np
import pytest
import tensorflow as tf

from rnngan.models.terms import Scene
from rnngan.models.terms.features import FeatureMatching
from rnngan.models.terms.historical import PastWeights
from rnngan.models.terms.moments import Moments, moments

LN3 = math.log(3)
# Two windows of two rows, one feature. Real: values -1, 1, 1, -1 of mean 0 and std 1; differences
# 2, -2, over their real standard deviation 2 again of mean 0 and std 1.
REAL = np.array([[[-1.0], [1.0]], [[1.0], [-1.0]]], "float32")
FAKE = 2.0 + 3.0 * REAL  # values of mean 2 and std 3, differences of mean 0 and std 3
BY_HAND = {  # of values, and of differences
    "mse": (2.0**2 + 2.0**2, 2.0**2),
    "mae": (2.0 + 2.0, 2.0),
    # KL(N(0, 1) ‖ N(m, s²)) = log s + (1 + m²) / 2 s² - 1/2
    "kl": (LN3 + 5 / 18 - 1 / 2, LN3 + 1 / 18 - 1 / 2),
}


def scene(real=(None, REAL), fake=(None, FAKE), features=(None, None)):
    real, fake = (
        tuple(None if part is None else tf.convert_to_tensor(part) for part in window)
        for window in (real, fake)
    )
    return Scene(0, real, fake, *features)


class TestMoments:
    def test_are_taken_over_windows_and_time(self):
        mean, std = moments(tf.constant(FAKE))
        assert mean.numpy().tolist() == [2.0]
        assert std.numpy() == pytest.approx([3.0], abs=1e-5)

    @pytest.mark.parametrize("by", BY_HAND)
    def test_compared_by_hand(self, by):
        loss, named = Moments(by, 0.5, [2.0]).loss(None, scene())
        assert float(named["match"]) == pytest.approx(sum(BY_HAND[by]), abs=1e-4)
        assert float(loss) == pytest.approx(0.5 * sum(BY_HAND[by]), abs=1e-4)

    @pytest.mark.parametrize(
        ("by", "more"),
        [("mse", 1.0), ("mae", 1.0), ("kl", 1 / 2)],  # KL(N(0, 1) ‖ N(1, 1)) = 1/2
    )
    def test_attributes_count(self, by, more):
        real, fake = np.array([[1.0], [-1.0]], "float32"), np.array([[2.0], [0.0]], "float32")
        _, named = Moments(by, 1.0, [2.0]).loss(None, scene((real, REAL), (fake, REAL)))
        assert float(named["match"]) == pytest.approx(more, abs=1e-4)

    @pytest.mark.parametrize("by", BY_HAND)
    def test_features_are_averaged(self, by):
        """A second feature that is as it should be halves the error of the first."""
        real, fake = (np.concatenate([w, REAL], axis=2) for w in (REAL, FAKE))
        _, named = Moments(by, 1.0, [2.0, 2.0]).loss(None, scene((None, real), (None, fake)))
        assert float(named["match"]) == pytest.approx(sum(BY_HAND[by]) / 2, abs=1e-4)

    def test_the_comparison_by_kl_goes_from_real_to_generated(self):
        _, named = Moments("kl", 1.0, [2.0]).loss(None, scene((None, FAKE), (None, REAL)))
        # KL(N(2, 9) ‖ N(0, 1)) + KL(N(0, 9) ‖ N(0, 1)) = -2 log 3 + 13/2 + 9/2 - 1
        assert float(named["match"]) == pytest.approx(10 - 2 * LN3, abs=1e-3)

    @pytest.mark.parametrize("by", BY_HAND)
    def test_a_single_constant_window_has_a_finite_gradient(self, by):
        fake = tf.Variable(tf.ones((1, 3, 1)))
        with tf.GradientTape() as tape:
            loss, _ = Moments(by, 1.0, [1.0]).loss(
                None, Scene(0, (None, tf.zeros((1, 3, 1))), (None, fake), None, None)
            )
        assert np.isfinite(float(loss))
        assert np.isfinite(tape.gradient(loss, fake)).all()


class TestFeatureMatching:
    def test_by_hand(self):
        # means (2, 3) and (1, 1): 1² + 2² = 5
        features = tf.constant([[1.0, 2.0], [3.0, 4.0]]), tf.constant([[0.0, 0.0], [2.0, 2.0]])
        loss, named = FeatureMatching(2.0).loss(None, scene(features=features))
        assert float(named["feature_matching"]) == 5.0
        assert float(loss) == 10.0

    def test_real_features_have_no_gradient(self):
        real, fake = tf.Variable([[1.0, 2.0]]), tf.Variable([[0.0, 1.0], [0.0, 3.0]])
        with tf.GradientTape() as tape:
            loss, _ = FeatureMatching(1.0).loss(None, scene(features=(real * 1.0, fake * 1.0)))
        on_real, on_fake = tape.gradient(loss, [real, fake])
        assert on_real is None
        # d/dy of (1 - mean y)² = -2 (1 - 0) / 2 windows; the second feature has the right mean
        assert on_fake.numpy().tolist() == [[-1.0, 0.0], [-1.0, 0.0]]


class TestPastWeights:
    def network(self):
        layer = keras.layers.Dense(1, use_bias=False)
        layer.build((None, 1))
        layer.kernel.assign([[0.0]])
        return layer

    def test_the_mean_is_that_of_all_weights_before(self):
        network = self.network()
        past = PastWeights(network, 0.5)
        # weights 0, 4, 5, 7 one after another: their means are 0, 2, 3, 4
        for step, (weight, mean) in enumerate([(4.0, 2.0), (5.0, 3.0), (7.0, 4.0)]):
            network.kernel.assign([[weight]])
            past.update(network, tf.constant(step, tf.int64))
            assert float(past.means[0][0, 0]) == pytest.approx(mean, rel=1e-6)

    def test_the_penalty_is_the_weighted_squared_distance_from_the_mean(self):
        network = self.network()
        past = PastWeights(network, 0.5)
        network.kernel.assign([[4.0]])
        past.update(network, 0)
        network.kernel.assign([[5.0]])
        with tf.GradientTape() as tape:
            penalty = past.penalty(network)
        assert float(penalty) == 0.5 * (5.0 - 2.0) ** 2
        assert float(tape.gradient(penalty, network.kernel)[0, 0]) == 3.0  # 2 · 0.5 · (5 - 2)

    def test_it_begins_at_0(self):
        network = self.network()
        network.kernel.assign([[3.0]])
        assert float(PastWeights(network, 1.0).penalty(network)) == 0.0

    def test_means_move_with_no_gradient(self):
        assert PastWeights(self.network(), 1.0).trainable_variables == []
