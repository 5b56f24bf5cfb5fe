"""Where series begin: at what rate along the dates, on which weekdays, at which hours.

What is kept of the starts of a table are smoothed histograms, never a start itself. New starts are
drawn from them, on the grid on which the real ones lie.
"""

import numpy as np
import pandas as pd

from rnngan.data.columns.column import Part
from rnngan.data.time import stepping

HOUR = stepping.DAY // 24  # microseconds
GRIDS = (  # microseconds, longest first; each divides a day
    *(hours * HOUR for hours in (24, 12, 8, 6, 4, 3, 2, 1)),
    *(minutes * HOUR // 60 for minutes in (30, 20, 15, 10, 5, 2, 1)),
    *(seconds * 1_000_000 for seconds in (30, 15, 10, 5, 2, 1)),
    *(100_000, 10_000, 1000, 100, 10, 1),
)
CELLS = (HOUR, HOUR // 60, 1_000_000, 1000, 1)
FEWEST_CELLS = 16  # of a span, so that a rate can change along it
LONGEST = 4096  # cells of an axis without a clock
FEW = 10  # starts below which an empty weekday or hour says nothing
MOST_RATES = 64  # along the dates


class Starts(Part):
    """How the starts of series are spread over time.

    Time is cut into cells, within which all starts are equally likely. Cells and what stands in
    them are whole numbers: of microseconds by the clock on the wall, or, where `unit` is given, of
    so many steps behind the table's first point.

    Args:
        unit: steps that such a number stands for; None where it is microseconds.
        grid: distance of two neighbouring starts that are possible.
        phase: how far behind midnight the grid begins.
        cell: length of a cell.
        width: cells of each rate.
        rates: how often series begin, along the dates; linear between the middles.
        weekdays: the same of Monday to Sunday; empty without a clock.
        hours: the same of the hours of a day.
        of_rows: whether there is one long series, in which any row may be the start of another.
    """

    unit: float | None = None
    grid: int = 1
    phase: int = 0
    cell: int = 1
    width: int
    rates: tuple[float, ...]
    weekdays: tuple[float, ...] = ()
    hours: tuple[float, ...] = ()
    of_rows: bool = False

    def sampler(self, column, begin, most=None):
        """Return a function (generator of random numbers, count) -> Series of points.

        Args:
            column: the `TimeColumn`.
            begin: the point, number or Timestamp, that no start lies before.
            most: steps behind it that no start goes beyond; only where starts are counted in steps.
        """
        first = pd.Series([begin])
        clock = self.unit is None
        origin = int(micro(first)[0]) if clock else 0
        cells, lowest, room, weights = self._cells(origin, most)
        upper = np.cumsum(weights)

        def draw(rng, count):
            chosen = np.searchsorted(upper, rng.random(count) * upper[-1], side="right")
            within = lowest[chosen] + np.floor(rng.random(count) * room[chosen]).astype("int64")
            made = cells[chosen] + within * self.grid
            if clock:
                return stepping.in_zone(pd.Series(made.astype("M8[us]")), first.dt.tz)
            steps = made if self.unit == 1 else made * self.unit
            return stepping.reached(first, column.frequency, steps)

        return draw

    def _cells(self, origin, most):
        """Return of each cell: its first grid point, the first that counts, how many do, a weight.

        A weekday or hour that rules out all cells, because `origin` is elsewhere than in the table,
        is left out of account.
        """
        numbers = np.arange(self.width * len(self.rates) + 1)
        cells = origin - origin % self.cell + self.phase + self.cell * numbers
        inside = self.cell // self.grid
        lowest = np.clip(-((cells - origin) // self.grid), 0, inside)
        last = self.cell * numbers[-1] - 1 if most is None else most
        highest = np.clip((origin + last - cells) // self.grid + 1, 0, inside)
        room = np.maximum(highest - lowest, 0)
        middles = (np.arange(len(self.rates)) + 0.5) * self.width
        weights = room * np.interp(numbers + 0.5, middles, self.rates)
        for shares, of in ((self.hours, hour), (self.weekdays, weekday)):
            if shares and (weights * np.array(shares)[of(cells)]).any():
                weights = weights * np.array(shares)[of(cells)]
        return cells, lowest, room, weights


def find(points, series, column):
    """Return the `Starts` of a table; None where all of several series begin together.

    Args:
        points: (rows,) Series of datetimes or numbers, in any order.
        series: (rows,) number of each row's series.
        column: `TimeColumn`, which has its step and the steps that it spans.

    Example:
        >>> from rnngan.data.schema import TimeColumn
        >>> column = TimeColumn(name="t", dtype="int64", frequency=1.0, span=7)
        >>> find(pd.Series(np.arange(8.0)), np.zeros(8, int), column).width
        8
    """
    alone = (series == series[0]).all()
    if alone and not column.learned:
        return Starts(unit=1.0, width=column.span + 1, rates=(1.0,), of_rows=True)
    firsts = points if alone else points.groupby(series).min()
    if firsts.nunique() == 1:
        return None
    firsts = firsts.sort_values().reset_index(drop=True)
    if stepping.has_clock(column.frequency):
        return _by_clock(micro(firsts), alone)
    return by_steps(stepping.positions(firsts, column.frequency), _finest(column), alone)


def by_steps(positions, finest=None, of_rows=False):
    """Return the `Starts` of positions.

    Args:
        positions: (series,) steps behind the table's first point.
        finest: steps that numbers can tell apart; used where positions are not whole.
        of_rows: whether they are those of the rows of one series.

    Example:
        >>> by_steps(np.array([0, 0, 1, 3])).rates
        (1.0, 0.5)
    """
    whole = finest is None or (np.abs(positions - np.round(positions)) < stepping.CLOSE).all()
    unit = 1.0 if whole else finest
    numbers = np.round((positions - positions.min()) / unit).astype("int64")
    cell = int(numbers.max()) // LONGEST + 1
    width, rates = _along(numbers // cell, np.ones(int(numbers.max()) // cell + 1))
    return Starts(unit=unit, cell=cell, width=width, rates=rates, of_rows=of_rows)


def _finest(column):
    """Return the steps between two numbers that the column tells apart; None for dates."""
    if not isinstance(column.frequency, float):
        return None
    last = column.frequency * 1e-6 if column.decimals is None else 10.0**-column.decimals
    return last / column.frequency


def _by_clock(found, of_rows):
    """Return the `Starts` of points, (series,) microseconds by the clock on the wall."""
    origin = int(found.min())
    long = int(found.max()) - origin
    grid = next(g for g in GRIDS if not ((found - origin) % g).any())
    fitting = (c for c in CELLS if c % grid == 0 and FEWEST_CELLS * c <= long)
    cell, phase = next(fitting, grid), origin % grid
    first = origin - origin % cell
    numbers = (found - first) // cell
    cells = first + phase + cell * np.arange(numbers.max() + 1)
    weekdays, hours = np.ones(7), np.ones(24)
    if len(found) >= FEW:
        weekdays = _rates(weekday(found), weekday(cells), 7)
        hours = _rates(hour(found), hour(cells), 24)
    width, rates = _along(numbers, weekdays[weekday(cells)] * hours[hour(cells)])
    return Starts(
        grid=grid,
        phase=phase,
        cell=cell,
        width=width,
        rates=rates,
        weekdays=tuple(weekdays.tolist()),
        hours=tuple(hours.tolist()),
        of_rows=of_rows,
    )


def _along(numbers, expected):
    """Return the width in cells of a rate, and the rates along the dates.

    Args:
        numbers: (series,) cell in which each series begins.
        expected: (cells,) how often series would begin in each if only weekdays and hours mattered.
    """
    many = int(np.clip(np.sqrt(len(numbers)), 1, MOST_RATES))
    widths = [-(-len(expected) // count) for count in range(many, many // 2, -1)]
    width = min(widths, key=lambda width: -len(expected) % width)  # cells beyond the last start
    usual = np.bincount(np.arange(len(expected)) // width, expected)
    usual *= len(numbers) / usual.sum()
    counts = np.bincount(numbers // width, minlength=len(usual))
    return width, tuple(_shown((counts + 1) / (usual + 1)).tolist())


def _rates(found, possible, size):
    """Return how often each of `size` weekdays or hours is a start's; 0 where it never is."""
    counts = np.bincount(found, minlength=size)
    cells = np.bincount(possible, minlength=size)
    return _shown(np.where(counts > 0, (counts + 1) / np.maximum(cells, 1), 0))


def _shown(rates):
    """Return rates as shares of the highest, with a few digits: they are kept in schema.json."""
    shares = rates / rates.max()
    return np.where(shares > 0, np.maximum(shares.round(4), 1e-4), 0)


def micro(points):
    """Return int64 microseconds since 1970 by the clock on the wall."""
    return stepping.wall(points).astype("datetime64[us]").astype("int64").to_numpy()


def weekday(microseconds):
    """Return the day of the week, Monday is 0.

    Example:
        >>> weekday(micro(pd.Series(pd.to_datetime(["2024-01-01", "2024-01-07"])))).tolist()
        [0, 6]
    """
    return (microseconds // stepping.DAY + 3) % 7  # 1970 began on a Thursday


def hour(microseconds):
    """Return the hour of the day."""
    return microseconds // HOUR % 24
