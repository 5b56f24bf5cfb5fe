"""One row while it is drawn: column after column, but for the cells that are held."""

import numpy as np
import tensorflow as tf

from rnngan.models.rows.layout import LEAK, SEEN, SUMMARY, clipped

BANNED = 1e6  # nats that a value loses that is not to be drawn


class Drawing:
    """One row while it is drawn.

    Args:
        writer: `RowWriter`.
        context: (batch, context).
        noise: pair of (batch, …) uniform and normal numbers.
        past: `Past` of the rows before; None in the first row.
        held: `Held` of the cells that are not drawn; None where all are.
    """

    def __init__(self, writer, context, noise, past, held):
        self.writer, self.layout, self.past, self.held = writer, writer.layout, past, held
        self.uniform, self.normal = noise[0], noise[1]
        self.linear = writer.product(context, writer.kernel) + writer.bias  # (batch, count * units)
        self.kernel = None if writer.summarised else tf.convert_to_tensor(writer.before)
        self.summary = tf.zeros((tf.shape(context)[0], SUMMARY))
        self.onehots, self.numbers, self.seen = [], [], []

    def run(self):
        """Return the row."""
        for kind, columns in self.writer.groups:
            seen = getattr(self, f"_{kind}")(slice(columns[0], columns[-1] + 1))
            self._pass_on(seen, columns)
        parts = self.onehots + self.numbers
        return tf.concat(parts, axis=-1)

    def _hidden(self, some):
        """Return what some columns are written from, (columns, batch, units)."""
        writer, count = self.writer, some.stop - some.start
        wide = slice(some.start * writer.units, some.stop * writer.units)
        part = self.linear[:, wide]
        if self.seen and not writer.summarised:
            seen = tf.concat(self.seen, axis=-1)
            part += writer.product(seen, self.kernel[: int(writer.offsets[some.start]), wide])
        part = tf.reshape(part, (-1, count, writer.units))
        part = (
            tf.transpose(part, (1, 0, 2)) if count > 1 else tf.reshape(part, (1, -1, writer.units))
        )
        if writer.summarised:
            part += writer.product(self.summary, writer.out[some])
        return tf.nn.leaky_relu(part, LEAK)

    def _pass_on(self, seen, columns):
        """Show later columns what some have become, (batch, seen)."""
        writer = self.writer
        if writer.summarised:
            at = slice(int(writer.offsets[columns[0]]), int(writer.offsets[columns[-1] + 1]))
            self.summary += writer.product(seen, writer.into[at])
        self.seen.append(seen)

    def _category(self, some):
        local, head = self._local(some, "category"), self.writer.heads["category"]
        lost, ranges = 0.0, self.layout.ranges
        if ranges is not None and self.numbers:
            smooth = tf.concat(self.numbers, axis=-1)
            lost = ranges.beside_numbers(smooth, head.outputs)[local]
        columns = self.layout.categories[local]
        first = sum(column.size for column in self.layout.categories[: local.start])
        if self.held is not None and self.held.banned is not None:
            lost += self._banned(columns, first, head.outputs)
        uniform = tf.transpose(self.uniform[:, some])
        drawn = head.draw(self._hidden(some), uniform, local, lost=lost)
        parts = []
        for i, column in enumerate(columns):
            parts.append(self._kept(drawn[i, :, : column.size], first))
            first += column.size
        self.onehots += parts
        return tf.concat(parts, axis=-1)

    def _smooth(self, some):
        local, move = self._local(some, "smooth"), None
        if self.past is None:
            before = tf.transpose(self._expected(local))
        else:
            before = tf.transpose(self.past.row[:, self.layout.onehots :][:, local])
            move = tf.transpose(self.past.move[:, local])
        noise = tf.transpose(self.uniform[:, some]), tf.transpose(self.normal[:, local])
        around, straight = (before, move, local), None
        if self.past is not None and self.past.straight is not None:
            straight = tf.transpose(self.past.straight[:, local])
        head = self.writer.heads["smooth"]
        return self._numbers(head.draw(self._hidden(some), *noise, *around, straight), local)

    def _expected(self, local):
        """Return what the numbers so far tell of smooth ones of a first row, (batch, columns)."""
        shares = self.writer.shares[: local.start, local]
        if not local.start:
            return tf.zeros((tf.shape(self.linear)[0], shares.shape[1]))
        return tf.matmul(tf.concat(self.numbers, axis=-1)[:, : local.start], shares)

    def _cells(self, some):
        local, head = self._local(some, "cells"), self.writer.heads["cells"]
        within = slice(self.writer.count + local.start, self.writer.count + local.stop)
        smooth, before = len(self.layout.smooth), None
        numbers = slice(smooth + local.start, smooth + local.stop)
        if self.past is not None:
            before = tf.transpose(self.past.row[:, self.layout.onehots :][:, numbers])
        uniform, lost = tf.transpose(self.uniform[:, some]), 0.0
        if self.layout.ranges is not None:
            onehots = tf.concat(self.onehots, axis=-1)
            lost = self.layout.ranges.beside_categories(onehots, head.outputs)[local]
        chosen = head.draw(self._hidden(some), uniform, local, before, lost=lost)
        values = head.value(chosen, tf.transpose(self.uniform[:, within]), local)
        return self._numbers(values, numbers)

    def _numbers(self, values, numbers):
        """Keep some numbers (columns, batch), and return what later columns see of them."""
        layout = self.layout
        values = self._kept(tf.transpose(values), layout.onehots + numbers.start)
        before = None
        if self.past is not None:
            before = self.past.row[:, layout.onehots :][:, numbers]
        if layout.presence is not None:
            onehots = tf.concat(self.onehots, axis=-1)
            presence = layout.presence[: onehots.shape[-1], numbers]
            there = tf.matmul(onehots, presence) + np.float32(presence.sum(axis=0) == 0)
            values = there * values + (1.0 - there) * (0.0 if before is None else before)
        self.numbers.append(values)
        same = move = tf.zeros_like(values)
        if before is not None:
            move = (values - before) / layout.unit[numbers]
            same = tf.cast(tf.abs(values - before) < layout.near[numbers], "float32")
        elif numbers.start < len(layout.smooth):
            move = (values - self._expected(numbers)) / layout.left[numbers]
        parts = [clipped(values), clipped(move), same]
        return tf.reshape(tf.stack(parts, axis=-1), (-1, SEEN * (numbers.stop - numbers.start)))

    def _banned(self, columns, first, outputs):
        """Return what the logits of banned values lose, (columns, batch, outputs)."""
        parts = []
        for column in columns:
            part = tf.cast(self.held.banned[:, first : first + column.size], "float32")
            parts.append(tf.pad(part, [[0, 0], [0, outputs - column.size]]))
            first += column.size
        return BANNED * tf.stack(parts)

    def _kept(self, drawn, first):
        """Return drawn values (batch, some), those of the row's width from `first` on, held."""
        if self.held is None:
            return drawn
        some = slice(first, first + drawn.shape[-1])
        return tf.where(self.held.known[:, some], self.held.row[:, some], drawn)

    def _local(self, some, kind):
        """Return the positions of some columns among those of a kind."""
        others = sum(
            min(end, some.start) - first
            for other, first, end in self.writer.parts
            if other != kind and first < some.start
        )
        return slice(some.start - others, some.stop - others)
