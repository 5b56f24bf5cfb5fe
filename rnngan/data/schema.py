"""Each column's kind and what is needed to give it back: shown to people, kept as JSON."""

from typing import Annotated, Literal

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, model_validator


class Part(BaseModel):
    """A strict, unchanging piece of a schema."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Column(Part):
    """What all kinds have: the column's name and the dtype it is given back with."""

    name: str
    dtype: str

    def describe(self):
        """Return one line for a person."""
        return ""

    @property
    def limits(self):
        """Smallest and largest value of an integer dtype; the infinities for other dtypes."""
        kind = pd.api.types.pandas_dtype(self.dtype)
        if kind.kind not in "iu":
            return -np.inf, np.inf
        info = np.iinfo(getattr(kind, "numpy_dtype", kind))
        return info.min, info.max


class Numeric(Column):
    """What all columns of numbers have.

    `decimals` is None where values have more than ten. `style` is how numbers are spelled in a
    CSV: "fixed" keeps trailing zeros (1.50), "point" shows a decimal point always (1.0), and
    "shortest" neither. `decimal` and `thousands` are the signs in the number: 1.234,5 has "," and
    ".". `missing` is how a missing cell is spelled, None where no cell is missing. `lower` and
    `upper` are bounds that generated values keep.
    """

    decimals: int | None = Field(None, ge=0, le=10)
    style: Literal["fixed", "point", "shortest"] = "shortest"
    decimal: Literal[".", ","] = "."
    thousands: Literal["", ",", ".", " ", "'"] = ""
    missing: str | None = None
    minimum: float
    maximum: float
    lower: float | None = None
    upper: float | None = None

    @model_validator(mode="after")
    def _bounds_leave_room(self):
        """Refuse bounds that no value keeps."""
        if None not in (self.lower, self.upper) and self.lower > self.upper:
            raise ValueError(f"lower {self.lower:g} is over upper {self.upper:g}")
        return self

    def describe(self):
        """Return range and rounding."""
        whole = {0: "integer", 1: "1 decimal", None: "unrounded"}.get(
            self.decimals, f"{self.decimals} decimals"
        )
        sign = ", never negative" if self.lower == 0 else ""
        sign += f", never over {self.upper:g}" if self.upper is not None else ""
        gaps = "" if self.missing is None else ", some missing"
        return f"{self.minimum:g} to {self.maximum:g}, {whole}{sign}{gaps}"


class NumberColumn(Numeric):
    """A measured number.

    `static` numbers have one value a sequence. `monotone` ones never fall (or never rise) within a
    sequence and are learned as increments. `values` are all values of a number that has few.
    """

    kind: Literal["number"] = "number"
    static: bool = False
    monotone: Literal["rising", "falling"] | None = None
    values: tuple[float, ...] | None = Field(None, min_length=2)

    def describe(self):
        """Return range, rounding and what is special."""
        special = {"rising": ", never falls", "falling": ", never rises"}.get(self.monotone, "")
        special += "" if self.values is None else f", {len(self.values)} different values"
        return super().describe() + special + (", one a sequence" if self.static else "")


class SumColumn(Numeric):
    """A sum of other numbers of its row, some taken with a minus; left out and restored."""

    kind: Literal["sum"] = "sum"
    plus: tuple[str, ...] = Field(min_length=1)
    minus: tuple[str, ...] = ()

    def describe(self):
        """Return the sum."""
        total = " - ".join([" + ".join(self.plus), *self.minus])
        return f"always {total}; left out and restored"


class CategoryColumn(Column):
    """One of a few values, kept in the spelling of the table; `static` ones have one a sequence.

    `series` ones tell the series of the table apart, and are a condition of what is generated.
    """

    kind: Literal["category"] = "category"
    values: tuple[str | bool | int | float, ...] = Field(min_length=1)
    missing: str | None = None
    static: bool = False
    series: bool = False

    def describe(self):
        """Return the values."""
        shown = ", ".join(map(str, self.values[:6]))
        shown = f"{len(self.values)} values: {shown}{', …' if len(self.values) > 6 else ''}"
        shown += "" if self.missing is None else ", some missing"
        shown += ", one a sequence" if self.static else ""
        return shown + ("; tells the series apart" if self.series else "")


class DateColumn(Column):
    """A date or time beside the one that orders the rows; learned as a number.

    `format`, `unit` and `zone` are those of `TimeColumn`; `minimum` and `maximum` are in units of
    `resolution` since 1970.
    """

    kind: Literal["date"] = "date"
    format: str | None = None
    unit: Literal["s", "ms", "us", "ns"] | None = None
    zone: str | None = None
    resolution: Literal["D", "s", "ms", "us"] = "D"
    missing: str | None = None
    static: bool = False
    minimum: float
    maximum: float

    def describe(self):
        """Return the spelling."""
        gaps = "" if self.missing is None else ", some missing"
        return f"dates{gaps}" + (", one a sequence" if self.static else "")


class EmptyColumn(Column):
    """Missing in every row; left out and given back as it was."""

    kind: Literal["empty"] = "empty"
    missing: str = ""

    def describe(self):
        """Return what is done with it."""
        return "missing in every row; left out and restored"


class KeyColumn(Column):
    """Names that are not kept, such as invoice numbers or customers; new ones are invented.

    Without repetition they are different in every row. Otherwise `counts` names stand in `sizes`
    "series" (where a series has one name) or "rows" each. `stream` is a part of the seed of where
    new names stand; columns that share it go together.
    """

    kind: Literal["key"] = "key"
    prefix: str = ""
    digits: int = Field(0, ge=0)
    next: int = Field(ge=0)
    repeats: Literal["no", "rows", "series"] = "no"
    sizes: tuple[Annotated[int, Field(ge=1)], ...] = ()
    counts: tuple[Annotated[int, Field(ge=1)], ...] = ()
    stream: int = Field(0, ge=0)

    @model_validator(mode="after")
    def _sizes_fit(self):
        if len(self.sizes) != len(self.counts) or (self.repeats == "no") != (not self.sizes):
            raise ValueError("sizes and counts don't fit what repeats")
        return self

    def describe(self):
        """Return where new ones start, and how they repeat."""
        new = f"new ones from {self.prefix}{self.next:0{self.digits}d}"
        if self.repeats == "no":
            return f"unique in every row; {new}"
        pairs = zip(self.sizes, self.counts, strict=True)
        mean = sum(size * count for size, count in pairs) / sum(self.counts)
        kept, unit = ("one a sequence, ", "sequences") if self.repeats == "series" else ("", "rows")
        return f"not kept; {new}, {kept}each in {mean:.3g} {unit} on average, as in the table"


class ConstantColumn(Column):
    """The same value in every row; left out of the networks."""

    kind: Literal["constant"] = "constant"
    value: str | bool | int | float

    def describe(self):
        """Return the value."""
        return f"always {self.value}; left out and restored"


class DuplicateColumn(Column):
    """Equal to an earlier column in every row; left out of the networks."""

    kind: Literal["duplicate"] = "duplicate"
    of: str

    def describe(self):
        """Return the column it repeats."""
        return f"equals {self.of} in every row; left out and restored"


class TimeColumn(Column):
    """Orders the rows of a sequence.

    `format` is the strftime spelling ("%-d" is a day without its leading zero), or None for
    numbers and for datetime columns; `decimals` and `style` are those of numbers. `unit` makes
    numbers points in time, counted since 1970. `zone` is the offset or zone of aware times.
    `frequency` is a pandas offset such as "D", or the step between two numbers; where `learned`
    is true the steps vary and are generated. `start` is where generated sequences begin unless
    told otherwise; `begin` is the first point of the table, and `span` the steps that it covers.
    `starts` are where series of the table begin, in steps (seconds or numbers where `learned`)
    behind `begin`; empty where all begin together.
    """

    kind: Literal["time"] = "time"
    format: str | None = None
    unit: Literal["s", "ms", "us", "ns"] | None = None
    zone: str | None = None
    decimals: int | None = Field(None, ge=0, le=10)
    style: Literal["fixed", "point", "shortest"] = "shortest"
    frequency: str | float
    regular: bool = True
    learned: bool = False
    start: str | float
    begin: str | float | None = None
    span: int = Field(0, ge=0)
    starts: tuple[float, ...] = ()

    def describe(self):
        """Return the step."""
        regular = "" if self.regular else ", with gaps"
        step = "steps vary and are learned" if self.learned else f"step {self.frequency}{regular}"
        return f"{step}; generated sequences start at {self.start}"


class IdColumn(Column):
    """Tells the sequences apart; generated ids go on after the last one."""

    kind: Literal["id"] = "id"
    count: int = Field(ge=1)
    prefix: str = ""
    digits: int = Field(0, ge=0)
    next: int = Field(ge=0)

    def describe(self):
        """Return the number of sequences."""
        return f"{self.count:,} sequences; new ones from {self.prefix}{self.next:0{self.digits}d}"


class IgnoredColumn(Column):
    """Left out as asked; it does not come back."""

    kind: Literal["ignored"] = "ignored"

    def describe(self):
        """Return why it is not used."""
        return "left out as asked"


AnyColumn = Annotated[
    NumberColumn
    | SumColumn
    | CategoryColumn
    | DateColumn
    | EmptyColumn
    | KeyColumn
    | ConstantColumn
    | DuplicateColumn
    | TimeColumn
    | IdColumn
    | IgnoredColumn,
    Field(discriminator="kind"),
]


class Schema(Part):
    """All columns in the order of the table, what holds between them, what separates cells.

    Example:
        >>> column = NumberColumn(name="x", dtype="float64", decimals=1, minimum=0, maximum=2)
        >>> Schema(columns=(column,)).names
        ['x']
    """

    columns: tuple[AnyColumn, ...]
    constraints: tuple[str, ...] = ()
    delimiter: str = Field(",", min_length=1, max_length=1)

    @property
    def names(self):
        """Names of the columns that come back, in order."""
        return [column.name for column in self.columns if column.kind != "ignored"]

    @property
    def modelled(self):
        """Columns that the networks see."""
        return [c for c in self.columns if c.kind in ("number", "category", "date")]

    @property
    def series(self):
        """The column that tells the series of the table apart, or None."""
        told = (column for column in self.columns if getattr(column, "series", False))
        return self.first("id") or next(told, None)

    def first(self, kind):
        """Return the first column of a kind, or None."""
        return next((column for column in self.columns if column.kind == kind), None)

    def source(self, column):
        """Return the column that a duplicate repeats; other columns themselves."""
        return self[column.of] if column.kind == "duplicate" else column

    def __getitem__(self, name):
        """Return the column of a name."""
        return next(column for column in self.columns if column.name == name)

    @property
    def sequence_name(self):
        """Name of the column that tells generated sequences apart where the table has no id."""
        name = "sequence"
        while name in self.names:
            name += "_"
        return name
