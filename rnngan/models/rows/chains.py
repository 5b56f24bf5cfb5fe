"""Sequences that are written on from step to step, so that the discriminator sees long ones."""

import keras
import numpy as np
import tensorflow as tf

from rnngan.models import noise
from rnngan.models.noise import Stream

FRESH = 1 / 32  # share of chains that begin anew in each step


class Chains(keras.layers.Layer):
    """Where sequences stand that a row generator goes on with (persistent chains: Tieleman, 2008).

    A chain keeps to the calendar of the training rows: it begins at a row of them, and begins anew
    where they end.

    Args:
        generator: `RowGenerator`.
        count: of chains.
        clock: (rows, calendar) of the training rows; None without a calendar.
        ends: (rows,) the end of the training rows that a row's sequence may go on to.
    """

    def __init__(self, generator, count, clock, ends, **kwargs):
        super().__init__(trainable=False, **kwargs)
        shape, layout = generator.shape_, generator.layout
        self.length, self.clock = shape.length, clock
        self.ends = tf.constant(np.asarray(ends, "int32"))
        numbers, units = len(layout.numbers), generator.lstm.units
        widths = layout.width, numbers, numbers, units, units
        names = "row", "move", "bend", "hidden", "cell"
        self.state = [
            self._kept(name, (count, width)) for name, width in zip(names, widths, strict=True)
        ]
        self.static = self._kept("static", (count, shape.statics)) if shape.statics else None
        self.position = self._kept("position", (count,), "int32")  # of the next row
        self.built = True

    def _kept(self, name, shape, dtype="float32"):
        return self.add_weight(
            shape=shape, dtype=dtype, initializer="zeros", trainable=False, name=name
        )

    def behind(self):
        """Return (static features, state) that the chains go on from."""
        static = tf.zeros((self.state[0].shape[0], 0))
        if self.static is not None:
            static = tf.convert_to_tensor(self.static)
        return static, tuple(tf.convert_to_tensor(part) for part in self.state)

    def calendar(self):
        """Return the calendar of the next rows, (length, chains, calendar) or None."""
        if self.clock is None:
            return None
        rows = tf.range(self.length)[:, None] + tf.convert_to_tensor(self.position)
        return tf.gather(self.clock, rows)

    def keep(self, static, state, starts, seed, step):
        """Keep where the chains stand; some begin anew, where sequences of this step stand.

        Args:
            static: (sequences, statics): those that began, as many as chains or more, then those of
                the chains.
            state: of the same.
            starts: first rows of those that began.
            seed: the run's.
            step: of training.
        """
        count = self.position.shape[0]
        position = tf.convert_to_tensor(self.position) + self.length
        fresh = noise.uniform((count,), seed, Stream.CHAINS, step) < FRESH
        fresh |= ~self._goes_on(position) | tf.equal(step, 0)
        for kept, part in zip(self.state, state, strict=True):
            kept.assign(tf.where(fresh[:, None], part[:count], part[-count:]))
        if self.static is not None:
            self.static.assign(tf.where(fresh[:, None], static[:count], static[-count:]))
        starts = tf.cast(starts[:count], "int32")
        begun = starts + self.length
        begun = tf.where(self._goes_on(begun), begun, starts)
        self.position.assign(tf.where(fresh, begun, position))

    def _goes_on(self, position):
        """Return whether a whole window of the same training rows comes behind a row, (chains,).

        Args:
            position: (chains,) the row behind it.
        """
        return position + self.length <= tf.gather(self.ends, position - 1)
