"""Constraints between number columns, found out from all rows: orders and sums."""

import numpy as np

from rnngan.data.constraints import Order, Sum, columns, spell, sum_gaps

MOST_ORDERED = 200  # first columns that are compared with each other: 40,000 pairs
MOST_SUMMED = 60  # first columns that sums are looked for in: 100,000 sums of two
MOST_TERMS = 6  # of a sum
SAMPLE = 1000  # rows that are looked at before all are
HEAD = 32  # of these, rows that rule out nearly all sums of two
PRESENT = 0.9  # share of rows in which both columns of an order are present
NEAR = 0.1  # of the mean distance: how near two columns in order come to each other at least
CORRELATION = 0.3  # of the ranks of two columns in order, unless they are equal in some row
CHANCE = 0.05  # share of shuffled rows that must break an order: else ranges alone explain it
LUCK = 20  # rows that shuffling must break: e^-20 is how likely none of them is broken by luck
EVIDENCE = 20  # different rows that a sum must hold in
USED = 10  # rows in which each term of a sum differs from its most usual value
WIDE = 10  # times what rounding allows: how far each term must vary


def detect(values, decimals, known=()):
    """Return the constraints that hold in every row, as texts.

    Args:
        values: mapping of number columns to (rows,) float64 arrays, NaN where missing; constant
            and duplicated columns are left out by the caller.
        decimals: mapping of the columns to decimals, None for unrounded.
        known: constraints (`Order`, `Sum`) that were asked for; what they say is not said again,
            and nothing that contradicts them is returned.

    Example:
        >>> low = np.arange(50.0)
        >>> detect({"low": low, "high": low + low % 3}, {"low": 0, "high": 0})
        ['high >= low']
    """
    names = [name for name, cells in values.items() if not np.isnan(cells).all()]
    sums = _sums(values, decimals, names, known)
    totals = {part.total for part in [*known, *sums] if isinstance(part, Sum)}
    orders = _orders(values, [name for name in names if name not in totals][:MOST_ORDERED], known)
    return [spell(part) for part in sums] + [spell(*group) for group in grouped(orders)]


def _sample(values, names):
    """Return some rows of some columns: (rows, columns), the same ones each time."""
    rows = len(values[names[0]])
    if rows > SAMPLE:
        rows = np.sort(np.random.default_rng(0).choice(rows, SAMPLE, replace=False))
    else:
        rows = np.arange(rows)
    return np.stack([values[name][rows] for name in names], axis=1)


def _orders(values, names, known):
    """Return the orders between columns that belong together, without those that follow."""
    if len(names) < 2:
        return []
    ranks, means = Ranks(_sample(values, names)), [np.nanmean(values[name]) for name in names]
    above = np.zeros((len(names), len(names)), bool)  # above[i, j]: column i is never below j
    for i, j in ranks.candidates():
        if means[i] > means[j]:  # with missing values, orders could go round in a circle without it
            above[i, j] = _never_below(values[names[i]], values[names[j]], ranks.related(i, j))
    place = {name: i for i, name in enumerate(names)}
    asked = [
        (place.get(o.upper, -1), place.get(o.lower, -1)) for o in known if isinstance(o, Order)
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


def _sums(values, decimals, names, known):
    """Return sums that hold in every row, the shortest first, none that follows from others."""
    names = [name for name in names if not np.isnan(values[name]).any()]
    names = [name for name in names if _varies(_sample(values, [name])).all()][:MOST_SUMMED]
    fixed = {name for part in known if isinstance(part, Order) for name in columns(part)}
    found = [part for part in known if isinstance(part, Sum)]
    if len(names) < 3 or len(values[names[0]]) < EVIDENCE:
        return []
    rows, asked = _sample(values, names), len(found)
    units = np.array([0 if decimals[n] is None else 10.0 ** -decimals[n] for n in names])

    def add(relations):
        for relation in sorted(relations, key=len):
            for part in _with_totals(
                {names[i]: sign for i, sign in sorted(relation.items())}, values
            ):
                allowed = part.total not in fixed and not _follows(part, found)
                if allowed and _holds(part, values, decimals):
                    found.append(part)
                    break

    add(_sums_of_two(rows, units))
    longer = []  # than two terms; columns that are sums themselves would make them ambiguous
    for dropped in ({part.total for part in found}, {columns(part)[1] for part in found}):
        left = [i for i, name in enumerate(names) if name not in dropped]
        longer += [*_dependent(rows, units, left), *_dependent(rows, units, left[::-1])]
    add(longer)
    return found[asked:]


def _with_totals(relation, values):
    """Yield the sums that a relation {column: ±1} of total zero can be written as, best first."""
    choices = []
    for place, (total, own) in enumerate(relation.items()):
        rest = {name: sign for name, sign in relation.items() if name != total}
        plus = tuple(name for name, sign in rest.items() if sign != own)
        minus = tuple(name for name, sign in rest.items() if sign == own)
        if plus:
            size = np.abs(values[total]).mean()
            choices.append(((len(minus), -size, -place), Sum(total, plus, minus)))
    yield from (part for _, part in sorted(choices, key=lambda choice: choice[0]))


def _follows(part, found):
    """Return whether a total is one already, or would be a part of itself."""
    terms = {other.total: other.plus + other.minus for other in found}
    inside, ahead = set(), [*part.plus, *part.minus]
    while ahead:
        name = ahead.pop()
        if name not in inside:
            inside.add(name)
            ahead += terms.get(name, ())
    return part.total in terms or part.total in inside


def _holds(part, values, decimals):
    """Return whether a sum holds in every row, in so many different ones that it is no chance."""
    gap, allowed = sum_gaps(part, values, decimals)
    if (gap > allowed).any():
        return False
    terms = _sample(values, columns(part)[1:])
    wide = np.ptp(terms, axis=0) > WIDE * np.median(allowed)
    varied = wide.all() and _varies(terms).all()
    return bool(varied and len(np.unique(terms, axis=0)) >= EVIDENCE)


def _varies(rows):
    """Return for each column whether enough of its cells differ from the usual value."""
    return (rows != np.median(rows, axis=0)).sum(axis=0) >= USED


def _sums_of_two(rows, units):
    """Return the relations c = a + b of a sample: {a: 1, b: 1, c: -1} each, by column number."""
    count, found = rows.shape[1], []
    first, second = np.triu_indices(count, 1)
    head = rows[:HEAD]
    both, scale = head[:, first] + head[:, second], np.abs(head[:, first]) + np.abs(head[:, second])
    for total in range(count):
        near = np.abs(both - head[:, [total]]) <= units[total] + 1e-9 * scale
        for pair in np.flatnonzero(near.all(axis=0) & (first != total) & (second != total)):
            relation = {int(first[pair]): 1, int(second[pair]): 1, total: -1}
            if _is_zero(rows, units, relation):
                found.append(relation)
    return found


def _is_zero(rows, units, relation):
    """Return whether signed columns add up to zero in each row, within what rounding can do."""
    places, signs = list(relation), np.array(list(relation.values()), "float64")
    terms = rows[:, places]
    allowed = units[places].sum() / 2 + 1e-9 * np.abs(terms).sum(axis=1)
    return bool((np.abs(terms @ signs) <= allowed).all())


def _dependent(rows, units, order):
    """Yield relations of columns to those before them: least squares, rounded to -1, 0 and 1.

    Columns are added to an orthogonal basis one after another; what can be computed from the
    basis is left out of it, so that the coefficients of every later column are the only ones.
    """
    kept, basis, mix = [], np.empty((len(rows), 0)), np.empty((0, 0))
    for column in order[: len(rows) // 2]:
        cells = rows[:, column]
        along = basis.T @ cells
        rest = cells - basis @ along
        again = basis.T @ rest  # a second time: the first leaves what rounding lost
        along, rest = along + again, rest - basis @ again
        signs = np.rint(np.linalg.solve(mix, along))
        terms = np.flatnonzero(signs)
        relation = {kept[i]: int(signs[i]) for i in terms} | {column: -1}
        simple = 2 <= len(terms) <= MOST_TERMS and np.abs(signs).max() == 1
        size = np.linalg.norm(rest)
        if simple and _is_zero(rows, units, relation):
            yield relation
        elif size > 1e-9 * np.linalg.norm(cells):
            mix = np.block([[mix, along[:, None]], [np.zeros((1, len(kept))), size]])
            basis = np.column_stack([basis, rest / size])
            kept.append(column)
