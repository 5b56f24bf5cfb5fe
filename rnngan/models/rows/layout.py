"""Features of a table <-> a row as the row generator has it: one-hot columns, then numbers."""

from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

from rnngan.data.row_statistics import LARGEST, SAME, RowColumn
from rnngan.models.rows import ties
from rnngan.models.rows.ranges import Ranges

SEEN = 3  # what later columns see of a number: its level, its move or surprise, if it repeats
SUMMARY = 64  # width of what later columns see of many columns
LEAK = 0.1  # of the units that columns are written from
END = RowColumn(name="", kind="category", start=0, size=2)  # whether a sequence goes on, or ends


class Past(NamedTuple):
    """What is known of the rows before the next one.

    Args:
        row: (…, width) the last row.
        move: (…, numbers) how far its numbers are from those of the row before.
        bend: (…, numbers) how far these moves are from the moves before.
        straight: (…, smooth) 1 where a smooth number goes on in a line, else 0; None for nowhere.
    """

    row: Any
    move: Any
    bend: Any
    straight: Any = None

    def mapped(self, function):
        """Return the same with a function of each part."""
        return Past(*(None if part is None else function(part) for part in self))


class Held(NamedTuple):
    """Cells of a row that are not drawn.

    Args:
        row: (…, width) the row; what is not known may be anything.
        known: (…, width) bool, which cells are held.
        banned: (…, width) bool, which values of categories are not drawn; None for none.
    """

    row: Any
    known: Any
    banned: Any = None


class RowLayout:
    """Where everything stands in a row: (onehots, then numbers in units of their spread).

    What says that a number is missing is written first, then smooth numbers, which go on from the
    row before. Categories see them (no snow on a warm day), and rough numbers see both (a price
    follows from its product).

    Args:
        columns: `RowColumn`s.
        ends: whether a column says that the sequence ends.
        covariance: (numbers, numbers) of the numbers, or empty.
        ranges: `rnngan.data.row_ranges.Range`s of numbers in the rows of a category.
    """

    def __init__(self, columns, ends=False, covariance=(), ranges=()):
        self.smooth = [c for c in columns if c.kind == "smooth"]
        self.cells = [c for c in columns if c.kind == "cells"]
        self.numbers = numbers = self.smooth + self.cells
        self.features = sum(c.size for c in columns)
        masks = {c.present for c in numbers} - {None}
        self.masks = [c for c in columns if c.kind == "category" and not masks.isdisjoint(c.range)]
        self.others = [c for c in columns if c.kind == "category" and c not in self.masks]
        if ends:
            self.others.append(END.model_copy(update={"start": self.features}))
        self.categories = self.masks + self.others
        self.columns = self.masks + self.smooth + self.others + self.cells  # as they are written
        self.onehots = sum(c.size for c in self.categories)
        self.width = self.onehots + len(numbers)
        self.stored = stored = self.categories + numbers
        self.order = np.array([position for c in stored for position in c.range], "int64")
        self.mean = _per_feature(stored, "mean", 0.0)  # (width,)
        self.std = _per_feature(stored, "std", 1.0)
        self.units = _per_feature(stored, "unit", 1.0)
        self.unit = np.array([c.unit for c in numbers], "float32")  # (numbers,)
        self.near = SAME * np.array([c.grid for c in numbers], "float32")
        self.presence = self._presence()
        self.ranges = Ranges(self, ranges) if ranges else None
        self.alone, count = None, len(self.smooth)
        shares, left = np.zeros((count, count)), np.ones(count)
        if covariance:
            self.alone = ties.alone(covariance, self.unit).astype("float32")  # (numbers, numbers)
            part = np.array(covariance)[:count, :count]
            shares, left = ties.after_others(part, self.unit[:count])
        self.shares, self.left = shares.astype("float32"), left.astype("float32")

    def _presence(self):
        """Return (onehots, numbers): which one-hot says that a number is there; None if all are."""
        positions = {feature: at for at, feature in enumerate(self.order.tolist())}
        found = np.zeros((self.onehots, len(self.numbers)), "float32")
        for number, column in enumerate(self.numbers):
            if column.present is not None:
                found[positions[column.present], number] = 1.0
        return found if found.any() else None

    @property
    def firsts(self):
        """Where the first entry of each column stands in a row, in the order of `stored`."""
        sizes = [column.size for column in self.stored]
        return np.cumsum([0, *sizes[:-1]])

    def there(self, row):
        """Return 1 where a number of a row is not missing, (…, numbers); None if none ever is."""
        if self.presence is None:
            return None
        always = np.float32(self.presence.sum(axis=0) == 0)
        return tf.matmul(row[..., : self.onehots], self.presence) + always

    def carried(self, rows):
        """Return rows (time, batch, width) whose missing numbers are those of the row before.

        That is what is written where one is missing, and 0 where nothing comes before: on the line
        between its neighbours it would tell what follows.
        """
        there = self.there(rows)
        if there is None:
            return rows
        numbers = rows[..., self.onehots :]
        numbers = tf.scan(
            lambda before, row: tf.where(row[1] > 0.5, row[0], before),
            (numbers, there),
            tf.zeros_like(numbers[0]),
        )
        return tf.concat([rows[..., : self.onehots], numbers], axis=-1)

    def pack(self, features):
        """Return rows (…, width) of features (…, features), with the end behind them if any."""
        ordered = tf.gather(features, self.order, axis=-1)
        return (ordered - self.mean) / self.std

    def unpack(self, rows):
        """Return features (…, features) of an array of rows (…, width)."""
        return (rows * self.std + self.mean)[..., self.back]

    @property
    def back(self):
        """Where each feature stands in a row, (features,)."""
        return np.argsort(self.order)[: self.features]

    def read(self, past):
        """Return what a network reads of the past, (…, reading)."""
        numbers = clipped(past.row[..., self.onehots :])
        parts = [
            past.row[..., : self.onehots],
            numbers,
            clipped(past.move / self.unit),
            _flag(past.move, self.near),
            _flag(past.bend, self.near),
        ]
        if self.alone is not None:
            parts.append(clipped(tf.tensordot(numbers, self.alone, 1)))
        return tf.concat(parts, axis=-1)

    @property
    def reading(self):
        """Number of features that `read` gives."""
        return self.onehots + (4 if self.alone is None else 5) * len(self.numbers)


def clipped(values):
    """Return standardised values that a network can read: an outlier is large, and no more."""
    return tf.clip_by_value(values, -LARGEST, LARGEST)


def _flag(values, near):
    return tf.cast(tf.abs(values) < near, "float32")


def _per_feature(columns, name, onehot):
    """Return a field of numbers' columns, and `onehot` for every one-hot feature."""
    parts = [[onehot] * c.size if c.kind == "category" else [getattr(c, name)] for c in columns]
    return np.array([value for part in parts for value in part], "float32")
