"""Columns without any value."""

from typing import ClassVar, Literal

import pandas as pd

from rnngan.data.columns.column import Column


class EmptyColumn(Column):
    """Missing in every row; left out and given back as it was."""

    is_left_out: ClassVar[bool] = True
    never_varies: ClassVar[bool] = True

    kind: Literal["empty"] = "empty"
    missing: str = ""

    @classmethod
    def found(cls, candidate):
        """Return the column where every cell is missing."""
        if not candidate.absent.all():
            return None
        return cls(name=candidate.name, dtype=candidate.dtype, missing=candidate.spelling)

    def describe(self):
        """Return what is done with it."""
        return "missing in every row; left out and restored"

    @property
    def blank(self):
        """How a missing cell is spelled."""
        return self.missing

    def restored(self, new):
        """Return as many missing cells as there are rows."""
        cells = pd.Series([None] * new.rows.size)
        return cells.astype("str" if self.dtype == "object" else self.dtype)
