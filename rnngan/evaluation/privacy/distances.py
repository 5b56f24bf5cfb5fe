"""Distances between sequences that may begin at different rows."""

import numpy as np
from sklearn.metrics.pairwise import euclidean_distances


def nearest(candidates, pool, count, whole, project=None):
    """Return the distances of candidates to the nearest sequences of a pool, the smallest first.

    Whole sequences are compared row by row from their first one on. Windows are cut out anywhere:
    one that repeats training rows need not begin where the candidate does. So the distance is the
    smallest between either half of the candidate and any stretch of as many rows in the other. It
    is 0 where half of the candidate or more is in there, whatever the shift.

    Args:
        candidates: (n, time, features).
        pool: (m, time, features).
        count: how many of the pool; fewer where it has fewer.
        whole: whether they are whole sequences.
        project: function of flat pieces (…, rows * features) that gives what is compared.

    Returns:
        (n, count) distances: roots of mean squares over a piece's numbers.

    Example:
        >>> rows = np.arange(8.0)[None, :, None] ** 2
        >>> nearest(rows[:, 1:7], rows[:, 2:8], 1, whole=False).tolist()  # rows 4 to 6 are in both
        [[0.0]]
        >>> nearest(rows[:, 1:3], rows[:, 2:4], 1, whole=True).round(2).tolist()  # 3 and 5 apart
        [[4.12]]
    """
    same = project or (lambda pieces: pieces)
    own = [same(piece) for piece in halves(candidates, whole)]
    length, size = pool.shape[1], _size(candidates, whole)
    best = np.full((len(candidates), len(pool)), np.inf)
    for first in range(length - size + 1):
        other = same(_flat(pool[:, first : first + size]))
        for piece in own:
            np.minimum(best, euclidean_distances(piece, other, squared=True), out=best)
    count = min(count, len(pool))
    smallest = np.sort(np.partition(best, count - 1, axis=1)[:, :count], axis=1)
    return np.sqrt(smallest / (size * candidates.shape[2]))


def halves(windows, whole):
    """Return the pieces (n, rows * features) of windows: both halves, or all of whole sequences."""
    size = _size(windows, whole)
    parts = [windows] if whole else [windows[:, :size], windows[:, -size:]]
    return [_flat(part) for part in parts]


def _size(windows, whole):
    return windows.shape[1] if whole else max(1, windows.shape[1] // 2)


def _flat(windows):
    return windows.reshape(len(windows), -1).astype("float64")
