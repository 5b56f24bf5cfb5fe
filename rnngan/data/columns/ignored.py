"""Columns that are left out as asked."""

from typing import ClassVar, Literal

from rnngan.data.columns.column import Column


class IgnoredColumn(Column):
    """Left out as asked; it does not come back."""

    asked: ClassVar[bool] = True
    comes_back: ClassVar[bool] = False

    kind: Literal["ignored"] = "ignored"

    @classmethod
    def found(cls, candidate):
        """Return the column where the settings leave it out."""
        if candidate.name not in candidate.config.ignore:
            return None
        return cls(name=candidate.name, dtype=candidate.dtype)

    def describe(self):
        """Return why it is not used."""
        return "left out"

    @property
    def no_condition(self):
        """Why it can't be a condition."""
        return "the column is left out"
