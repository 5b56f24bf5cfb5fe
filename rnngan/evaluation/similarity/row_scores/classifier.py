"""Whole sequences, as a classifier sees them that looks at levels, spreads and moves."""

import numpy as np
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.metrics import roc_auc_score

from rnngan.evaluation.similarity.row_features import RowFeatures
from rnngan.evaluation.similarity.some import some

NAME = "classifier"
TITLE = "classifier of sequences"
UNIT = "2 AUC - 1"
READING = "whether a classifier can distinguish sequences by their levels, spreads and moves"
FEWEST = 8  # sequences of a side: four to learn from and four to test
FEATURES = 60  # of a row that are looked at, drawn once for all


def distance(real, other):
    """Return 2 AUC - 1 of a linear classifier on sequences that it has not learned from.

    It is 0 where it can only guess, 1 where it is always right. It sees of each sequence and
    column: mean, standard deviation, mean size and deviation of moves, product of a move and the
    next one, share of rows without a move. Every second sequence is learned from and the others are
    tested, then the other way round. The classifier is a linear discriminant whose covariances are
    shrunk (Ledoit and Wolf 2004), for sequences are often fewer than what is seen of them.

    Args:
        real: `Sample`.
        other: `Sample`.
    """
    features, sides = RowFeatures(real), []
    for side in (real, other):
        grid = features.of(side)
        chosen = some(list(range(grid.shape[-1])), FEATURES)
        sides.append(_summaries(grid[..., chosen], side.inside))
    if min(map(len, sides)) < FEWEST or not sides[0].shape[1]:
        return {}
    areas = [_area(sides, part) for part in (0, 1)]
    return {"all columns": max(0.0, float(np.sum(areas)) - 1)}


def _summaries(grid, inside):
    """Return (sequences, 6 * features) of the rows of each sequence; a missing value is 0."""
    rows = np.maximum(inside.sum(axis=1), 1)[:, None]
    values, moves = np.nan_to_num(grid), np.nan_to_num(np.diff(grid, axis=1))
    means = values.sum(axis=1) / rows
    follows = inside[:, 1:, None]
    parts = [
        means,
        np.sqrt(np.maximum((values**2).sum(axis=1) / rows - means**2, 0)),
        np.abs(moves).sum(axis=1) / rows,
        np.sqrt((moves**2).sum(axis=1) / rows),
        (moves[:, 1:] * moves[:, :-1]).sum(axis=1) / rows,
        ((moves == 0) & follows).sum(axis=1) / rows,
    ]
    return np.concatenate(parts, axis=1)


def _area(sides, part):
    """Return the area under the curve of one half of the sequences, learned on the other half."""
    learned, tested = ([side[first::2] for side in sides] for first in (part, 1 - part))
    labels = [np.repeat([0, 1], [len(side) for side in half]) for half in (learned, tested)]
    values = np.concatenate(learned)
    varies = np.ptp(values, axis=0) > 0
    if not varies.any():
        return 0.5
    classifier = LinearDiscriminantAnalysis(solver="lsqr", shrinkage="auto")
    classifier.fit(values[:, varies], labels[0])
    return roc_auc_score(labels[1], classifier.decision_function(np.concatenate(tested)[:, varies]))
