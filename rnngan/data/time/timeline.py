"""The column that orders the rows: which it is, its points and its step, and where steps miss."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from rnngan.config.errors import InputError
from rnngan.data.columns.timestamp import TimeColumn
from rnngan.data.time import spellings, starts, stepping
from rnngan.data.time.reading import (
    TIME_NAME,
    checked,
    instants,
    is_text,
    not_fitting,
    recognise,
    spelled_zone,
    texts,
)
from rnngan.data.time.times import spelled

FEW_BLANK = 0.1  # share of missing cells up to which a column named like a time is the time
UNITS = {"s": "seconds", "ms": "milliseconds", "us": "microseconds", "ns": "nanoseconds"}
DECIMALS = 10  # most decimals that are counted


@dataclass(frozen=True)
class Gap:
    """Where steps are missing.

    Args:
        after: sorted row before the gap.
        start: its point.
        end: the point of the row behind the gap.
        missing: steps between the two that no row has.
    """

    after: int
    start: pd.Timestamp | float
    end: pd.Timestamp | float
    missing: int


def find(table, skip, config):
    """Return the first column that holds a date or time in every row, or None.

    A column with a few missing cells is taken where its name says that it is the time; reading it
    then names the cells.

    Args:
        table: `rnngan.data.formats.tables.Table`.
        skip: names that are not asked.
        config: `rnngan.config.run_config.DataConfig`.

    Raises:
        InputError: days and months of a column can't be distinguished; no column has the spelling
            that --date-format names.
    """
    if config.time_column is not None:
        return config.time_column
    partial = None
    for name in table.frame.columns:
        cells = table.frame[name]
        if name in skip:
            continue
        blank = _blank(table, cells)
        known = cells[~blank] if blank.any() else cells
        if not _holds_times(table, name, known, config) or known.nunique() < 2:
            continue
        if not blank.any():
            return name
        named = TIME_NAME.fullmatch(str(name)) and blank.mean() <= FEW_BLANK
        partial = name if partial is None and named else partial
    if partial is None and config.date_format is not None:
        raise InputError(
            f"{table.source}: no column holds times spelled {config.date_format!r} in every row. "
            "Expected one of these spellings: mend --date-format, or name the column with "
            "--time-column."
        )
    return partial


def _blank(table, cells):
    """Return which cells hold nothing: a time has a digit."""
    blank = cells.isna().to_numpy(bool)
    if is_text(cells):
        words = cells.fillna("")
        empty = ~words.str.contains(r"\d") | words.str.strip().isin(table.na_values)
        return blank | empty.to_numpy(bool)
    return blank


def _holds_times(table, name, cells, config):
    if not len(cells):
        return False
    if config.date_format is not None and is_text(cells):
        given = checked(config.date_format)
        if spellings.read(cells.iloc[: spellings.SAMPLE], given).notna().mean() >= 0.5:
            return True
    return recognise(table, name, cells, config) is not None


def column(table, name, codes, config):
    """Return the `TimeColumn` of a table, and what a person should know of it.

    Args:
        table: `Table`.
        name: the column that holds the times.
        codes: (rows,) number of each row's series.
        config: `DataConfig`.

    Returns:
        The column, and a list of notices.

    Raises:
        InputError: a cell is missing or does not fit; no series ever moves on.
    """
    draft, notices = _draft(table, name, config)
    values = points(table, draft)
    found = stepping.find(values, np.asarray(codes), draft.decimals)
    if found is None:
        raise InputError(
            f"{table.source}: column {name!r} never moves on within a sequence. Expected times "
            "that differ: name the column that orders the rows with --time-column."
        )
    described = {"regular": found.regular, "learned": found.learned}
    draft = draft.model_copy(update={"frequency": found.frequency, **described})
    codes = np.asarray(codes)
    if table.holders is not None and table.holders.by == "series":
        values, codes = _bounded(values, table.holders)
    span = 0 if found.learned else round(float(np.ptp(positions(values, draft))))
    draft = draft.model_copy(update={"begin": _begin(values.min(), draft), "span": span})
    begun = starts.find(values, codes, draft)
    return draft.model_copy(update={"starts": begun}), notices + _said(draft, found)


def first_points(points, series):
    """Return the Series of the point at which each series begins."""
    return points.groupby(series).min().reset_index(drop=True)


def common_ends(points, below):
    """Return the Series of two points: so many others are no later, and so many no earlier."""
    return points.sort_values().iloc[[below - 1, -below]].reset_index(drop=True)


def _bounded(values, holders):
    """Return the points at which series of a protected table begin and end, and their numbers.

    None is earlier or later than what some others reach. The last point is no start: it is counted
    to the first series, which begins before it.
    """
    firsts, lasts = first_points(values, holders.of), values.groupby(holders.of).max()
    firsts = firsts.clip(*common_ends(firsts, holders.below))
    last = common_ends(lasts, holders.below).iloc[1:]
    numbers = np.append(np.arange(len(firsts)), 0)
    return pd.concat([firsts, last], ignore_index=True), numbers


def _begin(point, column):
    """Return a first point as the schema keeps it: a float, or text as --start reads it."""
    if column.format is not None:
        return spellings.write(pd.Series([point]), column.format)[0]
    begin = spelled(pd.Series([point]), column)[0]
    if isinstance(column.frequency, float):
        return float(begin)
    return str(begin) if column.unit is None else str(int(begin))


def said_of_digits(column):
    """Return a notice, in a list, of a `TimeColumn` or `DateColumn` whose cells look like numbers.

    Example:
        >>> from rnngan.data.schema import DateColumn
        >>> said_of_digits(DateColumn(name="d", dtype="int64", unit="s", minimum=0, maximum=9))
        ["'d' counts seconds since 1970"]
    """
    if column.unit is not None:
        return [f"{column.name!r} counts {UNITS[column.unit]} since 1970"]
    if column.format in spellings.DIGITS:
        return [f"{column.name!r} holds dates, spelled {column.format}"]
    return []


def _said(column, found):
    """Return notices of what was found."""
    notices = said_of_digits(column)
    if found.skipped:
        many = "s are" if found.skipped > 1 else " is"
        notices.append(
            f"{found.skipped:,} business day{many} missing in {column.name!r}: taken for holidays"
        )
    if found.learned:
        notices.append(f"steps of {column.name!r} vary: they are learned and generated")
    return notices


def _draft(table, name, config):
    """Return the time column with its spelling, before its step and its starts; and notices."""
    cells = table.frame[name]
    cells = cells[~_blank(table, cells)]
    draft = {"name": name, "frequency": "D"}
    dtype = "str" if table.text else str(cells.dtype)
    words = texts(cells) if config.date_format is not None and len(cells) else None
    if words is not None:
        given = checked(config.date_format)
        fields = {"dtype": dtype, "format": given}
        fitting = words[spellings.read(words, given).notna()]
        if len(fitting):
            fields |= spelled_zone(fitting, spellings.refined(fitting, given))
        return TimeColumn(**draft | fields), _mixed_offsets(name, fitting, fields["format"])
    named = True if name == config.time_column else None
    fields = recognise(table, name, cells, config, named) if len(cells) else None
    if fields is None:
        return TimeColumn(**draft | _number(table, name) | {"frequency": 1.0}), []
    notices = _mixed_offsets(name, texts(cells), fields.get("format"))
    return TimeColumn(**draft | fields), notices


def _mixed_offsets(name, words, spelled):
    if spelled is None or len(spellings.offsets(words, spelled)) < 2:
        return []
    return [f"offsets of {name!r} differ: its times are converted to UTC"]


def _number(table, name):
    """Return dtype, decimals and style of a time column of plain numbers."""
    cells = table.frame[name]
    if texts(cells) is None:
        raise InputError(_no_time(table, name, cells))
    values = _numbers(table, name, cells)
    kept = values.astype(cells.dtype) if cells.dtype == "float32" else values  # 0.1 is 0.1 in both
    decimals = next(
        (d for d in range(DECIMALS + 1) if (np.round(values, d).astype(kept.dtype) == kept).all()),
        None,
    )
    if not table.text:
        return {"dtype": str(cells.dtype), "decimals": decimals}
    widths = cells.str.strip().str.extract(r"^[+-]?\d+\.?(\d*)$")[0].str.len()
    if widths.nunique(dropna=False) == 1 and 0 < widths.iloc[0] <= DECIMALS:
        return {"dtype": "float64", "decimals": int(widths.iloc[0]), "style": "fixed"}
    style = "point" if cells.str.contains(r"\.0\s*$").any() else "shortest"
    whole = decimals == 0 and style == "shortest" and np.abs(values).max() < 2**53
    return {"dtype": "int64" if whole else "float64", "decimals": decimals, "style": style}


def _numbers(table, name, cells):
    """Return float64 numbers of a time column."""
    words = cells if is_text(cells) else None
    values = pd.to_numeric(cells if words is None else words.str.strip(), errors="coerce")
    values = values.to_numpy("float64", na_value=np.nan)
    bad = np.flatnonzero(~np.isfinite(values))
    if len(bad) * 2 > len(cells):
        raise InputError(_no_time(table, name, cells))
    if len(bad):
        what = f"not a number, and the times of {name!r} are numbers"
        raise InputError(not_fitting(table, name, cells, bad, what, "drop the row"))
    return values


def _no_time(table, name, cells):
    return (
        f"{table.where(0, name)}: {str(cells.iloc[0])!r} is no time that is recognised. Expected "
        "numbers, or times such as 2024-02-13 or 2024-02-13 10:20:00; name another spelling with "
        "--date-format."
    )


def points(table, column):
    """Return the points of a `TimeColumn`, to sort by and to subtract.

    Args:
        table: `Table`.
        column: its `TimeColumn`.

    Returns:
        A Series of datetimes, aware or naive, or of float64 numbers; its index is 0, 1, 2 …

    Raises:
        InputError: names the first cell that is missing or does not fit.
    """
    cells = table.frame[column.name].reset_index(drop=True)
    if isinstance(column.frequency, float):
        return pd.Series(_numbers(table, column.name, cells))
    return instants(table, column, cells)


def positions(points, column):
    """Return (rows,) float64 positions of points: regular neighbours differ by 1.0.

    They count from the first of the points. Steps that are learned have no such axis: positions are
    then in seconds, or in the numbers' unit. A business day that is missing counts as a position,
    though it is no gap.

    Args:
        points: Series of datetimes or numbers.
        column: `TimeColumn`.
    """
    if not column.learned:
        return stepping.positions(points, column.frequency)
    values = stepping.axis(points, column.frequency)
    return values if values.dtype == "float64" else values / 1e6


def gaps(points, segments, column):
    """Return the `Gap`s between sorted points; none where steps are regular or learned.

    Args:
        points: Series of points in sorted order.
        segments: [first, end) of the rows of each series.
        column: `TimeColumn`.
    """
    if column.regular or column.learned:
        return []
    missing = np.diff(positions(points, column)).round().astype("int64") - 1
    missing[[first - 1 for first, _ in segments if first > 0]] = 0
    least = stepping.HOLIDAYS if stepping.parse(column.frequency).unit == "business" else 0
    return [
        Gap(int(row), points.iloc[row], points.iloc[row + 1], int(missing[row]))
        for row in np.flatnonzero(missing > least)
    ]


def fill_points(points, gap, column):
    """Return the Series of the missing points inside a gap, of the dtype of `points`."""
    made = stepping.walk(gap.start, column.frequency, gap.missing + 1).iloc[1:]
    if made.dtype == "float64" and column.decimals is not None:
        made = made.round(column.decimals)
    return made.astype(points.dtype).reset_index(drop=True)


def steps(points, segments, column):
    """Return (rows,) float64 steps that led to each row, in seconds or the numbers' unit.

    The first row of a series, to which no step leads, has the median of all steps.

    Args:
        points: Series of points in sorted order.
        segments: [first, end) of the rows of each series.
        column: `TimeColumn`.
    """
    values = stepping.axis(points, column.frequency)
    moves = np.diff(values, prepend=values[:1]) / (1 if values.dtype == "float64" else 1e6)
    inner = np.ones(len(moves), bool)
    inner[[first for first, _ in segments]] = False
    moves[~inner] = np.median(moves[inner]) if inner.any() else 0.0
    return moves


def gap_table(gaps, column, limit=5):
    """Return a line for each of the first gaps, and how many more there are.

    Example:
        >>> days = TimeColumn(name="t", dtype="str", format="%Y-%m-%d", frequency="D")
        >>> gap = Gap(0, pd.Timestamp("2024-03-01"), pd.Timestamp("2024-03-09"), 7)
        >>> gap_table([gap], days)
        ['2024-03-01 to 2024-03-09: 7 steps missing']
    """
    lines = []
    for gap in gaps[:limit]:
        first, last = spelled(pd.Series([gap.start, gap.end]), column)
        many = f"{gap.missing:,} step{'s' if gap.missing > 1 else ''}"
        lines.append(f"{first} to {last}: {many} missing")
    if len(gaps) > limit:
        lines.append(f"and {len(gaps) - limit:,} more")
    return lines
