"""All columns of a table and what holds between them: shown to people, kept as JSON."""

from pydantic import Field

from rnngan.data.columns.classes import (
    AnyColumn,
    CategoryColumn,
    Column,
    ConstantColumn,
    DateColumn,
    DuplicateColumn,
    EmptyColumn,
    IdColumn,
    IgnoredColumn,
    KeyColumn,
    LookupTable,
    NumberColumn,
    Numeric,
    Part,
    ProductColumn,
    SumColumn,
    TimeColumn,
)

__all__ = [
    "AnyColumn", "CategoryColumn", "Column", "ConstantColumn", "DateColumn", "DuplicateColumn",
    "EmptyColumn", "IdColumn", "IgnoredColumn", "KeyColumn", "LookupTable", "NumberColumn",
    "Numeric", "Part", "ProductColumn", "Schema", "SumColumn", "TimeColumn",
]  # fmt: skip


class Schema(Part):
    """All columns in the order of the table, what holds between them, what separates cells.

    `text` says that the table was a CSV, whose cells are all texts. `index` tells which columns
    were the index of a data frame, and what it was called there: {column: name, or None}.

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

    @property
    def names(self):
        """Names of the columns that come back, in order."""
        return [column.name for column in self.columns if column.kind != "ignored"]

    @property
    def modelled(self):
        """Columns that the networks see in every row."""
        return [
            c for c in self.columns if c.kind in ("number", "category", "date") and c.lookup is None
        ]

    @property
    def learned(self):
        """Columns that the networks see, those with them that they see in a first row alone."""
        carried = [c for c in self.columns if c.kind == "sum" and c.before]
        return [*self.modelled, *carried]

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
