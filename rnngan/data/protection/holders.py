"""Who holds the values of a table: its series or, where it is one series, its rows."""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Holders:
    """The holder of each row, and how many have to hold what is learned.

    Args:
        of: (rows,) int64 number of each row's holder.
        below: what fewer holders hold is rare.
        by: "series" or "rows".
    """

    of: np.ndarray
    below: int
    by: Literal["series", "rows"] = "series"

    def some(self, chosen):
        """Return the holders of some rows, an index array or mask."""
        return replace(self, of=self.of[chosen])

    def each(self, codes):
        """Return how many hold each code, (codes,) int64.

        Args:
            codes: (rows,) int64, negative for none.

        Example:
            >>> Holders(np.array([0, 0, 1, 2]), 2).each(np.array([0, 0, 0, 1])).tolist()
            [2, 1]
        """
        known = codes >= 0
        size = int(self.of.max(initial=0)) + 1
        pairs = np.unique(codes[known] * size + self.of[known])
        return np.bincount(pairs // size, minlength=int(codes.max(initial=-1)) + 1)

    def share(self, values):
        """Return whether each of the values, (rows,) without missing ones, is held by enough.

        Example:
            >>> Holders(np.array([0, 0, 1]), 2).share(np.array([7.0, 7.0, 7.0]))
            True
        """
        return bool((self.each(np.unique(values, return_inverse=True)[1]) >= self.below).all())

    def ends(self, values):
        """Return (low, high): `below` holders reach each of them, fewer what lies beyond.

        Args:
            values: (rows,) float64, NaN where missing.

        Returns:
            Two floats; None where fewer than twice `below` holders have any value.

        Example:
            >>> Holders(np.array([0, 0, 1, 2, 3]), 2).ends(np.array([9.0, 1, 5, 4, 3]))
            (3.0, 5.0)
        """
        lowest, highest = self._extremes(values)
        if len(lowest) < 2 * self.below:
            return None
        low = np.partition(lowest, self.below - 1)[self.below - 1]
        high = np.partition(highest, -self.below)[-self.below]
        return float(low), float(high)

    def beyond(self, values, low, high):
        """Return how many have a value below `low`, and how many one above `high`."""
        lowest, highest = self._extremes(values)
        return int((lowest < low).sum()), int((highest > high).sum())

    def _extremes(self, values):
        """Return the smallest and the largest value of each holder that has any."""
        known = ~np.isnan(values)
        grouped = pd.Series(values[known]).groupby(self.of[known])
        return grouped.min().to_numpy(), grouped.max().to_numpy()


def holders_of(protection, series):
    """Return the `Holders` of rows, None where nothing is protected.

    Args:
        protection: `rnngan.data.protection.record.Protection` of a table, or None.
        series: (rows,) number of each row's series.
    """
    if protection is None:
        return None
    of = series if protection.by == "series" else np.arange(len(series))
    return Holders(of, protection.below, protection.by)
