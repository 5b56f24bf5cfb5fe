"""The scale of a column's features, and its way back: by hand."""

import numpy as np
import pytest

from rnngan.data.blocks import (
    LARGEST_EXPONENT,
    MOST_VALUES,
    ROWS_PER_VALUE,
    Block,
    Fitting,
    few,
    length_block,
    number_block,
    robust_scale,
    scale,
    snapped,
    without_outliers,
)
from rnngan.data.protection.holders import Holders


def test_a_value_is_standardised_and_comes_back():
    block = Block(name="x", start=0, mean=10.0, std=4.0)
    assert block.scaled(np.array([10.0, 12.0])).tolist() == [0, 0.5]
    assert block.unscaled(np.array([0, 0.5])).tolist() == [10, 12]


def test_a_logarithm_counts_from_the_shift_in_units():
    block = Block(name="x", start=0, mean=1.0, std=2.0, unit=3.0, shift=5.0)
    value = 5 + 3 * (np.e**2 - 1)  # its logarithm is 2
    assert block.scaled(value) == pytest.approx(0.5)
    assert block.unscaled(np.array([0.5, -0.5])) == pytest.approx([value, 5.0])


def test_a_logarithm_never_overflows():
    block = Block(name="x", start=0, unit=1.0)
    assert block.unscaled(np.array([1e9])) == pytest.approx([np.expm1(LARGEST_EXPONENT)])


def test_a_number_of_few_values_comes_back_as_one_of_them():
    block = Block(name="x", start=0, mean=10.0, std=5.0, values=(-1.0, 0.0, 2.0))
    assert block.unscaled(np.array([-9, -0.4, 0.9, 1.1], "float32")).tolist() == [5, 10, 10, 20]


@pytest.mark.parametrize(
    ("values", "grid", "found"),
    [([-9.0, 0.4, 0.6, 9.0], [0.0, 1.0], [0, 0, 1, 1]), ([3.0], [7.0], [7]), ([], [1.0, 2.0], [])],
)
def test_the_nearest_of_a_grid(values, grid, found):
    assert snapped(np.array(values), np.array(grid)).tolist() == found


def test_codes_are_one_hot_and_a_missing_one_is_the_last():
    block = Block(name="x", start=0, role="category", size=3)
    assert block.of([2, 0]).tolist() == [[0, 0, 1], [1, 0, 0]]
    assert block.of_given(np.nan).tolist() == [0, 0, 1]
    present = Block(name="x", start=0, role="present", size=2)
    assert [present.of_given(value).tolist() for value in (7.0, np.nan)] == [[1, 0], [0, 1]]


def test_a_missing_number_is_given_as_its_middle_and_a_pinned_one_is_always_the_same():
    block = Block(name="x", start=0, mean=10.0, std=4.0)
    assert block.of(np.array([18.0])).tolist() == [[2]]
    assert (block.of_given(18.0), block.of_given(np.nan)) == ([2], [0])
    assert block.pinned(3.0).unscaled(np.array([-9.0, 9.0])).tolist() == [3, 3]
    kept = block.on([6.0, 14.0])
    assert kept.values == (-1, 1)
    assert block.on(None) is block


@pytest.mark.parametrize(
    ("values", "mean", "std"),
    [([1.0, 5.0], 3, 2), ([4.0, 4.0], 4, 1), ([], 0, 1)],
)
def test_a_scale_of_what_does_not_vary_is_one(values, mean, std):
    assert scale(np.array(values)) == {"mean": mean, "std": std}


HUNDRED = np.arange(101.0)


def test_one_outlier_does_not_set_the_scale():
    values = np.append(HUNDRED, 4127.0)  # median 50.5; all above but the last are at most 49.5 off
    assert without_outliers(values)[-1] == 50.5 + 5 * 49.5
    assert without_outliers(-values)[-1] == -298
    near = np.append(HUNDRED, 298.0)
    found = robust_scale(values)
    assert found == scale(near) | {"reach": (298 - near.mean()) / near.std()}
    assert found["std"] < 0.1 * values.std()


@pytest.mark.parametrize(
    "values",
    [
        np.append(HUNDRED, 298.0),
        np.append(HUNDRED[::3], 9999.0),  # few on a side
        np.append(np.zeros(5000), HUNDRED),  # rain on one day in fifty
        np.exp(np.linspace(-3, 3, 1000)),
        np.random.default_rng(0).normal(size=100_000),
        np.random.default_rng(0).exponential(size=100_000),
        np.full(200, 7.0),
        np.array([]),
    ],
)
def test_what_has_no_outliers_is_scaled_as_it_is(values):
    assert without_outliers(values).tolist() == values.tolist()
    assert robust_scale(values) == scale(values)


def test_an_outlier_counts_by_its_logarithm_and_comes_back():
    block = Block(name="x", mean=10.0, std=2.0, reach=4.0)
    values = np.array([10.0, 18.0, 2.0, 18 + 2 * (np.e**3 - 1), 2 - 2 * (np.e - 1)])
    features = block.scaled(values)
    assert features.tolist() == pytest.approx([0, 4, -4, 7, -5])
    assert block.unscaled(features) == pytest.approx(values, rel=1e-14)
    assert np.isfinite(block.unscaled(np.array([1e9, -1e9]))).all()
    assert block.pinned(3.0).unscaled(np.array([99.0])).tolist() == [3]


@pytest.mark.parametrize(
    ("counts", "floor"),
    [
        ((20, 10, 10, 9), True),
        ((19, 10, 10, 9), False),
        ((20, 3, 2, 1, 1, 10), True),
        ((20, 3, 2, 1, 1, 11), False),
        ((20, 3, 2, 1, 1, 1, 60), True),  # another pile further up
        ((9, 1, 1, 1), False),
    ],
)
def test_a_floor_is_where_rows_pile_up_on_the_smallest_value(counts, floor):
    values = np.repeat(np.arange(len(counts)) + 0.1, counts)
    assert (number_block("x", values).floor is not None) == floor


def test_an_outlier_makes_no_amount_skewed():
    even = np.append(np.zeros(100), HUNDRED[1:])
    assert number_block("x", even).unit is None
    assert number_block("x", np.append(even, 5000.0)).unit is None


def test_a_number_has_few_values_where_each_comes_often():
    assert few(np.repeat([3.0, 1.0], ROWS_PER_VALUE)) == (1, 3)
    assert few(np.repeat([3.0, 1.0], ROWS_PER_VALUE)[1:]) is None
    assert few(np.repeat(np.arange(MOST_VALUES + 1.0), ROWS_PER_VALUE)) is None


def test_a_length_is_any_between_the_shortest_and_the_longest():
    block = length_block(np.array([2, 2, 5]))
    assert block.mean == 3
    assert block.unscaled(np.array([-9, 0.1, 9])).tolist() == pytest.approx([2, 3, 5])


def fitting(holders):
    return Fitting(None, np.ones(80, bool), False, {}, holders=holders)


def test_moves_of_few_are_pulled_in_where_that_is_asked_for():
    """Of four series of 20 rows, one moves by 9 and one by -3, and others by 1, 2 and 5."""
    moves = np.tile([1.0, 2.0, 2.0, 5.0], 20)
    moves[3], moves[79] = 9.0, -3.0
    found, within, values = fitting(None).drawn_in(moves)
    assert (found.tolist(), within) == (moves.tolist(), None)
    assert values is None  # five values in 80 rows
    found, within, values = fitting(Holders(np.repeat(np.arange(4), 20), 2)).drawn_in(moves)
    assert within == (1.0, 5.0)
    assert sorted({*found.tolist()}) == [1, 2, 5]
    assert values == (1.0, 2.0, 5.0)
    block = Block(name="x", role="increment", within=within)
    assert block.of(moves[:4])[:, 0].tolist() == [1, 2, 2, 5]


def test_no_list_of_values_holds_one_that_few_have():
    moves = np.tile([1.0, 5.0], 40)
    moves[3] = 3.0
    assert fitting(None).drawn_in(moves)[2] == (1.0, 3.0, 5.0)
    assert fitting(Holders(np.repeat(np.arange(4), 20), 2)).drawn_in(moves)[2] is None


def test_missing_values_move_nothing():
    values = np.append(np.full(79, np.nan), 4.0)
    holders = Holders(np.repeat(np.arange(4), 20), 2)
    found, within, _ = fitting(holders).drawn_in(values)
    assert (found.tolist(), within) == ([4.0], None)  # too few have any to say what is usual
