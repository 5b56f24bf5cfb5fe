"""Noise -> sequences, row by row."""

from functools import partial

import keras
import numpy as np
import tensorflow as tf

from rnngan.models import noise, replicas
from rnngan.models.lstm import LSTM
from rnngan.models.normalisation import without_calendar
from rnngan.models.rows import truncated
from rnngan.models.rows.layout import Past, RowLayout, clipped
from rnngan.models.rows.lines import Lines
from rnngan.models.rows.writer import RowWriter


class RowGenerator(keras.Model):
    """An LSTM reads the rows so far; a `RowWriter` writes the next one from what it makes of them.

    Static columns are written first, from what is given; then the first row, from the static
    columns and the calendar; then row after row. Where sequences have lengths of their own, every
    row says whether it is the last.

    Args:
        statistics: `rnngan.data.row_statistics.RowStatistics`.
        shape: `rnngan.data.network_shape.NetworkShape`.
        precision: dtype policy of the hidden layers.
    """

    def __init__(self, statistics, shape, precision="float32", **kwargs):
        super().__init__(**kwargs)
        self.shape_, self.statistics = shape, statistics
        self.layout = RowLayout(
            statistics.rows, statistics.ends, statistics.covariance, statistics.ranges
        )
        free = [c for c in statistics.static if c.start not in shape.conditions]
        self.static_layout = RowLayout(free) if free else None
        smooth = self.layout.smooth
        bent = shape.calendar and any(column.bends for column in smooth)
        self.lines = Lines(smooth) if bent else None
        self.lstm = LSTM(shape.row_units, name="lstm", dtype=precision)
        writer = partial(RowWriter, width=shape.column_units, dtype=precision)
        self.next_row = writer(self.layout, name="next_row")
        self.first_row = writer(self.layout, first=True, name="first_row")
        self.static_row = None
        if free:
            self.static_row = writer(self.static_layout, first=True, name="static_row")
            back = np.zeros((self.static_layout.width, shape.statics), "float32")
            back[np.arange(self.static_layout.width), self.static_layout.order] = 1.0
            self._free = back  # (static width, statics): where free columns stand
        given = np.eye(shape.statics, dtype="float32")[list(shape.conditions)]
        self._given = given.reshape(len(shape.conditions), shape.statics)  # (conditions, statics)
        self.traced = None  # the function of `rolling.written`

    def build(self, _=None):
        """Create all weights."""
        shape = self.shape_
        inputs = self.layout.reading + 1 + shape.calendar
        context = (None, shape.statics) if shape.statics else None
        self.lstm.build((None, None, inputs), context_shape=context)
        self.next_row.build((None, self.lstm.units))
        self.first_row.build((None, 1 + shape.statics + shape.calendar))
        if self.static_row is not None:
            self.static_row.build((None, 1 + len(shape.conditions) + shape.calendar))
        self.built = True

    @property
    def parts(self):
        """Layers that learn apart, by what they write, in the order of `losses`."""
        found = {"next": [self.lstm, self.next_row], "first": [self.first_row]}
        return found if self.static_row is None else found | {"static": [self.static_row]}

    # Teacher forcing: all rows of windows at once.

    def losses(self, windows, calendar=None, masks=None):
        """Return negative log-likelihoods in nats: (scalars) of a next row, a first, a static one.

        In long windows the gradient goes back through a segment; see `truncated`.

        Args:
            windows: (batch, time, features + statics).
            calendar: (batch, time, calendar) or None.
            masks: pair of dropout masks, (batch, inputs) and (batch, units), or None: what is
                dropped stays so through a window (Gal and Ghahramani, 1512.05287).
        """
        static, rows, alive, clock = self._parts_of(windows, calendar)
        later = self._later(static, rows, alive, clock, masks)
        first = self.first_row.losses(self.beginning(static, clock), rows[0])
        found = [later, tf.reduce_mean(first)]
        if self.static_row is not None:
            static_row = self.static_layout.pack(static)
            found.append(
                tf.reduce_mean(self.static_row.losses(self.before(static, clock), static_row))
            )
        return found

    def column_losses(self, windows, calendar=None):
        """Return what `losses` are means of, less what lies within a cell: column by column.

        Args:
            windows: (batch, time, features + statics).
            calendar: (batch, time, calendar) or None.

        Returns:
            (time, batch, columns) nats of rows in the order of `layout.stored`, and (batch, static
            columns) or None.
        """
        static, rows, _, clock = self._parts_of(windows, calendar)
        read, past = self._read(rows, clock)
        known = _flat(self._known(static, read)[0])
        first = self.first_row.surprise(self.beginning(static, clock), rows[0])
        shape = tf.shape(rows)[0] - 1, tf.shape(rows)[1], first.shape[0]
        later = self.next_row.surprise(known, _flat(rows[1:]), past.mapped(_flat))
        later = tf.reshape(tf.transpose(later), shape)
        found = tf.concat([tf.transpose(first)[None], later], axis=0)
        if self.static_row is None:
            return found, None
        static_row = self.static_layout.pack(static)
        losses = self.static_row.surprise(self.before(static, clock), static_row)
        return found, tf.transpose(losses)

    def _parts_of(self, windows, calendar):
        """Return static features, rows, which of them count, and the calendar, time first."""
        clock = None if calendar is None else tf.transpose(calendar, (1, 0, 2))
        return self._static_of(windows), *self.rows_of(windows), clock

    def _later(self, static, rows, alive, clock, masks):
        """Return the mean negative log-likelihood of all rows but the first that count."""
        read, past = self._read(rows, clock)
        if truncated.segments(read.shape[0])[0] == 1:
            known = _flat(self._known(static, read, masks)[0])
            past = past.mapped(_flat)
            return _mean(self.next_row.losses(known, _flat(rows[1:]), past), alive)
        weights = tf.ones_like(rows[1:, :, 0]) if alive is None else alive[1:]  # (time - 1, batch)

        def segment(arrays, state):
            read, after, *past, weights = arrays
            known, state = self._known(static, read, masks, state)
            losses = self.next_row.losses(_flat(known), _flat(after), Past(*past).mapped(_flat))
            return tf.tensordot(losses, tf.reshape(weights, (-1,)), 1), state

        nothing = tf.zeros((tf.shape(rows)[1], self.lstm.units))
        variables = [v for layer in self.parts["next"] for v in layer.trainable_variables]
        arrays = [read, rows[1:], *(part for part in past if part is not None), weights]
        total = truncated.total(segment, arrays, [nothing, nothing], variables)
        return total / _number(weights)

    def _read(self, rows, clock):
        """Return what the LSTM reads before each row but the first, and the `Past` of each.

        Args:
            rows: (time, batch, width).
            clock: (time, batch, calendar) or None.

        Returns:
            (time - 1, batch, …) each.
        """
        numbers = rows[..., self.layout.onehots :]
        move = tf.concat([tf.zeros_like(numbers[:1]), numbers[1:] - numbers[:-1]], 0)
        bend = tf.concat([tf.zeros_like(move[:1]), move[1:] - move[:-1]], 0)
        past = Past(rows[:-1], move[:-1], bend[:-1])
        first = _firsts(past.row)
        past = self._with_lines(past, first, None if clock is None else clock[1:])
        return self._reading(past, first, clock), past

    def _known(self, static, read, masks=None, state=None):
        """Return what is known before each row (time, batch, units), and the state behind them."""
        context = clipped(static) if self.shape_.statics else None
        read = read if masks is None else read * masks[0]
        known, state = self.lstm.run(read, context, state)
        return known if masks is None else known * masks[1], state

    def masks(self, rate, batch, seed, stream, step):
        """Return the dropout masks of a step, or None; see `losses`."""
        shapes = (batch, self.lstm.kernel.shape[0]), (batch, self.lstm.units)
        return noise.masks(shapes, rate, seed, stream, step)

    def _static_of(self, windows):
        """Return static features (batch, statics); 0 for the length, which rows themselves end."""
        shape = self.shape_
        static = windows[:, 0, shape.features :]
        if shape.sequence_length is None:
            return static
        return static * np.float32(np.arange(shape.statics) != shape.sequence_length.position)

    def rows_of(self, windows):
        """Return rows (time, batch, width), and 1 where they count (time, batch), None for always.

        Args:
            windows: (batch, time, features + statics).
        """
        shape = self.shape_
        features = tf.transpose(windows[..., : shape.features], (1, 0, 2))
        length = shape.sequence_length
        if length is None:
            return self.layout.carried(self.layout.pack(features)), None
        lengths = windows[:, 0, shape.features + length.position] * length.std + length.mean
        lengths = tf.round(lengths)  # (batch,)
        number = tf.range(tf.shape(features)[0], dtype="float32")[:, None]
        alive = tf.cast(number < lengths, "float32")
        last = tf.cast(number >= lengths - 1, "float32")
        ends = tf.stack([1.0 - last, last], axis=-1)  # (time, batch, 2)
        rows = self.layout.pack(tf.concat([features, ends], axis=-1))
        return self.layout.carried(rows), alive

    def _reading(self, past, first, clock):
        """Return what the LSTM reads (time, batch, inputs) before it writes each next row.

        Args:
            past: `Past` (time, batch, …) of row 0, 1, …
            first: (time, batch, 1) as `_firsts` returns it.
            clock: (1 + time, batch, calendar) or None.
        """
        parts = [self.layout.read(past), first]
        return tf.concat(parts if clock is None else [*parts, clock[1:]], axis=-1)

    def beginning(self, static, clock):
        """Return the context of the first row, (batch, 1 + statics + calendar)."""
        parts = [tf.ones((tf.shape(static)[0], 1)), clipped(static)]
        return tf.concat(parts if clock is None else [*parts, clock[0]], axis=-1)

    def before(self, static, clock):
        """Return the context of the static columns, (batch, 1 + conditions + calendar)."""
        given = tf.gather(static, np.array(self.shape_.conditions, "int64"), axis=-1)
        parts = [tf.ones((tf.shape(static)[0], 1)), given]
        return tf.concat(parts if clock is None else [*parts, clock[0]], axis=-1)

    # Free running: row after row, each from what was written before.

    def begin(self, count, noise, clock=None, given=None, held=None, static_held=None):
        """Return static features (count, statics), and the state behind the first row.

        Args:
            count: sequences.
            noise: function of the number of a row that returns uniform and normal numbers; row 0 is
                the first one, row -1 the static one.
            clock: (count, calendar) of the first row, or None.
            given: (count, conditions) or None.
            held: `Held` of the first row, or None.
            static_held: `Held` of the static row, or None.
        """
        static = tf.zeros((count, self.shape_.statics))
        if given is not None:
            static += tf.matmul(given, self._given)
        clock = None if clock is None else clock[None]
        if self.static_row is not None:
            layout = self.static_layout
            drawn = self.static_row.draw(
                self.before(static, clock), noise(-1, self.static_row.noise), held=static_held
            )
            static += tf.matmul(drawn * layout.std + layout.mean, self._free)
        beginning = self.beginning(static, clock)
        row = self.first_row.draw(beginning, noise(0, self.first_row.noise), held=held)
        nothing = tf.zeros((count, len(self.layout.numbers)))
        memory = tf.zeros((count, self.lstm.units))
        return static, (row, nothing, nothing, memory, memory)

    def past(self, state, first, clock=None):
        """Return the `Past` of the next row; the arguments are those of `advance`."""
        return self._with_lines(Past(*state[:3]), first, clock)

    def _with_lines(self, past, first, clock):
        """Return a `Past` that knows which numbers go on in a line.

        Args:
            past: `Past`, (…, batch, …).
            first: (…, batch, 1), 1 where the row before the next is the first one.
            clock: (…, batch, calendar) of the next row, or None.
        """
        if self.lines is None or clock is None:
            return past
        count, first_number = len(self.layout.smooth), self.layout.onehots
        values = past.row[..., first_number : first_number + count]
        return past._replace(
            straight=self.lines.straight(values, past.move[..., :count], first, clock)
        )

    def context(self, static):
        """Return what static features add to the gates of the LSTM, (batch, 4 units) or 0."""
        return self.lstm.offset(clipped(static)) if self.shape_.statics else 0.0

    def advance(self, state, first, offset, noise, clock=None, held=None):
        """Return the state behind the next row, whose first part is that row.

        Args:
            state: (row, move, bend, hidden, cell), (batch, …) each.
            first: (batch, 1), 1 where the row before is the first of its sequence.
            offset: as `context` returns it.
            noise: pair of uniform and normal numbers for the row.
            clock: (batch, calendar) of the row that is written, or None.
            held: `Held` of that row, or None.
        """
        hidden, cell = state[3:]
        past = self.past(state, first, clock)
        parts = [self.layout.read(past), first]
        inputs = tf.concat(parts if clock is None else [*parts, clock], axis=-1)
        hidden, cell = self.lstm.advance(inputs, (hidden, cell), offset)
        row = self.next_row.draw(hidden, noise, past, held)
        move = row[..., self.layout.onehots :] - past.row[..., self.layout.onehots :]
        return row, move, move - past.move, hidden, cell

    # What a discriminator sees of sequences.

    def asked(self, windows):
        """Return the calendar (time, batch, …) and conditions (batch, …) of windows, or None."""
        windows, calendar = without_calendar(windows, self.shape_)
        clock = None if calendar is None else tf.transpose(calendar, (1, 0, 2))
        if not self.shape_.conditions:
            return clock, None
        static = windows[:, 0, self.shape_.features :]
        return clock, tf.gather(static, np.array(self.shape_.conditions), axis=-1)

    def shown_of(self, windows):
        """Return attributes and shapes of real windows (batch, time, features + statics)."""
        rows, alive = self.rows_of(windows)
        return self._shown(self._static_of(windows), rows, alive)

    def shown(self, static, rows):
        """Return attributes and shapes of written rows (time, batch, width), zero after the end."""
        alive = None
        if self.statistics.ends:
            alive = _product_before(
                tf.unstack(rows[..., self.layout.onehots - 2], self.shape_.length)
            )
        return self._shown(static, rows, alive)

    def _shown(self, static, rows, alive):
        """Return attributes (batch, statics) or None, and shapes (batch, time, width)."""
        shape = self.shape_
        shapes = rows / self.layout.units
        shapes = shapes if alive is None else shapes * alive[..., None]
        attributes = clipped(static) if shape.statics else None
        return attributes, tf.transpose(shapes, (1, 0, 2))

    def initialise(self, seed, first=0):
        """Draw the first weights, a function of the seed.

        Args:
            seed: the run's.
            first: number of the first draw, so that no two networks share one.
        """
        numbers = iter(range(first, first + 1000))

        def draw(variable, std):
            rng = np.random.default_rng([seed, 0x1417, next(numbers)])
            variable.assign(rng.normal(0.0, std, variable.shape).astype("float32"))

        for writer in (self.next_row, self.first_row, self.static_row):
            if writer is not None:
                writer.initialise(draw)
        inputs = self.lstm.kernel.shape[0]
        draw(self.lstm.kernel, np.sqrt(2 / (inputs + 4 * self.lstm.units)))
        draw(self.lstm.recurrent_kernel, np.sqrt(2 / (5 * self.lstm.units)))
        if self.lstm.context_kernel is not None:
            draw(self.lstm.context_kernel, np.sqrt(2 / (self.shape_.statics + 4 * self.lstm.units)))


def _product_before(goes_on):
    """Return the product of all entries (batch,) before each, (entries, batch); 1 before the first.

    TensorFlow's own has no gradient where an entry is 0.
    """
    found = [tf.ones_like(goes_on[0])]
    for one in goes_on[:-1]:
        found.append(found[-1] * one)
    return tf.stack(found)


def _firsts(rows):
    """Return 1 for the first of rows (time, batch, width), else 0: (time, batch, 1)."""
    first = tf.cast(tf.equal(tf.range(tf.shape(rows)[0]), 0), "float32")[:, None, None]
    return first * tf.ones_like(rows[..., :1])


def _flat(values):
    return tf.reshape(values, (-1, values.shape[-1]))


def _mean(losses, alive):
    """Return the mean of the losses (time * batch,) of rows that count."""
    if alive is None:
        return tf.reduce_mean(losses)
    weights = tf.reshape(alive[1:], (-1,))
    return tf.reduce_sum(losses * weights) / _number(weights)


def _number(weights):
    """Return how many rows count, at least one; with several devices, their mean."""
    number = replicas.mean([tf.reduce_sum(weights)])[0]
    return tf.maximum(number, 1.0 / replicas.count())
