"""What the hour, the weekday and the month say of a column."""

import numpy as np
import pandas as pd

from rnngan.data.time import calendar, stepping

NAME = "seasons"
TITLE = "seasons"
UNIT = "deviations of the column, or share of its categories"
READING = "whether columns rise and fall with the hour, the weekday and the month as they should"
CYCLES = ("hour", "weekday", "month")
FEWEST = 0.5  # share of the real rows whose hours, weekdays or months the other side has too


def distance(real, other):
    """Return how far the means by hour, weekday and month lie from the real ones, at most 1.

    A mean counts as how far it lies from the mean of all positions of the cycle, in standard
    deviations of the real column; categories as half of the differences of all their shares. The
    positions weigh as much as they have real rows. A cycle counts where real rows lie at more than
    one position of it, from 2 days of them on for hours, 21 for weekdays and 360 for months, and
    where the other side has most of these positions.

    Args:
        real: `Sample`.
        other: `Sample`.
    """
    found = {}
    if real.points is None or other.points is None or not len(real) or not len(other):
        return found
    for cycle in CYCLES:
        one, two = (_positions(side.points, cycle) for side in (real, other))
        weights = np.bincount(one, minlength=24) / len(one)
        shared = weights * (np.bincount(two, minlength=24) > 0)
        if not _spans(real.points, cycle) or (shared > 0).sum() < 2 or shared.sum() < FEWEST:
            continue
        for name in real.names:
            found[f"{name} by {cycle}"] = _apart(real, other, name, one, two, shared)
    return found


def _spans(points, cycle):
    """Return whether points are dates that span a cycle."""
    if not pd.api.types.is_datetime64_any_dtype(points.dtype):
        return False
    return (points.max() - points.min()).total_seconds() >= calendar.CYCLES[cycle][1]


def _positions(points, cycle):
    """Return the hour, weekday or month of each point, from 0; 0 for times that are no dates."""
    if not pd.api.types.is_datetime64_any_dtype(points.dtype):
        return np.zeros(len(points), "int64")
    local = stepping.wall(points).dt
    numbers = {"hour": local.hour, "weekday": local.day_of_week, "month": local.month - 1}
    return numbers[cycle].to_numpy("int64")


def _apart(real, other, name, one, two, weights):
    """Return the distance of a column's profiles over the positions of a cycle."""
    units, sides = _units(real, name), []
    for side, positions in ((real, one), (other, two)):
        means, seen = _means(units(side.cells(name)), positions)
        sides.append((means, weights * seen))
    shared = np.minimum(sides[0][1], sides[1][1])
    if not shared.any():
        return 0.0
    shared = shared / shared.sum()
    profiles = [means - shared @ means for means, _ in sides]  # (positions, units)
    apart = np.abs(profiles[0] - profiles[1]).sum(axis=1) / (2 if real.is_coded(name) else 1)
    return float(np.minimum(shared @ apart, 1.0))


def _units(real, name):
    """Return the function that makes values (rows, units) of cells: deviations, or indicators."""
    if real.is_coded(name):
        codes = np.arange(len(real.schema.source(real.schema[name]).values))
        return lambda cells: np.where(np.isnan(cells)[:, None], np.nan, cells[:, None] == codes)
    known = real.cells(name)
    known = known[~np.isnan(known)]
    spread = known.std() if len(known) else 0.0
    return lambda cells: cells[:, None] / (spread if spread > 0 else 1.0)


def _means(values, positions):
    """Return the mean (24, units) of values at each position, and whether it has any (24,)."""
    known = ~np.isnan(values[:, 0])
    counts = np.bincount(positions[known], minlength=24)
    sums = [np.bincount(positions[known], unit[known], 24) for unit in values.T]
    return np.stack(sums, axis=1) / np.maximum(counts, 1)[:, None], counts > 0
