"""One side of a comparison of tables: rows in their own units, in the order of their sequences."""

from dataclasses import dataclass, replace

from rnngan.data.cleaning import Rows
from rnngan.data.schema import Schema


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
        >>> sample.pieces(2).segments, len(sample.pieces(2))
        ([(0, 2)], 2)
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

    def taken(self, numbers):
        """Return the sample of some sequences alone.

        Args:
            numbers: their positions among `segments`.
        """
        return replace(self, segments=[self.segments[n] for n in numbers])

    def pieces(self, length):
        """Return the sample cut into sequences of `length` rows; what is left over is left out.

        Sequences that are shorter stay as they are.
        """
        found = []
        for first, end in self.segments:
            if end - first < length:
                found.append((first, end))
            found += [(at, at + length) for at in range(first, end - length + 1, length)]
        return replace(self, segments=found)
