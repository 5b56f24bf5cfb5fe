"""Attribute inference: is a cell guessed from the rest of its row better in rows trained on?"""

import numpy as np
from sklearn.neighbors import NearestNeighbors

from rnngan.evaluation.privacy.intervals import bootstrap, independent, interval
from rnngan.evaluation.sides import chosen

MOST_VALUES = 20  # of a number that is guessed as one of its values
MOST_COLUMNS = 30  # that are tried
MOST_ROWS = 1500  # a side that are guessed
MOST_GENERATED = 10_000  # generated rows that an attacker looks at


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
    features, others = encoder.rows(rows), encoder.rows(generated.rows)[made]
    groups = [group for _, group in asked]
    weights = bootstrap(groups, known.paired, known.seed)
    tried, found = _tried(encoder, rows), []
    for name in tried:
        rest = _rest(encoder, name)
        search = NearestNeighbors(n_neighbors=1, algorithm="brute").fit(others[:, rest])
        guesses, truth = _cells(generated.rows, name)[made], _cells(rows, name)
        right = [
            guesses[search.kneighbors(features[at][:, rest], return_distance=False)[:, 0]]
            == truth[at]
            for at, _ in asked
        ]
        sure = independent(groups, known.paired), len(tried)
        found.append({"column": name} | _advantage(right, weights, *sure))
    return sorted(found, key=lambda row: -row["advantage"])


def _rows(side, seed):
    """Return the rows of a side that are asked about, and the group of each."""
    counts = [end - first for first, end in side.segments]
    rows = np.concatenate([np.arange(*segment) for segment in side.segments])
    kept = chosen(len(rows), seed, MOST_ROWS)
    return rows[kept], np.repeat(side.group[side.unit], counts)[kept]


def _tried(encoder, rows):
    """Return the names of the columns of few values, where others are there to guess them from."""
    found = []
    for column in encoder.columns:
        count, coded = rows.values[column.name].nunique(), encoder.schema.source(column).is_coded
        if column.twin is None and count > 1 and (coded or count <= MOST_VALUES):
            found += [column.name] if len(_rest(encoder, column.name)) else []
    return found[:MOST_COLUMNS]


def _rest(encoder, name):
    """Return the positions of the features of all columns but one and those that repeat it."""
    kept = [c.name for c in encoder.columns if name not in (c.name, c.twin)]
    return np.concatenate([encoder.positions(other) for other in kept] or [np.zeros(0, int)])


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
