"""What is noted of every series while a large table streams by, and which series are looked at.

The schema of a large table is found out from some of its series, by the code that finds it out from
all rows of a small one. For that to come to the same, the series that are looked at are some drawn
at random and, with them, witnesses of all that a drawn part would miss: those with the smallest and
the largest values, as many of each as have to hold what is learned, and so the same for lengths,
first times and steps; as many of each category; and one or more in which cells are missing, numbers
have more decimals, or a column moves that stands still elsewhere.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from rnngan.data.time import spellings

CELLS = 1_200_000  # of the series that are drawn
FEW = 3  # witnesses of what needs no more than one
NUMBERED = r"^(?P<begin>.*?)(?P<number>\d{1,18})$"  # names that new ones go on from
MOST_VALUES = 5_001  # of a column of texts whose holders are counted


@dataclass(frozen=True)
class Hints:
    """What the first rows say of the columns: where to look closer.

    Args:
        series: column that distinguishes the series, or None.
        time: column that orders the rows, or None.
        spelled: how its times are spelled where they are texts; None where that is not known.
        below: how many series have to hold what is learned.
        decimals: {number column: its decimals} of rounded ones.
        still: columns of one value a series.
        rising: {number column: 1 or -1} of those that never fall, or never rise.
        few: number columns with few values, whose values are counted like categories.
        named: columns of ids and keys, whose numbers new ones go on from.
    """

    series: str | None
    time: str | None
    spelled: str | None
    below: int
    decimals: dict
    still: frozenset
    rising: dict
    few: frozenset
    named: frozenset


class Facts:
    """Notes of the units of a table: whole series, or stretches of long ones.

    Args:
        hints: `Hints`.
        columns: number of columns.
        seed: of the draw.
    """

    def __init__(self, hints, columns, seed=0):
        self.hints, self.seed = hints, seed
        self.most_rows = max(1, CELLS // max(1, columns))
        self.extremes = {}  # {what: (values, units) of the smallest}
        self.flagged = {}  # {what: units}
        self.begins = {}  # {column: what stands before the number of its first name}
        self.values = {}  # {column: {value: units}}; None for a column of too many values
        self.drawn = np.zeros((3, 0), "uint64")  # key, unit, rows
        self.threshold = np.uint64(2**64 - 1)

    def add(self, table, starts, first_unit):
        """Note the units of a table.

        Args:
            table: `pa.Table`.
            starts: (units,) first row of each.
            first_unit: number of the first one.
        """
        rows = np.diff(starts, append=table.num_rows)
        self._draw(rows, first_unit)
        self._smallest("rows", rows, first_unit)
        self._smallest("-rows", -rows, first_unit)
        for name in table.column_names:
            column = table[name]
            if name in self.hints.named:
                self._names(name, column, starts, first_unit)
            if name == self.hints.series or name in self.hints.named:
                continue
            if name == self.hints.time:
                self._times(points_of(column, self.hints), starts, first_unit)
            elif pa.types.is_floating(column.type) or pa.types.is_integer(column.type):
                self._numbers(name, column, starts, first_unit)
            else:
                self._texts(name, column, starts, first_unit)

    def chosen(self):
        """Return the numbers of the units to look at, ascending."""
        self._keep_drawn()
        found = [self.drawn[1].astype("int64")]
        found += [units for _, units in self.extremes.values()]
        found += [np.array(units) for units in self.flagged.values()]
        for values in self.values.values():
            found += [np.array(units) for units in (values or {}).values()]
        return np.unique(np.concatenate(found).astype("int64"))

    def _draw(self, rows, first_unit):
        units = np.arange(first_unit, first_unit + len(rows), dtype="uint64")
        keys = mixed(units + np.uint64(self.seed * 0x9E3779B97F4A7C15 % 2**64))
        kept = keys <= self.threshold
        found = np.stack([keys[kept], units[kept], rows[kept].astype("uint64")])
        self.drawn = np.concatenate([self.drawn, found], axis=1)
        if self.drawn[2].sum() > 2 * self.most_rows:
            self._keep_drawn()

    def _keep_drawn(self):
        """Keep the units with the smallest keys, as many as there is room for."""
        drawn = self.drawn[:, np.argsort(self.drawn[0])]
        many = np.searchsorted(np.cumsum(drawn[2]), self.most_rows, "right")
        if many < drawn.shape[1]:
            drawn = drawn[:, : max(1, many)]
            self.threshold = drawn[0, -1]
        self.drawn = drawn

    def _smallest(self, what, values, first_unit):
        """Keep the units of the smallest values, (units,) with NaN where there is none."""
        known = np.flatnonzero(~np.isnan(values))
        count = self.hints.below
        if len(known) > count:
            known = known[np.argpartition(values[known], count - 1)[:count]]
        old = self.extremes.get(what, (np.zeros(0), np.zeros(0, "int64")))
        both = np.append(old[0], values[known]), np.append(old[1], known + first_unit)
        order = np.argsort(both[0], kind="stable")[:count]
        self.extremes[what] = both[0][order], both[1][order]

    def _flag(self, what, units, first_unit):
        """Keep the first units, (units,) bool, of which something is true."""
        kept = self.flagged.setdefault(what, [])
        kept += (np.flatnonzero(units)[: FEW - len(kept)] + first_unit).tolist()

    def _numbers(self, name, column, starts, first_unit):
        values = column.to_numpy().astype("float64", copy=False)
        low, high = np.fmin.reduceat(values, starts), np.fmax.reduceat(values, starts)
        self._smallest((name, "low"), low, first_unit)
        self._smallest((name, "high"), -high, first_unit)
        absent = np.isnan(values)
        if absent.any():
            self._flag((name, "missing"), _any(absent, starts), first_unit)
        decimals = self.hints.decimals.get(name)
        if decimals is not None:
            other = (np.round(values, decimals) != values) & ~absent
            if other.any():
                self._flag((name, "decimals"), _any(other, starts), first_unit)
        if name in self.hints.still:
            self._flag((name, "moves"), low < high, first_unit)
        sign = self.hints.rising.get(name)
        if sign is not None:
            back = sign * np.diff(values, prepend=values[:1]) < 0
            back[starts] = False
            self._flag((name, "back"), _any(back, starts), first_unit)
        if name in self.hints.few:
            self._texts(name, column, starts, first_unit)

    def _times(self, points, starts, first_unit):
        """Keep the units that begin first and last, and those of the smallest steps."""
        if points is None:
            return
        self._smallest("begin", points[starts], first_unit)
        self._smallest("-begin", -points[starts], first_unit)
        ends = np.append(starts[1:], len(points)) - 1
        self._smallest("-end", -points[ends], first_unit)
        steps = np.diff(points, prepend=points[:1])
        steps[starts] = np.inf
        smallest = np.minimum.reduceat(steps, starts)
        self._smallest("step", np.where(np.isfinite(smallest), smallest, np.nan), first_unit)

    def _texts(self, name, column, starts, first_unit):
        """Keep as many units of each value as have to hold it."""
        seen = self.values.setdefault(name, {})
        if seen is None:
            return
        codes, names = coded(column)
        if len(seen.keys() | set(names)) > MOST_VALUES:
            self.values[name] = None
            return
        wanted = [code for code, value in enumerate(names) if self._lacks(seen, value)]
        for code, unit in first_holders(codes, starts, wanted, self.hints.below):
            held = seen.setdefault(names[code], [])
            if len(held) < self.hints.below:
                held.append(unit + first_unit)
        if name in self.hints.still:
            moves = np.append(False, codes[1:] != codes[:-1])
            moves[starts] = False
            self._flag((name, "moves"), _any(moves, starts), first_unit)

    def _lacks(self, seen, value):
        return len(seen.get(value, ())) < self.hints.below

    def _names(self, name, column, starts, first_unit):
        """Keep the units of the largest numbers at the end of names, and of other names."""
        codes, names = coded(column)
        found = pc.extract_regex(pa.array(map(str, names), pa.large_string()), NUMBERED)
        texts = pc.if_else(found.is_valid(), found.field(1), None)  # it is "" where none is found
        numbers = pc.cast(texts, pa.float64()).to_numpy(zero_copy_only=False)
        largest = np.fmax.reduceat(numbers[codes], starts)
        self._smallest((name, "number"), -largest, first_unit)
        begins = pc.if_else(found.is_valid(), found.field(0), None).to_numpy(zero_copy_only=False)
        other = begins != self.begins.setdefault(name, begins[codes[0]])
        self._flag((name, "name"), _any(other[codes], starts), first_unit)


def first_holders(codes, starts, wanted, most):
    """Return (code, unit) of the first units that hold each of some codes.

    Args:
        codes: (rows,) int64.
        starts: (units,) first rows.
        wanted: the codes.
        most: units of each that are enough.

    Example:
        >>> first_holders(np.array([0, 0, 1, 0]), np.array([0, 1, 3]), [0, 1], 2)
        [(0, 0), (0, 1), (1, 1)]
    """
    rows = np.flatnonzero(np.isin(codes, wanted)) if wanted else np.zeros(0, "int64")
    units = np.searchsorted(starts, rows, "right") - 1
    pairs = np.unique(codes[rows].astype("int64") * len(starts) + units)
    code, unit = pairs // len(starts), pairs % len(starts)
    number = np.arange(len(code)) - np.searchsorted(code, code)
    return list(zip(code[number < most].tolist(), unit[number < most].tolist(), strict=True))


def _any(flags, starts):
    """Return for each unit whether a row of it has the flag."""
    return np.logical_or.reduceat(flags, starts)


def coded(column):
    """Return (codes (rows,), values) of a column of Arrow; the last one is None for null."""
    column = _encoded(column)
    values = column.dictionary.to_pylist()
    return codes_of(column), [*values, None] if column.null_count else values


def codes_of(column):
    """Return codes (rows,) of a column of Arrow, the largest one for null."""
    column = _encoded(column)
    codes = column.indices
    codes = codes.fill_null(len(column.dictionary)) if column.null_count else codes
    return codes.to_numpy(zero_copy_only=False)


def _encoded(column):
    """Return a column as a dictionary in one chunk."""
    if not pa.types.is_dictionary(column.type):
        column = pc.dictionary_encode(column)
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def points_of(column, hints):
    """Return the times of a column as float64, to be compared; None where they can't be.

    Args:
        column: of Arrow: numbers, times, or texts.
        hints: `Hints`.
    """
    if pa.types.is_temporal(column.type):
        column = pc.cast(pc.cast(column, pa.timestamp("us")), pa.int64())
    if pa.types.is_floating(column.type) or pa.types.is_integer(column.type):
        return pc.cast(column, pa.float64(), safe=False).to_numpy()
    if hints.spelled is None:
        return None
    codes, names = coded(column)
    found = spellings.read(pd.Series(names, dtype="str"), hints.spelled)
    found = found.dt.tz_localize(None) if found.dt.tz is not None else found
    return np.where(found.isna(), np.nan, found.astype("int64"))[codes]


def mixed(numbers):
    """Return uint64 numbers that look random, a function of each (SplitMix64; Steele 2014)."""
    with np.errstate(over="ignore"):
        found = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        found = (found ^ (found >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return found ^ (found >> np.uint64(31))


def hashes(column, rows):
    """Return uint64 hashes of some cells of a column."""
    codes, names = coded(column)
    names = np.array([str(name) for name in names], object)
    return pd.util.hash_array(names, categorize=False)[codes[rows]]  # no name comes twice
