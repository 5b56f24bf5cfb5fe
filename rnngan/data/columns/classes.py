"""Each kind of column, and what is needed to give it back."""

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


class LookupTable(Part):
    """What goes with each value of a key column.

    `keys` are the values of a key that is a number, none where it is a category. `values` are
    numbers, codes of categories or dates as the networks would see them, None where the column is
    missing: one for each of the key's values, and one more where the key may be missing.
    """

    key: str
    keys: tuple[float, ...] = ()
    values: tuple[float | None, ...] = Field(min_length=1)


class NumberColumn(Numeric):
    """A measured number.

    `static` numbers have one value a sequence. `monotone` ones never fall (or never rise) within a
    sequence and are learned as increments. `values` are all values of a number that has few.
    `lookup` is the table of a number that follows from another column.
    """

    kind: Literal["number"] = "number"
    static: bool = False
    monotone: Literal["rising", "falling"] | None = None
    values: tuple[float, ...] | None = Field(None, min_length=2)
    lookup: LookupTable | None = None

    def describe(self):
        """Return range, rounding and what is special."""
        if self.lookup is not None:
            return f"follows from {self.lookup.key}; left out and restored"
        special = {"rising": ", never falls", "falling": ", never rises"}.get(self.monotone, "")
        special += "" if self.values is None else f", {len(self.values)} different values"
        return super().describe() + special + (", one a sequence" if self.static else "")


class SumColumn(Numeric):
    """A sum of other numbers of its row, some taken with a minus; left out and restored.

    `before` are columns whose value in the row before is added; where the first row of a sequence
    stands is learned then.
    """

    kind: Literal["sum"] = "sum"
    plus: tuple[str, ...] = ()
    minus: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    static: Literal[False] = False

    @model_validator(mode="after")
    def _is_a_sum(self):
        """Refuse a sum of nothing."""
        if not self.plus and not self.before:
            raise ValueError("a sum needs a column in plus or before")
        return self

    def describe(self):
        """Return the sum."""
        earlier = [f"{name} of the row before" for name in self.before]
        total = " - ".join([" + ".join([*self.plus, *earlier]), *self.minus])
        return f"always {total}; left out and restored"


class ProductColumn(Numeric):
    """A product or ratio of other numbers of its row; left out and restored.

    It is factor * times * … / over / ….
    """

    kind: Literal["product"] = "product"
    times: tuple[str, ...] = ()
    over: tuple[str, ...] = ()
    factor: float = 1.0

    def describe(self):
        """Return the product."""
        factors = [f"{self.factor:g}"] if self.factor != 1 or not self.times else []
        total = " / ".join([" * ".join([*factors, *self.times]), *self.over])
        return f"always {total}; left out and restored"


class CategoryColumn(Column):
    """One of a few values, kept in the spelling of the table; `static` ones have one a sequence.

    `follows` are, for each value of a column that never goes back, the codes of those that may come
    later in a sequence. `lookup` is the table of a category that follows from another column.
    `series` ones tell the series of the table apart, and are a condition of what is generated.
    """

    kind: Literal["category"] = "category"
    values: tuple[str | bool | int | float, ...] = Field(min_length=1)
    missing: str | None = None
    static: bool = False
    follows: tuple[tuple[int, ...], ...] | None = None
    lookup: LookupTable | None = None
    series: bool = False

    def describe(self):
        """Return the values."""
        if self.lookup is not None:
            return f"follows from {self.lookup.key}; left out and restored"
        shown = ", ".join(map(str, self.values[:6]))
        shown = f"{len(self.values)} values: {shown}{', …' if len(self.values) > 6 else ''}"
        shown += "" if self.missing is None else ", some missing"
        shown += "" if self.follows is None else ", never goes back"
        shown += ", one a sequence" if self.static else ""
        return shown + ("; tells the series apart" if self.series else "")


class DateColumn(Column):
    """A date or time beside the one that orders the rows; learned as a number.

    `format`, `unit` and `zone` are those of `TimeColumn`; `minimum` and `maximum` are in units of
    `resolution` since 1970. `forward` ones never go back within a sequence; `lookup` is the table
    of a date that follows from another column.
    """

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

    def describe(self):
        """Return the spelling."""
        if self.lookup is not None:
            return f"follows from {self.lookup.key}; left out and restored"
        gaps = "" if self.missing is None else ", some missing"
        gaps += ", never goes back" if self.forward else ""
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
        if self.repeats == "series" and self.sizes == (1,):
            return f"not kept; {new}, another one in every sequence"
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
        return "left out"


AnyColumn = Annotated[
    NumberColumn
    | SumColumn
    | ProductColumn
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
