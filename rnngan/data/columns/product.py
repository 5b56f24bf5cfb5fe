"""Products and ratios of other columns: computed when rows are restored."""

from typing import Literal

from rnngan.data.columns.numeric import Numeric


class ProductColumn(Numeric):
    """A product or ratio of other numbers of its row; left out and restored.

    It is factor * times * … / over / …. The constraint is the truth: rows are computed by its
    text, and these fields repeat it for `describe`.
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
