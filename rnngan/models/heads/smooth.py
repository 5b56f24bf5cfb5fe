"""Smooth numbers: the value repeats, its slope repeats, or it moves by a mixture of Gaussians."""

import math

import numpy as np
import tensorflow as tf
from keras import ops

from rnngan.data.piecewise import STRAIGHT
from rnngan.data.recurring import reach
from rnngan.data.row_statistics import SAME
from rnngan.models.heads import Head
from rnngan.models.heads.picks import passed, pick

PARTS = 4  # Gaussians of a move
EVENTS = 2  # the value repeats, the slope repeats
SMALLEST_LOG = -6.0  # of a scale, in usual moves
SHARE_OF_GRID = 0.2  # smallest scale, in steps of the column's grid
ROOM = 4.0  # usual moves by which a value may go on that is beyond those of training
HALF_LOG_TAU = 0.5 * math.log(2 * math.pi)


class SmoothHead(Head):
    """The next value of smooth numbers, given the one before it and the last move.

    Gaussian k stands at ρ_k · value + φ_k · last move + offset · usual move (a mixture of
    autoregressions: Wong and Li, 2000). In the first row nothing comes before, and the Gaussians
    stand around what the columns before tell, in units of what these leave open.

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
        smallest = self.log_unit + SMALLEST_LOG
        self.least_log = tf.maximum(tf.math.log(SHARE_OF_GRID * self.grid), smallest)
        self.ends = _constant([c.low for c in columns]), _constant([c.high for c in columns])
        self.bends = None
        if any(c.bends for c in columns):
            self.bends = _constant([float(c.bends is not None) for c in columns])
        self.snaps = None
        if any(c.on_grid for c in columns):
            self.snaps = _constant([float(c.on_grid) for c in columns])
        self.known = None
        if any(c.values for c in columns):
            self._know([np.array(c.values) for c in columns])

    def _know(self, values):
        """Keep the values that each column takes again and again, the last one repeated."""
        most = max(map(len, values))
        known = np.zeros((len(values), most))
        reaches = np.full(len(values), -1.0)  # of a column without such values
        for number, those in enumerate(values):
            if len(those):
                known[number] = np.concatenate([those, np.repeat(those[-1:], most - len(those))])
                reaches[number] = reach(those)
        edges = (known[:, 1:] + known[:, :-1]) / 2
        self.known = tf.constant(known.astype("float32"))  # (columns, values)
        self.edges = tf.constant(edges.astype("float32"))  # (columns, values - 1)
        self.reaches = _constant(reaches)

    def _bounds(self, some, before):
        """Return the smallest and the largest value that is written, (columns, batch or 1) each.

        Rows of a table that are gone on from may lie beyond those of training: what follows may
        move there too.
        """
        low, high = self.ends[0][some], self.ends[1][some]
        if self.first:
            return low, high
        room = ROOM * self.unit[some]
        return tf.where(before < low, before - room, low), tf.where(
            before > high, before + room, high
        )

    def _as_read(self, values, some, before, moves, is_event):
        """Return values (columns, batch), those that are moves as the column is read.

        That is on its grid, or at the value that recurs if one is near. A move that would be read
        as an event goes on to the next reading: how often events happen is learned apart.

        Args:
            values: (columns, batch).
            some: which columns.
            before: (columns, batch) the values of the row before.
            moves: (columns, batch) 1 where a value is a move, 0 where it is an event.
            is_event: function of readings that returns 1 where one is that of an event, else 0.
        """
        low, high = self._bounds(some, before)
        values = tf.clip_by_value(values, low, high)
        if self.snaps is not None:
            first, grid = self.ends[0][some], self.grid[some]

            def on_grid(at):
                return first + at * grid

            at = _beyond(is_event, values, tf.round((values - first) / grid), on_grid, moves)
            values = tf.where(
                self.snaps[some] > 0.5, tf.clip_by_value(on_grid(at), low, high), values
            )
        if self.known is None:
            return values
        known = self.known[some]

        def of_known(at):
            at = tf.clip_by_value(tf.cast(at, "int32"), 0, known.shape[1] - 1)
            return tf.gather(known, at, batch_dims=1)

        at = tf.cast(tf.searchsorted(self.edges[some], values), "float32")
        near = tf.abs(of_known(at) - values) <= self.reaches[some]
        read = of_known(_beyond(is_event, values, at, of_known, moves))
        return tf.where(near & (moves > 0.5), read, values)

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

    def widen(self, logs):
        """Multiply the scales of each column's Gaussians by exp(logs), (columns,)."""
        added = np.zeros(self.bias.shape, "float32")  # (columns, EVENTS + 3 PARTS)
        added[:, -PARTS:] = np.reshape(logs, (-1, 1))
        self.bias.assign_add(added)

    def _split(self, hidden, some=slice(None)):
        """Return logits of events (columns, EVENTS, batch), and the outputs of Gaussians."""
        outputs = self.outputs_beside(hidden, some)  # sums over a short last axis are slow
        return tf.split(outputs, [self.events, PARTS, PARTS, PARTS], axis=1)  # slices too

    def _parts(self, weights, offsets, logs, before, move, some):
        """Return logits, means and log-scales (columns, PARTS, batch) of the Gaussians.

        Args:
            weights: (columns, PARTS, batch) outputs for the logits,
            offsets: the means, in usual moves, and
            logs: the log-scales.
            before: (columns, batch) the values of the row before; what is expected of a first one.
            move: (columns, batch) their moves; None in the first row.
            some: which columns.
        """
        means = offsets * self.unit[some][..., None]
        if self.first:
            means += before[:, None]
        else:
            means += self.level[some][..., None] * before[:, None]
            means += self.slope[some][..., None] * move[:, None]
        logs += self.log_unit[some][..., None]
        return weights, means, tf.maximum(logs, self.least_log[some][..., None])

    def losses(self, hidden, values, before, move=None, as_masses=False, straight=None):
        """Return the negative log-likelihoods (columns, batch) in nats of values, the same.

        Args:
            hidden: (columns, batch, width).
            values: (columns, batch).
            before: (columns, batch) the values of the row before; what is expected of a first one.
            move: (columns, batch) their moves; None in the first row.
            as_masses: whether a value counts by the probability of all that are the same as it, as
                events do, in place of its density.
            straight: (columns, batch) 1 where a value goes on in a line, else 0; None for nowhere.
                All but STRAIGHT of the time it does: nothing is learned there.
        """
        events, *outputs = self._split(hidden)
        weights, means, scales = self._parts(*outputs, before, move, slice(None))
        density, near = log_density(values, weights, means, scales), SAME * self.grid
        if as_masses:
            density += tf.math.log(2 * near)
        if self.first:
            return -density
        repeats = tf.abs(values - before) < near
        goes_on = tf.abs(values - before - move) < near
        repeat, slope = tf.unstack(events, axis=1)  # (columns, batch) each; to move has logit 0
        found = tf.where(repeats, repeat, tf.where(goes_on, slope, density))
        losses = tf.nn.softplus(repeat + tf.nn.softplus(slope - repeat)) - found
        if straight is None:
            return losses
        on_line = tf.where(goes_on, 0.0, losses - math.log(STRAIGHT))
        return tf.where(straight > 0.5, on_line, losses)

    def draw(self, hidden, uniform, normal, before, move, some, straight=None):
        """Return values (columns, batch), within the bounds and as the columns are read."""
        events, *outputs = self._split(hidden, some)
        weights, means, scales = self._parts(*outputs, before, move, some)
        options = means + tf.exp(scales) * normal[:, None]  # (columns, PARTS, batch)
        if self.first:
            targets = []
        else:
            if self.bends is not None:  # one choice decides for all rows of a line: it would be
                # pushed by each of them, through probabilities that are none of theirs
                learned = self.bends[some][..., None] < 0.5
                events = tf.where(learned, events, tf.stop_gradient(events))
            targets = [before, before + move]
            options = tf.concat([tf.stack(targets, axis=1), options], axis=1)
            weights -= tf.reduce_logsumexp(weights, axis=1, keepdims=True)
            weights = tf.concat([events, weights], axis=1)
        picked = pick(weights, uniform, axis=1)
        values = tf.reduce_sum(picked * options, axis=1)
        moves = 1.0 - tf.reduce_sum(tf.round(picked[:, : self.events]), axis=1)

        def is_event(read):
            """Return 1 where a reading is that of an event, else 0."""
            near = [tf.abs(read - target) < SAME * self.grid[some] for target in targets]
            return tf.cast(tf.reduce_any(near, axis=0), "float32") if near else 0.0

        values = passed(self._as_read(values, some, before, moves, is_event), values)
        if straight is None:
            return values
        line = tf.clip_by_value(before + move, *self._bounds(some, before))
        return tf.where(straight > 0.5, line, values)


def _beyond(is_event, values, at, read, moves):
    """Return the positions of the readings of moves, gone on in one direction past events.

    Args:
        is_event: as `SmoothHead._as_read` has it.
        values: (columns, batch).
        at: (columns, batch) positions of their readings.
        read: function of positions that returns readings.
        moves: (columns, batch) 1 where a value is a move.
    """
    way = moves * tf.where(values < read(at), -1.0, 1.0)
    for _ in range(EVENTS):
        at += way * is_event(read(at))
    return at


@tf.custom_gradient
def log_density(values, weights, means, logs):
    """Return the logarithm of a mixture of Gaussians' density at values, (columns, batch).

    The gradient is written out by hand, with what the density has computed already: TensorFlow's
    own takes three times as many passes over memory. It has no gradient of its own.

    Args:
        values: (columns, batch).
        weights: (columns, parts, batch) logits of the parts.
        means: their means, of that shape.
        logs: logarithms of their standard deviations.

    Example:
        >>> one = tf.zeros((1, 1, 1))
        >>> round(float(log_density(tf.zeros((1, 1)), one, one, one)[0, 0]), 4)  # -log √2π
        -0.9189
    """
    precisions = tf.exp(-logs)
    away = (values[:, None] - means) * precisions
    density, parts = _log_sum(weights - 0.5 * away * away - logs)
    total, shares = _log_sum(weights)

    def gradient(upstream):
        passed_on = parts * upstream[:, None]  # (columns, parts, batch)
        of_means = passed_on * away * precisions
        of_logs = passed_on * (away * away - 1.0)
        of_weights = passed_on - shares * upstream[:, None]
        return -tf.reduce_sum(of_means, axis=1), of_weights, of_means, of_logs

    return density - total - HALF_LOG_TAU, gradient


def _log_sum(logs):
    """Return log Σ exp over the parts (columns, batch), and each part's share of the sum."""
    top = tf.reduce_max(logs, axis=1, keepdims=True)
    powers = tf.exp(logs - top)
    total = tf.reduce_sum(powers, axis=1, keepdims=True)
    return tf.squeeze(top + tf.math.log(total), axis=1), powers / total


def _constant(numbers):
    return tf.constant(np.array(numbers, "float32")[:, None])
