"""Attribute inference: is a cell guessed from the rest of its row better in rows trained on?"""

import numpy as np
from sklearn.metrics.pairwise import euclidean_distances

from rnngan.evaluation.privacy.intervals import bootstrap, independent, interval
from rnngan.evaluation.sides import chosen

MOST_VALUES = 20  # of a number that is guessed as one of its values
MOST_COLUMNS = 30  # that are tried
MOST_ROWS = 1500  # a side that are guessed
MOST_GENERATED = 10_000  # generated rows that an attacker looks at
CHUNK = 500  # rows guessed at once


def inference(known, rows, generated, encoder):
    """Return how well each column of few values is guessed, the largest advantage first.

    The attacker knows all other cells of a row, takes the generated row that is nearest in them
    (on the scale of scores), and guesses the cell that stands there. What is right as often in rows
    that were never trained on is knowledge of the world; only the difference is a leak.

    Args:
        known: `rnngan.evaluation.privacy.units.Knowledge`, whose rows are guessed.
        rows: real `rnngan.data.cleaning.Rows`.
        generated: `rnngan.evaluation.sample.Sample` of the generated table.
        encoder: `rnngan.evaluation.encoding.Encoder` of the real rows.

    Returns:
        Rows as dicts: column, training and held_out (shares of cells guessed right), advantage with
        low and high; the intervals hold for all columns together.
    """
    asked = [_rows(side, known.seed + number) for number, side in enumerate(known.sides)]
    made = np.concatenate([np.arange(*segment) for segment in generated.segments])
    made = made[chosen(len(made), known.seed, MOST_GENERATED)]
    columns = _tried(encoder, rows)
    features, others = encoder.rows(rows), encoder.rows(generated.rows)[made]
    nearest = [_nearest(features[at], others, [*columns.values()]) for at, _ in asked]
    groups = [group for _, group in asked]
    weights = bootstrap(groups, known.paired, known.seed)
    found = []
    for number, name in enumerate(columns):
        cells, guesses = _cells(rows, name), _cells(generated.rows, name)[made]
        right = [
            guesses[where[number]] == cells[at]
            for where, (at, _) in zip(nearest, asked, strict=True)
        ]
        sure = independent(groups, known.paired), len(columns)
        found.append({"column": name} | _advantage(right, weights, *sure))
    return sorted(found, key=lambda row: -row["advantage"])


def _rows(side, seed):
    """Return the rows of a side that are asked about, and the group of each."""
    counts = [end - first for first, end in side.segments]
    rows = np.concatenate([np.arange(*segment) for segment in side.segments])
    kept = chosen(len(rows), seed, MOST_ROWS)
    return rows[kept], np.repeat(side.group[side.unit], counts)[kept]


def _tried(encoder, rows):
    """Return {column of few values: features that show it}, where others are there to guess from.

    A column that repeats it shows it too.
    """
    found, width = {}, sum(len(encoder.positions(column.name)) for column in encoder.columns)
    for column in encoder.columns:
        name, values = column.name, rows.values[column.name].nunique()
        few = values <= MOST_VALUES or encoder.schema.source(column).is_coded
        showing = [c.name for c in encoder.columns if name in (c.name, c.twin)]
        positions = np.concatenate([encoder.positions(other) for other in showing])
        if column.twin is None and values > 1 and few and len(positions) < width:
            found[name] = positions
    return dict(list(found.items())[:MOST_COLUMNS])


def _nearest(asked, made, hidden):
    """Return the generated row (columns, n) that is nearest where a column's features are hidden.

    Args:
        asked: (n, features) of rows that are guessed.
        made: (m, features) of generated ones.
        hidden: list of the features of each column.
    """
    found = np.zeros((len(hidden), len(asked)), int)
    asked, made = asked.astype("float64"), made.astype("float64")
    for first in range(0, len(asked), CHUNK):
        part = asked[first : first + CHUNK]
        whole = euclidean_distances(part, made, squared=True)
        for number, own in enumerate(hidden):
            rest = whole - euclidean_distances(part[:, own], made[:, own], squared=True)
            found[number, first : first + CHUNK] = rest.argmin(axis=1)
    return found


def _cells(rows, name):
    """Return a column's values (rows,), with one that stands for those that are missing."""
    return np.nan_to_num(rows.values[name].to_numpy(), nan=np.inf)


def _advantage(right, weights, groups, tries):
    """Return the shares of right guesses, and their difference with its interval."""
    shares = [float(side.mean()) for side in right]
    draws = [(w * side).sum(axis=1) / w.sum(axis=1) for side, w in zip(right, weights, strict=True)]
    advantage = shares[0] - shares[1]
    low, high = interval(advantage, draws[0] - draws[1], groups, tries)
    return {
        "training": shares[0],
        "held_out": shares[1],
        "advantage": advantage,
        "low": low,
        "high": high,
    }
