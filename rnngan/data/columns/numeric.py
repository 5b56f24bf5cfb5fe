"""What all columns of numbers share: how they are spelled, rounded and bounded."""

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field, model_validator

from rnngan.data import parsing
from rnngan.data.columns import cell_texts
from rnngan.data.columns.feature import Learned

MANY = 10  # different values that are no multiples of one number by chance


class Numeric(Learned):
    """What all columns of numbers have.

    `decimals` is None where values have more than ten. All whole numbers may be multiples of
    `multiple`, as volumes are of 100. `style` is how numbers are spelled in a
    CSV: "fixed" keeps trailing zeros (1.50), "point" shows a decimal point always (1.0), and
    "shortest" neither. `decimal` and `thousands` are the signs in the number: 1.234,5 has "," and
    ".". `missing` is how a missing cell is spelled, None where no cell is missing. Generated values
    keep between `minimum` and `maximum`, those of the table, unless a schema file gives `bounds`:
    (low, high), None for no bound.
    """

    has_ends: ClassVar[bool] = True

    decimals: int | None = Field(None, ge=0, le=10)
    multiple: int = Field(1, ge=1)
    style: Literal["fixed", "point", "shortest"] = "shortest"
    decimal: Literal[".", ","] = "."
    thousands: Literal["", ",", ".", " ", "'"] = ""
    missing: str | None = None
    minimum: float
    maximum: float
    bounds: tuple[float | None, float | None] | None = None

    @model_validator(mode="after")
    def _bounds_leave_room(self):
        """Refuse bounds that no value keeps."""
        low, high = self.bounds or (None, None)
        if None not in (low, high) and low > high:
            raise ValueError(f"the lower bound {low:g} is over the upper bound {high:g}")
        return self

    @property
    def ends(self):
        """(smallest, largest) value that is generated, None for no bound."""
        return (self.minimum, self.maximum) if self.bounds is None else self.bounds

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

    def rounded(self, values, ends=None):
        """Return values with the column's decimals, within its bounds.

        Args:
            values: float64, of any shape.
            ends: what a column that may go on beyond the table is kept within, unless its bounds
                were given; None for `ends` of the column.
        """
        if self.decimals is not None:
            values = np.round(values / self.multiple, self.decimals) * self.multiple
        ends = self.ends if ends is None or self.bounds is not None else ends
        return within(values, self.limits, *ends)


def multiple_of(values):
    """Return the largest whole number that all whole numbers of many are multiples of.

    Example:
        >>> multiple_of(100 * np.arange(20.0)), multiple_of(np.array([0.0, 100.0]))
        (100, 1)
    """
    distinct = np.unique(np.abs(values))
    if len(distinct) < MANY or distinct[-1] >= parsing.EXACT_INTEGERS:
        return 1
    return max(1, int(np.gcd.reduce(distinct.astype("int64"))))


def within(values, limits, low=None, high=None):
    """Return values within the limits of a dtype and within bounds, None for no bound."""
    values = np.clip(values, *limits)
    values = np.maximum(values, -np.inf if low is None else low)
    return np.minimum(values, np.inf if high is None else high) + 0.0  # turns -0.0 into 0.0
