"""Bins that both sides share, and what lies in other bins."""

import numpy as np
import pandas as pd
import pytest
from small_samples import sides

from rnngan.evaluation.similarity.bins import (
    category_bins,
    column_bins,
    conditional_variation,
    counted,
    quantile_bins,
    total_variation,
)

NAN = np.nan


def test_quantiles_are_bins_of_about_as_many_values():
    bins = quantile_bins(np.arange(100.0), 4)
    assert np.bincount(bins(np.arange(100.0))).tolist() == [0, 24, 25, 25, 26]
    assert bins(np.array([-1.0, 99.0, 99.5, NAN])).tolist() == [0, 4, 5, 6]
    assert bins.size == 7


def test_a_heap_of_one_value_is_a_bin_of_its_own():
    bins = quantile_bins(np.array([0.0] * 60 + list(np.arange(1.0, 41.0))), 5)
    below, heap, above = bins(np.array([-1e-9, 0.0, 1e-9]))
    assert len({below, heap, above}) == 3


def test_a_column_that_never_changes_has_bins_too():
    bins = quantile_bins(np.full(9, 7.0), 10)
    assert bins(np.array([6.9, 7.0, 7.1, NAN])).tolist() == [0, 1, 2, 3]


def test_a_column_without_any_value_has_one_bin():
    bins = quantile_bins(np.array([NAN, NAN]), 10)
    assert bins(np.array([[1.0, NAN]])).tolist() == [[0, 1]]
    assert category_bins(np.array([NAN]), 3)(np.array([0.0, 2.0, NAN])).tolist() == [0, 0, 1]


def test_rare_categories_share_a_bin():
    bins = category_bins(np.array([3.0, 3.0, 3.0, 1.0, 1.0, 0.0]), 2)
    assert bins(np.array([0.0, 1.0, 2.0, 3.0, 4.0, NAN])).tolist() == [2, 0, 2, 1, 2, 3]


def test_a_column_is_binned_by_its_kind():
    (sample,) = sides(pd.DataFrame({"x": [1.5, 2.5, 3.5, 4.5], "c": list("abcc")}))
    assert column_bins(sample, "c", 1)(sample.cells("c")).tolist() == [1, 1, 0, 0]
    assert column_bins(sample, "x", 2)(sample.cells("x")).tolist() == [1, 2, 2, 2]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ([0, 1], [1, 0], 0.0),
        ([0, 0], [1, 1], 1.0),
        ([0, 0, 1, 2], [0, 1, 1, 2], 0.25),
        ([0, 1], [], 1.0),
        ([], [], 0.0),
    ],
)
def test_total_variation(one, other, expected):
    found = total_variation(np.array(one, int), np.array(other, int), 3)
    assert found == expected


def test_what_comes_with_a_bin_is_compared_and_not_how_often_it_comes():
    one, other = np.array([[8, 0], [0, 2]]), np.array([[1, 0], [0, 9]])
    assert conditional_variation(one, other) == 0
    assert conditional_variation(one, other[::-1]) == 1


def test_a_bin_that_the_other_side_lacks_counts_in_full():
    assert conditional_variation(np.array([[3, 0], [1, 0]]), np.array([[5, 0], [0, 0]])) == 0.25
    assert conditional_variation(np.zeros((2, 2)), np.ones((2, 2))) == 0


def test_counts_of_two_bins():
    bins = quantile_bins(np.array([1.0, 2.0]), 1)
    found = counted(np.array([0, 1, 1]), np.array([2, 0, 0]), (bins, bins))
    assert found.tolist() == [[0, 0, 1, 0], [2, 0, 0, 0], [0] * 4, [0] * 4]
