import numpy as np
import pytest

from rnngan.data.protection.holders import Holders, holders_of
from rnngan.data.protection.record import Protection

THREE = Holders(np.array([0, 0, 1, 1, 2]), 2)


def test_a_holder_counts_once_however_often_it_has_a_value():
    assert THREE.each(np.array([0, 0, 0, 1, 1])).tolist() == [2, 2]
    assert THREE.each(np.array([0, 0, 1, 1, -1])).tolist() == [1, 1]
    assert THREE.each(np.full(5, -1)).tolist() == []


@pytest.mark.parametrize(
    ("below", "ends"),
    [(2, (2.0, 80.0)), (3, (3.0, 70.0)), (4, None)],  # of maxima 90 80 70 60 50 40, minima 1 … 6
)
def test_ends_are_what_so_many_reach(below, ends):
    of = np.repeat(np.arange(6), 2)
    values = np.array([1.0, 90, 80, 2, 3, 70, 60, 4, 5, 50, 6, 40])
    assert Holders(of, below).ends(values) == ends


def test_missing_values_reach_nothing():
    values = np.array([np.nan, 3.0, np.nan, np.nan, 7.0])
    assert THREE.ends(values) is None  # two of the three have any, and four are needed
    assert THREE.beyond(values, 4.0, 5.0) == (1, 1)


def test_a_protection_says_who_holds_rows():
    series = np.array([0, 0, 4])
    assert holders_of(None, series) is None
    assert holders_of(Protection(by="series", below=3), series).of.tolist() == [0, 0, 4]
    assert holders_of(Protection(by="rows", below=3), series).of.tolist() == [0, 1, 2]


def test_rows_may_be_holders():
    rows = Holders(np.arange(6), 2, "rows")
    assert rows.ends(np.array([5.0, 1, 2, 9, 9, 3])) == (2.0, 9.0)
    assert rows.some([1, 3]).of.tolist() == [1, 3]
