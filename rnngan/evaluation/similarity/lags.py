"""Correlations of columns with themselves and with each other some rows later."""

import numpy as np


class Standardised:
    """Columns with mean 0 and deviation 1 over a whole sample.

    Args:
        grid: (sequences, longest, columns), NaN where missing and behind an end.
    """

    def __init__(self, grid):
        known = ~np.isnan(grid)
        counts = np.maximum(known.sum(axis=(0, 1)), 1)
        values = np.where(known, grid, 0.0)
        values = np.where(known, values - values.sum(axis=(0, 1)) / counts, 0.0)
        deviations = np.sqrt((values**2).sum(axis=(0, 1)) / counts)
        steady = deviations <= 1e-9 * np.abs(np.where(known, grid, 0.0)).max(axis=(0, 1), initial=0)
        self.values = values / np.where(steady, np.inf, deviations)
        self.known = None if known.all() else known.astype("float64")
        self.most = grid.shape[1] - 1  # rows that one can be later than another

    def own(self, lag):
        """Return the correlation of each column with itself so many rows later, (columns,).

        It is 0 for a column that never changes.
        """
        found = np.einsum("ntc,ntc->c", *_apart(self.values, lag))
        if self.known is None:
            return np.clip(found / _pairs(self.values, lag), -1, 1)
        counts = np.einsum("ntc,ntc->c", *_apart(self.known, lag))
        return np.clip(found / np.maximum(counts, 1), -1, 1)

    def mutual(self, lag):
        """Return the correlation of each column with each one so many rows later.

        Returns:
            (columns, columns): row i and column j for j later than i.
        """
        found = _product(*_apart(self.values, lag))
        if self.known is None:
            return np.clip(found / _pairs(self.values, lag), -1, 1)
        return np.clip(found / np.maximum(_product(*_apart(self.known, lag)), 1), -1, 1)


def _apart(grid, lag):
    """Return the rows that have one so many rows later, and those later ones."""
    return grid[:, : grid.shape[1] - lag], grid[:, lag:]


def _pairs(grid, lag):
    return max(grid.shape[0] * (grid.shape[1] - lag), 1)


def _product(one, other):
    columns = one.shape[-1]
    return one.reshape(-1, columns).T @ other.reshape(-1, columns)


def both(sample, names):
    """Return {how the columns are called: their `Standardised`}: of values, and of moves.

    Args:
        sample: `Sample`.
        names: of columns of numbers.
    """
    grid = sample.grids(names)
    return {"{}": Standardised(grid), "moves of {}": Standardised(np.diff(grid, axis=1))}
