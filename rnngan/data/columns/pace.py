"""Numbers that move at a fixed rate with time or with a counter: learned in the first row alone."""

from typing import Literal

import numpy as np
import pandas as pd

from rnngan.data.columns import counter
from rnngan.data.columns.numeric import Numeric
from rnngan.data.constraints import paces


class PaceColumn(Numeric):
    """A number that moves by `rate` for each unit of its key: age, with the date of a visit.

    `key` is the time column (its unit is a second, or the number that it is) or a counter. Where
    the first row of a sequence stands is learned, as it was before rounding; the others follow.
    """

    kind: Literal["pace"] = "pace"
    key: str
    rate: float
    static: Literal[False] = False

    def describe(self):
        """Return what it moves with."""
        way = "rises" if self.rate > 0 else "falls"
        return f"{way} with {self.key} at a fixed rate; its first row alone is learned"

    @property
    def is_carried(self):
        """Whether the first row is learned: what follows is computed."""
        return True

    def blocks(self, fitting):
        """Return the block of the first row."""
        return [counter.level_block(self, fitting, self._exact(fitting.rows))]

    def side(self, rows, block, values, absent):
        """Return the values before they were rounded, (rows,)."""
        return self._exact(rows)

    def cells(self, sides, found):
        """Return the Series of generated first rows, not rounded, each repeated in its sequence."""
        block, features = sides["level"]
        level = block.unscaled(features[:, :1, 0])
        return pd.Series(np.repeat(level, features.shape[1], axis=1).reshape(-1))

    def _exact(self, rows):
        """Return the values of `Rows` before they were rounded, (rows,)."""
        known = self.key in rows.values
        by = rows.values[self.key].to_numpy() if known else paces.elapsed(rows.points)
        starts = paces.firsts(rows.series)
        return paces.exact(rows.values[self.name].to_numpy(), by, self.rate, starts)

    def computed(self, level, by, starts):
        """Return the values (rows,) of generated sequences, rounded.

        A sequence begins where all of it stays within the bounds; one that moves too far for that
        goes on beyond them.

        Args:
            level: (rows,) where the sequence of each row begins.
            by: (rows,) of the key.
            starts: first row of each sequence.
        """
        counts, half = np.diff(starts, append=len(by)), paces.half_unit(by[:0], self.decimals)
        moved = self.rate * (by - np.repeat(by[starts], counts))
        whole = moved[np.append(starts, len(by))[1:] - 1]  # (sequences,)
        low, high = self.ends
        low, high = -np.inf if low is None else low, np.inf if high is None else high
        fits = np.repeat(np.abs(whole) <= high - low + 2 * half, counts)
        if self.rate > 0:
            level = np.maximum(np.minimum(level[starts], high + half - whole), low - half)
            ends = low, np.where(fits, high, np.inf)
        else:
            level = np.minimum(np.maximum(level[starts], low - half - whole), high + half)
            ends = np.where(fits, low, 0.0 if low >= 0 else -np.inf), high
        return self.rounded(np.repeat(level, counts) + moved, ends)
