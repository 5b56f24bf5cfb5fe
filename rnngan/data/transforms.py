"""Values of rows <-> the features of all columns, side by side."""

import numpy as np

from rnngan.data import blocks as fitted
from rnngan.data.blocks import Block, Fitting
from rnngan.data.columns import timestamp
from rnngan.data.columns.column import Part
from rnngan.data.constraints import orders


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
    def fit(cls, schema, rows, chosen, lengths=False, whole=False, by_row=False, holders=None):
        """Fit scales on the `chosen` rows (the training rows).

        Args:
            schema: `Schema` of the table.
            rows: `rnngan.data.cleaning.Rows`.
            chosen: (rows,) bool mask of the training rows.
            lengths: whether the length of a sequence is learned.
            whole: whether windows are whole sequences, so that counters stand at their beginning.
            by_row: whether rows are written one by one.
            holders: `rnngan.data.protection.holders.Holders` of the rows; None to learn all.
        """
        blocks, static = [], []
        fitting = Fitting(rows, chosen, whole, orders.below(schema), by_row, holders)
        for column in [*schema.learned, *schema.all("time")[:1]]:
            for block in column.blocks(fitting):
                of_window = column.is_static or block.is_of_first_row
                (static if of_window else blocks).append(block)
        if lengths:
            counts = np.array([end - first for first, end in rows.segments if chosen[first]])
            static.append(fitted.length_block(counts))
        return cls(blocks=_in_row(blocks), static=_in_row(static))

    @property
    def free(self):
        """The same without ends that values are pulled in to, for rows that are not learned."""
        update = {
            name: tuple(block.model_copy(update={"within": None}) for block in getattr(self, name))
            for name in ("blocks", "static")
        }
        return self.model_copy(update=update)

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
        features = np.zeros((len(rows), self.features + self.statics))
        self.fill(features, schema, rows)
        return features

    def fill(self, features, schema, rows):
        """Write the features of `Rows` into the first columns of an array of any float type.

        Args:
            features: (rows, features + statics or more).
            schema: `Schema`.
            rows: `Rows`.

        Raises:
            InputError: see `transform`.
        """
        columns = schema.by_name
        for before, blocks in ((0, self.blocks), (self.features, self.static)):
            for block in blocks:
                if block is self.length:
                    found = block.of(rows.lengths())
                else:
                    found = columns[block.name].features(rows, block)
                first = before + block.start
                features[:, first : first + block.size] = found

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
                    found[column.name] = column.cells(sides[column.name], found)
            pending = [c for c in pending if c.name not in found]
        return found

    def steps(self, windows):
        """Return the learned steps of time (count, length), or None where they aren't learned."""
        block = next((b for b in self.blocks if b.role == "step"), None)
        if block is None:
            return None
        return timestamp.steps(block, windows[..., block.start])

    def lengths(self, windows):
        """Return the rows of each window (count,) that belong to its sequence."""
        count, length = windows.shape[:2]
        if self.length is None:
            return np.full(count, length)
        found = self.length.unscaled(windows[:, 0, self.features + self.length.start])
        return np.clip(np.rint(found), 1, length).astype("int64")


def _in_row(blocks):
    """Return the blocks one after another."""
    found, start = [], 0
    for block in blocks:
        found.append(block.model_copy(update={"start": start}))
        start += block.size
    return tuple(found)


def _one_hot(blocks):
    return tuple((block.start, block.size) for block in blocks if block.is_one_hot)
