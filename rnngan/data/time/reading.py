"""Cells of dates and times -> datetimes: how a column is spelled, and which cells don't fit."""

import re

import numpy as np
import pandas as pd

from rnngan.config.errors import InputError
from rnngan.data.time import spellings, times

TIME_NAME = re.compile(  # names of columns in which 20240131 and 1706659200 are times
    r"(?i:(?:^|.*[\W_])(?:time|date|datetime|timestamp|ts|epoch|year|month|day|period|when)"
    r"(?:$|[\W_].*))|(?i:.*(?:date|timestamp|datetime|unixtime|_at))|.*[a-z](?:Time|At|Year)"
)
YEAR_NAME = re.compile(r"(?i:.*year|time|date|period)")  # and 2024 is one
OFFSET = r":\d\d(?:\.\d+)? ?(?:[AaPp][Mm] ?)?(?:Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)\s*$"


def recognise(table, name, cells, config, named=None):
    """Return how a column spells its dates or times, None where it holds none.

    Args:
        table: `rnngan.data.formats.tables.Table`.
        name: the column.
        cells: its cells without missing ones.
        config: `rnngan.config.run_config.DataConfig`.
        named: whether numbers may be dates; by the column's name when None.

    Returns:
        Fields of a `TimeColumn` or `DateColumn`: dtype, and format, unit and zone if there are any.

    Raises:
        InputError: days and months can't be distinguished, or some times have an offset.
    """
    dtype = "str" if table.text else str(cells.dtype)
    if pd.api.types.is_datetime64_any_dtype(cells.dtype):
        zone = cells.dt.tz
        return {"dtype": dtype, "zone": None if zone is None else str(zone)}
    named = bool(TIME_NAME.fullmatch(str(name))) if named is None else named
    words = texts(cells) if len(cells) and (named or is_text(cells)) else None
    if words is None:
        return None
    unit = epoch(words) if named else None
    if unit is not None:
        style = "point" if table.text and words.iloc[0].strip().endswith(".0") else "shortest"
        counted = "float64" if style == "point" else "int64"
        return {"dtype": counted if table.text else dtype, "unit": unit, "style": style}
    found = spellings.spelling(words, named)
    found = [f for f in found if f != "%Y" or YEAR_NAME.fullmatch(str(name))]
    found = _as_asked(found, config)
    if len({spellings.zoned(f) for f in found}) == 1 and len({len(f) for f in found}) > 1:
        found = found[:1]  # two spellings, not two readings of one; the cells are named later
    if len(found) > 1:
        raise InputError(_undecided(table, name, cells, found))
    return {"dtype": dtype, **spelled_zone(words, found[0])} if found else None


def _as_asked(found, config):
    """Return the readings whose day and month stand as in the user's date format, if any do."""
    if len(found) < 2 or config.date_format is None:
        return found
    day_first = _day_first(config.date_format)
    return [f for f in found if _day_first(f) == day_first] or found


def _day_first(spelled):
    return spelled.find("d") < spelled.find("m")


def _undecided(table, name, cells, found):
    """Return what to say of a column with two readings."""
    aware = cells.astype("str").str.contains(OFFSET)
    if len({spellings.zoned(f) for f in found}) > 1 and aware.any() and not aware.all():
        return mixed(table, name, cells, aware)
    choices = " or ".join(f"--date-format {f!r}" for f in found)
    return (
        f"{table.source}: dates such as {cells.iloc[0]!r} in {name!r} can be read as "
        f"{' or '.join(found)}. Pass {choices}, or write them as 2024-02-13."
    )


def mixed(table, name, cells, aware):
    """Return what to say of times with and without an offset.

    Args:
        table: `Table`.
        name: the column.
        cells: its cells, with the index of the table's rows.
        aware: which of them have an offset.
    """
    seen = [
        f"{table.where(int(rows.index[0]), name)} {str(rows.iloc[0])!r}"
        for rows in (cells[aware], cells[~aware])
    ]
    return (
        f"{seen[0]} has an offset from UTC, {seen[1]} has none. Expected one or the other in "
        f"all of {name!r}: add the offset where it is left out."
    )


def spelled_zone(cells, spelled):
    """Return {"format": ..., "zone": ...}: the one offset of all cells, or UTC.

    Example:
        >>> spelled_zone(pd.Series(["2024-01-01T00:00+01:00"]), "%Y-%m-%dT%H:%M%:z")["zone"]
        '+01:00'
    """
    if not spellings.zoned(spelled):
        return {"format": spelled}
    offsets = spellings.offsets(cells, spelled)
    one = len(offsets) == 1 and offsets[0] != 0
    return {"format": spelled, "zone": spellings.offset(offsets[0], ":") if one else "UTC"}


def checked(spelled):
    """Return the format that a user gave.

    Raises:
        InputError: it has an unknown sign, one twice, or no year.
    """
    letters = [letter for _, _, letter in spellings.tokens(spelled) if letter]
    unknown = [letter for letter in letters if letter not in spellings.PATTERNS]
    what = "comes without a year, %Y or %y" if not {"Y", "y"} & set(letters) else ""
    what = "has a sign twice" if len(set(letters)) < len(letters) else what
    what = f"has the sign %{unknown[0]}, which is not known" if unknown else what
    if what:
        known = " ".join(f"%{letter}" for letter in spellings.PATTERNS)
        raise InputError(
            f"--date-format {spelled!r} {what}. Expected a format such as %d/%m/%Y or "
            f"%Y-%m-%d %H:%M:%S; known signs: {known}."
        )
    return spelled


def is_text(cells):
    """Return whether all cells are texts; categories of texts are not."""
    return pd.api.types.is_string_dtype(cells) and not isinstance(cells.dtype, pd.CategoricalDtype)


def texts(cells):
    """Return the texts of cells that are texts or numbers, 20240131.0 as 20240131; None else."""
    if is_text(cells):
        return cells
    if not pd.api.types.is_numeric_dtype(cells.dtype) or pd.api.types.is_bool_dtype(cells.dtype):
        return None
    return cells.astype("str").str.removesuffix(".0")


def epoch(words):
    """Return the unit in which whole numbers count the time since 1970, by their range, or None.

    Example:
        >>> epoch(pd.Series(["1704067200000"])), epoch(pd.Series(["17"]))
        ('ms', None)
    """
    words = words.drop_duplicates()
    if not words.str.fullmatch(r"\s*\d{9,19}(?:\.0)?\s*").all():
        return None
    numbers = _whole(words)
    low, high = spellings.EPOCHS
    for unit, scale in spellings.SCALES.items():
        if numbers.between(low * scale, high * scale).all():
            return unit
    return None


def _whole(words):
    """Return int64 numbers of texts; 0 where they are none."""
    digits = words.str.extract(r"^\s*(-?\d{1,18}|[1-8]\d{18})(?:\.0)?\s*$")[0]
    return digits.fillna("0").astype("int64")


def instants(table, column, cells):
    """Return datetimes of the cells of a `TimeColumn` or `DateColumn`, as its zone has them.

    Args:
        table: `Table`.
        column: the column; its `format`, `unit` and `dtype` say how cells are spelled.
        cells: some of its cells, with the index of the table's rows.

    Raises:
        InputError: names the first cell that does not fit.
    """
    words = texts(cells)
    if words is None:
        found = pd.to_datetime(cells, errors="coerce")
    elif column.unit is not None:
        found = _counted(words, column.unit)
    elif column.format is not None:
        found = spellings.read(words, column.format)
    else:
        found = pd.to_datetime(words, utc=True, format="ISO8601", errors="coerce")
    bad = np.flatnonzero(found.isna())
    if len(bad):
        raise InputError(_unfit(table, column, cells, bad))
    return times.in_zone_of(found, column)


def _counted(words, unit):
    """Return datetimes of texts that count the time since 1970, NaT where they don't."""
    whole = words.str.fullmatch(r"\s*-?\d{1,19}(?:\.0)?\s*").fillna(False).to_numpy(bool)
    kept = "ns" if unit == "ns" else "us"
    found = _whole(words).to_numpy().astype(f"M8[{unit}]").astype(f"M8[{kept}]")
    return pd.Series(np.where(whole, found, np.datetime64("NaT", kept)), index=words.index)


def not_fitting(table, name, cells, bad, what, hint):
    """Return what to say of the cells at `bad`: that the first is missing, or else `what`."""
    first, where = cells.iloc[bad[0]], table.where(int(cells.index[bad[0]]), name)
    many = f"({len(bad):,} such cell{'s' if len(bad) > 1 else ''})"
    if pd.isna(first) or not str(first).strip():
        return (
            f"{where}: the time is missing {many}. Expected a time in every row of {name!r}: fill "
            "it in, or drop the row."
        )
    return f"{where}: {str(first)!r} is {what} {many}. Mend the cell, or {hint}."


def _unfit(table, column, cells, bad):
    """Return what to say of the cells at `bad`."""
    first, name = cells.iloc[bad[0]], column.name
    aware = cells.astype("str").str.contains(OFFSET)
    if column.format and aware.any() and not aware.all() and _same_but_offset(str(first), column):
        return mixed(table, name, cells, aware)
    form = column.format or ("ISO 8601" if column.unit is None else f"{column.unit} since 1970")
    what = f"not spelled like the other times of {name!r} ({form})"
    hint = "name the spelling of all with --date-format"
    return not_fitting(table, name, cells, bad, what, hint)


def _same_but_offset(text, column):
    bare = pd.Series([spellings.naive(text)], dtype="str")
    return bool(spellings.read(bare, spellings.naive(column.format)).notna().all())
