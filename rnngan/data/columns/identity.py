"""The column that tells sequences apart."""

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from rnngan.data.columns import numbering
from rnngan.data.columns.category import CategoryColumn
from rnngan.data.columns.column import Column


class IdColumn(Column):
    """Tells the sequences apart; generated ids go on after the last one."""

    asked: ClassVar[bool] = True
    editable: ClassVar[tuple[str, ...] | None] = numbering.EDITABLE
    numbers_series: ClassVar[bool] = True

    kind: Literal["id"] = "id"
    count: int = Field(ge=1)
    prefix: str = ""
    digits: int = Field(0, ge=0)
    next: int = Field(ge=0)

    @classmethod
    def found(cls, candidate):
        """Return the id column; the category of one that is a condition too."""
        table, name = candidate.table, candidate.name
        if name != candidate.id_name:
            return None
        if name in candidate.config.condition:
            return CategoryColumn.of_series(candidate)
        return cls.of(table, name)

    @classmethod
    def of(cls, table, name):
        """Return the column of a table that tells sequences apart."""
        count = table.frame[name].nunique() if table.large is None else table.large.series
        return cls(name=name, count=count, **numbering.found(table, name))

    def describe(self):
        """Return the number of sequences."""
        return f"{self.count:,} sequences; new ones from {numbering.name(self, self.next)}"

    def restored(self, new):
        """Return a new id for each sequence, in each of its rows."""
        count, length = new.rows.shape
        first = new.names.start(self) + new.first
        return numbering.spelled(self, np.repeat(np.arange(first, first + count), length))
