"""Points in time -> what the calendar says of them, as features that go round like clocks."""

import numpy as np
import pandas as pd

from rnngan.config.errors import InputError
from rnngan.data.time import stepping


def size(cycles):
    """Return the number of features of `cycles`.

    Example:
        >>> size(("hour", "weekday"))
        4
    """
    return 2 * len(cycles)


def features(points, cycles):
    """Return sine and cosine of the position in the day, the week and the year.

    Args:
        points: (rows,) Series of datetimes; aware ones count by the clock of their zone.
        cycles: some of "hour" (to the second), "weekday" (to the day, Monday is 0) and "month"
            (to the day).

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
    for i, cycle in enumerate(cycles):
        angle = 2 * np.pi * _shares(local, cycle)
        found[:, 2 * i], found[:, 2 * i + 1] = np.sin(angle), np.cos(angle)
    return found


def _shares(local, cycle):
    """Return which share of the day, week or year has passed, (rows,)."""
    if cycle == "hour":
        since = (local - local.dt.normalize()) // pd.Timedelta(seconds=1)
        return since.to_numpy("float64") / 86_400
    if cycle == "weekday":
        return local.dt.day_of_week.to_numpy("float64") / 7
    days = np.where(local.dt.is_leap_year, 366.0, 365.0)
    return (local.dt.day_of_year.to_numpy("float64") - 1) / days
