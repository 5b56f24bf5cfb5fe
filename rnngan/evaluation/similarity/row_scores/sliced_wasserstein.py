"""Stretches of rows as a whole: all columns and rows of them at once."""

import numpy as np
from scipy import stats

from rnngan.evaluation.similarity.row_features import RowFeatures

NAME = "sliced_wasserstein"
TITLE = "stretches of rows as a whole"
UNIT = "distance / (distance + spread)"
READING = "whether stretches of rows, and their moves, lie where they should, seen from many sides"
MOST = 24  # rows of a stretch
DIRECTIONS = 50  # that stretches are projected on; more change the mean by less than chance does


def distance(real, other):
    """Return the sliced Wasserstein distance W of stretches and of moves, as W / (W + spread).

    A stretch is the beginning of a sequence, of all its columns: numbers in deviations, categories
    as indicators. W is the distance of its projections on a random direction, the spread the mean
    distance of the real ones from their median; the mean is over 50 directions (Bonneel et al.
    2015). It is 1/2 where stretches have moved as far as they lie apart.

    Args:
        real: `Sample`, whose usual length is that of stretches; shorter sequences are left out.
        other: `Sample`.
    """
    length = min(MOST, int(np.median(real.lengths))) if len(real.lengths) else 0
    features = RowFeatures(real)
    sides = [features.of(side)[side.lengths >= length, :length] for side in (real, other)]
    if not all(side.size for side in sides):
        return {}
    found = {"values": _apart(*sides)}
    if length > 1:
        found["moves"] = _apart(*(np.diff(side, axis=1) for side in sides))
    return found


def _apart(real, other):
    sides = [np.nan_to_num(side.reshape(len(side), -1)) for side in (real, other)]
    rng = np.random.default_rng([0, 0x511CE])
    directions = rng.normal(size=(sides[0].shape[1], DIRECTIONS))
    found = []
    for one, two in zip(*((side @ directions).T for side in sides), strict=True):
        moved = stats.wasserstein_distance(one, two)
        spread = np.abs(one - np.median(one)).mean()
        found.append(moved / (moved + spread) if moved > 0 else 0.0)
    return float(np.mean(found))
