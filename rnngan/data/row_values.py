"""Cleaned rows -> the float32 rows that windows are cut from: features, and the calendar."""

import numpy as np

from rnngan.config.errors import ConfigError
from rnngan.data.time import calendar, times
from rnngan.data.windows import padded, whole_already


def values_of(transform, schema, rows, config, starts):
    """Return the rows that windows are cut from, and the first rows of windows among them.

    Where whole series are learned, each has as many rows as the longest one.

    Args:
        transform: `TableTransform`.
        schema: `Schema`.
        rows: `rnngan.data.cleaning.Rows`.
        config: `RunConfig`, in which --lengths and --calendar are decided.
        starts: arrays of first rows of windows.

    Returns:
        (rows, features + statics + calendar) float32, and the arrays of `starts` in them.
    """
    width, column = transform.features + transform.statics, schema.first("time")
    values = np.zeros((len(rows), width + calendar.size(config.data.calendar)), "float32")
    transform.fill(values, schema, rows)
    known = _calendar(rows, config, column)
    if config.data.lengths == "learn":
        known = _gone_on(known, rows, config, column)
        values, *starts = padded(values, rows.segments, config.data.window, starts)
    values[:, width:] = known
    return values, starts


def _calendar(rows, config, column):
    """Return the features of the calendar of all rows, (rows, calendar)."""
    cycles = config.data.calendar
    if not cycles:
        return np.zeros((len(rows), 0), "float32")
    if rows.points is None:
        raise ConfigError(f"--calendar {cycles[0]}: the table has no time column.")
    if column.learned:
        raise ConfigError(
            f"--calendar {cycles[0]}: the steps of time vary, and the calendar of rows is known "
            "only where they are regular. Leave it out."
        )
    return calendar.features(rows.points, cycles)


def _gone_on(known, rows, config, column):
    """Return the calendar with as many rows for every series as the longest one has.

    It goes on behind the end of a series: zeros there would tell its length.
    """
    length = config.data.window
    if not known.shape[1]:
        return np.zeros((len(rows.segments) * length, 0), "float32")
    if whole_already(rows.segments, length, len(rows)):
        return known
    last = rows.points.iloc[[end - 1 for _, end in rows.segments]]
    after = calendar.features(times.axis(column, last, length), config.data.calendar)
    after = after.reshape(len(rows.segments), length, -1)
    parts = [
        np.concatenate([known[first:end], behind[1 : 1 + length - (end - first)]])
        for (first, end), behind in zip(rows.segments, after, strict=True)
    ]
    return np.concatenate(parts)
