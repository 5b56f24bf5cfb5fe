"""Columns that repeat an earlier one."""

from typing import ClassVar, Literal

import pandas as pd

from rnngan.data.columns.column import Column


class DuplicateColumn(Column):
    """Equal to an earlier column in every row; left out of the networks.

    How its cells are spelled, read and compared is asked of the column that it repeats:
    `rnngan.data.schema.Schema.source`.
    """

    is_left_out: ClassVar[bool] = True

    kind: Literal["duplicate"] = "duplicate"
    of: str

    def describe(self):
        """Return the column it repeats."""
        return f"equals {self.of} in every row; left out and restored"

    @property
    def twin(self):
        """The name of the column that it repeats."""
        return self.of

    @property
    def is_read(self):
        """Whether it has values that can be compared."""
        return True

    @property
    def no_condition(self):
        """Why it can't be a condition."""
        return f"the column equals {self.of!r} in every row and is left out: name that one"


def without_repeats(table, columns):
    """Return the columns with those that repeat an earlier one as `DuplicateColumn`s.

    Args:
        table: `rnngan.data.formats.tables.Table`.
        columns: of all its columns.
    """
    first, found = {}, []
    for column in columns:
        if column.is_feature:
            cells = table.frame[column.name]
            key = (column.dtype, int(pd.util.hash_pandas_object(cells, index=False).sum() % 2**63))
            twin = first.setdefault(key, column.name)
            if twin != column.name and cells.equals(table.frame[twin]):
                column = DuplicateColumn(name=column.name, dtype=column.dtype, of=twin)
        found.append(column)
    return found
