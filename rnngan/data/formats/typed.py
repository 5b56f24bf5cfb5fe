"""Rows that are spelled as in a CSV -> the same rows with types, for Parquet and Feather.

All cells of a CSV are texts, and generated ones are spelled like them. Other formats say what a
cell is: there a time is a timestamp, and a constant number a number.
"""

import re
from dataclasses import dataclass

import pandas as pd

from rnngan.data.time import reading, spellings, times

NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?P<part>\.\d+)?(?P<exponent>[eE][+-]?\d+)?")
LONGEST = 18  # digits that a 64-bit integer holds
FINE = 6  # digits of a fraction of a second beyond which it takes nanoseconds


def typed(frame, schema):
    """Return a data frame in which columns that a CSV spells as text have types.

    Times and dates become datetimes, in the zone of their column; those that are whole numbers in
    the CSV (2024, 20240131, the time since 1970) become integers, and so do constants. What has a
    missing cell keeps its type in every chunk.

    Args:
        frame: rows as `rnngan.data.restore.restore` makes them, none or more.
        schema: their `rnngan.data.schema.Schema`.

    Returns:
        A new frame; the same one where the table was no CSV.

    Example:
        >>> from rnngan.data.schema import Schema, TimeColumn
        >>> day = TimeColumn(name="t", dtype="str", format="%d.%m.%Y", frequency="D", start="1")
        >>> made = typed(pd.DataFrame({"t": ["31.01.2024"]}), Schema(columns=(day,), text=True))
        >>> made["t"].tolist()
        [Timestamp('2024-01-31 00:00:00')]
    """
    if not schema.text:
        return frame
    columns = [column for column in schema.columns if column.name in frame.columns]
    return frame.assign(
        **{c.name: schema.source(c).typed(frame[c.name]) for c in columns if c.comes_back}
    )


def in_digits(column):
    """Return whether the spelling of times makes whole numbers, such as 20240131."""
    return column.format in spellings.DIGITS and column.format.replace("%", "").isalpha()


def whole(cells, nullable=False):
    """Return the cells as integers."""
    return pd.to_numeric(cells).astype("Int64" if nullable else "int64")


def points(cells, column, start=None):
    """Return the cells of a `TimeColumn` or a `DateColumn` as datetimes.

    Args:
        cells: texts in the column's `format`.
        column: it has `format` and `zone`.
        start: text that shows how fine the fractions of seconds are; None for no such text.
    """
    found = spellings.read(cells, column.format)
    return times.in_zone_of(found, column).dt.as_unit(_unit(column.format, start))


def _unit(spelled, start):
    """Return the unit of a spelling's timestamps, one for all chunks."""
    digits = [flag for _, flag, letter in spellings.tokens(spelled) if letter == "f"]
    if digits == [""] and start is not None:  # without trailing zeros
        return spellings.read(pd.Series([start]), spelled).dt.unit
    return "ns" if digits and int(digits[0] or 0) > FINE else "us"


@dataclass(frozen=True)
class Spelling:
    """How a text is a point in time: what `points` asks of a column."""

    format: str
    zone: str | None = None
    dtype: str = "str"


def constant(cells, value):
    """Return constant cells as numbers or datetimes, where their text is one."""
    if not isinstance(value, str):
        return cells
    number = NUMBER.fullmatch(value)
    if number and (number["part"] or number["exponent"]):
        return cells.astype("float64")
    if number:
        return cells.astype("int64") if len(value.lstrip("-")) <= LONGEST else cells
    found = spellings.spelling(pd.Series([value]))
    if len(found) != 1 or "%d" not in found[0].replace("-", ""):
        return cells
    return points(cells, Spelling(**reading.spelled_zone(pd.Series([value]), found[0])))
