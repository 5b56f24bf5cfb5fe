"""Sums of other columns: computed when rows are restored."""

from typing import Literal

from pydantic import model_validator

from rnngan.data.columns import counter
from rnngan.data.columns.numeric import Numeric


class SumColumn(Numeric):
    """A sum of other numbers of its row, some taken with a minus; left out and restored.

    `before` are columns whose value in the row before is added; where the first row of a sequence
    stands is learned then. The constraint is the truth: rows are computed by its text, and these
    fields repeat it for `describe`.
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

    @property
    def is_carried(self):
        """Whether the first row is learned: what follows is computed from the rows before."""
        return bool(self.before)

    def blocks(self, fitting):
        """Return the block of the first row."""
        return [counter.level_block(self, fitting)]

    def cells(self, sides, found):
        """Return the Series of generated first rows, each repeated along its sequence."""
        return self.cells_of(counter.levels(self, sides).reshape(-1))
