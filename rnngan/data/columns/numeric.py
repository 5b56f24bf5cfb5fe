"""What all columns of numbers share: how they are spelled, rounded and bounded."""

from typing import Literal

import numpy as np
from pydantic import Field, model_validator

from rnngan.data import parsing
from rnngan.data.columns import cell_texts
from rnngan.data.columns.feature import Learned


class Numeric(Learned):
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

    @property
    def signs(self):
        """(decimal, thousands) of its numbers."""
        return self.decimal, self.thousands

    def parse(self, table, name):
        """Return the numbers of a table's column."""
        return parsing.numbers(table, name, *self.signs)

    def texts(self, cells):
        """Return the texts of numbers in the style and with the signs of the column."""
        return cell_texts.numbers(cells, self.style, self.decimals, *self.signs)

    def rounded(self, values):
        """Return values with the column's decimals, within its bounds."""
        if self.decimals is not None:
            values = np.round(values, self.decimals)
        return within(values, self.limits, self.lower, self.upper)


def within(values, limits, lower=None, upper=None):
    """Return values within the limits of a dtype and within bounds, None for no bound."""
    values = np.clip(values, *limits)
    values = np.maximum(values, -np.inf if lower is None else lower)
    return np.minimum(values, np.inf if upper is None else upper) + 0.0  # turns -0.0 into 0.0
