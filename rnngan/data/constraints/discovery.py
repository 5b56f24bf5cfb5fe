"""Constraints between number columns, found out from all rows: orders, sums and products."""

import numpy as np

from rnngan.data.constraints import total_discovery
from rnngan.data.constraints.language import spell
from rnngan.data.constraints.rules import COMPUTED, Lookup, Order, Pace
from rnngan.data.constraints.total_discovery import sample

MOST_ORDERED = 200  # first columns that are compared with each other: 40,000 pairs
PRESENT = 0.9  # share of rows in which both columns of an order are present
NEAR = 0.1  # of the mean distance: how near two columns in order come to each other at least
CORRELATION = 0.3  # of the ranks of two columns in order, unless they are equal in some row
CHANCE = 0.05  # share of shuffled rows that must break an order: else ranges alone explain it
LUCK = 20  # rows that shuffling must break: e^-20 is how likely none of them is broken by luck


def detect(values, decimals, known=(), before=None, further=None, static=()):
    """Return the constraints that hold in every row, as texts.

    Args:
        values: mapping of number columns to (rows,) float64 arrays, NaN where missing; constant
            and duplicated columns are left out by the caller.
        decimals: mapping of the columns to decimals, None for unrounded.
        known: rules that were asked for, or found before; what they say is not said again, and
            nothing that contradicts them is returned.
        before: (rows,) the row before each in its series, -1 for the first of one; None where
            rows have no order.
        further: function of the totals that are found which returns further `Pace`s and `Lookup`s,
            or None.
        static: columns of one value a series; they may be terms of totals, and are in no order.

    Example:
        >>> low = np.arange(50.0)
        >>> detect({"low": low, "high": low + low % 3}, {"low": 0, "high": 0})
        ['high >= low']
    """
    names = [name for name, cells in values.items() if not np.isnan(cells).all()]
    found = total_discovery.find(values, decimals, names, known, before, static)
    found += [] if further is None else further(found)
    computed = {part.total for part in [*known, *found] if isinstance(part, COMPUTED)} | {*static}
    computed |= {part.column for part in [*known, *found] if isinstance(part, Pace)}
    orders = _orders(values, [name for name in names if name not in computed][:MOST_ORDERED], known)
    rules = [part for part in [*known, *found] if isinstance(part, Lookup)]
    looked, fixed = {p.column for p in rules}, {name for p in rules for name in p.columns}
    orders = [o for o in orders if not (looked & set(o.columns) and fixed >= set(o.columns))]
    return [spell(part) for part in found] + [spell(*group) for group in grouped(orders)]


def _orders(values, names, known):
    """Return the orders between columns that belong together, without those that follow."""
    if len(names) < 2:
        return []
    ranks, means = Ranks(sample(values, names)), [np.nanmean(values[name]) for name in names]
    above = np.zeros((len(names), len(names)), bool)  # above[i, j]: column i is never below j
    for i, j in ranks.candidates():
        if means[i] > means[j]:  # with missing values, orders could go round in a circle without it
            above[i, j] = _never_below(values[names[i]], values[names[j]], ranks.related(i, j))
    position = {name: i for i, name in enumerate(names)}
    asked = [
        (position.get(o.upper, -1), position.get(o.lower, -1))
        for o in known
        if isinstance(o, Order)
    ]
    asked = [pair for pair in asked if min(pair) >= 0]
    for pair in asked:
        above[pair] = True
    found = above & ~_between(above)
    for upper, lower in asked:
        found[upper, lower] = found[lower, upper] = False
    return [Order(names[lower], names[upper]) for upper, lower in np.argwhere(found)]


class Ranks:
    """What a sample of rows says about pairs of columns.

    Args:
        rows: (rows, columns), NaN where missing.
    """

    def __init__(self, rows):
        self.rows = rows
        self.sorted = [np.sort(cells[~np.isnan(cells)]) for cells in rows.T]
        self.ranks = np.stack([_ranks(*pair) for pair in zip(rows.T, self.sorted, strict=True)])

    def candidates(self):
        """Yield (i, j) where column i is below j in no row of the sample, and not by luck."""
        for i in range(self.rows.shape[1]):
            below = (self.rows[:, i : i + 1] < self.rows).any(axis=0)
            below[i] = True
            for j in np.flatnonzero(~below):
                if self.shuffled(i, j) >= max(CHANCE, LUCK / len(self.rows)):
                    yield i, int(j)

    def shuffled(self, i, j):
        """Return the share of rows with column i below j if the rows were shuffled."""
        above, below = self.sorted[i], self.sorted[j]
        if not len(above) or not len(below):
            return 0.0
        return np.searchsorted(above, below).mean() / len(above)

    def related(self, i, j):
        """Return whether the ranks of two columns go together."""
        first, second = self.ranks[[i, j]][:, ~np.isnan(self.ranks[[i, j]]).any(axis=0)]
        if len(first) < 2:
            return False
        first, second = first - first.mean(), second - second.mean()
        return first @ second > CORRELATION * np.linalg.norm(first) * np.linalg.norm(second)


def _ranks(cells, ordered):
    """Return the rank of each cell, the middle one among equal cells, NaN where missing."""
    left, right = (np.searchsorted(ordered, cells, side=side) for side in ("left", "right"))
    return np.where(np.isnan(cells), np.nan, (left + right) / 2)


def _never_below(upper, lower, related):
    """Return whether one column is above or equal in all rows, near in some, and it's no chance."""
    gap = upper - lower
    gap = gap[~np.isnan(gap)]
    if len(gap) < PRESENT * len(upper) or gap.min() < 0:
        return False
    touched = gap.min() <= NEAR * gap.mean()
    return gap.max() > 0 and touched and (related or gap.min() == 0)


def _between(above):
    """Return booleans: pairs of columns that have another one between them."""
    steps = above.astype("float32")
    further = steps @ steps > 0
    while True:
        reached = further | ((further.astype("float32") @ steps) > 0)
        if (reached == further).all():
            return further
        further = reached


def grouped(orders):
    """Return orders in groups that share a column, each group to be said by one text.

    Example:
        >>> grouped([Order("a", "c"), Order("a", "b"), Order("b", "d")])
        [[Order(lower='a', upper='c', strict=False), Order(lower='a', upper='b', ...
    """
    groups, orders = [], list(orders)
    while orders:
        shared = [
            [o for o in orders if getattr(o, side) == getattr(first, side)]
            for first in orders
            for side in ("upper", "lower")
        ]
        groups.append(max(shared, key=len))
        orders = [order for order in orders if order not in groups[-1]]
    return groups
