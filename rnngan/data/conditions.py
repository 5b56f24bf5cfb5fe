"""The conditions of the training sequences: which there are, how often, and how one is named."""

import numpy as np

from rnngan.data.schema import Part

MOST_ROWS = 10_000  # distinct conditions that are kept


class Conditions(Part):
    """The distribution of what sequences were told to be, as static features.

    Args:
        columns: names of the condition columns.
        places: which of the static features they take.
        rows: distinct conditions, each of len(places) features.
        counts: training sequences (or windows) of each.
    """

    columns: tuple[str, ...] = ()
    places: tuple[int, ...] = ()
    rows: tuple[tuple[float, ...], ...] = ()
    counts: tuple[int, ...] = ()

    @classmethod
    def fit(cls, columns, places, windows, features):
        """Take the conditions of training windows.

        Args:
            columns: names of the condition columns.
            places: which of the static features they take.
            windows: `Windows` to train on.
            features: number of features before the static ones.
        """
        told = windows.values[windows.starts][:, [features + place for place in places]]
        rows, counts = np.unique(told, axis=0, return_counts=True)
        if len(rows) > MOST_ROWS:
            rng = np.random.default_rng(len(rows))
            kept = np.sort(rng.choice(len(rows), MOST_ROWS, replace=False))
            rows, counts = rows[kept], counts[kept]
        rows = tuple(map(tuple, rows.astype("float64").tolist()))
        return cls(columns=columns, places=places, rows=rows, counts=tuple(counts.tolist()))

    def draw(self, count, rng, fixed=()):
        """Return conditions (count, places), as often as in training.

        Args:
            count: number of sequences.
            rng: `numpy.random.Generator`.
            fixed: (place among `places`, value) pairs that hold for all; the others are drawn from
                those that go with them, or from all where none does.
        """
        rows, share = np.array(self.rows), np.array(self.counts, "float64")
        fits = np.ones(len(rows), bool)
        for place, value in fixed:
            fits &= np.isclose(rows[:, place], value)
        if not fits.any():
            fits[:] = True
        chosen = rng.choice(np.flatnonzero(fits), count, p=share[fits] / share[fits].sum())
        drawn = rows[chosen]
        for place, value in fixed:
            drawn[:, place] = value
        return drawn.astype("float32")


def features_of(given, schema, transform, conditions):
    """Return (place among the conditions, value) pairs of (column, value as text) pairs."""
    raise NotImplementedError
