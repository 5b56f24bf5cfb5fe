"""Rough numbers and those of few values: one of some cells, and a value within it."""

import numpy as np
import tensorflow as tf

from rnngan.data.row_statistics import FEW
from rnngan.models.heads.category import CategoryHead

WAVES = 8  # that the logits of many cells are made of
UNKNOWN = 8.0  # nats that a value loses which is none of the few that a column has
NARROWEST = 1e-6  # spread within which values are the same, at least
RAREST = 1e-6  # share of a cell, at least


class CellsHead(CategoryHead):
    """A softmax over cells of about as many training rows each; floors are cells of one value.

    It begins at the cells' shares of the training rows. Of many cells, neighbours have similar
    logits: what these depend on moves WAVES cosines over the share of rows below a cell, and no
    cell alone but that of the row before. Of a free number for each, a small table's are learned
    by heart.
    """

    def __init__(self, columns, width, first=False, **kwargs):
        super().__init__(columns, width, **kwargs)
        self.first = first
        shares = np.array([_filled(np.array(c.shares), self.outputs, 0.0) for c in columns])
        self.first_logits = np.log(np.maximum(shares, RAREST)).astype("float32")
        waves = max(WAVES, min(FEW, self.outputs))
        waves = [_waves(np.array(c.shares), waves, self.outputs) for c in columns]
        self.waves = tf.constant(np.array(waves, "float32"))  # (columns, waves, cells)
        self.free = self.waves.shape[1]
        knots = [_filled(np.array(c.knots), self.outputs) for c in columns]
        self.knots = tf.constant(np.array(knots, "float32"))  # (columns, cells, knots)
        edges = [_edges(np.array(c.knots), self.outputs) for c in columns]
        self.edges = tf.constant(np.array(edges, "float32"))  # (columns, cells - 1)
        self.near = tf.constant(np.array([c.grid for c in columns], "float32"))  # (columns,)

    def build(self, _=None):
        """Create the weights of all columns."""
        super().build()
        if not self.first:
            shape = len(self.columns), self.width, 1
            self.stay = self.add_weight(shape=shape, initializer="zeros", name="stay")

    def logits(self, hidden, some=slice(None), before=None):
        """Return logits (columns, batch, cells).

        Args:
            hidden: (columns, batch, width).
            some: which columns.
            before: (columns, batch) the values of the row before, whose cells have a logit more
                or less: to stay is no wave. None in the first row.
        """
        found = super().logits(hidden, some)
        if before is None:
            return found
        stays = tf.one_hot(self.cell_of(before, some), self.outputs)
        return found + tf.matmul(hidden, self.stay[some]) * stays

    def first_bias(self, shape, dtype=None):
        """Return the logarithms of the cells' shares of the training rows."""
        return tf.constant(self.first_logits, dtype)

    def outputs_of(self, hidden, some=slice(None)):
        """Return the logits (columns, batch, cells) of some columns."""
        kernel = tf.matmul(self.kernel[some], self.waves[some])  # (columns, width, cells)
        return tf.matmul(hidden, kernel) + self.bias[some][:, None]

    def cell_of(self, values, some=slice(None)):
        """Return which cells values (columns, batch) lie in, int32."""
        return tf.searchsorted(self.edges[some], values, side="right")

    def surprise_within(self, values):
        """Return the negative log-densities (columns, batch) in nats of values within their cells.

        A cell's rows lie evenly between its knots. A value that none of the training rows reach
        loses a nat for each spread that it lies beyond them, and one beside the only value of a
        cell loses UNKNOWN besides.

        Args:
            values: (columns, batch) in units of each column's spread.
        """
        cell = tf.one_hot(self.cell_of(values), self.outputs)  # (columns, batch, cells)
        knots = tf.matmul(cell, self.knots)  # (columns, batch, knots)
        low, high = knots[..., 0], knots[..., -1]
        near = tf.maximum(self.near[:, None], NARROWEST)
        beyond = tf.maximum(tf.maximum(low - values, values - high), 0.0)
        alone = high - low <= near
        part = tf.reduce_sum(tf.cast(knots[..., 1:-1] <= values[..., None], "int32"), axis=-1)
        width = tf.gather(knots[..., 1:] - knots[..., :-1], part, batch_dims=2)
        spread = tf.math.log(float(knots.shape[-1] - 1) * tf.maximum(width, near))
        odd = tf.where(beyond > near, UNKNOWN, 0.0)
        return tf.where(alone, odd, spread) + tf.where(beyond > near, beyond, 0.0)

    def value(self, chosen, uniform, some):
        """Return the values (columns, batch) at a share of chosen cells.

        Args:
            chosen: (columns, batch, cells) one-hot.
            uniform: (columns, batch) in [0, 1).
            some: which columns.
        """
        knots = self.knots[some]
        at = uniform[..., None] * (knots.shape[-1] - 1) - tf.range(knots.shape[-1], dtype="float32")
        weights = tf.maximum(0.0, 1.0 - tf.abs(at))  # (columns, batch, knots)
        every = tf.matmul(weights, knots, transpose_b=True)  # (columns, batch, cells)
        return tf.reduce_sum(chosen * every, axis=-1)


def _filled(values, cells, filler=None):
    """Return an entry for each of `cells` cells: those missing are `filler`, or like the last."""
    more = values[-1:] if filler is None else np.full_like(values[-1:], filler)
    return np.concatenate([values, np.repeat(more, cells - len(values), axis=0)])


def _waves(shares, count, cells):
    """Return (count, cells) what each output adds to the logits of cells.

    Args:
        shares: (known cells,) of the training rows.
        count: outputs.
        cells: of all columns, at most.
    """
    found, known = np.zeros((count, cells)), len(shares)
    if known <= FEW:
        found[:known, :known] = np.eye(known)
        return found
    below = np.cumsum(shares) - shares / 2
    waves = np.arange(1, WAVES + 1)[:, None]
    found[:WAVES, :known] = np.sqrt(2 / WAVES) * np.cos(np.pi * waves * below)
    return found


def _edges(knots, cells):
    """Return the middles between neighbouring cells, and infinity where there are no more."""
    middles = (knots[1:, 0] + knots[:-1, -1]) / 2
    return np.concatenate([middles, np.full(cells - 1 - len(middles), np.inf)])
