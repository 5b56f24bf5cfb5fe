"""Totals found out from all rows: sums, products and ratios, values of the row before."""

import numpy as np

from rnngan.data.constraints import totals
from rnngan.data.constraints.rules import COMPUTED, Forward, Lookup, Order, Pace, Product, Sum

MOST_SUMMED = 60  # first columns that totals are looked for in: 100,000 sums of two
MOST_TERMS = 6  # of a sum
SAMPLE = 1000  # rows that are looked at before all are
HEAD = 32  # of these, rows that rule out nearly all totals of two
EVIDENCE = 20  # different rows that a total must hold in
USED = 10  # rows in which each term differs from its most usual value
WIDE = 10  # times what rounding allows: how far each term of a sum, and a product, must vary


def sample(values, names):
    """Return some rows of some columns: (rows, columns), the same ones each time.

    Args:
        values: mapping of names to (rows,) arrays.
        names: of the columns.
    """
    rows = len(values[names[0]])
    if rows > SAMPLE:
        rows = np.sort(np.random.default_rng(0).choice(rows, SAMPLE, replace=False))
    else:
        rows = np.arange(rows)
    return np.stack([values[name][rows] for name in names], axis=1)


def find(values, decimals, names, known=(), before=None, static=()):
    """Return the `Sum`s and `Product`s that hold in every row, the shortest first.

    None follows from others, none computes a column that a known rule gives or compares.

    Args:
        values: mapping of number columns to (rows,) float64 arrays, NaN where missing.
        decimals: mapping of the columns to decimals, None for unrounded.
        names: of the columns to look at; those with missing values are passed over.
        known: rules that were asked for or found before.
        before: (rows,) the row before each in its series, -1 for the first of one; None for none.
        static: columns of one value a series, which are no totals.
    """
    names = [name for name in names if not np.isnan(values[name]).any()]
    names = [name for name in names if _varies(sample(values, [name])).all()][:MOST_SUMMED]
    rules = (Order, Lookup, Forward, Pace)
    fixed = {name for part in known if isinstance(part, rules) for name in part.columns} | {*static}
    found = [part for part in known if isinstance(part, COMPUTED)]
    if not names or len(values[names[0]]) < EVIDENCE:
        return []
    asked, rows = len(found), sample(values, names)
    units = np.array([0 if decimals[n] is None else 10.0 ** -decimals[n] for n in names])

    def add(choices):
        for part in choices:
            allowed = part.total not in fixed and not _follows(part, found)
            if allowed and _holds(part, values, decimals):
                found.append(part)
                return

    for part in [] if before is None else _carried(values, names, before):
        if part.total not in fixed and not _follows(part, found):
            found.append(part)

    for part in _precise_first(_products(rows, units, names), rows, units, names):
        add([part])  # before sums, which can be written in other ways

    def add_sums(relations):
        for relation in sorted(relations, key=len):
            signs = {names[i]: sign for i, sign in sorted(relation.items())}
            add(_with_totals(signs, values))

    add_sums(_sums_of_two(rows, units))
    longer = []  # than two terms; columns that are sums themselves would make them ambiguous
    own = [part for part in found if not part.before]
    for dropped in ({part.total for part in own}, {part.columns[1] for part in own}):
        left = [i for i, name in enumerate(names) if name not in dropped]
        longer += [*_dependent(rows, units, left), *_dependent(rows, units, left[::-1])]
    add_sums(longer)
    return found[asked:]


def _carried(values, names, before):
    """Yield the columns that always are another one of the row before: opening and closing."""
    later = np.flatnonzero(before >= 0)
    if len(later) < EVIDENCE:
        return
    head = later[:: max(1, len(later) // HEAD)]
    now, then = (np.stack([values[n][rows] for n in names]) for rows in (head, before[head]))
    same = (now[:, None] == then[None]).all(axis=2)  # (columns, columns)
    for x, y in np.argwhere(same):
        mine, others = values[names[x]], values[names[y]]
        moves = np.count_nonzero(mine[later] != mine[before[later]])
        if x != y and moves >= EVIDENCE and (mine[later] == others[before[later]]).all():
            yield Sum(names[x], (), (), (names[y],))


def _precise_first(parts, rows, units, names):
    """Return rules in the order of how many digits of its spread each total is known to.

    share = part / whole says more than part = whole * share, which whole numbers hide.
    """
    spread = rows.std(axis=0)
    coarse = dict(zip(names, units / np.where(spread > 0, spread, 1), strict=True))
    return sorted(parts, key=lambda part: coarse[part.total])


def _products(rows, units, names):
    """Yield the products, then the ratios of two columns that hold in first rows of a sample."""
    first, second = np.triu_indices(len(names), 1)
    head = rows[:HEAD]
    divisor = (rows != 0).all(axis=0)
    one, other = head[:, first], head[:, second]
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        made = [
            (one * other, np.ones(len(first), bool), lambda i, j: ((names[i], names[j]), ())),
            (one / other, divisor[second], lambda i, j: ((names[i],), (names[j],))),
            (other / one, divisor[first], lambda i, j: ((names[j],), (names[i],))),
        ]
        for cells, able, terms in made:
            for total in range(len(names)):
                gap = np.abs(cells - head[:, [total]])
                near = (gap <= 0.5 * units[total] + totals.UNROUNDED * np.abs(cells)).all(axis=0)
                for pair in np.flatnonzero(near & able & (first != total) & (second != total)):
                    yield Product(names[total], *terms(first[pair], second[pair]))


def _with_totals(relation, values):
    """Yield the sums that a relation {column: ±1} of total zero can be written as, best first."""
    choices = []
    for position, (total, own) in enumerate(relation.items()):
        rest = {name: sign for name, sign in relation.items() if name != total}
        plus = tuple(name for name, sign in rest.items() if sign != own)
        minus = tuple(name for name, sign in rest.items() if sign == own)
        if plus:
            size = np.abs(values[total]).mean()
            choices.append(((len(minus), -size, -position), Sum(total, plus, minus)))
    yield from (part for _, part in sorted(choices, key=lambda choice: choice[0]))


def _follows(part, found):
    """Return whether a total is one already, or would be a part of itself."""
    terms = {other.total: other.terms for other in found}
    inside, ahead = set(), [*part.terms]
    while ahead:
        name = ahead.pop()
        if name not in inside:
            inside.add(name)
            ahead += terms.get(name, ())
    return part.total in terms or part.total in inside


def _holds(part, values, decimals):
    """Return whether a total holds in every row, in so many different ones that it is no chance."""
    gap, allowed = totals.gaps(part, values, decimals)
    if not (gap <= allowed).all():  # nor where a ratio divides by zero
        return False
    terms, total = sample(values, part.terms), sample(values, [part.total])
    ranged = total if isinstance(part, Product) else terms
    wide = np.ptp(ranged, axis=0) > WIDE * np.median(allowed)
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
    positions, signs = list(relation), np.array(list(relation.values()), "float64")
    terms = rows[:, positions]
    allowed = units[positions].sum() / 2 + 1e-9 * np.abs(terms).sum(axis=1)
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
