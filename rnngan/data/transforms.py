"""Values of rows <-> features: standardised numbers, one-hot categories, masks of the missing."""

import numpy as np
import pandas as pd

from rnngan.config.errors import InputError
from rnngan.data.blocks import LARGEST_EXPONENT, Block, nearest
from rnngan.data.columns import kinds
from rnngan.data.constraints import forward, orders
from rnngan.data.schema import Part
from rnngan.data.time import timeline

FLOOR_SHARE = 0.05  # of rows that hold the smallest value, from which on it is a floor
FLOOR_ROWS = 10  # and as many rows at least
SKEWED = 1.5  # skewness of what lies over a floor, from which on it is learned as a logarithm
GAP_DECIMALS = 9  # differences of rounded numbers are rounded to, before they are counted


class TableTransform(Part):
    """The features of a whole table: those that change from row to row, then the static ones.

    `inverse_transform(transform(rows))` gives every value back exactly, because numbers stay
    float64 here and are rounded to the column's decimals on the way back.

    Args:
        blocks: features that change from row to row.
        static: features with one value a window; that of its first row.
    """

    blocks: tuple[Block, ...]
    static: tuple[Block, ...] = ()

    @classmethod
    def fit(cls, schema, rows, chosen, lengths=False, whole=False):
        """Fit scales on the `chosen` rows (the training rows).

        Args:
            schema: `Schema` of the table.
            rows: `rnngan.data.cleaning.Rows`.
            chosen: (rows,) bool mask of the training rows.
            lengths: whether the length of a sequence is learned.
            whole: whether windows are whole sequences, so that counters stand at their beginning.
        """
        blocks, static = [], []
        below = orders.below(schema)
        for column in schema.learned:
            for block in _blocks(column, rows, chosen, below.get(column.name, ()), whole):
                moving = not column.static and block.role != "level"
                (blocks if moving else static).append(block)
        time = schema.first("time")
        if time is not None and time.learned:
            logs = np.log(rows.steps(time)[chosen])
            blocks.append(Block(name=time.name, role="step", start=0, **_scale(logs)))
        if lengths:
            counts = np.array([end - first for first, end in rows.segments if chosen[first]])
            static.append(_length_block(counts))
        return cls(blocks=_placed(blocks), static=_placed(static))

    @property
    def features(self):
        """Number of features that change from row to row."""
        return sum(block.size for block in self.blocks)

    @property
    def statics(self):
        """Number of static features."""
        return sum(block.size for block in self.static)

    @property
    def floors(self):
        """(feature, smallest value) of each number that many rows hold the smallest value of."""
        return tuple((b.start, b.floor) for b in self.blocks if b.floor is not None)

    @property
    def grids(self):
        """(feature, all its values) of each number that has few."""
        return tuple((b.start, b.values) for b in self.blocks if b.values is not None)

    @property
    def categories(self):
        """(first feature, number of features) of each one-hot block that changes."""
        return _one_hot(self.blocks)

    @property
    def static_categories(self):
        """(first feature, number of features) of each static one-hot block."""
        return _one_hot(self.static)

    @property
    def length(self):
        """The static block that holds the length of a sequence, or None."""
        return next((block for block in self.static if block.role == "length"), None)

    def transform(self, schema, rows):
        """Return float64 features (rows, features + statics) of `Rows`.

        Raises:
            InputError: a value is missing in a column that was never missing in training.
        """
        parts = [np.zeros((len(rows), self.features)), np.zeros((len(rows), self.statics))]
        for part, blocks in zip(parts, (self.blocks, self.static), strict=True):
            for block in blocks:
                part[:, block.start : block.start + block.size] = _features(schema, rows, block)
        return np.concatenate(parts, axis=1)

    def inverse_transform(self, schema, windows):
        """Return {column name: Series} of windows (count, length, features + statics).

        Every Series has count * length values.
        """
        changing, static = windows[..., : self.features], windows[..., self.features :]
        first = np.broadcast_to(static[:, :1], static.shape)
        sides = {}
        for blocks, features in ((self.blocks, changing), (self.static, first)):
            for block in blocks:
                part = features[..., block.start : block.start + block.size]
                sides.setdefault(block.name, {})[block.role] = (block, part)
        found, pending = {}, list(schema.learned)
        while pending:  # a gap is counted from columns that are there already
            for column in pending:
                gap = sides[column.name].get("gap", (None,))[0]
                if gap is None or all(name in found for name in gap.over):
                    found[column.name] = _cells(column, sides[column.name], found)
            pending = [c for c in pending if c.name not in found]
        return found

    def steps(self, windows):
        """Return the learned steps of time (count, length), or None where they aren't learned."""
        block = next((b for b in self.blocks if b.role == "step"), None)
        if block is None:
            return None
        logs = block.unscaled(windows[..., block.start])
        return np.exp(np.clip(logs, -LARGEST_EXPONENT, LARGEST_EXPONENT))

    def lengths(self, windows):
        """Return the rows of each window (count,) that belong to its sequence."""
        count, length = windows.shape[:2]
        if self.length is None:
            return np.full(count, length)
        found = self.length.unscaled(windows[:, 0, self.features + self.length.start])
        return np.clip(np.rint(found), 1, length).astype("int64")


def _placed(blocks):
    """Return the blocks one after another."""
    placed, start = [], 0
    for block in blocks:
        placed.append(block.model_copy(update={"start": start}))
        start += block.size
    return tuple(placed)


def _one_hot(blocks):
    return tuple((b.start, b.size) for b in blocks if b.role in ("category", "present"))


def _blocks(column, rows, chosen, below, whole):
    """Yield the blocks of a column that is never below others; their places are given later."""
    name = column.name
    if column.kind == "category":
        size = len(column.values) + (column.missing is not None)
        yield Block(name=name, role="category", start=0, size=size)
        return
    values = rows.values[name].to_numpy()
    if column.kind == "sum":  # what follows in a sequence is computed from the rows before
        yield _level_block(name, values, rows, chosen, whole)
        return
    if column.kind == "number" and column.monotone and not column.static:
        moves = rows.increments(name)[chosen]
        yield _number_block(name, moves, "increment", kinds.few(moves.round(GAP_DECIMALS)))
        yield _level_block(name, values, rows, chosen, whole)
        if column.missing is not None:
            yield Block(name=name, role="present", start=0, size=2)
        return
    if below:
        gaps = (values - rows.values[list(below)].max(axis=1).to_numpy())[chosen]
        block = _number_block(name, gaps, "gap", kinds.few(gaps.round(GAP_DECIMALS)), gap=True)
        yield block.model_copy(update={"over": below})
        return
    grid = getattr(column, "values", None)
    known = values[chosen & ~np.isnan(values)]
    if column.static:
        yield _on_few(Block(name=name, start=0, **_scale(known)), grid)
    else:
        yield _number_block(name, known, "number", grid)
    if column.missing is not None:
        yield Block(name=name, role="present", start=0, size=2)


def _level_block(name, values, rows, chosen, whole):
    """Return the block of where a column stands in the first row of a window."""
    if whole:
        chosen = chosen & (rows.edges()[0] == np.arange(len(rows)))
    known = values[chosen & ~np.isnan(values)]
    level = Block(name=name, role="level", start=0, **_scale(known))
    return _on_few(level, kinds.few(known) if whole else None)


def _on_few(block, values):
    """Return a block that keeps to `values`; None where there are many."""
    if values is None:
        return block
    return block.model_copy(update={"values": tuple(block.scaled(np.array(values)).tolist())})


def _scale(values):
    std = float(values.std()) if len(values) and np.ptp(values) > 0 else 0.0
    mean = float(values.mean()) if len(values) else 0.0
    return {"mean": mean, "std": std or 1.0}  # may be constant in the training rows, or too small


def _length_block(counts):
    """Return the block of a length: any between the shortest and the longest of training."""
    block = Block(name="", role="length", start=0, **_scale(counts))
    return _on_few(block, np.arange(counts.min(), counts.max() + 1))


def _number_block(name, values, role, grid=None, gap=False):
    if not len(values):
        return Block(name=name, role=role, start=0)
    low = float(values.min())
    held = (values == low).sum() >= max(FLOOR_ROWS, FLOOR_SHARE * len(values))
    held = held and low < values.max()
    unit = _log_unit(values[values > low] - low) if held or gap else None
    scaled = values if unit is None else np.log1p((values - low) / unit)
    block = Block(
        name=name,
        role=role,
        start=0,
        **_scale(scaled),
        unit=unit,
        shift=0.0 if unit is None else low,
    )
    floor = float(block.scaled(low)) if held else None
    return _on_few(block.model_copy(update={"floor": floor}), grid)


def _log_unit(over):
    """Return the unit of the logarithm for skewed amounts over a floor, None for others."""
    spread = over.std() if len(over) else 0.0
    if not spread > 0:
        return None
    skewness = ((over - over.mean()) ** 3).mean() / spread**3
    return float(np.median(over)) if skewness > SKEWED else None


def _features(schema, rows, block):
    """Return the features (rows, size) of one block."""
    if block.role == "length":
        return block.scaled(rows.lengths())[:, None]
    if block.role == "step":
        return block.scaled(np.log(rows.steps(schema[block.name])))[:, None]
    column, values = schema[block.name], rows.values[block.name].to_numpy()
    absent = np.isnan(values)
    if absent.any() and column.missing is None:
        raise InputError(
            f"{block.name!r} has {absent.sum():,} missing values, and had none in training. Fill "
            "them, or drop those rows."
        )
    if block.role == "category":
        codes = np.where(absent, len(column.values), values).astype("int64")
        return np.eye(block.size)[codes]
    if block.role == "present":
        return np.eye(2)[absent.astype("int64")]
    if block.role == "increment":
        return block.scaled(rows.increments(block.name))[:, None]
    if block.role == "gap":
        return block.scaled(values - rows.values[list(block.over)].max(axis=1).to_numpy())[:, None]
    filled = rows.filled(block.name, block.unscaled(np.zeros(1))[0]) if absent.any() else values
    return block.scaled(filled)[:, None]


def _cells(column, sides, found):
    """Return the Series of a column.

    Args:
        column: the column.
        sides: {role: (block, features (count, length, size))} of the column.
        found: {name: Series} of columns that are there already.
    """
    if column.kind == "category":
        block, features = sides["category"]
        codes = features.reshape(*features.shape[:2], block.size).argmax(axis=2)
        codes = np.where(codes < len(column.values), codes, -1)  # (count, length)
        codes = codes if column.follows is None else forward.held(codes, column.follows)
        return category_cells(column, codes.reshape(-1))
    if "increment" in sides:
        values = _counted(column, sides)
    elif "level" in sides:
        block, features = sides["level"]
        level = _rounded(column, block.unscaled(features[:, :1, 0]))
        values = np.repeat(level, features.shape[1], axis=1)
    elif "gap" in sides:
        block, features = sides["gap"]
        floor = np.max([found[name].to_numpy("float64") for name in block.over], axis=0)
        gap = np.maximum(block.unscaled(features[..., 0]), 0).reshape(-1)
        values = _rounded(column, floor + gap)  # together: they may differ in their decimals
    else:
        block, features = sides["number"]
        values = _rounded(column, block.unscaled(features[..., 0]))
    values = _on_grid(column, values.reshape(-1))
    if "present" in sides:
        absent = sides["present"][1].argmax(axis=-1).reshape(-1).astype(bool)
        values = np.where(absent, np.nan, values)
    if column.kind == "date" and column.forward:
        values = forward.rising(values.reshape(features.shape[:2])).reshape(-1)
    return cells_of(column, values)


def cells_of(column, values):
    """Return the Series of a column from its values (rows,); NaN where missing.

    Args:
        column: of the schema.
        values: as `rnngan.data.parsing.values` gives them.
    """
    if column.kind == "category":
        return category_cells(column, np.nan_to_num(values, nan=-1).astype("int64"))
    if column.kind == "date":
        return timeline.date_cells(values, column)
    return pd.Series(values).astype(column.dtype)


def _on_grid(column, values):
    grid = getattr(column, "values", None)
    return values if grid is None else nearest(values, np.asarray(grid))


def category_cells(column, codes):
    """Return the Series of a category from codes (rows,), -1 where missing."""
    kind = pd.api.types.pandas_dtype(column.dtype)
    if isinstance(kind, pd.api.extensions.ExtensionDtype) and column.dtype != "category":
        return pd.Series(pd.array(list(column.values), kind).take(codes, allow_fill=True))
    return pd.Series(pd.Categorical.from_codes(codes, column.values)).astype(column.dtype)


def _counted(column, sides):
    """Return the values (count, length) of a counter: where it stood, and all moves since."""
    (start, level), (step, moves) = sides["level"], sides["increment"]
    level, moves = start.unscaled(level[:, :1, 0]), step.unscaled(moves[:, 1:, 0])
    moves = np.maximum(moves, 0) if column.monotone == "rising" else np.minimum(moves, 0)
    if column.decimals is not None:
        level, moves = np.round(level, column.decimals), np.round(moves, column.decimals)
    level = np.clip(level, column.minimum, column.maximum)
    return _rounded(column, np.cumsum(np.concatenate([level, moves], axis=1), axis=1))


def _rounded(column, values):
    """Return values with the column's decimals, within its bounds."""
    decimals = getattr(column, "decimals", None)
    if decimals is not None:
        values = np.round(values, decimals)
    low, high = getattr(column, "lower", None), getattr(column, "upper", None)
    values = np.clip(values, *column.limits)
    values = np.maximum(values, -np.inf if low is None else low)
    return np.minimum(values, np.inf if high is None else high) + 0.0  # turns -0.0 into 0.0
