"""Dates that do not order the rows: as numbers of days or seconds, and back."""

from typing import ClassVar, Literal

import numpy as np
import pandas as pd
from pydantic import field_validator

from rnngan.config.errors import InputError
from rnngan.data import blocks, parsing
from rnngan.data.columns.feature import Feature, LookupTable
from rnngan.data.columns.numeric import within
from rnngan.data.constraints import forward
from rnngan.data.formats import typed
from rnngan.data.formats.tables import Table
from rnngan.data.time import stepping, timeline, times
from rnngan.data.time.reading import instants, recognise

SIZES = {"D": stepping.DAY, "s": 10**6, "ms": 10**3, "us": 1}  # microseconds


class DateColumn(Feature):
    """A date or time that does not order the rows; learned as a number.

    `format`, `unit` and `zone` are those of `TimeColumn`; `minimum` and `maximum` are in units of
    `resolution` since 1970; generated dates keep between them, unless a schema file gives `bounds`,
    (first, last), spelled as in the table, None for no bound. `forward` ones never go back within a
    sequence; `lookup` is the table of a date that follows from another column.
    """

    has_ends: ClassVar[bool] = True

    kind: Literal["date"] = "date"
    format: str | None = None
    unit: Literal["s", "ms", "us", "ns"] | None = None
    zone: str | None = None
    resolution: Literal["D", "s", "ms", "us"] = "D"
    missing: str | None = None
    static: bool = False
    forward: bool = False
    lookup: LookupTable | None = None
    minimum: float
    maximum: float
    bounds: tuple[str | None, str | None] | None = None

    @field_validator("bounds", mode="before")
    @classmethod
    def _as_texts(cls, bounds):
        """Take dates that look like numbers, such as years, as they are spelled."""
        listed = isinstance(bounds, list | tuple)
        return [str(b) if isinstance(b, int | float) else b for b in bounds] if listed else bounds

    @classmethod
    def found(cls, candidate):
        """Return the column where the cells are dates."""
        if not candidate.varies or candidate.asked not in (None, "date"):
            return None
        parts = candidate.table, candidate.name, candidate.absent
        return date_column(*parts, candidate.missing, candidate.config)

    def described(self):
        """Return the spelling."""
        gaps = "" if self.missing is None else ", some missing"
        gaps += ", never goes back" if self.forward else ""
        return f"dates{gaps}" + (", one a sequence" if self.static else "")

    def spelling_notices(self):
        """Return a notice, in a list, of dates that look like numbers."""
        return timeline.said_of_digits(self)

    def parse(self, table, name):
        """Return the numbers of a table's column."""
        named = self.model_copy(update={"name": name})
        return date_numbers(table, named, parsing.missing(table, name))

    def check(self):
        """Refuse bounds that can't be read or that no date keeps, with an `InputError`."""
        low, high = self.ends
        if None not in (low, high) and low > high:
            raise InputError(
                f"schema: column {self.name!r}: bounds: {self.bounds[0]} is after {self.bounds[1]}."
                " Expected the first date, then the last one."
            )

    @property
    def ends(self):
        """(first, last) number of the dates that are generated, None for no bound.

        Raises:
            InputError: a bound is no date.
        """
        if self.bounds is None:
            return self.minimum, self.maximum
        return tuple(None if text is None else self._number(text) for text in self.bounds)

    def _number(self, text):
        """Return the number of a date that is spelled as in the table."""
        table = Table(pd.DataFrame({self.name: pd.Series([text], dtype="str")}), text=True)
        return float(date_numbers(table, self, np.zeros(1, bool))[0])

    def blocks(self, fitting):
        """Return its blocks."""
        return blocks.value_blocks(self, fitting)

    def cells(self, sides, found):
        """Return the Series of generated features."""
        block, features = sides["number"]
        values = within(block.unscaled(features[..., 0]), self.limits, *self.ends).reshape(-1)
        values = blocks.without_absent(sides, values)
        if self.forward:
            values = forward.rising(values.reshape(features.shape[:2])).reshape(-1)
        return self.cells_of(values)

    def cells_of(self, values):
        """Return the Series of numbers (rows,), NaN where missing."""
        return date_cells(values, self)

    def typed(self, cells):
        """Return dates as datetimes, or as the whole numbers that they are spelled with."""
        if self.format is None or typed.in_digits(self):
            return typed.whole(cells, self.missing is not None)
        return typed.points(cells, self)

    def measures(self, cells):
        """Return the days since the first, (rows, 1)."""
        points = pd.to_datetime(cells, errors="coerce")
        return ((points - points.min()) / pd.Timedelta(days=1)).to_numpy("float64")[:, None]

    def given(self, text):
        """Return the number of the date that is meant by a text, NaN for a missing one."""
        if self.is_absent(text):
            return np.nan
        try:
            return self._number(text)
        except InputError:
            example = self.spelled(self.maximum)
            raise self.refusal(text, f"expected a date, spelled as {example}") from None

    def spelled(self, value):
        """Return a number as the text of a date."""
        return str(date_cells(np.array([value]), self).iloc[0])

    def pinned(self, value):
        """Return the column with this date as its only one."""
        return self.model_copy(update={"minimum": value, "maximum": value, "bounds": None})

    @property
    def goes_on(self):
        """Whether it never goes back within a sequence."""
        return self.forward

    def moves_on(self, known, same):
        """Return how many moves would go back by chance; 0 where one does."""
        steps = np.diff(known)[same]
        return np.count_nonzero(steps) if (steps >= 0).all() else 0

    def held(self, known, same):
        """Return the column that never goes back; None where it does."""
        if (np.diff(known)[same] < 0).any():
            return None
        return self.model_copy(update={"forward": True})


def date_column(table, name, missing, spelling, config):
    """Return the `DateColumn` of a column, None where it holds no dates.

    Args:
        table: `rnngan.data.formats.tables.Table`.
        name: the column.
        missing: (rows,) bool, which cells are missing.
        spelling: how a missing cell is spelled, None where none is missing.
        config: `rnngan.config.run_config.DataConfig`.

    Raises:
        InputError: most cells are dates and one is not, or days and months can't be distinguished.
    """
    cells = table.frame[name][~missing]
    fields = recognise(table, name, cells, config) if len(cells) else None
    if fields is None:
        return None
    fields.pop("style", None)
    draft = DateColumn(name=name, **fields, minimum=0, maximum=0, missing=spelling)
    micro = _microseconds(instants(table, draft, cells))
    wall = _microseconds(stepping.wall(instants(table, draft, cells)))
    unit = "D" if not (wall % stepping.DAY).any() else None
    unit = unit or next(u for u in ("s", "ms", "us") if not (micro % SIZES[u]).any())
    values = (wall if unit == "D" else micro) / SIZES[unit]
    extremes = {"minimum": float(values.min()), "maximum": float(values.max())}
    return draft.model_copy(update={"resolution": unit, **extremes})


def date_numbers(table, column, missing):
    """Return float64 numbers of a `DateColumn` in units of its resolution since 1970.

    Args:
        table: `Table`.
        column: `DateColumn`; days are counted by the clock on the wall of its zone.
        missing: (rows,) bool, which cells are missing; they are NaN.

    Raises:
        InputError: a cell is no date.
    """
    numbers = np.full(len(table.frame), np.nan)
    points = instants(table, column, table.frame[column.name][~missing])
    points = stepping.wall(points) if column.resolution == "D" else points
    numbers[~missing] = _microseconds(points) / SIZES[column.resolution]
    return numbers


def date_cells(values, column):
    """Return the cells of numbers as `date_numbers` gives them, missing where NaN.

    Args:
        values: (rows,) float64, rounded to the resolution.
        column: `DateColumn`.

    Example:
        >>> column = DateColumn(name="d", dtype="str", format="%d.%m.%Y", minimum=0, maximum=9)
        >>> date_cells(np.array([1.2, np.nan]), column).tolist()
        ['02.01.1970', nan]
    """
    known = ~np.isnan(values)
    whole = np.rint(values[known]).astype("int64") * SIZES[column.resolution]
    points = pd.Series(whole.astype("M8[us]"))
    zone = times.zone(column)
    if zone is not None and column.resolution != "D":
        points = points.dt.tz_localize("UTC").dt.tz_convert(zone)
    made = times.spelled(points, column)
    if known.all():
        return made
    if pd.api.types.is_integer_dtype(made.dtype):
        made = made.astype("Int64")
    return made.set_axis(np.flatnonzero(known)).reindex(np.arange(len(values)))


def _microseconds(points):
    return stepping.universal(points).astype("datetime64[us]").astype("int64").to_numpy()
