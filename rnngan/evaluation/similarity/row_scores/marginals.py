"""Values of each column by itself."""

import numpy as np

from rnngan.evaluation.similarity.bins import SINGLE, column_bins, total_variation

NAME = "marginals"
TITLE = "values of single columns"
UNIT = "share of the values that lie elsewhere"
READING = "whether each column takes the values it should, as often as it should"
ALL = 1_000_000  # categories that have a bin of their own


def distance(real, other):
    """Return the total variation of each column's values: numbers in tenths, all categories.

    Args:
        real: `Sample` whose quantiles are the bins.
        other: `Sample` that is compared.
    """
    found = {}
    for name in real.names:
        bins = column_bins(real, name, ALL if real.is_coded(name) else SINGLE)
        sides = (bins(side[~np.isnan(side)]) for side in (real.cells(name), other.cells(name)))
        found[name] = total_variation(*sides, bins.size)
    return found
