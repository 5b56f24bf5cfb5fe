"""Points in time of generated sequences: where they start, and what follows in equal or own steps.

Points are pandas Series of datetimes, naive or aware, or of float64 numbers; they are spelled in
the form of the table only at the end.
"""

import re

import numpy as np
import pandas as pd

from rnngan.config.errors import InputError
from rnngan.data.time import spellings, stepping

ISO = re.compile(r"\d{4}-\d\d?(-|$)|\d{4}$|\d{8}T")  # other forms are read in the table's alone
LAST_YEAR = 9999  # %Y has four digits


def spelled(points, column):
    """Return points in the spelling of the table: text, numbers or datetimes.

    Args:
        points: Series of datetimes or numbers, none missing.
        column: `TimeColumn` or `DateColumn`.

    Raises:
        InputError: a point lies outside of what the spelling can hold.

    Example:
        >>> from rnngan.data.schema import TimeColumn
        >>> column = TimeColumn(name="t", dtype="int64", unit="ms", frequency="D")
        >>> spelled(pd.Series(pd.to_datetime(["2024-01-01"])), column).tolist()
        [1704067200000]
    """
    points = points.reset_index(drop=True)
    if not pd.api.types.is_datetime64_any_dtype(points.dtype):
        decimals = column.decimals
        return _fitting(points if decimals is None else points.round(decimals), column)
    try:
        if column.unit is not None:
            counted = stepping.universal(points).dt.as_unit(column.unit).astype("int64")
            return _fitting(counted, column)
        if len(points) and points.dt.year.max() > LAST_YEAR:
            raise pd.errors.OutOfBoundsDatetime
        if column.format is None:
            return in_zone_of(points, column).astype(column.dtype)
        texts = spellings.write(in_zone_of(points, column), column.format)
    except pd.errors.OutOfBoundsDatetime:
        raise InputError(
            f"The times of {column.name!r} go beyond {points.iloc[0]:%Y-%m-%d} further than its "
            "dates can. Expected an earlier --start, or fewer rows."
        ) from None
    return texts if column.dtype == "str" else _fitting(texts, column)


def _fitting(values, column):
    """Return values as the dtype of the column; integers that outgrow it in a wider one."""
    dtype = pd.api.types.pandas_dtype(column.dtype)
    if dtype.kind in "iuf" and not pd.api.types.is_numeric_dtype(values.dtype):
        values = pd.to_numeric(values)  # 20240131 is spelled as text first
    if dtype.kind in "iu" and len(values) and values.max() > column.limits[1]:
        return values.astype("int64")
    return values.astype(column.dtype)


def zone(column):
    """Return the zone or offset of a column's points as pandas names it, None for naive ones."""
    dtype = pd.api.types.pandas_dtype(column.dtype)
    return column.zone if column.format is not None else getattr(dtype, "tz", None)


def in_zone_of(points, column):
    """Return datetimes as naive or aware ones, as those of the column are."""
    named = zone(column)
    if points.dt.tz is None:
        return stepping.in_zone(points, named)
    return stepping.universal(points) if named is None else points.dt.tz_convert(named)


def point(text, column):
    """Return the point that `text`, such as the value of --start, stands for.

    Args:
        text: spelled like the column or as ISO 8601 has it; a number, text or Timestamp.
        column: `TimeColumn`.

    Returns:
        A Timestamp, aware where the column is, or a float.

    Raises:
        InputError: it can't be read.
    """
    if isinstance(column.frequency, float):
        return _number(text, column)
    found = _read(str(text).strip(), column)
    if pd.isna(found):
        raise InputError(
            f"--start {text!r} is not a point in time. Expected for instance 2024-02-13."
        )
    return in_zone_of(pd.Series([found]), column)[0]


def _read(text, column):
    """Return the Timestamp that a text stands for, NaT if none."""
    if column.format is not None:
        found = spellings.read(pd.Series([text], dtype="str"), column.format)[0]
        if not pd.isna(found):
            return found
    try:
        if column.unit is not None and re.fullmatch(r"-?\d{5,}(\.0)?", text):
            return pd.to_datetime(int(text.removesuffix(".0")), unit=column.unit)
        return pd.Timestamp(text) if ISO.match(text) else pd.NaT
    except ValueError:
        return pd.NaT


def _number(begin, column):
    try:
        number = float(begin)
    except ValueError:
        number = np.nan
    if not np.isfinite(number):
        raise InputError(f"--start {begin!r} is not a number, as {column.name} is.")
    if column.decimals is not None and round(number, column.decimals) != number:
        raise InputError(
            f"--start {begin!r} has more decimals than {column.name}, which has {column.decimals}."
        )
    return number


def step(frequency, column):
    """Return a step that a user gave: a pandas offset as text, or a float for numbers.

    Args:
        frequency: text or number; None for the column's own.
        column: `TimeColumn`.

    Raises:
        InputError: it is none, or does not lead forward.
    """
    if frequency is None:
        return column.frequency
    numeric = isinstance(column.frequency, float)
    try:
        value = float(frequency) if numeric else str(frequency)
        if stepping.parse(value).count > 0 and np.isfinite(stepping.parse(value).count):
            return value
    except ValueError:
        pass
    expected = "a number above 0 such as 1 or 0.5" if numeric else 'one such as "1h", "1D" or "B"'
    raise InputError(
        f"--freq {frequency!r} is not a step from one time of {column.name!r} to the next. "
        f"Expected {expected}."
    )


def firsts(column, start, count=1):
    """Return the Series of the first points of `count` sequences.

    Args:
        column: `TimeColumn`.
        start: where all of them begin, text or number; None for the schema's own; or already a
            Series of points, one for each sequence.
        count: number of sequences.

    Raises:
        InputError: `start` can't be read.
    """
    if isinstance(start, pd.Series):
        return start.reset_index(drop=True)
    return pd.Series([point(column.first if start is None else start, column)] * count)


def axis(column, start, length, frequency=None):
    """Return the Series of the points of sequences, one after another, not yet spelled.

    Args:
        column: `TimeColumn`.
        start: where they begin, as in `firsts`; one sequence unless it is a Series.
        length: number of points of each.
        frequency: step, a pandas offset or a number; None for the schema's own.

    Raises:
        InputError: `start` or `frequency` can't be read.
    """
    begin = firsts(column, start)
    try:
        return stepping.reached(begin, step(frequency, column), np.arange(length))
    except (OverflowError, pd.errors.OutOfBoundsDatetime):
        raise InputError(
            f"{length:,} steps from {begin.max()} lead beyond the last date. Expected an earlier "
            "--start, a shorter --freq, or fewer rows."
        ) from None


def sequence(column, start, length, frequency=None):
    """Return the points of sequences, one after another, in the spelling of the table.

    Args:
        column: `TimeColumn`.
        start: where they begin, as in `firsts`; one sequence unless it is a Series.
        length: number of points of each.
        frequency: step, a pandas offset or a number; None for the schema's own.

    Raises:
        InputError: `start` or `frequency` can't be read, or the step is too short to be spelled.
    """
    points = axis(column, start, length, frequency)
    made = spelled(points, column)
    same = np.array(made.eq(made.shift()).fillna(False), bool)
    same[::length] = False  # the first of a sequence may be the last of the one before it
    if same.any():
        raise InputError(
            f"--freq {step(frequency, column)} is shorter than the times of {column.name!r} can "
            f"tell, such as {made.iloc[0]}. Expected a longer step."
        )
    return made


def sequences(column, start, steps):
    """Return the spelled points of several sequences, each with steps of its own.

    Args:
        column: `TimeColumn` whose steps are learned.
        start: where they begin, as in `firsts`.
        steps: (count, length) steps in seconds, or in the numbers' unit; the first of each is
            not used. They are rounded to what the spelling can tell, and to one such unit at least.

    Returns:
        A Series of count * length points, strictly increasing within each sequence.

    Raises:
        InputError: a start can't be read, or times go beyond the last date.
    """
    first = firsts(column, start, len(steps))
    unit = resolution(column)
    counts = np.maximum(np.rint(np.asarray(steps, "float64") / _seconds(unit)), 1)
    counts[:, :1] = 0
    counts = np.cumsum(counts, axis=1).reshape(-1)
    first = first.iloc[np.repeat(np.arange(len(first)), steps.shape[1])].reset_index(drop=True)
    if isinstance(column.frequency, float):
        return spelled(first + counts * unit, column)
    return spelled(_moved(first, counts.astype("int64"), unit), column)


def resolution(column):
    """Return the smallest step of a `TimeColumn`: a number, "M" or "Y", or else microseconds.

    Where steps are learned, their frequency is given in the unit in which all times are whole.
    """
    if isinstance(column.frequency, float):
        return _last_decimal(column)
    learned = stepping.grain(column.frequency)
    if column.unit is not None:
        return max(learned, 1_000_000 // spellings.SCALES[column.unit])
    if column.format is None:
        return learned
    own = spellings.resolution(column.format)
    return own if isinstance(own, str) else max(own, learned)


def _last_decimal(column):
    """Return the last decimal of a column of numbers; a small share of its step if it has none."""
    return column.frequency * 1e-6 if column.decimals is None else 10.0**-column.decimals


def _seconds(unit):
    """Return the mean length of a unit in seconds; numbers are their own."""
    lengths = {"M": 2_629_746.0, "Y": 31_556_952.0}
    if isinstance(unit, str):
        return lengths[unit]
    return unit / 1_000_000 if isinstance(unit, int) else unit


def _moved(first, counts, unit):
    """Return datetimes `counts` units after `first`; months and days by the clock on the wall."""
    if not isinstance(unit, str):
        local = unit >= stepping.DAY
        naive = stepping.wall(first) if local else stepping.universal(first)
        moved = naive.astype("datetime64[us]") + pd.Series(counts * unit).astype("timedelta64[us]")
        if local or first.dt.tz is None:
            return stepping.in_zone(moved, first.dt.tz)
        return moved.dt.tz_localize("UTC").dt.tz_convert(first.dt.tz)
    months = stepping.wall(first).to_numpy().astype(f"M8[{unit}]") + counts
    return stepping.in_zone(pd.Series(months.astype("M8[us]")), first.dt.tz)
