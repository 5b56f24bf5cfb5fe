"""How two numbers go together, in one row and some rows later."""

from itertools import combinations

import numpy as np

from rnngan.evaluation.similarity.lags import both
from rnngan.evaluation.similarity.some import some

NAME = "cross_correlation"
TITLE = "correlation of two columns"
UNIT = "mean difference of correlations, at most 1"
READING = "whether numbers, and their moves, go together up to 5 rows earlier and later"
MOST = 5  # rows that one is later than the other
COLUMNS = 40  # that are compared, drawn once for all


def distance(real, other):
    """Return |difference of correlations|, at most 1, mean over lags, of values and of moves.

    The lags are -5 to 5 rows. Each side is standardised by its own mean and deviation.

    Args:
        real: `Sample`.
        other: `Sample`.
    """
    found, names = {}, some(real.numbers, COLUMNS)
    ours, others = both(real, names), both(other, names)
    for called, one in ours.items():
        two = others[called]
        lags = range(min(MOST, one.most, two.most) + 1)
        if len(names) < 2 or not lags:
            continue
        apart = [np.minimum(np.abs(one.mutual(lag) - two.mutual(lag)), 1) for lag in lags]
        apart = np.array(apart)
        mean = (apart.sum(axis=0) + apart[1:].sum(axis=0).T) / (2 * len(lags) - 1)
        for i, j in combinations(range(len(names)), 2):
            found[called.format(f"{names[i]} and {names[j]}")] = float(mean[i, j])
    return found
