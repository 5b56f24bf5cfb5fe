"""Sequences of one distribution, and what attackers know of them."""

import numpy as np
import pandas as pd

from rnngan.config.run_config import RunConfig
from rnngan.data.dataset import prepare
from rnngan.data.formats.tables import from_frame
from rnngan.data.protection import protecting
from rnngan.evaluation.encoding import Encoder, rows_of
from rnngan.evaluation.privacy.units import Knowledge, Units
from rnngan.evaluation.sample import Sample


def drawn(count, seed, length=12, features=3):
    """Return sequences (count, length, features) near [0, 1], each with a level of its own."""
    rng = np.random.default_rng([seed, 0xD7A3])
    moves = rng.normal(size=(count, length, features)).cumsum(axis=1)
    return ((rng.normal(size=(count, 1, features)) * 3 + moves) / 40 + 0.5).astype("float32")


def units(windows, first=0):
    """Return sequences as `Units`, each on its own."""
    number, length = np.arange(len(windows)), windows.shape[1]
    return Units(windows, number, first + number, [(n * length, (n + 1) * length) for n in number])


def knowledge(members, others, generated, whole=True, seed=0):
    sides = units(members), units(others, len(members))
    return Knowledge(*sides, generated, whole, paired=False, seed=seed)


def people(count, seed, first=0):
    """Return series of different lengths with every kind of column, and missing cells."""
    rng, parts = np.random.default_rng([seed, 0xB0D1]), []
    for number in range(count):
        rows = int(rng.integers(4, 9))
        pulse = rng.normal(70, 10) + rng.normal(0, 4, rows).cumsum()
        warm = np.where(rng.random(rows) < 0.1, np.nan, 30 + pulse / 10)
        parts.append(
            pd.DataFrame(
                {
                    "person": f"P{first + number:05d}",
                    "pulse": pulse.round(1),
                    "temperature": warm.round(1),
                    "mood": rng.choice(["well", "ill"], rows),
                    "ward": rng.choice(["north", "south", "west"]),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def real(frame, **data):
    """Return the `Dataset` of a table and its `Encoder`."""
    dataset = prepare(frame, RunConfig(data=data))
    return dataset, Encoder(dataset.schema, dataset.rows)


def sample(frame, dataset, encoder):
    """Return the `Sample` of a generated table."""
    table = protecting.again(from_frame(frame), dataset.schema)  # as the real one is
    rows = rows_of(table, dataset.schema, dataset.config.data)
    return Sample(dataset.schema, rows, rows.segments)


def copied(frame, dataset, count, seed=0):
    """Return a table of training sequences, drawn with replacement, under new ids."""
    segments = dataset.split.train
    parts = []
    for number, n in enumerate(np.random.default_rng(seed).integers(0, len(segments), count)):
        rows = frame.iloc[dataset.rows.source[slice(*segments[n])]]
        parts.append(rows.assign(person=f"Q{number:05d}"))
    return pd.concat(parts, ignore_index=True)
