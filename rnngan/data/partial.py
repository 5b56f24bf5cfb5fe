"""Rows of a table, as the beginning of sequences that are written on."""

from dataclasses import dataclass

import numpy as np

from rnngan.config.errors import InputError
from rnngan.data.cleaning import Rows
from rnngan.data.dataset import read_as


@dataclass(frozen=True)
class Partial:
    """Sequences of which some cells are known.

    Args:
        rows: the cleaned `Rows` of the table.
        starts: (sequences,) first row of each among them.
        lengths: (sequences,) rows that each has there.
        features: (sequences, time, features + statics) float64; zeros where nothing is there.
        known: the same shape, bool: which features are known.
    """

    rows: Rows
    starts: np.ndarray
    lengths: np.ndarray
    features: np.ndarray
    known: np.ndarray

    def __len__(self):
        """Return the number of sequences."""
        return len(self.starts)

    @property
    def points(self):
        """Series of the points at which the sequences begin, (sequences,); None without a time."""
        points = self.rows.points
        return None if points is None else points.iloc[self.starts].reset_index(drop=True)

    @property
    def series(self):
        """(sequences,) row of the table that is the last one of each."""
        return self.rows.source[self.starts + self.lengths - 1]


def ends_of(table, config, schema, transform, more):
    """Return (`Partial`, notices) of the last rows of each series, with unknown rows behind them.

    As many rows are taken as a window has; the whole series where these are learned whole.

    Args:
        table: `Table`, or a data frame.
        config: `rnngan.config.run_config.DataConfig` of the run.
        schema: `Schema` of the run.
        transform: its `TableTransform`.
        more: unknown rows; None for as many as make up a window with those that are known.

    Raises:
        InputError: the table can't be used; or a series, learned whole, has all rows that it can.
    """
    rows, notices = read_as(table, config, schema)
    lasts = {int(rows.series[first]): (first, end) for first, end in rows.segments}
    whole, window = config.lengths == "learn", config.window
    ends = np.array([end for _, end in lasts.values()])
    counts = np.array([end - first for first, end in lasts.values()])
    counts = counts if whole else np.minimum(counts, window)
    if whole and counts.max() >= window:
        raise InputError(
            f"A series has {counts.max():,} rows, and whole series of at most {window:,} rows were "
            "learned: nothing follows them. Leave out the series that are as long, or train with "
            "--lengths windows."
        )
    values = transform.free.transform(schema, rows)
    more = window if more is None else more
    time = min(window, counts.max() + more) if whole else counts.max() + more
    features = np.zeros((len(ends), time, values.shape[1]))
    for sequence, (end, count) in enumerate(zip(ends, counts, strict=True)):
        features[sequence, :count] = values[end - count : end]
    known = np.arange(time) < counts[:, None]
    known = np.repeat(known[..., None], values.shape[1], axis=-1)
    features[..., transform.features :] = values[ends - counts][:, None, transform.features :]
    known[..., transform.features :] = True
    return Partial(rows, ends - counts, counts, features, known), notices
