"""Attack by single rows: whose rows lie near generated ones is guessed to be trained on."""

import numpy as np
from sklearn.neighbors import NearestNeighbors

from rnngan.evaluation.sides import chosen

NAME = "rows"
TITLE = "distances of single rows"
READING = "the nearer its rows are to generated rows, in whatever order, the likelier a member"
FEWEST = 1
WINDOWS = 1
WORK = 1e10  # products that distances may take: about five seconds
SMALLEST = 1e-3  # distance, in shares of a column's range, under which rows are as good as copied


def scores(known):
    """Return minus the mean logarithm of the distances of rows to the nearest generated row.

    The attacker has the generated rows and the candidate. He finds out generators that copy rows
    but not their order, which comparing whole stretches does not.

    Args:
        known: `rnngan.evaluation.privacy.units.Knowledge`.
    """
    pool = _rows(known.generated, known.whole)[1]
    asked = sum(side.windows[..., 0].size for side in known.sides)
    pool = pool[chosen(len(pool), known.seed, int(WORK / (asked * pool.shape[1])) + 1)]
    search = NearestNeighbors(n_neighbors=1, algorithm="brute").fit(pool)
    found = []
    for side in known.sides:
        where, rows = _rows(side.windows, known.whole)
        distances = search.kneighbors(rows)[0][:, 0] / rows.shape[1] ** 0.5
        logs = np.log(distances + SMALLEST)
        found.append(side.means(-np.bincount(where, logs) / np.bincount(where)))
    return tuple(found)


def _rows(windows, whole):
    """Return the number of the window of each row, and the rows (n, features)."""
    there = windows[..., -1] > 0 if whole else np.ones(windows.shape[:2], bool)
    return np.nonzero(there)[0], windows[there].astype("float64")
