"""Interpolated numbers go on straight from row to row, until where they bend."""

import numpy as np
import tensorflow as tf

NEAR = 1e-3  # how near sines and cosines of a clock are that are the same
ROUNDED = 1e-5  # standard deviations by which a value lies beyond the largest by rounding alone


class Lines:
    """Knows which numbers of the next row are on a line (`rnngan.data.piecewise`).

    Left to the chance of each row, a line of hours would now and then bend or stop in between. One
    that would lead beyond the largest or the smallest value bends where it may.

    Args:
        smooth: `RowColumn`s of smooth numbers, in the order of a row.
    """

    def __init__(self, smooth):
        ends = [(c.low - ROUNDED, c.high + ROUNDED) for c in smooth]
        self.ends = np.array(ends, "float32").reshape(-1, 2).T
        self.marks = {}  # where numbers bend -> (smooth,) bool, which of them do
        for number, column in enumerate(smooth):
            if column.bends is not None:
                marks = self.marks.setdefault(column.bends, np.zeros(len(smooth), bool))
                marks[number] = True

    def straight(self, values, moves, first, clock):
        """Return which smooth numbers go on in a line in the next row, (…, smooth) 1 or 0.

        Args:
            values: (…, smooth) of the row before.
            moves: (…, smooth) how far these are from the row before that.
            first: (…, 1), 1 where the row before is the first of its sequence: no line is known.
            clock: (…, calendar) of the next row.
        """
        line = values + moves
        within = (line >= self.ends[0]) & (line <= self.ends[1]) & (first < 0.5)
        found = tf.zeros_like(within)
        for (number, points), marks in self.marks.items():
            now = clock[..., None, 2 * number : 2 * number + 2]  # (…, 1, 2)
            away = tf.reduce_max(tf.abs(now - np.array(points, "float32")), axis=-1)
            found |= tf.reduce_all(away > NEAR, axis=-1, keepdims=True) & marks
        return tf.cast(found & within, "float32")
