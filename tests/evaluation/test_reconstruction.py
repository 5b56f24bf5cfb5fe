"""Reconstruction errors by hand; rows that are no rows of their sequence count for nothing."""

import numpy as np
import pytest

from rnngan.evaluation.reconstruction import absolute_errors


def test_errors_and_both_baselines_by_hand():
    """Windows 0, 4 and 2, 2 of one column: own means 2 and 2, training mean 1."""
    real = np.array([[[0.0], [4.0]], [[2.0], [2.0]]])
    found = absolute_errors(real, np.zeros_like(real), np.ones((2, 2, 1)), np.array([1.0]))
    assert found == {"error": 2.0, "own_mean": 1.0, "training_mean": (1 + 3 + 1 + 1) / 4}


def test_only_rows_with_a_weight_count():
    """The second row of the first window lies behind its end: errors 1, 1, 3 over three rows."""
    real = np.array([[[1.0], [99.0]], [[2.0], [4.0]]])
    weights = np.array([[[1.0], [0.0]], [[1.0], [1.0]]])
    made = np.array([[[2.0], [0.0]], [[1.0], [1.0]]])
    found = absolute_errors(real, made, weights, np.array([2.0]))
    assert found["error"] == pytest.approx(5 / 3)
    assert found["own_mean"] == pytest.approx((0 + 1 + 1) / 3)  # means 1 and 3
    assert found["training_mean"] == pytest.approx((1 + 0 + 2) / 3)


def test_what_comes_back_whole_has_no_error():
    real = np.random.default_rng(0).uniform(size=(3, 4, 2))
    assert absolute_errors(real, real, np.ones((3, 4, 1)), np.zeros(2))["error"] == 0.0
