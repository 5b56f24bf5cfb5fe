"""Moments of generated windows against those of real ones, worked out by hand."""

import math

import numpy as np
import pytest
import tensorflow as tf

from rnngan.models.terms import Batch
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


def batch(real=(None, REAL), fake=(None, FAKE)):
    real, fake = (
        tuple(None if part is None else tf.convert_to_tensor(part) for part in window)
        for window in (real, fake)
    )
    return Batch(0, real, fake)


class TestMoments:
    def test_are_taken_over_windows_and_time(self):
        mean, std = moments(tf.constant(FAKE))
        assert mean.numpy().tolist() == [2.0]
        assert std.numpy() == pytest.approx([3.0], abs=1e-5)

    @pytest.mark.parametrize("by", BY_HAND)
    def test_compared_by_hand(self, by):
        loss, named = Moments(by, 0.5, [2.0]).loss(None, batch())
        assert float(named["match"]) == pytest.approx(sum(BY_HAND[by]), abs=1e-4)
        assert float(loss) == pytest.approx(0.5 * sum(BY_HAND[by]), abs=1e-4)

    @pytest.mark.parametrize(
        ("by", "more"),
        [("mse", 1.0), ("mae", 1.0), ("kl", 1 / 2)],  # KL(N(0, 1) ‖ N(1, 1)) = 1/2
    )
    def test_attributes_count(self, by, more):
        real, fake = np.array([[1.0], [-1.0]], "float32"), np.array([[2.0], [0.0]], "float32")
        _, named = Moments(by, 1.0, [2.0]).loss(None, batch((real, REAL), (fake, REAL)))
        assert float(named["match"]) == pytest.approx(more, abs=1e-4)

    @pytest.mark.parametrize("by", BY_HAND)
    def test_features_are_averaged(self, by):
        """A second feature that is as it should be halves the error of the first."""
        real, fake = (np.concatenate([w, REAL], axis=2) for w in (REAL, FAKE))
        _, named = Moments(by, 1.0, [2.0, 2.0]).loss(None, batch((None, real), (None, fake)))
        assert float(named["match"]) == pytest.approx(sum(BY_HAND[by]) / 2, abs=1e-4)

    def test_the_comparison_by_kl_goes_from_real_to_generated(self):
        _, named = Moments("kl", 1.0, [2.0]).loss(None, batch((None, FAKE), (None, REAL)))
        # KL(N(2, 9) ‖ N(0, 1)) + KL(N(0, 9) ‖ N(0, 1)) = -2 log 3 + 13/2 + 9/2 - 1
        assert float(named["match"]) == pytest.approx(10 - 2 * LN3, abs=1e-3)

    @pytest.mark.parametrize("by", BY_HAND)
    def test_a_single_constant_window_has_a_finite_gradient(self, by):
        fake = tf.Variable(tf.ones((1, 3, 1)))
        with tf.GradientTape() as tape:
            loss, _ = Moments(by, 1.0, [1.0]).loss(
                None, Batch(0, (None, tf.zeros((1, 3, 1))), (None, fake))
            )
        assert np.isfinite(float(loss))
        assert np.isfinite(tape.gradient(loss, fake)).all()
