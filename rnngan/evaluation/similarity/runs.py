"""Rows of a sequence that follow each other and are alike: how long such a run is."""

import numpy as np

from rnngan.evaluation.similarity.bins import total_variation

LONGEST = 6  # class of the longest runs: 64 rows or more


def apart(real, other, classes, count):
    """Return the total variation of the classes of rows, of columns that have more than class 0.

    Args:
        real: `Sample`.
        other: `Sample`.
        classes: function of (sample, name of a column) that returns its rows' classes.
        count: number of classes.
    """
    found = {}
    for name in real.names:
        sides = [classes(side, name) for side in (real, other)]
        if any(side.any() for side in sides):
            found[name] = total_variation(*sides, count)
    return found


def run_classes(grid, inside):
    """Return the class of the run that each row is in: 0 for one row, 1 for 2-3, 2 for 4-7.

    Args:
        grid: (sequences, longest) what is alike where it is equal; NaN is like nothing.
        inside: (sequences, longest) bool, which cells are rows.

    Returns:
        (sequences, longest) int64, for cells that are no rows too.

    Example:
        >>> run_classes(np.array([[1.0, 1.0, 2.0, np.nan]]), np.ones((1, 4), bool)).tolist()
        [[1, 1, 0, 0]]
    """
    begins = np.ones(grid.shape, bool)
    begins[:, 1:] = (grid[:, 1:] != grid[:, :-1]) | ~inside[:, 1:]
    runs = np.cumsum(begins.ravel()) - 1
    lengths = np.bincount(runs)[runs].reshape(grid.shape)
    return np.minimum(np.log2(lengths).astype("int64"), LONGEST)
