"""Where lines bend, by hand: at points of a clock alone, and not by chance."""

import numpy as np
import pytest

from rnngan.data.piecewise import BENT, ROWS, bends

HOUR = 6  # rows of ten minutes
TURN = 2 * np.pi / HOUR


def clocks(rows, *lengths):
    """Sine and cosine of the points of rows, for clocks of so many rows each."""
    angles = [2 * np.pi * (np.arange(rows) % length) / length for length in lengths]
    return np.concatenate([[np.sin(a), np.cos(a)] for a in angles]).T.round(6)


def moves(hours, seed=0):
    """Moves of a number that goes straight through each hour, the first of row 1."""
    return np.repeat(np.random.default_rng(seed).normal(size=hours), HOUR)


def found(moves, clock, near=0.01):
    return bends(moves, np.arange(1, len(moves) + 1), clock, near)


def test_lines_of_hours_bend_behind_the_hour():
    points = ((round(np.sin(TURN), 6), round(np.cos(TURN), 6)),)
    assert found(moves(50), clocks(301, HOUR)) == (0, points)
    assert found(moves(50), clocks(301, 7, HOUR)) == (1, points)


def test_what_rests_for_hours_bends_where_it_moves():
    """Every third hour alone brings a move, so that most lines go on at the hour too."""
    some = moves(150)
    some[np.repeat(np.arange(150) % 3 > 0, HOUR)] = 0.0
    assert found(some, clocks(901, HOUR)) is not None


@pytest.mark.parametrize(
    "odd",
    [
        np.random.default_rng(1).normal(size=300),  # no line
        np.ones(300),  # one line
        moves((ROWS - 1) // 1)[: HOUR * (ROWS - 1)],  # too few bends
    ],
)
def test_other_numbers_have_no_such_points(odd):
    assert found(odd, clocks(len(odd) + 1, HOUR)) is None


def test_a_bend_in_a_hundred_rows_elsewhere_is_too_much():
    some = moves(100)
    some[9::100] += 1.0
    assert found(some, clocks(601, HOUR)) is None


def test_lines_that_bend_with_no_clock_have_no_points():
    assert found(moves(70), clocks(421, 5)) is None
    assert found(moves(70), np.zeros((421, 0))) is None


def test_rows_that_do_not_follow_each_other_bend_nothing():
    """Two stretches of one line each: between them anything may have happened."""
    rows = np.concatenate([np.arange(1, 200), np.arange(300, 500)])
    assert bends(np.repeat([1.0, 2.0], [199, 200]), rows, clocks(500, HOUR), 0.01) is None


def test_points_at_which_lines_seldom_bend_are_none():
    """A share of less than BENT of the hours brings a new slope: a step here and there."""
    hours = 40 * ROWS
    some = np.repeat(np.cumsum(np.arange(hours) % int(2 / BENT) == 0) * 1.0, HOUR)
    assert found(some, clocks(HOUR * hours + 1, HOUR)) is None
