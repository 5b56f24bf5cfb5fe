"""Values that stay the same for some rows."""

import numpy as np

from rnngan.evaluation.similarity.runs import LONGEST, apart, run_classes

NAME = "repeats"
TITLE = "repeats and runs"
UNIT = "share of the rows in runs of another length"
READING = "whether values stay the same for as many rows as they should"


def distance(real, other):
    """Return the total variation of the lengths of runs of equal values, over rows.

    Lengths are 1, 2-3, 4-7, … 64 or more; a row with a missing value is in none. Columns in which
    no value ever repeats, on either side, are left out.

    Args:
        real: `Sample`.
        other: `Sample`.
    """
    return apart(real, other, _classes, LONGEST + 1)


def _classes(sample, name):
    grid = sample.grid(name)
    return run_classes(grid, sample.inside)[~np.isnan(grid)]
