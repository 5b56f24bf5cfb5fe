"""One side of a comparison of tables: rows in their own units, in the order of their sequences."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from rnngan.data.cleaning import Rows
from rnngan.data.schema import Schema

SPARE = 1 / 16  # of a piece's rows left out around it, so that pieces begin anywhere


@dataclass(frozen=True)
class Sample:
    """Sequences of a table, real or generated.

    Args:
        schema: `Schema` of the real table, by which both sides are read.
        rows: cleaned `Rows`.
        segments: [first, end) of each sequence in `rows` that belongs to the sample.

    Example:
        >>> import pandas as pd
        >>> frame = pd.DataFrame({"x": [1.0, 2.0, 3.0]})
        >>> rows = Rows(frame, [(0, 3)], series=[0, 0, 0], source=[0, 1, 2])
        >>> sample = Sample(Schema(columns=()), rows, [(0, 3)])
        >>> len(sample), sample.lengths.tolist()
        (3, [3])
    """

    schema: Schema
    rows: Rows
    segments: list

    def __len__(self):
        """Return the number of rows."""
        return sum(end - first for first, end in self.segments)

    @property
    def names(self):
        """Names of the columns that are compared."""
        return [c.name for c in self.schema.columns if c.is_read]

    @cached_property
    def numbers(self):
        """Names of the columns of numbers among them."""
        return [name for name in self.names if not self.is_coded(name)]

    @cached_property
    def categories(self):
        """Names of the columns of categories among them."""
        return [name for name in self.names if self.is_coded(name)]

    def is_coded(self, name):
        """Return whether a column's values are codes of categories and not numbers."""
        return self.schema.source(self.schema[name]).is_coded

    def values(self, name):
        """Return a column's values, float64 (rows,), NaN where one is missing, all rows."""
        return self.rows.values[name].to_numpy()

    def of_sequences(self, name):
        """Return a list of a column's values, one float64 array for each sequence."""
        values = self.values(name)
        return [values[first:end] for first, end in self.segments]

    @cached_property
    def lengths(self):
        """Rows of each sequence, (sequences,)."""
        return np.array([end - first for first, end in self.segments], "int64")

    @cached_property
    def inside(self):
        """Which cells of a grid are rows of their sequence, (sequences, longest) bool."""
        return np.arange(self.lengths.max(initial=0)) < self.lengths[:, None]

    @cached_property
    def _positions(self):
        """Positions in `rows` of the rows of the sample, (rows,)."""
        firsts = np.array([first for first, _ in self.segments], "int64")
        return (firsts[:, None] + np.arange(self.inside.shape[1]))[self.inside]

    def gridded(self, values):
        """Return values (rows of the sample, …) as (sequences, longest, …), NaN behind an end."""
        grid = np.full((*self.inside.shape, *values.shape[1:]), np.nan)
        grid[self.inside] = values
        return grid

    @cached_property
    def _grids(self):
        return {name: self.gridded(self.values(name)[self._positions]) for name in self.names}

    def grid(self, name):
        """Return a column's values (sequences, longest), NaN where missing and behind an end."""
        return self._grids[name]

    def grids(self, names):
        """Return the values of some columns, (sequences, longest, columns)."""
        empty = np.zeros((*self.inside.shape, 0))
        return np.stack([self.grid(name) for name in names], axis=-1) if names else empty

    def cells(self, name):
        """Return a column's values (rows of the sample,), NaN where one is missing."""
        return self.grid(name)[self.inside]

    @cached_property
    def points(self):
        """Series of the points in time of the sample's rows; None without a column of time."""
        if self.rows.points is None:
            return None
        return self.rows.points.iloc[self._positions].reset_index(drop=True)

    def taken(self, numbers):
        """Return the sample of some sequences alone.

        Args:
            numbers: their positions among `segments`.
        """
        return replace(self, segments=[self.segments[n] for n in numbers])

    def cut(self, length, rng):
        """Return the sample cut into sequences of `length` rows that begin anywhere.

        Some rows between them, by chance, are left out: pieces of 24 hours that followed each other
        would all begin at the same hour, and those that are generated don't. Sequences that are
        shorter are left out.

        Args:
            length: rows of a piece.
            rng: numpy Generator that says where they begin.
        """
        found = []
        for first, end in self.segments:
            rows = end - first
            count = max(int(rows / (length * (1 + SPARE))), int(rows >= length))
            gaps = np.sort(rng.integers(0, rows - count * length + 1, count))
            starts = first + gaps + np.arange(count) * length
            found += [(at, at + length) for at in starts.tolist()]
        return replace(self, segments=found)


def joined(parts):
    """Return the `Rows` of several, one behind the other; none of their sequences is one.

    Args:
        parts: list of `Rows` with the same columns.
    """
    if len(parts) == 1:
        return parts[0]
    rows = np.cumsum([0, *map(len, parts)])
    series = np.cumsum([0, *(part.series.max(initial=-1) + 1 for part in parts)])
    points = None
    if parts[0].points is not None:
        points = pd.concat([part.points for part in parts], ignore_index=True)
    return Rows(
        pd.concat([part.values for part in parts], ignore_index=True),
        [(a + at, b + at) for part, at in zip(parts, rows, strict=False) for a, b in part.segments],
        np.concatenate([part.series + n for part, n in zip(parts, series, strict=False)]),
        np.concatenate([part.source for part in parts]),
        points,
    )
