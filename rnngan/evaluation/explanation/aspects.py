"""What there is to see of sequences: named numbers of each column's values, moves, repeats, dates.

Each function takes a column of all sequences as (n, length) with NaN behind the end of a shorter
one and where a cell is missing, and returns {what it is: (n,) numbers}.
"""

import warnings

import numpy as np

LOW, HIGH = 0.1, 0.9  # shares of a sequence's rows under its low and its high value
MOST_VALUES = 20  # categories whose shares are looked at
MOST_JOINT = 8  # categories that a number is looked at with
SMALLEST = 1e-9


def values(column):
    """Return where a number lies.

    Example:
        >>> found = values(np.array([[1.0, 2.0, 3.0]]))
        >>> found["mean"].tolist(), found["largest"].tolist()
        ([2.0], [3.0])
    """
    with _of_nothing():
        low, high = np.nanquantile(column, (LOW, HIGH), axis=1)
        return {
            "mean": np.nanmean(column, axis=1),
            "smallest": np.nanmin(column, axis=1),
            "largest": np.nanmax(column, axis=1),
            "low values": low,
            "high values": high,
            "spread": np.nanstd(column, axis=1),
        }


def moves(column):
    """Return how a number moves from row to row.

    Example:
        >>> moves(np.array([[1.0, 2.0, 4.0]]))["usual move"].tolist()
        [1.5]
    """
    steps = np.diff(column, axis=1)
    bends = np.diff(steps, axis=1)
    with _of_nothing():
        centred = column - np.nanmean(column, axis=1, keepdims=True)
        variance = np.nanmean(centred**2, axis=1)
        memory = np.nanmean(centred[:, 1:] * centred[:, :-1], axis=1)
        found = {
            "usual move": np.nanmean(np.abs(steps), axis=1),
            "largest move": np.nanmax(np.abs(steps), axis=1),
            "rise": np.nanmean(steps, axis=1),
            "memory (correlation with the row before)": memory / np.maximum(variance, SMALLEST),
        }
        if bends.shape[1]:
            found["usual change of a move"] = np.nanmean(np.abs(bends), axis=1)
    return found


def repeats(column):
    """Return how often values come again, and how often none is there.

    Example:
        >>> repeats(np.array([[5.0, 5.0, 6.0]]))["share of values that repeat"].tolist()
        [0.5]
    """
    there = ~np.isnan(column)
    same = np.diff(column, axis=1) == 0
    pairs = there[:, 1:] & there[:, :-1]
    ordered = np.sort(column, axis=1)
    different = (np.diff(ordered, axis=1) > 0).sum(axis=1) + there.any(axis=1)
    rows = np.maximum(there.sum(axis=1), 1)
    return {
        "share of values that repeat": same.sum(axis=1) / np.maximum(pairs.sum(axis=1), 1),
        "different values a row": different / rows,
        "longest run of one value": _longest(same) + 1.0,
    }


def missing(column, lengths):
    """Return the share of missing cells among the rows (n,) that a sequence has.

    Example:
        >>> missing(np.array([[1.0, np.nan, np.nan]]), np.array([2]))["share of missing cells"]
        array([0.5])
    """
    absent = lengths - (~np.isnan(column)).sum(axis=1)
    return {"share of missing cells": absent / lengths}


def dates(column, clock, cycles):
    """Return how a column goes with the position in the hour, the day, the week and the year.

    Args:
        column: (n, length).
        clock: (n, length, 2 * cycles) sine and cosine of each, as `data.time.calendar` has them.
        cycles: their names.

    Example:
        >>> clock = np.array([[[0.0, 1.0], [0.0, -1.0]]])  # noon is opposite to midnight
        >>> dates(np.array([[3.0, 1.0]]), clock, ("hour",))["level by hour (cosine)"].tolist()
        [1.0]
    """
    found = {}
    with _of_nothing():
        for number, cycle in enumerate(cycles):
            for part, name in enumerate(("sine", "cosine")):
                wave = clock[..., 2 * number + part]
                found[f"level by {cycle} ({name})"] = np.nanmean(column * wave, axis=1)
    return found


def shares(codes, count):
    """Return the share of each category, of at most MOST_VALUES.

    Args:
        codes: (n, length), NaN where missing.
        count: number of categories.
    """
    rows = np.maximum((~np.isnan(codes)).sum(axis=1), 1)
    return {k: (codes == k).sum(axis=1) / rows for k in range(min(count, MOST_VALUES))}


def together(one, other):
    """Return how two numbers go together: their levels, and their moves.

    Example:
        >>> up, down = np.array([[0.0, 1.0, 2.0]]), np.array([[0.0, -1.0, -2.0]])
        >>> together(up, down)["moves together"].tolist()
        [-1.0]
    """
    with _of_nothing():
        centred = [part - np.nanmean(part, axis=1, keepdims=True) for part in (one, other)]
        means = [np.nanmean(part, axis=1) for part in (one, other)]
        steps = [np.diff(part, axis=1) for part in (one, other)]
        return {
            "levels together": means[0] * means[1],
            "within a sequence together": np.nanmean(centred[0] * centred[1], axis=1),
            "moves together": np.nanmean(steps[0] * steps[1], axis=1),
            "gap": np.nanmean(one - other, axis=1),
        }


def given(number, codes, count):
    """Return what a number is like where a category has each of its values.

    Args:
        number: (n, length).
        codes: (n, length) of the category.
        count: number of its values; MOST_JOINT of them are looked at.
    """
    rows = np.maximum((~np.isnan(codes)).sum(axis=1), 1)
    level = np.nan_to_num(number)
    return {k: (level * (codes == k)).sum(axis=1) / rows for k in range(min(count, MOST_JOINT))}


def _longest(same):
    """Return the longest run of True in each row, (n,)."""
    best = run = np.zeros(len(same))
    for column in same.T:
        run = (run + 1) * column
        best = np.maximum(best, run)
    return best


class _of_nothing(warnings.catch_warnings):
    """Ignore that a mean of nothing is none: such a sequence has NaN, which is a bin of its own."""

    def __enter__(self):
        super().__enter__()
        warnings.simplefilter("ignore", RuntimeWarning)
