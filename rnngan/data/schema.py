"""All columns of a table and what holds between them: shown to people, kept as JSON."""

from typing import Annotated

from pydantic import BeforeValidator, Field, SerializeAsAny

from rnngan.data.column_names import free_name
from rnngan.data.columns.category import CategoryColumn
from rnngan.data.columns.column import Column, Part
from rnngan.data.columns.constant import ConstantColumn
from rnngan.data.columns.date import DateColumn
from rnngan.data.columns.duplicate import DuplicateColumn
from rnngan.data.columns.empty import EmptyColumn
from rnngan.data.columns.feature import LookupTable
from rnngan.data.columns.identity import IdColumn
from rnngan.data.columns.ignored import IgnoredColumn
from rnngan.data.columns.key import KeyColumn
from rnngan.data.columns.number import NumberColumn
from rnngan.data.columns.pace import PaceColumn
from rnngan.data.columns.product import ProductColumn
from rnngan.data.columns.register import kinds
from rnngan.data.columns.sum import SumColumn
from rnngan.data.columns.timestamp import TimeColumn
from rnngan.data.protection.record import Protection

__all__ = [
    "CategoryColumn", "Column", "ConstantColumn", "DateColumn", "DuplicateColumn", "EmptyColumn",
    "IdColumn", "IgnoredColumn", "KeyColumn", "LookupTable", "NumberColumn", "PaceColumn", "Part",
    "ProductColumn", "Schema", "SumColumn", "TimeColumn",
]  # fmt: skip


def _of_its_kind(fields):
    """Return the column of a schema.json; its `kind` names the class."""
    if not isinstance(fields, dict):
        return fields
    kind = fields.get("kind")
    if kind not in kinds():
        known = ", ".join(kinds())
        raise ValueError(f"no kind of column {kind!r}. Expected one of {known}")
    return kinds()[kind].model_validate(fields)


AnyColumn = Annotated[SerializeAsAny[Column], BeforeValidator(_of_its_kind)]


class Schema(Part):
    """All columns in the order of the table, what holds between them, what separates cells.

    `text` says that the table was a CSV, whose cells are all texts. `index` tells which columns
    were the index of a data frame, and what it was called there: {column: name, or None}.
    `protection` is what was done about what few hold; None where all is learned as it is.

    Example:
        >>> column = NumberColumn(name="x", dtype="float64", decimals=1, minimum=0, maximum=2)
        >>> Schema(columns=(column,)).names
        ['x']
    """

    columns: tuple[AnyColumn, ...]
    constraints: tuple[str, ...] = ()
    delimiter: str = Field(",", min_length=1, max_length=1)
    text: bool = False
    index: dict[str, str | None] = Field({})
    protection: Protection | None = None

    @property
    def names(self):
        """Names of the columns that come back, in order."""
        return [column.name for column in self.columns if column.comes_back]

    @property
    def modelled(self):
        """Columns that the networks see in every row."""
        return [column for column in self.columns if column.is_modelled]

    @property
    def learned(self):
        """Columns that the networks see, those with them that they see in a first row alone."""
        return [*self.modelled, *(column for column in self.columns if column.is_carried)]

    @property
    def lookups(self):
        """{name: `LookupTable`} of the columns that follow from another one."""
        return {c.name: c.looked_up for c in self.columns if c.looked_up is not None}

    @property
    def series(self):
        """The column that tells the series of the table apart, or None."""
        return self.first("id") or next((c for c in self.columns if c.is_series), None)

    def all(self, kind):
        """Return the columns of a kind, in order."""
        return [column for column in self.columns if column.kind == kind]

    def first(self, kind):
        """Return the first column of a kind, or None."""
        return next(iter(self.all(kind)), None)

    def source(self, column):
        """Return the column that a duplicate repeats; other columns themselves."""
        return column if column.twin is None else self[column.twin]

    @property
    def by_name(self):
        """{name: column}, for many at once."""
        return {column.name: column for column in self.columns}

    def __getitem__(self, name):
        """Return the column of a name."""
        return next(column for column in self.columns if column.name == name)

    @property
    def sequence_name(self):
        """Name of the column that tells generated sequences apart where the table has no id."""
        return free_name("sequence", self.names)
