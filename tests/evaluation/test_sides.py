"""Sides of a comparison: their sizes, and what is drawn."""

import numpy as np

from rnngan.evaluation.sides import Sides, balanced, chosen, halves


def numbered(count, first=0):
    return np.arange(first, first + count, dtype="float32")[:, None, None]


def test_both_sides_of_a_pair_are_made_equal():
    one, other = balanced(numbered(100), numbered(30), 0)
    assert len(one) == len(other) == 30
    assert len(np.unique(one)) == 30  # drawn without replacement


def test_halves_share_no_window():
    one, other = halves(numbered(9), 0)
    assert (len(one), len(other)) == (4, 5)
    assert set(one.ravel()) | set(other.ravel()) == set(range(9))


def test_all_windows_are_chosen_where_they_are_few_and_in_order_where_they_are_not():
    assert chosen(3).tolist() == [0, 1, 2]
    some = chosen(100, most=10)
    assert len(some) == 10
    assert (np.diff(some) > 0).all()


def test_held_out_windows_count_from_ten_on():
    for held, names in ((9, ["training windows"]), (10, ["training windows", "held-out windows"])):
        sides = Sides(numbered(20), numbered(held, 100), numbered(20, 200))
        assert list(sides.against) == names
        assert sides.comparisons() == 2 * len(names)
    real, one, other = sides.against["held-out windows"]
    assert real is other is sides.holdout
    assert one is sides.train
