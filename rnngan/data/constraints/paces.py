"""Numbers that move with time, or with a counter, at one fixed rate: age and years since a visit.

Within a series, value = value of the first row + rate * what the key has moved on, up to rounding.
"""

import numpy as np

from rnngan.data.constraints.rules import Pace
from rnngan.data.time import stepping

MOST_KEYS = 20  # first columns that others may move with
LUCK = 20  # series that speak for a pace: e^-20 is how likely all of them do by luck
UNITS = 4  # last decimals by which a column moves at least in a series that speaks for itself
UNROUNDED = 1e-9  # of the largest value: what one without decimals may be off by
HEAD = 500  # first series, which rule out nearly all paces
COARSE = 6  # halves of a unit that a series may spread by at the rate of the least squares
NARROWED = 48  # times that the range of a rate is cut by a third


def find(columns, keys, series, order):
    """Return the `Pace`s that every series keeps, and that many series show.

    Args:
        columns: {name: (values (rows,), half a unit of the last decimal)}, none missing.
        keys: the same of what they may move with, the ones that count first in front; what moves
            with another one is no key.
        series: (rows,) number of each row's series.
        order: rows sorted by series and time.

    Example:
        >>> series = np.repeat(np.arange(30), 4)
        >>> day = np.arange(120.0) ** 2
        >>> age = np.round(30 + series + (day - day[::4][series]) / 365, 1)
        >>> find({"age": (age, 0.05)}, {"day": (day, 0.0)}, series, np.arange(120))
        [Pace(column='age', key='day')]
    """
    starts = firsts(series[order])
    if np.count_nonzero(np.diff(starts, append=len(order)) > 1) < LUCK:
        return []
    able = {
        name: (cells[order], half)
        for name, (cells, half) in list(keys.items())[:MOST_KEYS]
        if _moves_on(cells[order], starts)
    }
    found = []
    for name, (cells, half) in columns.items():
        for key, (by, coarse) in able.items():
            moved = name != key and key not in {part.column for part in found}
            if moved and _is_paced(cells[order], half, by, coarse, starts):
                found.append(Pace(name, key))
                break
    return found


def firsts(series):
    """Return the first row of each series, of sorted rows.

    Example:
        >>> firsts(np.array([3, 3, 5, 7, 7])).tolist()
        [0, 2, 3]
    """
    return np.flatnonzero(np.diff(series, prepend=-1))


def half_unit(values, decimals):
    """Return half a unit of the last decimal of values (rows,): what rounding may have changed."""
    if decimals is None:
        return UNROUNDED * float(np.abs(values).max(initial=1.0))
    return 0.5 * 10.0**-decimals


def elapsed(points):
    """Return points in time, a Series, as float64 numbers: seconds, or the numbers they are."""
    if points.dtype.kind == "f":
        return points.to_numpy("float64")
    universal = stepping.universal(points)
    return universal.astype("datetime64[us]").astype("int64").to_numpy() / 1e6


def rate_of(cells, by, starts):
    """Return the rate that brings all series nearest to their lines; 0 where the key never moves.

    Args:
        cells: (rows,) values of sorted rows.
        by: (rows,) of the key.
        starts: first row of each series.
    """
    rate, width = _mean_rate(cells, by, starts), np.abs(_moved(by, starts)).max()
    if not width:
        return 0.0
    off = _spreads(cells, by, rate, starts).max() / width
    low, high = rate - off, rate + off
    for _ in range(NARROWED):  # how far the worst series is off is convex in the rate
        third = (high - low) / 3
        one, other = (_spreads(cells, by, r, starts).max() for r in (low + third, high - third))
        low, high = (low, high - third) if one <= other else (low + third, high)
    return (low + high) / 2


def exact(cells, by, rate, starts):
    """Return values as they were before they were rounded, as far as their series tells, (rows,).

    Args:
        cells: (rows,) values of sorted rows.
        by: (rows,) of the key.
        rate: how far the column moves for one unit of the key.
        starts: first row of each series.

    Example:
        >>> cells, by = np.array([40.0, 40.0, 41.0]), np.array([0.0, 0.6, 0.8])
        >>> exact(cells, by, 1.0, np.array([0])).round(2).tolist()  # 39.8 moves to 40.4 and 40.6
        [39.8, 40.4, 40.6]
    """
    moved = rate * _moved(by, starts)
    rest = cells - moved
    middle = (np.maximum.reduceat(rest, starts) + np.minimum.reduceat(rest, starts)) / 2
    return _spread_out(middle, starts, len(cells)) + moved


def broken(cells, by, rate, allowed, series, order):
    """Return the rows, (rows,) bool, that are off the line of their series by more than allowed.

    Args:
        cells: (rows,) values, in any order.
        by: (rows,) of the key.
        rate: how far the column moves for one unit of the key.
        allowed: how far a value may be off.
        series: (rows,) number of each row's series.
        order: rows sorted by series and time.
    """
    found, starts = np.zeros(len(cells), bool), firsts(series[order])
    off = np.abs(exact(cells[order], by[order], rate, starts) - cells[order])
    found[order] = off > allowed * (1 + UNROUNDED)
    return found


def _moves_on(by, starts):
    """Return whether a key never falls within a series, and there are series of several rows."""
    inner = np.ones(len(by), bool)
    inner[starts] = False
    return bool(inner.any() and (np.diff(by, prepend=by[:1])[inner] >= 0).all())


def _is_paced(cells, half, by, coarse, starts):
    """Return whether a column keeps one pace in every series, and not by luck."""
    end = starts[HEAD] if len(starts) > HEAD else len(cells)
    if not _may_be_paced(cells[:end], half, by[:end], coarse, starts[:HEAD]):
        return False
    rate = rate_of(cells, by, starts)
    allowed = 2 * (half + abs(rate) * coarse) * (1 + UNROUNDED)
    if rate == 0 or _spreads(cells, by, rate, starts).max() > allowed:
        return False
    steps = np.diff(cells)[np.delete(np.arange(len(cells)), starts) - 1]
    if np.ptp(steps) <= 2 * UNROUNDED * np.abs(cells).max():  # one more in each row: a counter
        return False
    ends = np.append(starts[1:], len(cells)) - 1
    several = ends > starts
    moves, by = _moved(cells, starts)[ends][several], _moved(by, starts)[ends][several]
    shown = np.abs(rate * by) > UNITS * allowed
    others = np.random.default_rng(0).permutation(by)
    apart = np.abs(moves - rate * others) > allowed  # of a series with the moves of another's key
    return max(np.count_nonzero(shown), np.count_nonzero(apart)) >= LUCK


def _may_be_paced(cells, half, by, coarse, starts):
    """Return whether the rows of some series lie near enough to lines of one rate."""
    rate = _mean_rate(cells, by, starts)
    return _spreads(cells, by, rate, starts).max() <= COARSE * (half + abs(rate) * coarse)


def _mean_rate(cells, by, starts):
    """Return the rate of the least squares, from first rows on; 0 where the key never moves."""
    cells, by = _moved(cells, starts), _moved(by, starts)
    return float(cells @ by / (by @ by)) if by.any() else 0.0


def _moved(cells, starts):
    """Return how far each row is from the first one of its series, (rows,)."""
    return cells - _spread_out(cells[starts], starts, len(cells))


def _spread_out(values, starts, count):
    """Return the values (series,) of each series in all of its rows, (count,)."""
    return np.repeat(values, np.diff(starts, append=count))


def _spreads(cells, by, rate, starts):
    """Return how far the rows of each series lie apart once its move is taken off, (series,)."""
    rest = cells - rate * by
    return np.maximum.reduceat(rest, starts) - np.minimum.reduceat(rest, starts)
