"""Correlations some rows later, worked out by hand."""

import numpy as np
import pytest
from small_samples import of_lists

from rnngan.evaluation.similarity.lags import Standardised, both

NAN = np.nan


def test_of_what_alternates():
    found = Standardised(np.array([[[1.0], [-1.0], [1.0], [-1.0]]]))
    assert [found.own(lag).tolist() for lag in (1, 2, 3)] == [[-1], [1], [-1]]
    assert found.most == 3


def test_products_stay_within_sequences():
    """Within both sequences a row is followed by the same value; across them it would not be."""
    found = Standardised(np.array([[[1.0], [1.0]], [[-1.0], [-1.0]]]))
    assert found.own(1).tolist() == [1]


def test_one_column_later_than_the_other():
    x = np.array([1.0, -1.0, -1.0, 1.0, 1.0, -1.0, -1.0, 1.0])
    found = Standardised(np.stack([x[1:], x[:-1]], axis=1)[None])  # the second is a row behind
    assert found.mutual(1)[0, 1] > 0.9
    assert abs(found.mutual(1)[1, 0]) > 0.9
    assert abs(found.mutual(0)[0, 1]) < 0.2
    np.testing.assert_allclose(np.diag(found.mutual(1)), found.own(1))


def test_missing_values_and_rows_behind_an_end_are_left_out():
    """Of 1, -1, missing, -1, 1 two pairs are there: both products are -1."""
    found = Standardised(np.array([[[1.0], [-1.0], [NAN], [-1.0], [1.0], [NAN]]]))
    assert found.own(1) == pytest.approx([-1])
    assert found.mutual(1)[0, 0] == pytest.approx(-1)


def test_a_column_that_never_changes_has_no_correlation():
    values = np.stack([np.full(6, 0.1), np.arange(6.0), np.full(6, NAN)], axis=1)[None]
    found = Standardised(values)
    assert found.own(1)[[0, 2]].tolist() == [0, 0]
    assert found.mutual(0).round(9).tolist() == [[0, 0, 0], [0, 1, 0], [0, 0, 0]]


def test_values_and_moves_of_a_sample():
    (sample,) = of_lists([[1.0, 2.0, 4.0], [1.0, 3.0]])
    found = both(sample, ["x"])
    assert list(found) == ["{}", "moves of {}"]
    assert [side.most for side in found.values()] == [2, 1]
