"""Seasons: means by hour, weekday and month."""

import numpy as np

from rnngan.data.time import calendar, stepping
from rnngan.evaluation.pictures import drawn

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
SHOWN = {  # cycle -> texts of its parts
    "hour": tuple(str(hour) for hour in range(24)),
    "weekday": DAYS,
    "month": MONTHS,
}


def cycles(real, generated, names):
    """Return the mean of each column of numbers in each part of each cycle.

    Which cycles there are depends on the steps and the span of the real table.

    Args:
        real: `Sample`.
        generated: the same of the generated table.
        names: columns.

    Returns:
        [{"cycle", "parts": texts, "of": columns there are, "columns": [{"column", "spread":
        standard deviation of the real values, "distance": mean difference in such, "real",
        "generated": means, None where there is no row}]}], those columns first that differ most
    """
    column, points = real.schema.first("time"), real.rows.points
    if column is None or points is None or generated.rows.points is None:
        return []
    chosen = [name for name in calendar.choose(points, column)[0] if name in SHOWN]
    numbers, found = drawn.numbers(real, names), []
    for cycle in chosen:
        parts = [_parts(side, cycle) for side in (real, generated)]
        rows = [_means(real, generated, name, parts, len(SHOWN[cycle])) for name in numbers]
        kept = drawn.worst([row for row in rows if row is not None])
        if kept:
            found.append({"cycle": cycle, "parts": list(SHOWN[cycle])} | kept)
    return found


def _parts(side, cycle):
    """Return the number of the hour, weekday or month of each row in the sequences, (rows,)."""
    local = stepping.wall(side.rows.points)
    numbers = {"hour": local.dt.hour, "weekday": local.dt.day_of_week, "month": local.dt.month - 1}
    values = numbers[cycle].to_numpy()
    return np.concatenate([values[first:end] for first, end in side.segments])


def _means(real, generated, name, parts, count):
    """Return the row of a column; None where a side never has a value."""
    values = [drawn.inside(side, name) for side in (real, generated)]
    means = [_by_part(v, p, count) for v, p in zip(values, parts, strict=True)]
    spread = np.nanstd(values[0]) if np.isfinite(values[0]).any() else 0.0
    apart = np.abs(means[0] - means[1])
    if not spread or not np.isfinite(apart).any():
        return None
    sides = {"real": drawn.listed(means[0]), "generated": drawn.listed(means[1])}
    distance = drawn.listed(np.nanmean(apart) / spread)
    return {"column": name, "distance": distance, "spread": drawn.listed(spread)} | sides


def _by_part(values, parts, count):
    """Return the mean of values in each part, NaN where there is none."""
    known = np.isfinite(values)
    sums = np.bincount(parts[known], values[known], count)
    rows = np.bincount(parts[known], minlength=count)
    return np.where(rows > 0, sums / np.maximum(rows, 1), np.nan)
