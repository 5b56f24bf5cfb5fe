"""What the row generator needs to know of the training rows: scales, moves, cells."""

from typing import Literal

import numpy as np
from pydantic import Field

from rnngan.data import piecewise, row_ranges
from rnngan.data.columns.column import Part
from rnngan.data.columns.gap import SMOOTH
from rnngan.data.recurring import NEAR, recurring

SAME = 0.51  # steps of the grid within which two values are the same
FEW = 16  # different values up to which a number is one of a few
CELLS = 64  # of a rough number, at most
ROWS_PER_CELL = 20
KNOTS = 9  # values that a cell keeps: from its smallest to its largest
OUTLYING = 0.001  # share of values at either end that does not set a scale
LARGEST = 8.0  # standardised levels are clipped to it before a network reads them
EXACT = 1e-4  # of a grid's step: values that lie no farther from the grid lie on it
SMALLEST = 1e-6  # of scales
TIED = 64  # numbers whose covariance is known, at most


class RowColumn(Part):
    """How one column of a row is written.

    Args:
        name: of the table's column.
        kind: "category" (one of a few, also whether a value is there), "smooth" (a number that
            moves little from row to row), or "cells" (a rough number, or one of few values).
        start: its first feature among those that change, or among the static ones.
        size: number of features.
        mean, std: of its feature, outliers aside. What follows is in units of `std`, from `mean`.
        unit: its usual move from row to row.
        grid: step between two neighbouring values; how near values are that count as the same.
        on_grid: whether all values are multiples of `grid` from the smallest one.
        values: that a smooth number takes again and again (`rnngan.data.recurring`).
        low, high: smallest and largest value.
        level: correlation of a value with the one before it.
        bends: where its lines bend, as `rnngan.data.piecewise.bends` returns it.
        knots: (cells, KNOTS) values of each cell at equal shares of its rows.
        shares: (cells,) of the rows, in each cell.
        present: the feature that is 1 where the value is there; None where it always is.
    """

    name: str
    kind: Literal["category", "smooth", "cells"]
    start: int = Field(ge=0)
    size: int = Field(1, ge=1)
    mean: float = 0.0
    std: float = Field(1.0, gt=0)
    unit: float = Field(1.0, gt=0)
    grid: float = Field(0.0, ge=0)
    on_grid: bool = False
    values: tuple[float, ...] = ()
    low: float = 0.0
    high: float = 0.0
    level: float = Field(0.0, ge=0, le=1)
    bends: tuple[int, tuple[tuple[float, float], ...]] | None = None
    knots: tuple[tuple[float, ...], ...] = ()
    shares: tuple[float, ...] = ()
    present: int | None = None

    @property
    def choices(self):
        """Number of cells or of categories."""
        return self.size if self.kind == "category" else len(self.knots)

    @property
    def range(self):
        """Positions of its features."""
        return range(self.start, self.start + self.size)


class RowStatistics(Part):
    """How the columns of a row are written.

    Args:
        rows: columns that change from row to row.
        static: columns with one value a sequence.
        ends: whether sequences have lengths of their own: the end is an event of every row.
        longest: rows of a sequence at most.
        covariance: (numbers, numbers) of the numbers of a row; empty where they are many.
        ranges: where numbers lie in the rows of each value of a category.
    """

    rows: tuple[RowColumn, ...]
    static: tuple[RowColumn, ...] = ()
    ends: bool = False
    longest: int = Field(ge=1)
    covariance: tuple[tuple[float, ...], ...] = ()
    ranges: tuple[row_ranges.Range, ...] = ()

    @classmethod
    def fit(cls, windows, transform):
        """Take the statistics of the training rows.

        Args:
            windows: training `rnngan.data.windows.Windows`.
            transform: `TableTransform`, which knows what the features are.
        """
        values, pairs = _rows_and_pairs(windows, transform)
        width = transform.features
        flags = _presence(transform.blocks)
        clocks = values[:, width + transform.statics :]
        changing = [_column(b, flags, values[:, :width], pairs, clocks) for b in transform.blocks]
        firsts = windows.values[windows.starts][:, width : width + transform.statics]
        flags = _presence(transform.static)
        static = [
            _column(block, flags, firsts)
            for block in transform.static
            if block is not transform.length
        ]
        rows = _ordered(changing)
        return cls(
            rows=rows,
            static=_ordered(static),
            ends=transform.length is not None,
            longest=windows.length,
            covariance=_covariance([c for c in rows if c.kind != "category"], values),
            ranges=row_ranges.fit(rows, values),
        )


def _ordered(columns):
    """Return columns as they stand in a row: categories, smooth numbers, then cells."""
    order = ("category", "smooth", "cells")
    return tuple(sorted(columns, key=lambda column: order.index(column.kind)))


def _covariance(numbers, values):
    """Return the covariance of standardised numbers, outliers no farther than LARGEST.

    Args:
        numbers: their `RowColumn`s.
        values: (rows, features) float64.
    """
    if not numbers or len(numbers) > TIED:
        return ()
    columns = [(values[:, c.start] - c.mean) / c.std for c in numbers]
    found = np.cov(np.clip(columns, -LARGEST, LARGEST), ddof=0)
    return tuple(map(tuple, found.reshape(len(numbers), -1).tolist()))


def _rows_and_pairs(windows, transform):
    """Return the values of rows in some window, and the positions of rows with one before them."""
    lengths = np.full(len(windows), windows.length)
    if transform.length is not None:
        first = windows.values[windows.starts, transform.features + transform.length.start]
        lengths = np.rint(transform.length.unscaled(first)).astype("int64")
    inside = _covered(windows.starts, windows.starts + lengths, len(windows.values))
    follows = _covered(windows.starts + 1, windows.starts + lengths, len(windows.values))
    kept = np.flatnonzero(inside)
    pairs = np.searchsorted(kept, np.flatnonzero(follows))
    return windows.values[kept].astype("float64"), pairs


def _covered(starts, ends, rows):
    """Return the mask of the rows that stand in some [start, end)."""
    edges = np.zeros(rows + 1, "int64")
    np.add.at(edges, starts, 1)
    np.add.at(edges, ends, -1)
    return np.cumsum(edges)[:-1] > 0


def _presence(blocks):
    """Return {column: feature that is 1 where its value is there} of columns that have one."""
    return {block.name: block.start for block in blocks if block.role == "present"}


def _column(block, flags, values, pairs=None, clocks=None):
    """Return the `RowColumn` of a block.

    Args:
        block: `Block`.
        flags: as `_presence` returns them.
        values: (rows, features) float64.
        pairs: as `_number` has them.
        clocks: as `_number` has them.
    """
    if block.is_one_hot:
        return RowColumn(name=block.name, kind="category", start=block.start, size=block.size)
    present = flags.get(block.name)
    known = np.ones(len(values), bool) if present is None else values[:, present] > 0.5
    found = _number(values[:, block.start], known, pairs, clocks)
    return RowColumn(name=block.name, start=block.start, present=present, **found)


def _number(values, known, pairs, clocks):
    """Return how a number is written.

    Args:
        values: (rows,) its feature.
        known: (rows,) bool, where it is no stand-in for a missing value.
        pairs: rows whose row before is known; None for columns that don't change.
        clocks: (rows, calendar) of the rows.
    """
    there = values[known] if known.any() else np.zeros(1)
    scale = {"mean": _inner(there).mean(), "std": max(_inner(there).std(), SMALLEST)}
    z = (values - scale["mean"]) / scale["std"]
    there = (there - scale["mean"]) / scale["std"]
    low, high = there.min(), there.max()
    distinct = np.unique(there)
    step, on_grid = grid(distinct)
    found = {**scale, "low": low, "high": high, "grid": step, "on_grid": on_grid}
    moves, level = np.zeros(1), 0.0
    if pairs is not None and len(pairs):
        pairs = pairs[known[pairs] & known[pairs - 1]]
        moves = z[pairs] - z[pairs - 1] if len(pairs) else moves
        level = (
            float(np.clip(np.mean(np.clip(z[pairs] * z[pairs - 1], -9, 9)), 0, 1))
            if len(pairs)
            else 0.0
        )
    unit = max(float(np.sqrt((_inner(moves) ** 2).mean())), step, SMALLEST)
    rough = pairs is None or unit > SMOOTH or len(distinct) <= FEW
    if not rough:
        often = () if on_grid else tuple(recurring(there).tolist())
        bends = piecewise.bends(moves, pairs, clocks, SAME * step) if known.all() else None
        found |= {"level": level, "values": often, "bends": bends}
        return {"kind": "smooth", "unit": unit, **found}
    knots, shares = cells(there)
    return {"kind": "cells", "unit": unit, "level": level, "knots": knots, "shares": shares} | found


def _inner(values):
    """Return values with those at either end moved in to where the outlying share begins.

    Well-behaved values are hardly moved.
    """
    low, high = np.quantile(values, [OUTLYING, 1 - OUTLYING])
    return np.clip(values, low, high)


def grid(distinct):
    """Return the step of the grid that sorted values lie on, and whether they do.

    Where they lie on none, the step is how near values are that count as the same.

    Example:
        >>> grid(np.array([0.0, 0.5, 2.0]))
        (0.5, True)
        >>> grid(np.array([0.0, 0.41, 1.0]))[1]
        False
    """
    if len(distinct) < 2:
        return 1.0, False
    span = distinct[-1] - distinct[0]
    steps = np.diff(distinct)
    step = float(np.median(steps[steps <= np.quantile(steps, 0.5)]))
    near = NEAR * span
    if step > near:
        at = (distinct - distinct[0]) / step
        if np.abs(at - np.rint(at)).max() < EXACT * max(1.0, at[-1] * 1e-2):
            return step, True
    return near, False


def cells(values):
    """Return the knots of the cells that values are sorted into, and each cell's share of them.

    Few values have a cell each. Of many, a value that alone fills a cell has one to itself (a
    floor, a rounded price), and the others share cells of about as many rows each. A value inside
    of a cell is drawn between its knots, so outliers stretch no cell but the last.

    Example:
        >>> cells(np.repeat([1.0, 2.0], [30, 10]))[1]
        (0.75, 0.25)
    """
    distinct, counts = np.unique(values, return_counts=True)
    most = int(np.clip(len(values) // ROWS_PER_CELL, FEW, CELLS))
    if len(distinct) <= most:
        found = [(i, i + 1) for i in range(len(distinct))]
    else:
        found = _shared(counts, len(values) / most)
    edges = np.append(0, np.cumsum(counts))[[0, *(end for _, end in found)]]
    knots = _knots(np.repeat(distinct, counts), edges)
    return tuple(map(tuple, knots.tolist())), tuple((np.diff(edges) / len(values)).tolist())


def _knots(values, edges):
    """Return the KNOTS values at equal shares of the rows of each cell, (cells, KNOTS).

    Args:
        values: (rows,) sorted.
        edges: (cells + 1,) where the cells begin among them, and where the last one ends.
    """
    knots, sizes = np.empty((len(edges) - 1, KNOTS)), np.diff(edges)
    for size in np.unique(sizes):  # those of as many rows at once
        same = np.flatnonzero(sizes == size)
        rows = values[edges[same, None] + np.arange(size)]
        knots[same] = np.quantile(rows, np.linspace(0, 1, KNOTS), axis=1).T
    return knots


def _shared(counts, share):
    """Return [(first, behind last)] of values that share a cell, of about `share` rows each."""
    found, begin, held = [], 0, 0
    for end, count in enumerate(counts, 1):
        alone = count >= share
        if alone and begin < end - 1:
            found.append((begin, end - 1))
            begin, held = end - 1, 0
        held += count
        if alone or held >= share or end == len(counts):
            found.append((begin, end))
            begin, held = end, 0
    return found
