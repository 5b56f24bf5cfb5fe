"""What there is to see of sequences, by hand; further numbers stand in the docstrings."""

import numpy as np
import pytest

from rnngan.evaluation.explanation import aspects

NONE = np.nan
COLUMN = np.array([[1.0, 3.0, 3.0, NONE, 7.0], [NONE] * 5])


def test_values_leave_missing_cells_out():
    found = aspects.values(COLUMN)
    assert {name: float(numbers[0]) for name, numbers in found.items()} == pytest.approx(
        {
            "mean": 3.5,
            "smallest": 1.0,
            "largest": 7.0,
            "low values": 1.6,
            "high values": 5.8,
            "spread": np.std([1, 3, 3, 7]),
        }
    )
    assert all(np.isnan(numbers[1]) for numbers in found.values())  # of nothing, nothing


def test_moves_are_between_rows_that_are_there():
    found = aspects.moves(COLUMN)
    assert found["usual move"][0] == 1.0  # 2 and 0
    assert (found["largest move"][0], found["rise"][0]) == (2.0, 1.0)
    assert found["usual change of a move"][0] == 2.0


def test_memory_of_a_rise_and_of_a_zigzag():
    rise = aspects.moves(np.array([[0.0, 1, 2, 3, 4, 5, 6, 7]]))
    zigzag = aspects.moves(np.array([[0.0, 1, 0, 1, 0, 1, 0, 1]]))
    name = "memory (correlation with the row before)"
    assert rise[name][0] > 0.5
    assert zigzag[name][0] == pytest.approx(-1.0)


def test_repeats_and_runs():
    found = aspects.repeats(np.array([[4.0, 4, 4, 5, 4], [1, 2, 3, 4, 5]]))
    assert found["share of values that repeat"].tolist() == [0.5, 0.0]
    assert found["different values a row"].tolist() == [0.4, 1.0]
    assert found["longest run of one value"].tolist() == [3.0, 1.0]


def test_missing_cells_are_a_share_of_the_rows_that_are_there():
    found = aspects.missing(COLUMN, np.array([5, 2]))
    assert found["share of missing cells"].tolist() == [0.2, 1.0]


def test_shares_of_categories():
    codes = np.array([[0.0, 1, 1, NONE]])
    assert {k: v.tolist() for k, v in aspects.shares(codes, 2).items()} == {
        0: [pytest.approx(1 / 3)],
        1: [pytest.approx(2 / 3)],
    }


def test_a_number_by_category():
    found = aspects.given(np.array([[2.0, 4.0]]), np.array([[0.0, 1.0]]), 2)
    assert {k: v.tolist() for k, v in found.items()} == {0: [1.0], 1: [2.0]}
