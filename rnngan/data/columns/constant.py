"""Columns of one value."""

from typing import ClassVar, Literal

import numpy as np
import pandas as pd

from rnngan.data import parsing
from rnngan.data.columns.candidate import plain
from rnngan.data.columns.column import Column
from rnngan.data.formats import typed


class ConstantColumn(Column):
    """The same value in every row; left out of the networks."""

    is_left_out: ClassVar[bool] = True
    never_varies: ClassVar[bool] = True
    counts_missing: ClassVar[bool] = True

    kind: Literal["constant"] = "constant"
    value: str | bool | int | float

    @classmethod
    def found(cls, candidate):
        """Return the column of one value, unless it is learned whether the value is there."""
        if not candidate.is_single or candidate.missing is not None:
            return None
        value = plain(candidate.known.iloc[0])
        return cls(name=candidate.name, dtype=candidate.dtype, value=value)

    def describe(self):
        """Return the value."""
        return f"always {self.value}; left out and restored"

    @property
    def kept_texts(self):
        """The value, where it is a text."""
        return (self.value,) if isinstance(self.value, str) else ()

    @property
    def is_read(self):
        """Whether the value is a number, to be compared with those of other tables."""
        if isinstance(self.value, bool):
            return False
        return bool(np.abs(parsing.as_numbers(pd.Series([self.value])))[0] < parsing.LARGEST)

    def parse(self, table, name):
        """Return the numbers of a table's column."""
        return parsing.numbers(table, name)

    def restored(self, new):
        """Return the value in every row."""
        return pd.Series([self.value] * new.rows.size).astype(self.dtype)

    def typed(self, cells):
        """Return the cells as numbers or datetimes, where their text is one."""
        return typed.constant(cells, self.value)
