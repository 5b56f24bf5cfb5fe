"""Smooth numbers: the value repeats, its slope repeats, or it moves by a mixture of Gaussians."""

import math

import numpy as np
import tensorflow as tf
from keras import ops

from rnngan.models.heads import Head
from rnngan.models.heads.picks import passed, pick

PARTS = 4  # Gaussians of a move
EVENTS = 2  # the value repeats, the slope repeats
SMALLEST_LOG, LARGEST_LOG = -6.0, 3.0  # of a scale, in usual moves
SHARE_OF_GRID = 0.2  # smallest scale, in steps of the column's grid
SAME = 0.51  # steps of the grid within which two values are the same
HALF_LOG_TAU = 0.5 * math.log(2 * math.pi)


class SmoothHead(Head):
    """The next value of smooth numbers, given the one before it and the last move.

    Gaussian k stands at ρ_k · value + φ_k · last move + offset · usual move (a mixture of
    autoregressions: Wong and Li, 2000). In the first row nothing comes before, and the Gaussians
    stand anywhere.

    Args:
        columns: `RowColumn`s.
        width: of what each of them is written from.
        first: whether it writes the first row.
    """

    def __init__(self, columns, width, first=False, **kwargs):
        self.first, self.events = first, 0 if first else EVENTS
        super().__init__(columns, width, self.events + 3 * PARTS, **kwargs)
        self.unit = _constant([c.unit for c in columns])  # (columns, 1)
        self.grid = _constant([c.grid for c in columns])
        self.log_unit = tf.math.log(self.unit)
        self.least_log = tf.math.log(SHARE_OF_GRID * self.grid)
        self.ends = _constant([c.low for c in columns]), _constant([c.high for c in columns])
        self.snaps = _constant([float(c.on_grid) for c in columns])

    def build(self, _=None):
        """Create the weights of all columns."""
        super().build()
        if not self.first:
            shape = len(self.columns), PARTS
            levels = ops.convert_to_tensor([[c.level] * PARTS for c in self.columns], "float32")
            self.level = self.add_weight(
                shape=shape, initializer=lambda *_, **__: levels, name="level"
            )
            self.slope = self.add_weight(shape=shape, initializer="zeros", name="slope")

    def first_bias(self, shape, dtype=None):
        """Return rare events, and Gaussians side by side."""
        spread = [0.0] * PARTS + np.linspace(-1, 1, PARTS).tolist() + [-0.5] * PARTS
        bias = [[-1.0] * self.events + spread] * shape[0]
        return ops.convert_to_tensor(bias, dtype or "float32")

    def _parts(self, outputs, before, move, some):
        """Return logits, means and log-scales (columns, PARTS, batch) of the Gaussians.

        Args:
            outputs: (columns, outputs, batch).
            before: (columns, batch) the values of the row before, and
            move: (columns, batch) their moves; None in the first row.
            some: which columns.
        """
        weights, offsets, logs = tf.split(outputs[:, self.events :], 3, axis=1)
        if self.first:
            return weights, offsets, tf.clip_by_value(logs, SMALLEST_LOG, LARGEST_LOG - 1)
        means = self.level[some][..., None] * before[:, None]
        means += self.slope[some][..., None] * move[:, None] + offsets * self.unit[some][..., None]
        logs = tf.clip_by_value(logs, SMALLEST_LOG, LARGEST_LOG) + self.log_unit[some][..., None]
        return weights, means, tf.maximum(logs, self.least_log[some][..., None])

    def losses(self, hidden, values, before=None, move=None):
        """Return the negative log-likelihoods (columns, batch) in nats of values, the same."""
        outputs = self.outputs_beside(hidden)  # reductions over a short last axis are slow
        weights, means, scales = self._parts(outputs, before, move, slice(None))
        away = (values[:, None] - means) * tf.exp(-scales)
        logs = weights - 0.5 * away * away - scales  # (columns, PARTS, batch)
        density = tf.reduce_logsumexp(logs, axis=1) - tf.reduce_logsumexp(weights, axis=1)
        density -= HALF_LOG_TAU
        if self.first:
            return -density
        near = SAME * self.grid
        repeats = tf.abs(values - before) < near
        goes_on = tf.abs(values - before - move) < near
        zero = tf.zeros_like(values)
        every = tf.stack([outputs[:, 0], outputs[:, 1], zero], axis=1)  # (columns, 3, batch)
        found = tf.where(goes_on, outputs[:, 1], density)
        found = tf.where(repeats, outputs[:, 0], found)
        return tf.reduce_logsumexp(every, axis=1) - found

    def draw(self, hidden, uniform, normal, before, move, some):
        """Return values (columns, batch), within the bounds and on the grid of the columns."""
        outputs = self.outputs_beside(hidden, some)
        weights, means, scales = self._parts(outputs, before, move, some)
        options = means + tf.exp(scales) * normal[:, None]  # (columns, PARTS, batch)
        if not self.first:
            options = tf.concat([tf.stack([before, before + move], axis=1), options], axis=1)
            weights -= tf.reduce_logsumexp(weights, axis=1, keepdims=True)
            weights = tf.concat([outputs[:, : self.events], weights], axis=1)
        values = tf.reduce_sum(pick(weights, uniform, axis=1) * options, axis=1)
        low, high, grid = self.ends[0][some], self.ends[1][some], self.grid[some]
        hard = tf.clip_by_value(values, low, high)
        snapped = low + tf.round((hard - low) / grid) * grid
        return passed(hard + self.snaps[some] * (snapped - hard), values)


def _constant(numbers):
    return tf.constant(np.array(numbers, "float32")[:, None])
