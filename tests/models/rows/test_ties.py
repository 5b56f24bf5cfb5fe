"""Ties between the numbers of a row, by hand."""

import numpy as np
import pytest

from rnngan.models.rows import ties

COVARIANCE = np.array([[1.0, 0.8, 0.0], [0.8, 1.0, 0.0], [0.0, 0.0, 4.0]])


def test_what_others_do_not_tell_has_variance_one():
    matrix = ties.alone(COVARIANCE, np.zeros(3))
    rows = np.random.default_rng(0).multivariate_normal(np.zeros(3), COVARIANCE, 100_000)
    assert (rows @ matrix).std(axis=0) == pytest.approx([1, 1, 1], abs=0.02)
    assert (np.array([1.0, 0.8, 2.0]) @ matrix) == pytest.approx([0.6, 0.0, 1.0], abs=1e-6)


def test_a_number_follows_from_those_before_it_alone():
    shares, left = ties.after_others(COVARIANCE, np.zeros(3))
    assert shares == pytest.approx(np.array([[0, 0.8, 0], [0, 0, 0], [0, 0, 0]]), abs=1e-6)
    assert left == pytest.approx([1.0, 0.6, 2.0])


def test_no_tie_is_closer_than_a_tenth_of_a_usual_move():
    """Two columns that are the same."""
    same, unit = np.ones((2, 2)), np.full(2, 0.5)
    _, left = ties.after_others(same, unit)
    assert left[1] == pytest.approx(0.05 * np.sqrt(2), rel=0.01)
    found = np.array([1.0, 1.05]) @ ties.alone(same, unit)
    assert found == pytest.approx([-0.05 / left[1], 0.05 / left[1]], rel=0.1)
