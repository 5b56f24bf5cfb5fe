"""Cells -> bins that both sides of a comparison share, and how much lies in other bins."""

from dataclasses import dataclass

import numpy as np

SINGLE = 10  # bins of a column alone; a bin less than a tenth of the rows shows little but chance
JOINT = 5  # bins of each of two columns together: 25 cells, which a few hundred rows fill


@dataclass(frozen=True)
class Bins:
    """Bins of a column: those of its values, and one more for a missing one.

    Args:
        edges: ascending; a bin ends below its edge.
        groups: (edges + 1,) number of the bin behind each edge, the first one before all edges.

    Example:
        >>> bins = Bins(np.array([0.0, 10.0]), np.array([0, 1, 2]))
        >>> bins(np.array([-1.0, 0.0, 9.9, 10.0, np.nan])).tolist(), bins.size
        ([0, 1, 1, 2, 3], 4)
    """

    edges: np.ndarray
    groups: np.ndarray

    @property
    def size(self):
        """How many bins there are."""
        return int(self.groups.max()) + 2

    def __call__(self, values):
        """Return the bin of each value, of the shape of `values`."""
        found = self.groups[np.searchsorted(self.edges, values, side="right")]
        return np.where(np.isnan(values), self.size - 1, found)


def quantile_bins(values, count):
    """Return `Bins` with about as many values in each, and two for what lies outside of them.

    A value that fills a bin has it to itself, as the 0 of a rainfall has.

    Args:
        values: any shape, NaN where one is missing.
        count: bins of the values.

    Example:
        >>> bins = quantile_bins(np.array([0.0, 0.0, 0.0, 1.0, 2.0, 3.0]), 3)
        >>> bins(np.array([-0.1, 0.0, 0.1, 1.0, 3.0, 3.1])).tolist()
        [0, 1, 2, 3, 3, 4]
    """
    known = values[~np.isnan(values)]
    if not len(known):
        return Bins(np.zeros(0), np.zeros(1, "int64"))
    quantiles = np.quantile(known, np.linspace(0, 1, count + 1), method="lower")
    found, times = np.unique(quantiles, return_counts=True)
    alone = found[times > 1]
    starts = found if times[-1] > 1 else found[:-1]
    edges = np.unique([*starts, *np.nextafter(alone, np.inf), np.nextafter(found[-1], np.inf)])
    return Bins(edges, np.arange(len(edges) + 1))


def category_bins(codes, count):
    """Return `Bins` of the commonest categories, and one for all others.

    Args:
        codes: any shape, NaN where one is missing.
        count: categories that have a bin of their own.

    Example:
        >>> category_bins(np.array([2.0, 2.0, 0.0, 0.0, 1.0]), 2)(np.arange(4.0)).tolist()
        [0, 2, 1, 2]
    """
    found, times = np.unique(codes[~np.isnan(codes)], return_counts=True)
    common = np.sort(found[np.argsort(-times, kind="stable")[:count]]).astype("int64")
    size = int(common.max(initial=-1)) + 1
    groups = np.full(size + 2, len(common))  # the others; no code lies before the first edge
    groups[common + 1] = np.arange(len(common))
    return Bins(np.arange(size + 1.0), groups)


def column_bins(sample, name, count):
    """Return the `Bins` of a column of a `Sample`; see `quantile_bins` and `category_bins`."""
    made = category_bins if sample.is_coded(name) else quantile_bins
    return made(sample.cells(name), count)


def total_variation(one, other, size):
    """Return the share of one side that lies in other bins than the other side does.

    Half of the differences between the shares of all bins, summed: 0 where they are the same, 1
    where no bin holds both. Two sides without cells are the same.

    Args:
        one: bins of its cells, any shape.
        other: bins of its cells.
        size: number of bins.

    Example:
        >>> total_variation(np.array([0, 0, 1, 1]), np.array([0, 1, 1, 1]), 2)
        0.25
    """
    if not one.size or not other.size:
        return float(one.size != other.size)
    shares = [np.bincount(side.ravel(), minlength=size) / side.size for side in (one, other)]
    return float(np.abs(shares[0] - shares[1]).sum() / 2)


def counted(first, second, bins):
    """Return how often two bins come together, (bins of the first, bins of the second).

    Args:
        first: bin of one thing, any shape.
        second: bin of another thing, of the same shape.
        bins: the `Bins` of both.
    """
    rows, columns = (found.size for found in bins)
    joint = first.ravel() * columns + second.ravel()
    return np.bincount(joint, minlength=rows * columns).reshape(rows, columns)


def conditional_variation(one, other):
    """Return the total variation of what comes with a bin, mean over the bins of the first side.

    A bin weighs as much as it has of the first side. How often bins come is left out of it: what
    is compared is what comes with them. A bin that the other side lacks counts 1.

    Args:
        one: counts (bins, bins of what comes with them), as `counted` gives them.
        other: the same of the other side.

    Example:
        >>> conditional_variation(np.array([[6, 0], [1, 1]]), np.array([[1, 1], [5, 5]]))
        0.375
    """
    present, there = one.sum(axis=1), other.sum(axis=1)
    shares = [side / np.maximum(side.sum(axis=1), 1)[:, None] for side in (one, other)]
    apart = np.where(there > 0, np.abs(shares[0] - shares[1]).sum(axis=1) / 2, 1.0)
    return float(present @ apart / max(present.sum(), 1))
