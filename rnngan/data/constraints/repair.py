"""What holds between columns in every row: collected, checked and kept in restored tables."""

import functools
import graphlib
from dataclasses import dataclass

import numpy as np
import pandas as pd

from rnngan.config.errors import ConfigError
from rnngan.data.constraints import forward, lookups, paces, totals
from rnngan.data.constraints.language import parse, spell
from rnngan.data.constraints.rules import COMPUTED, Forward, Lookup, Order, Pace, Sum, Unique
from rnngan.data.constraints.totals import floats

EXACT = 2.0**52  # from which on a float64 has no fractions left to round


def as_parts(texts, names, numbers=None):
    """Return what all texts demand together, each once.

    Args:
        texts: constraints.
        names: columns of the table.
        numbers: {column that holds numbers: whether it changes in a series}; None for not checking.

    Raises:
        ConfigError: a text can't be read; a comparison of a column that holds no numbers; the
            constraints contradict each other.
    """
    parts = tuple(dict.fromkeys(part for text in texts for part in parse(text, names)))
    for part in parts:
        for name in _numbers(part):
            if numbers is not None and name not in numbers:
                raise ConfigError(
                    f"constraint {spell(part)!r}: column {name!r} holds no numbers to compare or "
                    "to add. Name number columns, or leave the constraint out."
                )
            if numbers is not None and not numbers[name] and name not in getattr(part, "terms", ()):
                raise ConfigError(
                    f"constraint {spell(part)!r}: column {name!r} has one value a series. Name "
                    "columns that change from row to row, or leave the constraint out."
                )
    check_consistent(parts)
    return parts


def _numbers(part):
    """Return the columns of a rule that have to be numbers."""
    if isinstance(part, Pace):
        return (part.column,)
    return part.columns if isinstance(part, (Order, *COMPUTED)) else ()


def check_consistent(parts):
    """Check that the constraints can all hold in one row, and that totals can be restored.

    Raises:
        ConfigError: orders that go round in a circle or leave no value; two rules that compute one
            column; totals that go round; an order of a total, which is not to be moved.
    """
    orders = [part for part in parts if isinstance(part, Order)]
    rules = {name: part for part in reversed(parts) for name in _computes(part)}
    for part in parts:
        for name in _computes(part):
            if rules[name] != part:
                both = f"{spell(rules[name])!r} and {spell(part)!r}"
                sums = isinstance(part, Sum) and isinstance(rules[name], Sum)
                what = "two sums of one total" if sums else f"two rules for {name!r}"
                raise ConfigError(f"constraints {both}: {what}. Leave one out.")
    for part in orders:
        for name in part.columns:
            if isinstance(rules.get(name), (*COMPUTED, Pace)):
                raise ConfigError(
                    f"constraint {spell(part)!r}: {name!r} is restored as {spell(rules[name])!r}. "
                    "Compare the columns of that rule instead."
                )
    for part in parts:
        if isinstance(part, Forward) and part.column in rules:
            _refuse_computed(part, part.column, rules)
        if isinstance(part, Lookup) and isinstance(rules.get(part.key), COMPUTED):
            _refuse_computed(part, part.key, rules)
        if isinstance(part, Pace) and part.key in rules:
            _refuse_computed(part, part.key, rules)
    _sorted({name: _needs(part) for name, part in rules.items()}, "is part of")
    _limits(orders, {name: Grid() for part in orders for name in part.columns})


def _refuse_computed(part, name, rules):
    """Refuse a rule about a column that another rule gives."""
    raise ConfigError(
        f"constraint {spell(part)!r}: {name!r} is restored as {spell(rules[name])!r}. Say it of "
        "the columns of that rule, or leave one of the two out."
    )


def _computes(part):
    """Return the name of the column that a rule gives, in a tuple; () for other rules."""
    if isinstance(part, COMPUTED):
        return (part.total,)
    return (part.column,) if isinstance(part, Lookup | Pace) else ()


def _needs(part):
    return (part.key,) if isinstance(part, Lookup | Pace) else part.terms


def _sorted(before, relation):
    """Return the columns, each after those before it; refuse a circle."""
    try:
        return list(graphlib.TopologicalSorter(before).static_order())
    except graphlib.CycleError as error:
        circle = f" {relation} ".join(map(str, error.args[1]))
        raise ConfigError(
            f"the constraints go round in a circle: {circle}. Leave out one; two columns "
            'that are always equal are written as "a = b".'
        ) from None


@dataclass(frozen=True)
class Grid:
    """The values that a column can take: a step of decimals, a dtype, or a few values."""

    dtype: str | np.dtype = "float64"
    decimals: int | None = None
    values: tuple[float, ...] | None = None
    limits: tuple[float, float] = (-np.inf, np.inf)

    @classmethod
    def of(cls, cells, column):
        """Return the grid of a restored column and its part of the schema."""
        dtype = np.dtype(getattr(cells.dtype, "numpy_dtype", cells.dtype))
        few, (low, high) = getattr(column, "values", None), column.limits
        least, most = column.bounds or (None, None)  # the table's own extremes give way
        ends = ([least, low], [most, high])
        if few is not None:
            few = tuple(sorted(few))
            ends = ([*ends[0], few[0]], [*ends[1], few[-1]])
        low, high = ([end for end in side if end is not None] for side in ends)
        limits = (max(low), min(high))
        if dtype.kind == "f":
            return cls(dtype, column.decimals, few, limits)
        return cls("float64", 0, few, limits)

    def at_least(self, bound, strict=False):
        """Return the smallest values that are not below (strict: that are above) the bounds."""
        bound = np.asarray(bound, "float64")
        if self.values is not None:
            index = np.searchsorted(self.values, bound, side="right" if strict else "left")
            return np.append(self.values, np.inf)[index]
        with np.errstate(over="ignore", invalid="ignore"):
            value = self._nearest(bound)
            low = value <= bound if strict else value < bound
            return np.where(low, self._next(value), value) + 0.0  # -0.0 would be written as -0

    def at_most(self, bound, strict=False):
        """Return the largest values that are not above (strict: that are below) the bounds."""
        mirrored = None if self.values is None else tuple(-v for v in reversed(self.values))
        grid = Grid(self.dtype, self.decimals, mirrored)
        return 0.0 - grid.at_least(-np.asarray(bound, "float64"), strict)

    def _nearest(self, bound):
        if self.decimals is not None:
            coarse = np.abs(bound) < EXACT / 10**self.decimals
            bound = np.where(coarse, np.round(bound, self.decimals), bound)
        return bound.astype(self.dtype).astype("float64")

    def _next(self, value):
        after = np.nextafter(value.astype(self.dtype), np.dtype(self.dtype).type(np.inf))
        after = after.astype("float64")
        if self.decimals is None:
            return after
        return np.maximum(after, self._nearest(value + 10.0**-self.decimals))


def _limits(orders, grids):
    """Return the columns bottom-up, each with the smallest and largest value it can ever have.

    An upper column must stay above the smallest value of its lowers, and so on: values clipped to
    these limits can be put in order without leaving them again.
    """
    below = {name: [o.lower for o in orders if o.upper == name] for name in grids}
    between = {up: [low for low in lows if low in grids] for up, lows in below.items()}
    ordered = _sorted(between, "<=")
    low = {name: grid.at_least(grid.limits[0]) for name, grid in grids.items()}
    high = {name: grid.at_most(grid.limits[1]) for name, grid in grids.items()}
    for name in ordered:
        for o in orders:
            if o.upper == name:
                bound = grids[name].at_least(low.get(o.lower, o.lower), o.strict)
                low[name] = np.maximum(low[name], bound)
    for name in reversed(ordered):
        for o in orders:
            if o.lower == name:
                bound = grids[name].at_most(high.get(o.upper, o.upper), o.strict)
                high[name] = np.minimum(high[name], bound)
        if low[name] > high[name]:
            own = ", ".join(spell(o) for o in orders if name in o.columns)
            raise ConfigError(
                f"the constraints leave no value for {name!r}: at least {low[name]:g} and at most "
                f"{high[name]:g} ({own}, and what follows from others). Leave out one."
            )
    return {name: (low[name], high[name]) for name in ordered}


def repair(frame, parts, schema, fixed=frozenset()):
    """Return the table with every order kept in every row.

    Numbers are clipped first. Then the columns between others stay where they can: each is raised
    to what must be below it among themselves, the lowest columns are lowered to them, and the
    highest are raised last. A comparison with a missing value is not made.

    Args:
        frame: restored values.
        parts: constraints without contradictions; only orders are looked at.
        schema: `Schema` with each column's decimals, few values and limits.
        fixed: names of columns that are not moved.

    Returns:
        A data frame; rows in which all orders held are unchanged.

    Raises:
        ConfigError: the orders leave no value with a column's decimals.
    """
    orders = [part for part in parts if isinstance(part, Order)]
    values = {name: floats(frame[name]) for part in orders for name in part.columns}
    broken = np.zeros(len(frame), bool)
    for order in orders:
        broken |= _breaks(order, values)
    rows = np.flatnonzero(broken)
    if not len(rows):
        return frame
    grids = {name: Grid.of(frame[name], schema[name]) for name in values}
    before = {name: cells[rows] for name, cells in values.items()}
    after, frame = _repaired(orders, before, grids, fixed & set(values)), frame.copy(deep=False)
    for name, cells in after.items():
        moved = (cells != before[name]) & ~np.isnan(cells)
        column, kind = frame[name].copy(), frame[name].dtype
        column.iloc[rows[moved]] = cells[moved].astype(getattr(kind, "numpy_dtype", kind))
        frame[name] = column
    return frame


def _repaired(orders, values, grids, fixed):
    """Return the values of rows, all put in order; the columns of `fixed` stay as they are."""
    limits = _limits(orders, grids)
    values = {
        name: cells if name in fixed else np.clip(cells, *limits[name])
        for name, cells in values.items()
    }
    free = [o for o in orders if len(o.columns) == 2 and not fixed & set(o.columns)]
    lowers, uppers = {o.lower for o in free}, {o.upper for o in free}
    middles = lowers & uppers
    for name in limits:  # bottom-up
        for o in free:
            if name in middles and o.upper == name and o.lower in middles:
                _raise(o, values, grids)
    for o in free:
        if o.lower not in middles and o.upper in middles:
            _lower(o, values, grids)
    for o in free:
        if o.upper not in middles:
            _raise(o, values, grids)
    return _around(orders, values, grids, limits, fixed) if fixed else values


def _around(orders, values, grids, ordered, fixed):
    """Return values that are in order with the fixed ones too: raised bottom-up, then lowered.

    Where no value of a column is in order with them, the nearest one it can have is taken.
    """
    for name in ordered:
        for o in orders:
            if o.upper == name and name not in fixed:
                _raise(o, values, grids)
    for name in reversed(ordered):
        for o in orders:
            if o.lower == name and name not in fixed:
                _lower(o, values, grids)
        if name not in fixed:
            values[name] = np.clip(values[name], *ordered[name])
    return values


def _lower(order, values, grids):
    wrong = _breaks(order, values)
    upper = values[order.upper][wrong] if isinstance(order.upper, str) else order.upper
    values[order.lower][wrong] = grids[order.lower].at_most(upper, order.strict)


def _raise(order, values, grids):
    wrong = _breaks(order, values)
    lower = values[order.lower][wrong] if isinstance(order.lower, str) else order.lower
    values[order.upper][wrong] = grids[order.upper].at_least(lower, order.strict)


def _breaks(order, values):
    """Return (rows,) booleans: where both are present and in the wrong order."""
    lower, upper = (values[s] if isinstance(s, str) else s for s in (order.lower, order.upper))
    return lower >= upper if order.strict else lower > upper


def broken(parts, values, cells, decimals, schema, along):
    """Return which rows break each constraint; rows with missing values break none.

    Args:
        parts: constraints.
        values: function that returns a column's numbers as float64, NaN where missing.
        cells: function that returns a column's cells, for `Unique`.
        decimals: mapping of names to decimals, for totals.
        schema: `Schema`, for `Lookup` and `Forward`.
        along: `rnngan.data.constraints.along.Along` of the table, for rules across rows.

    Returns:
        {text of a constraint: (rows,) bool}.
    """
    values, found = functools.cache(values), {}
    for part in parts:
        if isinstance(part, Unique):
            column = pd.Series(cells(part.column))
            off = column.notna() & column.duplicated()
        elif isinstance(part, Pace):
            off = _off_pace(part, values, schema, along)
        else:
            numbers = {name: values(name) for name in part.columns}
            off = _broken(part, numbers, decimals, schema, along)
        found[spell(part)] = np.asarray(off)
    return found


def _broken(part, numbers, decimals, schema, along):
    if isinstance(part, Order):
        return _breaks(part, numbers)
    if isinstance(part, Lookup):
        both = schema[part.column], schema[part.key]
        return lookups.broken(*both, numbers[part.column], numbers[part.key])
    if isinstance(part, Forward):
        return forward.broken(schema[part.column], numbers[part.column], along)
    earlier = totals.as_earlier(numbers, along.before) if part.before else None
    gap, allowed = totals.gaps(part, numbers, decimals, earlier)
    return gap > allowed


def _off_pace(part, values, schema, along):
    """Return the rows, (rows,) bool, that are off the pace of their series."""
    column, key, cells = schema[part.column], schema[part.key], values(part.column)
    by = values(key.name) if key.is_read else paces.elapsed(along.points)
    coarse = paces.half_unit(by, key.decimals) if key.is_read else 0.0
    allowed = paces.half_unit(cells, column.decimals) + abs(column.rate) * coarse
    return paces.broken(cells, by, column.rate, allowed, along.series, along.order)
