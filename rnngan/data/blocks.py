"""The features of one column: where they start, and their scale."""

from typing import Literal

import numpy as np
from pydantic import Field

from rnngan.data.schema import Part

LARGEST_EXPONENT = 300.0  # of a generated logarithm; beyond it exp overflows


class Block(Part):
    """The features of one column, or of one side of it: where they start, and their scale.

    Args:
        name: the column.
        role: what the features say. "number": its value. "category": one-hot. "present": one-hot
            (there, missing). "gap": how far it stands over the largest of other
            columns. "increment": how far a counter moved since the row before. "level":
            where a counter stood in the first row. "step": logarithm of the time since the row
            before. "length": rows of the sequence.
        start: its first feature, counted among the changing or among the static features.
        size: number of features.
        mean, std: of the training rows, in the column's unit (or its logarithm); 0 and 1 for
            one-hot features.
        floor: the smallest standardised value, where many rows hold it (days without rain); None
            elsewhere.
        unit: where the column is learned as log(1 + (value - shift) / unit); None elsewhere.
        shift: smallest value of such a column.
        values: all standardised values of a number that has few.
        over: columns that a gap is counted from.
    """

    name: str
    role: Literal[
        "number", "gap", "category", "present", "increment", "level", "step", "length"
    ] = "number"
    start: int = Field(ge=0)
    size: int = Field(1, ge=1)
    mean: float = 0.0
    std: float = Field(1.0, gt=0)
    floor: float | None = None
    unit: float | None = Field(None, gt=0)
    shift: float = 0.0
    values: tuple[float, ...] | None = None
    over: tuple[str, ...] = ()

    def scaled(self, values):
        """Return the standardised feature of values."""
        if self.unit is not None:
            values = np.log1p((values - self.shift) / self.unit)
        return (values - self.mean) / self.std

    def unscaled(self, features):
        """Return the values of a standardised feature."""
        if self.values is not None:
            features = nearest(np.asarray(features, "float64"), np.asarray(self.values))
        values = np.asarray(features, "float64") * self.std + self.mean
        if self.unit is None:
            return values
        return np.expm1(np.minimum(values, LARGEST_EXPONENT)) * self.unit + self.shift


def nearest(values, grid):
    """Return for each value the nearest of the sorted `grid`.

    Example:
        >>> nearest(np.array([0.2, 9.0]), np.array([0.0, 1.0, 5.0])).tolist()
        [0.0, 5.0]
    """
    middles = (grid[1:] + grid[:-1]) / 2  # a grid of one value has none
    return grid[np.searchsorted(middles, values)]
