"""Points in time -> what the calendar says of them, as features that go round like clocks."""

import numpy as np
import pandas as pd

from rnngan.config.errors import InputError
from rnngan.data.time import stepping

MINUTE, HOUR, DAY, YEAR = 60.0, 3600.0, 86_400.0, 365 * 86_400.0  # seconds
LENGTHS = {"clock": 1e-6, "days": DAY, "business": DAY, "months": YEAR / 12, "other": YEAR / 12}
UNITS = {"minute": HOUR, "hour": DAY}  # seconds that a position is counted in
THURSDAY = 3  # the weekday of the first day of 1970
CYCLES = {  # the longest step that tells points of the cycle apart, the shortest span to learn it
    "minute": (30 * MINUTE, 2 * HOUR),
    "hour": (12 * HOUR, 2 * DAY),
    "weekday": (DAY, 21 * DAY),
    "month": (YEAR / 2, 360 * DAY),  # in less than a year the position in it would be the date
}


def choose(points, column):
    """Return the cycles that the steps and the span of a table suit, and its span in days.

    Args:
        points: Series of the points of its rows.
        column: `TimeColumn`.

    Returns:
        A tuple of names, empty where times are plain numbers or steps vary; and the days from the
        first point to the end of the last step.

    Example:
        >>> from rnngan.data.schema import TimeColumn
        >>> days = pd.Series(pd.date_range("2024-01-01", periods=90))
        >>> choose(days, TimeColumn(name="t", dtype="datetime64[us]", frequency="D"))
        (('weekday',), 90.0)
    """
    if column.learned or isinstance(column.frequency, float):
        return (), 0.0
    step = stepping.parse(column.frequency)
    long = LENGTHS[step.unit] * step.count
    span = (points.max() - points.min()).total_seconds() + long
    cycles = (c for c, (longest, least) in CYCLES.items() if long <= longest and span >= least)
    return tuple(cycles), span / DAY


def size(cycles):
    """Return the number of features of `cycles`.

    Example:
        >>> size(("hour", "weekday"))
        4
    """
    return 2 * len(cycles)


def features(points, cycles):
    """Return sine and cosine of the position in the hour, the day, the week and the year.

    Args:
        points: (rows,) Series of datetimes; aware ones count by the clock of their zone.
        cycles: some of "minute" (the position in the hour, to the second), "hour" (in the day, to
            the second), "weekday" (in the week, to the day; Monday is 0) and "month" (in the year,
            to the day).

    Returns:
        float32 array (rows, 2 * cycles).

    Raises:
        InputError: the points are plain numbers.

    Example:
        >>> noon = pd.Series(pd.to_datetime(["2024-01-01 06:00"]))
        >>> features(noon, ("hour", "weekday")).round(3).tolist()
        [[1.0, 0.0, 0.0, 1.0]]
    """
    if not pd.api.types.is_datetime64_any_dtype(points.dtype):
        raise InputError(
            f"--calendar {','.join(cycles)}: the times of the table are plain numbers, such as "
            f"{points.iloc[0]:g}. Expected dates: leave --calendar out."
        )
    local, found = stepping.wall(points), np.empty((len(points), size(cycles)), "float32")
    seconds = local.astype("datetime64[us]").astype("int64").to_numpy() // 10**6
    for i, cycle in enumerate(cycles):
        length = UNITS.get(cycle)
        numbers = seconds // int(DAY) if length is None else seconds % int(length)
        rows, distinct = pd.factorize(numbers)  # few: the sine of each is taken once
        angle = 2 * np.pi * _shares(distinct, cycle)
        clock = np.stack([np.sin(angle), np.cos(angle)], axis=1).astype("float32")
        found[:, 2 * i : 2 * i + 2] = clock.take(rows, axis=0)
    return found


def _shares(numbers, cycle):
    """Return which share of the hour, day, week or year has passed.

    Args:
        numbers: int64 seconds of the hour or of the day, or days since 1970.
        cycle: which of them.
    """
    if cycle in UNITS:
        return numbers / UNITS[cycle]
    if cycle == "weekday":
        return (numbers + THURSDAY) % 7 / 7
    days = numbers.astype("M8[D]")
    first, behind = (days.astype("M8[Y]") + more for more in (0, 1))
    passed, length = (end - first.astype("M8[D]") for end in (days, behind.astype("M8[D]")))
    return passed / length
