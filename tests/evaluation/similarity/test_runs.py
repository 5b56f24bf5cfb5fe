"""How long runs of equal rows are."""

import numpy as np

from rnngan.evaluation.similarity.runs import LONGEST, run_classes


def test_runs_end_with_their_sequence():
    grid = np.array([[5.0, 5.0, 5.0, 5.0], [5.0, 5.0, np.nan, np.nan]])
    inside = np.array([[True] * 4, [True, True, False, False]])
    assert run_classes(grid, inside)[inside].tolist() == [2] * 4 + [1] * 2


def test_what_lies_behind_an_end_is_in_no_run():
    """Indicators of a missing cell are as good as equal behind an end."""
    grid, inside = np.ones((1, 5)), np.array([[True, True, False, False, False]])
    assert run_classes(grid, inside)[inside].tolist() == [1, 1]


def test_missing_values_are_alike_to_nothing():
    grid = np.array([[1.0, np.nan, np.nan, 1.0, 1.0]])
    assert run_classes(grid, np.ones((1, 5), bool)).tolist() == [[0, 0, 0, 1, 1]]


def test_classes_double():
    for rows, expected in (
        (1, 0),
        (2, 1),
        (3, 1),
        (4, 2),
        (7, 2),
        (8, 3),
        (64, 6),
        (1000, LONGEST),
    ):
        grid = np.zeros((1, rows))
        assert set(run_classes(grid, np.ones((1, rows), bool)).ravel()) == {expected}
