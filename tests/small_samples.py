"""Samples of small tables, for scores of rows."""

from dataclasses import replace

import numpy as np
import pandas as pd

from rnngan.config.run_config import RunConfig
from rnngan.data.dataset import prepare
from rnngan.data.formats.tables import Table
from rnngan.evaluation.encoding import rows_of
from rnngan.evaluation.sample import Sample


def sides(real, *others, **data):
    """Return the `Sample`s of data frames, all read by what the first one is."""
    dataset = prepare(real, RunConfig(data={"window": 2, "holdout": 0} | data))
    found = [Sample(dataset.schema, dataset.rows, dataset.rows.segments)]
    for other in others:
        rows = rows_of(Table(other), dataset.schema, dataset.config.data)
        found.append(Sample(dataset.schema, rows, rows.segments))
    return found


def series(lists, **columns):
    """Return a data frame of sequences: one column `x` of lists, others of as many cells."""
    ids = np.repeat(np.arange(len(lists)), [len(values) for values in lists])
    return pd.DataFrame({"id": ids, "x": np.concatenate(lists), **columns})


def of_lists(*lists_of_sides, **data):
    """Return the `Sample`s of sides that are lists of sequences of one number."""
    data = {"id_column": "id", "lengths": "learn"} | data
    return sides(*(series(lists) for lists in lists_of_sides), **data)


HOURS = 48  # rows of a sequence of `process`


def process(seed, count=40, hours=HOURS):
    """Return sequences of hours: a smooth and a rough number, one of two levels, a category.

    The smooth number and the category go with the hour, the rough one follows the smooth one, the
    level is high in every second sequence.
    """
    rng = np.random.default_rng(seed)
    parts = []
    for number in range(count):
        days = np.timedelta64(int(rng.integers(0, 300)), "D")
        hour = (number + np.arange(hours)) % 24
        day = np.sin(2 * np.pi * hour / 24)
        slow = np.convolve(rng.normal(size=hours + 8), np.ones(9) / 2, "valid")
        level = (number % 2) * 6 + rng.normal(0, 0.5, hours)
        drawn = rng.random(hours)
        kind = np.where(drawn < 0.45 + 0.4 * day, "day", np.where(drawn < 0.92, "night", "rare"))
        parts.append(
            pd.DataFrame(
                {
                    "id": f"S{number:03d}",
                    "time": pd.date_range("2023-01-02", periods=hours, freq="h")
                    + days
                    + np.timedelta64(number % 24, "h"),
                    "smooth": (3 * day + slow).round(3),
                    "rough": (rng.gamma(2.0, 1.0, hours) + np.roll(slow, 1)).round(3),
                    "level": level.round(3),
                    "kind": kind,
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def pieces(found, length):
    """A sample cut into sequences of `length` rows, one behind the other; shorter ones stay."""
    segments = []
    for first, end in found.segments:
        starts = range(first, end - length + 1, length)
        segments += [(at, at + length) for at in starts] or [(first, end)]
    return replace(found, segments=segments)
