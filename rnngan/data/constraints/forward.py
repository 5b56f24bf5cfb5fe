"""States that never come back: placed, paid, shipped. Found out, and held in new sequences."""

import numpy as np
import pandas as pd

from rnngan.config.errors import InputError

LUCK = 20  # moves that might as well go back: 2^-20 is how likely none of them does by luck


def find(columns, values, along):
    """Return the names of the category and date columns that never go back, and not by luck.

    Args:
        columns: columns of the schema that vary.
        values: function of a column that returns its values as (rows,) float64, NaN where missing.
        along: `rnngan.data.constraints.along.Along` of the table.
    """
    found = []
    for column in columns:
        if not column.is_static and column.moves_on(*_known(values(column), along)) >= LUCK:
            found.append(column.name)
    return found


def held_by(column, values, along):
    """Return a column that never goes back, with what it takes to hold it in generated rows.

    Args:
        column: category, date or number of the schema.
        values: (rows,) float64, NaN where missing.
        along: `Along` of the table.

    Raises:
        InputError: it does go back.
    """
    held = column.held(*_known(values, along))
    if held is not None:
        return held
    raise InputError(
        f"{along.table.source}: never_back({column.name}) does not hold: in some series it comes "
        f"back to {'what it had left' if column.is_coded else 'less than it was'}. Leave "
        "the constraint out, or mend the rows."
    )


def _known(values, along):
    """Return the values that are there in order, and whether the next is of the same series."""
    order = along.order[~np.isnan(values[along.order])]
    return values[order], np.diff(along.series[order]) == 0


def moves(known, same):
    """Return how often each category is followed at once by each other one, (values, values)."""
    codes = known.astype("int64")
    size = int(codes.max(initial=0)) + 1
    one, other = codes[:-1][same], codes[1:][same]
    moved = one != other
    return np.bincount(one[moved] * size + other[moved], minlength=size * size).reshape(size, size)


def closure(steps):
    """Return what can be reached in any number of steps; None where something reaches itself."""
    reached = steps
    while True:
        further = reached | ((reached.astype("float32") @ steps.astype("float32")) > 0)
        if further.diagonal().any():
            return None
        if (further == reached).all():
            return further
        reached = further


def held(codes, follows):
    """Return categories in which each row may follow the one before; else it stays as it was.

    Args:
        codes: (sequences, length) int64, -1 where missing.
        follows: codes that may come later, for each value.

    Example:
        >>> held(np.array([[0, 1, 0, -1, 2]]), ((1, 2), (2,), ())).tolist()
        [[0, 1, 1, -1, 2]]
    """
    size = len(follows)
    may = np.vstack([_allowed(follows), np.ones(size, bool)])  # of no state yet, any may follow
    codes, state = codes.copy(), np.full(len(codes), size)
    for row in range(codes.shape[1]):
        now = codes[:, row]
        kept = np.where(may[state, now], now, state)
        codes[:, row] = np.where(now < 0, now, kept)
        state = np.where(now < 0, state, kept)
    return codes


def rising(values):
    """Return dates in which no row lies before an earlier one; missing ones stay missing.

    Args:
        values: (sequences, length) float64, NaN where missing.

    Example:
        >>> rising(np.array([[3.0, np.nan, 2.0, 5.0]])).tolist()
        [[3.0, nan, 3.0, 5.0]]
    """
    return np.where(np.isnan(values), np.nan, np.fmax.accumulate(values, axis=1))


def broken(column, values, along):
    """Return the rows, (rows,) bool, that can't follow the last known one before them.

    Args:
        column: category, date or number of the schema.
        values: (rows,) float64, NaN where missing.
        along: `Along` of the table.
    """
    series = along.series[along.order]
    known = pd.Series(values[along.order]).groupby(series).ffill()
    previous = np.empty(len(values))
    previous[along.order] = known.groupby(series).shift().to_numpy()
    if not column.is_coded:
        return values < previous
    may = _allowed(column.follows or ((),) * len(column.values))
    found = np.zeros(len(values), bool)
    both = ~np.isnan(values) & ~np.isnan(previous)
    found[both] = ~may[previous[both].astype("int64"), values[both].astype("int64")]
    return found


def _allowed(follows):
    """Return which value may follow which, (values, values) bool; each may stay."""
    may = np.eye(len(follows), dtype=bool)
    for code, later in enumerate(follows):
        may[code, list(later)] = True
    return may
