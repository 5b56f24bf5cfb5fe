"""Cells that are missing, and for how many rows."""

import numpy as np

from rnngan.evaluation.similarity.runs import LONGEST, apart, run_classes

NAME = "missing_cells"
TITLE = "missing cells"
UNIT = "share of the rows in which it differs"
READING = "whether cells are missing as often, and for as many rows, as they should"


def distance(real, other):
    """Return the total variation of being there, or missing in a run of so many rows.

    Lengths of runs are 1, 2-3, 4-7, … 64 or more. Columns without a missing cell on either side
    are left out.

    Args:
        real: `Sample`.
        other: `Sample`.
    """
    return apart(real, other, _classes, LONGEST + 2)


def _classes(sample, name):
    """Return 0 for each row with a value, and 1 + the class of its run for each one without."""
    absent = np.isnan(sample.grid(name))
    classes = run_classes(absent.astype("float64"), sample.inside)
    return np.where(absent, 1 + classes, 0)[sample.inside]
