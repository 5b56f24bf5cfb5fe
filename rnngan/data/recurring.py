"""Values that a number takes again and again, where these lie on no regular grid.

A thermometer of steps of 0.1 whose readings are averaged by threes shows 21.5, 21.533333 and
21.566667, and a wind that is interpolated between whole hours 9.666667; 21.541 is never read.
"""

import numpy as np

ROWS = 5  # that have such a value, at least: what few have says who they are
SHARE = 0.8  # of all rows have one, at least
MOST = 4096
NEAR = 1e-5  # of their range: values that lie no farther from each other are the same
REACH = 2.0  # usual gaps between two of them, within which another value is moved to the nearest


def recurring(values, holders=None):
    """Return the sorted values that recur, empty where most rows have none of them.

    Args:
        values: (rows,) none of them missing.
        holders: `rnngan.data.protection.holders.Holders` of the rows, enough of whom have to hold
            each of the values; None where rows are enough.

    Example:
        >>> recurring(np.repeat([0.5, 0.7, 0.1], [5, 9, 1])).tolist()
        [0.5, 0.7]
    """
    distinct, codes, counts = np.unique(values, return_inverse=True, return_counts=True)
    often = counts >= ROWS
    if holders is not None:
        often &= holders.each(codes) >= holders.below
    if not 2 <= often.sum() <= MOST or counts[often].sum() < SHARE * len(values):
        return np.zeros(0)
    return distinct[often]


def reach(known):
    """Return how far from a recurring value another one is moved to it."""
    return REACH * float(np.median(np.diff(known)))


def moved(values, known):
    """Return values (sequences, rows), those near a recurring one moved to the nearest.

    A value that repeats goes where the one before it went, and one that goes on in a straight line
    stays on it: what is interpolated between others need not recur.

    Example:
        >>> moved(np.array([[0.52, 0.69, 3.0]]), np.array([0.5, 0.7, 0.8])).tolist()
        [[0.5, 0.7, 3.0]]
        >>> moved(np.array([[0.5, 0.7, 0.9, 0.9]]), np.array([0.5, 0.7, 0.8])).round(3).tolist()
        [[0.5, 0.7, 0.9, 0.9]]
    """
    nearest = known[np.searchsorted((known[1:] + known[:-1]) / 2, values)]
    found = np.where(np.abs(nearest - values) <= reach(known), nearest, values)
    same = NEAR * (known[-1] - known[0])
    moves, away = np.diff(values, axis=1), np.abs(found - values) > same
    repeats, on_line = np.zeros((2, *values.shape), bool)
    repeats[:, 1:] = away[:, 1:] & (np.abs(moves) <= same)
    on_line[:, 2:] = away[:, 2:] & (np.abs(np.diff(moves, axis=1)) <= same)
    for row in np.flatnonzero((repeats | on_line).any(axis=0)):
        line = 2 * found[:, row - 1] - found[:, row - 2]
        line = np.where(np.abs(line - values[:, row]) <= same, line, values[:, row])
        found[:, row] = np.where(on_line[:, row], line, found[:, row])
        found[:, row] = np.where(repeats[:, row], found[:, row - 1], found[:, row])
    return found
