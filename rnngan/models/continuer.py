"""Rows -> the rows that follow: an LSTM that goes on where a window ends."""

import keras
import numpy as np
from keras import ops

from rnngan.models import noise
from rnngan.models.chunks import to_chunks
from rnngan.models.generator import floored, replaced, snapped, straight_through
from rnngan.models.lstm import LSTM


class Continuer(keras.Model):
    """A vector autoregression and an LSTM, fed with what it has just written.

    Every step sees the last chunk of rows (whitened, and its first differences), static features,
    the calendar of the rows that it writes, and noise; it writes the moves to the next chunk. The
    linear part starts as the autoregression that fits the training rows, with noise of the
    residuals' covariance; the LSTM's part starts at zero and is learned.

    Args:
        shape: `rnngan.data.network_shape.NetworkShape`.
        unit: (features,) standard deviation of first differences, in features.
    """

    def __init__(self, shape, unit, **kwargs):
        super().__init__(**kwargs)
        self.shape_ = shape
        self.unit = np.asarray(unit, "float32")
        self.width = shape.rows * shape.features
        self.noise_width = max(shape.step_noise, self.width)
        self.lstm = LSTM(shape.units, name="lstm")
        self.linear = keras.layers.Dense(self.width, kernel_initializer="zeros", name="linear")
        self.learned = keras.layers.Dense(
            self.width, use_bias=False, kernel_initializer="zeros", name="learned"
        )
        self._discrete = [(start, size, straight_through) for start, size in shape.categories]
        self._discrete += [(feature, 1, _snapping(grid)) for feature, grid in shape.grids]
        self._discrete.sort(key=lambda part: part[0])
        low = np.full(shape.features, -np.inf, "float32")
        for feature, value in shape.floors:
            low[feature] = value
        self._floor = ops.convert_to_tensor(low) if shape.floors else None
        self._numbers = np.ones(shape.features, "float32")
        for start, size in shape.categories:
            self._numbers[start : start + size] = 0

    def build(self, input_shape=None):
        """Create all weights."""
        shape = self.shape_
        features = shape.features

        def fixed(name, *sizes):  # set by `autoregression.initialise`
            return self.add_weight(shape=sizes, initializer="zeros", trainable=False, name=name)

        self.mean, self.axes = fixed("mean", features), fixed("axes", features, features)
        self.low, self.high = fixed("low", features), fixed("high", features)
        width = 2 * self.width + shape.statics + shape.rows * shape.calendar
        self.lstm.build((None, None, width + self.noise_width))
        self.linear.build((None, width + self.noise_width))
        self.learned.build((None, shape.units))
        self.known = width  # inputs but for the noise

    def start(self, past, static=None, calendar=None):
        """Read windows and return what `step` carries on from.

        Args:
            past: (batch, time, features); whole chunks at the end are read.
            static: (batch, statics) or None.
            calendar: (batch, time, calendar) of these rows, or None.

        Returns:
            (LSTM state, last chunk (batch, rows, features), row before it (batch, features)).
        """
        rows = self.shape_.rows
        past = past[:, past.shape[1] % rows :]
        earlier = ops.concatenate([past[:, :1], past[:, :-1]], axis=1)
        white = ops.matmul(past - self.mean, self.axes)  # (batch, time, features)
        parts = [to_chunks(part, rows) for part in (white, (past - earlier) / self.unit)]
        steps, batch = parts[0].shape[0], ops.shape(past)[0]
        if static is not None:
            parts.append(ops.repeat(static[None], steps, axis=0))
        if calendar is not None:
            chunks = to_chunks(calendar[:, calendar.shape[1] % rows :], rows)
            parts.append(ops.concatenate([chunks[1:], chunks[-1:]]))
        parts.append(ops.zeros((steps, batch, self.noise_width)))
        inputs = ops.concatenate(parts, axis=-1)[:-1]  # the last chunk is read by the first step
        zero = ops.zeros((batch, self.shape_.units))
        state = self.lstm.run(inputs)[1] if steps > 1 else (zero, zero)
        return state, past[:, -rows:], earlier[:, -rows]

    def inputs(self, chunk, before, static=None, calendar=None):
        """Return what a step knows, (batch, inputs but for the noise).

        Args:
            chunk: (batch, rows, features), the last rows.
            before: (batch, features), the row before them.
            static: (batch, statics) or None.
            calendar: (batch, rows * calendar) of the rows to be written, or None.
        """
        white = ops.matmul(chunk - self.mean, self.axes)  # (batch, rows, features)
        earlier = ops.concatenate([before[:, None], chunk[:, :-1]], axis=1)
        moves = (chunk - earlier) / self.unit
        parts = [ops.reshape(white, (-1, self.width)), ops.reshape(moves, (-1, self.width))]
        parts += [part for part in (static, calendar) if part is not None]
        return ops.concatenate(parts, axis=-1)

    def step(self, carried, draw, static=None, calendar=None):
        """Write one chunk.

        Args:
            carried: what `start` or the last step returned.
            draw: (batch, noise) standard normal.
            static: (batch, statics) or None.
            calendar: (batch, rows * calendar) of the rows to be written, or None.

        Returns:
            (chunk (batch, rows, features), what to carry on).
        """
        state, chunk, before = carried
        known = self.inputs(chunk, before, static, calendar)
        inputs = ops.concatenate([known, draw], axis=-1)
        state = self.lstm.advance(inputs, state)
        moves = self.linear(inputs) + self.learned(state[0])
        moves = ops.reshape(moves, (-1, self.shape_.rows, self.shape_.features))
        written, last = [], chunk[:, -1]
        for row in range(self.shape_.rows):
            last = self._bounded(last * self._numbers + moves[:, row] * self._scale())
            written.append(last)
        made = ops.stack(written, axis=1)  # (batch, rows, features)
        return made, (state, made, chunk[:, -1])

    def _scale(self):
        return self.unit * self._numbers + (1 - self._numbers)

    def _bounded(self, rows):
        """Return rows (batch, features) within bounds, floors kept and categories one-hot."""
        rows = ops.clip(rows, self.low, self.high)
        if self._floor is not None:
            rows = floored(rows, self._floor)
        return replaced(rows, self._discrete)

    def call(self, past, draws, static=None, calendar=None):
        """Return the rows (batch, steps * rows, features) that follow windows.

        Args:
            past: (batch, time, features).
            draws: (steps, batch, noise) standard normal.
            static: (batch, statics) or None.
            calendar: pair of (batch, time, calendar) of the past and (batch, steps * rows,
                calendar) of the rows to be written, or None.
        """
        before, after = (None, None) if calendar is None else calendar
        ahead = None if after is None else to_chunks(after, self.shape_.rows)
        carried = self.start(past, static, before)
        chunks = []
        for step in range(draws.shape[0]):
            following = None if ahead is None else ahead[step]
            chunk, carried = self.step(carried, draws[step], static, following)
            chunks.append(chunk)
        return ops.concatenate(chunks, axis=1)


def _snapping(grid):
    return lambda values: snapped(values, grid)


def draw(width, batch, steps, seed, stream, number):
    """Return (steps, batch, width) standard normal noise of (seed, stream, number)."""
    flat = noise.normal((steps, batch * width), seed, stream, number)
    return ops.reshape(flat, (steps, batch, width))
