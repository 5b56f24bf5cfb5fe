"""Rough numbers and those of few values: one of some cells, and a value within it."""

import numpy as np
import tensorflow as tf

from rnngan.models.heads.category import CategoryHead


class CellsHead(CategoryHead):
    """A softmax over cells of about as many training rows each; floors are cells of one value."""

    def __init__(self, columns, width, **kwargs):
        super().__init__(columns, width, **kwargs)
        knots = [_filled(np.array(c.knots), self.outputs) for c in columns]
        self.knots = tf.constant(np.array(knots, "float32"))  # (columns, cells, knots)
        edges = [_edges(np.array(c.knots), self.outputs) for c in columns]
        self.edges = tf.constant(np.array(edges, "float32"))  # (columns, cells - 1)

    def cell_of(self, values):
        """Return which cells values (columns, batch) lie in, int32."""
        return tf.searchsorted(self.edges, values, side="right")

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


def _filled(knots, cells):
    return np.concatenate([knots, np.repeat(knots[-1:], cells - len(knots), axis=0)])


def _edges(knots, cells):
    """Return the middles between neighbouring cells, and infinity where there are no more."""
    middles = (knots[1:, 0] + knots[:-1, -1]) / 2
    return np.concatenate([middles, np.full(cells - 1 - len(middles), np.inf)])
