"""The features of one column: where they start, their scale, and how it is fitted."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from pydantic import Field

from rnngan.data.columns.column import Part

LARGEST_EXPONENT = 300.0  # of a generated logarithm; beyond it exp overflows
FLOOR_SHARE = 0.05  # of rows that hold the smallest value, from which on it is a floor
FLOOR_ROWS = 10  # and as many rows at least
PILED = 2  # times the rows of any value next to it: fewer are the edge of what is spread evenly
NEIGHBOURS = 5  # values next to the smallest one
SKEWED = 1.5  # skewness of what lies over a floor, from which on it is learned as a logarithm
MOST_VALUES = 100  # of a number that is learned as one of its values
ROWS_PER_VALUE = 20  # and so many rows for each of them at least
FAR = 5  # times as far from the middle as all but the last values: so far lie outliers
LAST = 0.02  # share of the values on one side of the middle that are its last ones
SIDE_ROWS = 50  # values on a side from which on there are outliers
ONE_HOT = ("category", "present")
DECIMALS = 9  # differences of rounded numbers are rounded to, before they are counted
FIXED = 1e-30  # scale of a feature that stands for one value


class Block(Part):
    """The features of one column, or of one side of it: where they start, and their scale.

    Args:
        name: the column.
        role: what the features say. "number": its value. "category": one-hot. "present": one-hot
            (there, missing). "gap": how far it stands over the largest of other
            columns. "increment": how far a counter moved since the row before. "level":
            where a counter stood in the first row. "step": logarithm of the time since the row
            before. "length": rows of the sequence.
        start: its first feature, counted among the changing or among the static features.
        size: number of features.
        mean, std: of the training rows, in the column's unit (or its logarithm); 0 and 1 for
            one-hot features.
        floor: the smallest standardised value, where many rows hold it (days without rain); None
            elsewhere.
        unit: where the column is learned as log(1 + (value - shift) / unit); None elsewhere.
        shift: smallest value of such a column.
        reach: standardised value, plus or minus, beyond which outliers lie; what is over it counts
            by its logarithm. None where there are none.
        values: all standardised values of a number that has few.
        over: columns that a gap is counted from.
        within: what values are pulled in to, of what is counted from row to row, or from others, in
            a table that is protected; None elsewhere.
    """

    name: str
    role: Literal[
        "number", "gap", "category", "present", "increment", "level", "step", "length"
    ] = "number"
    start: int = Field(0, ge=0)
    size: int = Field(1, ge=1)
    mean: float = 0.0
    std: float = Field(1.0, gt=0)
    floor: float | None = None
    unit: float | None = Field(None, gt=0)
    shift: float = 0.0
    reach: float | None = Field(None, gt=0)
    values: tuple[float, ...] | None = None
    over: tuple[str, ...] = ()
    within: tuple[float, float] | None = None

    @property
    def is_one_hot(self):
        """Whether one of the features is 1 and the others are 0."""
        return self.role in ONE_HOT

    @property
    def is_of_first_row(self):
        """Whether it speaks of the first row of a sequence alone."""
        return self.role == "level"

    @property
    def usual(self):
        """The value in the middle: it stands for one that is missing throughout."""
        return self.unscaled(np.zeros(1))[0]

    def scaled(self, values):
        """Return the standardised feature of values."""
        if self.unit is not None:
            values = np.log1p((values - self.shift) / self.unit)
        features = (values - self.mean) / self.std
        if self.reach is None:
            return features
        over = np.maximum(np.abs(features) - self.reach, 0.0)
        return features - np.sign(features) * (over - np.log1p(over))

    def unscaled(self, features):
        """Return the values of a standardised feature."""
        if self.values is not None:
            features = snapped(np.asarray(features, "float64"), np.asarray(self.values))
        features = np.asarray(features, "float64")
        if self.reach is not None:
            over = np.clip(np.abs(features) - self.reach, 0.0, LARGEST_EXPONENT)
            features = features + np.sign(features) * (np.expm1(over) - over)
        values = features * self.std + self.mean
        if self.unit is None:
            return values
        return np.expm1(np.minimum(values, LARGEST_EXPONENT)) * self.unit + self.shift

    def of(self, values):
        """Return the features (rows, size) of values or codes (rows,)."""
        if self.is_one_hot:
            return np.eye(self.size, dtype="float32").take(np.asarray(values, "int64"), axis=0)
        values = values if self.within is None else np.clip(values, *self.within)
        return self.scaled(values)[:, None]

    def of_given(self, value):
        """Return the features (size,) of one value or code, NaN where it is missing."""
        if self.role == "present":
            return np.eye(2)[int(np.isnan(value))]
        if self.is_one_hot:
            return np.eye(self.size)[self.size - 1 if np.isnan(value) else int(value)]
        return [self.scaled(self.usual if np.isnan(value) else value)]

    def on(self, values):
        """Return the block that keeps to some values; the same one where they are None."""
        if values is None:
            return self
        return self.model_copy(update={"values": tuple(self.scaled(np.array(values)).tolist())})

    def pinned(self, value):
        """Return the block that gives back one value whatever its feature is."""
        if self.is_one_hot:
            return self
        return self.model_copy(update={"mean": value, "std": FIXED, "reach": None, "values": None})


@dataclass(frozen=True)
class Fitting:
    """What blocks are fitted on.

    Args:
        rows: `rnngan.data.cleaning.Rows` of the table.
        chosen: (rows,) bool mask of the training rows.
        whole: whether windows are whole sequences, so that counters stand at their beginning.
        below: {column: names of the columns that it is never below}.
        by_row: whether rows are written one by one, so that levels are learned where they move
            little.
        holders: `rnngan.data.protection.holders.Holders` of the rows; None where all is learned.
    """

    rows: Any
    chosen: np.ndarray
    whole: bool
    below: dict
    by_row: bool = False
    holders: Any = None

    def drawn_in(self, values, chosen=None, decimals=DECIMALS):
        """Return values of training rows that are there, ends that they are pulled in to, and all.

        The ends are None where nothing is protected; all values are None where they are many, or
        some of them are held by few.

        Args:
            values: (rows,) float64, of what is counted from row to row, or from other columns.
            chosen: (rows,) bool, which rows count; the training rows when None.
            decimals: that values are rounded to before they are counted; None for not at all.
        """
        known = (self.chosen if chosen is None else chosen) & ~np.isnan(values)
        found, within, shared = values[known], None, True
        holders = None if self.holders is None else self.holders.some(known)
        if holders is not None and (within := holders.ends(found)) is not None:
            found = np.clip(found, *within)
        rounded = found if decimals is None else found.round(decimals)
        grid = few(rounded)
        if grid is not None and holders is not None:
            shared = holders.share(rounded)
        return found, within, grid if shared else None

    def known(self, name):
        """Return the values of a column in the training rows, without missing ones."""
        values = self.rows.values[name].to_numpy()
        return values[self.chosen & ~np.isnan(values)]


def snapped(values, grid):
    """Return for each value the nearest of the sorted `grid`.

    Example:
        >>> snapped(np.array([0.2, 9.0]), np.array([0.0, 1.0, 5.0])).tolist()
        [0.0, 5.0]
    """
    middles = (grid[1:] + grid[:-1]) / 2  # a grid of one value has none
    return grid[np.searchsorted(middles, values)]


def few(known):
    """Return all values of a number that has few, each in many rows; None for other numbers."""
    values = np.unique(known)
    if len(values) > MOST_VALUES or len(known) < ROWS_PER_VALUE * len(values):
        return None
    return tuple(values.tolist())


def scale(values):
    """Return {"mean": ..., "std": ...} of values (rows,)."""
    std = float(values.std()) if len(values) and np.ptp(values) > 0 else 0.0
    mean = float(values.mean()) if len(values) else 0.0
    return {"mean": mean, "std": std or 1.0}  # may be constant in the training rows, or too small


def robust_scale(values):
    """Return the scale of values (rows,) with outliers drawn in, and how far it reaches.

    One outlier would set the scale of all others. Where there is none, it is `scale`.

    Example:
        >>> robust_scale(np.arange(101.0)) == scale(np.arange(101.0))
        True
    """
    near = without_outliers(values)
    found, moved = scale(near), near != values
    if not moved.any():
        return found
    return found | {"reach": float(np.abs((near[moved] - found["mean"]) / found["std"]).max())}


def without_outliers(values):
    """Return values (rows,) with outliers moved to where they begin; others as they are.

    They begin, on either side of the median, `FAR` times as far from it as all but the last values
    of that side.

    Example:
        >>> without_outliers(np.append(np.arange(101.0), 9999.0)).max()  # 50.5 + 5 * 49.5
        np.float64(298.0)
    """
    middle = np.median(values) if len(values) else 0.0
    ends = (FAR * _usual_distance(side * (values - middle)) for side in (-1, 1))
    below, above = ends
    return np.clip(values, middle - below, middle + above)


def _usual_distance(distances):
    """Return within what distance all but the last values of a side lie; of few values, infinity.

    What stands at the middle itself, such as days without rain, is on neither side.
    """
    over = distances[distances > 0]
    return np.quantile(over, 1 - LAST, method="lower") if len(over) >= SIDE_ROWS else np.inf


def length_block(counts):
    """Return the block of a length: any between the shortest and the longest of training."""
    block = Block(name="", role="length", **scale(counts))
    return block.on(np.arange(counts.min(), counts.max() + 1))


def number_block(name, values, role="number", grid=None, skewed=False):
    """Return the block of a number that changes from row to row.

    Args:
        name: of the column.
        values: (rows,) of the training rows, none missing.
        role: see `Block`.
        grid: all its values where it has few, else None.
        skewed: whether it may be learned as a logarithm without a floor.
    """
    if not len(values):
        return Block(name=name, role=role)
    held, piled = _holds_smallest(values)
    low = float(values.min())
    unit = _log_unit(values[values > low] - low) if held or skewed else None
    scaled = values if unit is None else np.log1p((values - low) / unit)
    shift = 0.0 if unit is None else low
    block = Block(name=name, role=role, **robust_scale(scaled), unit=unit, shift=shift)
    floor = float(block.scaled(low)) if piled else None
    return block.model_copy(update={"floor": floor}).on(grid)


def _holds_smallest(values):
    """Return whether many rows hold the smallest of values, and whether they pile up on it."""
    _, counts = np.unique(values, return_counts=True)
    held = len(counts) > 1 and counts[0] >= max(FLOOR_ROWS, FLOOR_SHARE * len(values))
    return held, held and counts[0] >= PILED * counts[1 : 1 + NEIGHBOURS].max()


def _log_unit(over):
    """Return the unit of the logarithm for skewed amounts over a floor, None for others."""
    over = over[without_outliers(over) == over]
    spread = over.std() if len(over) else 0.0
    if not spread > 0:
        return None
    skewness = ((over - over.mean()) ** 3).mean() / spread**3
    return float(np.median(over)) if skewness > SKEWED else None


def value_blocks(column, fitting, grid=None):
    """Return the blocks of a number or a date that is learned as it stands."""
    known = fitting.known(column.name)
    if column.is_static:
        value = Block(name=column.name, **robust_scale(known)).on(grid)
    else:
        value = number_block(column.name, known, grid=grid)
    return [value, *presence(column)]


def presence(column):
    """Return the block, in a list, that says whether a value is there; none if it always is."""
    return [Block(name=column.name, role="present", size=2)] if column.may_miss else []


def known(rows, block, values, absent):
    """Return what a block makes features of: which are missing, or values with none missing."""
    if block.role == "present":
        return absent
    return rows.filled(block.name, block.usual) if absent.any() else values


def without_absent(sides, values):
    """Return generated values (rows,), NaN where the presence among `sides` says so."""
    if "present" not in sides:
        return values
    absent = sides["present"][1].argmax(axis=-1).reshape(-1).astype(bool)
    return np.where(absent, np.nan, values)
