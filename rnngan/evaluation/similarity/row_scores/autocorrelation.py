"""How a number resembles itself some rows later."""

import numpy as np

from rnngan.evaluation.similarity.lags import both

NAME = "autocorrelation"
TITLE = "autocorrelation"
UNIT = "mean difference of correlations, at most 1"
READING = "whether numbers, and their moves, resemble themselves up to 24 rows later as they should"
MOST = 24  # rows that are looked back


def distance(real, other):
    """Return |difference of autocorrelations|, at most 1, mean over lags, of values and of moves.

    Each side is standardised by its own mean and deviation over all of its rows; products are taken
    within sequences.

    Args:
        real: `Sample`.
        other: `Sample`.
    """
    found, names = {}, real.numbers
    ours, others = both(real, names), both(other, names)
    for called, one in ours.items():
        two = others[called]
        lags = range(1, min(MOST, one.most, two.most) + 1)
        if names and lags:
            apart = [np.minimum(np.abs(one.own(lag) - two.own(lag)), 1) for lag in lags]
            apart = np.mean(apart, axis=0)
            found |= {called.format(name): float(a) for name, a in zip(names, apart, strict=True)}
    return found
