"""How unlikely a category is beside the numbers of its row, and a number beside its categories."""

import numpy as np
import tensorflow as tf

UNLIKELY = 8.0  # nats that a row loses by what no training row of its category shows
FAR = 1e9  # bound of a number that has none


class Ranges:
    """The ranges of numbers in the rows of each value of a category, as arrays.

    Args:
        layout: `RowLayout`.
        ranges: `rnngan.data.row_ranges.Range`s, at least one.
    """

    def __init__(self, layout, ranges):
        position = {feature: at for at, feature in enumerate(layout.order.tolist())}
        low = np.full((layout.onehots, len(layout.numbers)), -FAR, "float32")
        high = -low
        for found in ranges:
            at = position[found.category], position[found.number] - layout.onehots
            low[at], high[at] = found.low, found.high
        smooth = len(layout.smooth)
        self.low, self.high = low[:, :smooth], high[:, :smooth]  # (onehots, smooth)
        self.sizes = [column.size for column in layout.categories]
        self.cells = [  # (onehots, cells) of each: 1 where no value of a cell is in the range
            np.array([_outside(c.knots, low[o, n], high[o, n]) for o in range(layout.onehots)])
            for n, c in enumerate(layout.numbers)
            if c.kind == "cells"
        ]

    def beside_numbers(self, smooth, outputs):
        """Return what the logits of categories lose beside the smooth numbers of their row.

        Args:
            smooth: (batch, smooth).
            outputs: logits of each category.

        Returns:
            (categories, batch, outputs).
        """
        out = (smooth[:, None] < self.low) | (smooth[:, None] > self.high)
        lost = UNLIKELY * tf.cast(tf.reduce_any(out, axis=-1), "float32")  # (batch, onehots)
        parts = tf.split(lost, self.sizes, axis=-1)
        return tf.stack([tf.pad(p, [[0, 0], [0, outputs - p.shape[-1]]]) for p in parts])

    def beside_categories(self, onehots, outputs):
        """Return what the logits of cells lose beside the categories of their row.

        Args:
            onehots: (batch, onehots).
            outputs: logits of each number of cells.

        Returns:
            (numbers of cells, batch, outputs).
        """
        tables = [np.pad(cells, [(0, 0), (0, outputs - cells.shape[1])]) for cells in self.cells]
        forbidden = tf.matmul(tf.stop_gradient(onehots), np.stack(tables).astype("float32"))
        return UNLIKELY * tf.minimum(forbidden, 1.0)


def _outside(knots, low, high):
    """Return for each cell whether all of it lies outside a range."""
    return [float(cell[-1] < low or cell[0] > high) for cell in knots]
