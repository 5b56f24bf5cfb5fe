"""One row, written column after column: each column sees those before it."""

import math

import numpy as np
import tensorflow as tf
from keras import layers

from rnngan.models.heads.category import CategoryHead
from rnngan.models.heads.cells import CellsHead
from rnngan.models.heads.smooth import SmoothHead
from rnngan.models.precision import product
from rnngan.models.rows.drawing import Drawing
from rnngan.models.rows.layout import LEAK, SEEN, SUMMARY, clipped

GROUPS = 64  # columns that are written one after another; of more, several are written at once


class RowWriter(layers.Layer):
    """The masked layer behind a row's heads (MADE: Germain et al., 1502.03509).

    Each column has `width` units, which see the context and what the columns before it have become.
    Of more than GROUPS columns a running summary is seen, so that cost grows with their number and
    not with its square.

    Args:
        layout: `RowLayout` of the row.
        width: units of a column.
        first: whether it writes the first row, before which nothing is known.
    """

    def __init__(self, layout, width, first=False, **kwargs):
        super().__init__(**kwargs)
        self.layout, self.units, self.first = layout, width, first
        self.count = len(layout.columns)
        self.parts = _parts(layout)  # (kind, first column, end), in the order of writing
        self.sizes = [c.size if c.kind == "category" else SEEN for c in layout.columns]
        self.offsets = np.cumsum([0, *self.sizes])
        self.groups = _groups(self.parts, math.ceil(self.count / GROUPS))
        self.summarised = self.count > GROUPS
        self.shares = layout.shares * self._earlier()  # of smooth numbers, in the first row
        self.heads = {}
        if layout.categories:
            self.heads["category"] = CategoryHead(layout.categories, width, name="categories")
        if layout.smooth:
            smooth = layout.smooth
            if first:
                units = zip(smooth, layout.left.tolist(), strict=True)
                smooth = [c.model_copy(update={"unit": unit}) for c, unit in units]
            self.heads["smooth"] = SmoothHead(smooth, width, first, name="smooth")
        if layout.cells:
            self.heads["cells"] = CellsHead(layout.cells, width, first, name="cells")
        self.noise = (self.count + len(layout.cells), len(layout.smooth))

    def _earlier(self):
        """Return (smooth, smooth): 1 where the first is written before the second, 0 else."""
        group = [n for n, (kind, some) in enumerate(self.groups) if kind == "smooth" for _ in some]
        group = np.array(group, "int64")
        return (group[:, None] < group[None]).astype("float32")

    def build(self, context_shape):
        """Create all weights."""
        context, wide = context_shape[-1], self.count * self.units
        self.kernel = self.add_weight(shape=(context, wide), initializer="zeros", name="context")
        self.bias = self.add_weight(shape=(wide,), initializer="zeros", name="bias")
        seen = int(self.offsets[-1])
        if not self.summarised:
            self.before = self.add_weight(shape=(seen, wide), initializer="zeros", name="before")
            self.mask = tf.constant(self._mask())
        else:
            self.into = self.add_weight(shape=(seen, SUMMARY), initializer="zeros", name="into")
            shape = (self.count, SUMMARY, self.units)
            self.out = self.add_weight(shape=shape, initializer="zeros", name="out")
        for head in self.heads.values():
            head.build()
        self.built = True

    def initialise(self, draw):
        """Draw the first weights.

        Args:
            draw: function of (variable, standard deviation) that assigns normal numbers.
        """
        draw(self.kernel, math.sqrt(2 / (self.kernel.shape[0] + self.units)))
        if self.summarised:
            draw(self.into, math.sqrt(1 / SUMMARY))
            draw(self.out, math.sqrt(2 / (SUMMARY + self.units)))
        else:
            draw(self.before, math.sqrt(2 / (self.before.shape[0] + self.units)))
        for head in self.heads.values():
            draw(head.kernel, math.sqrt(1 / (2 * self.units)))

    def _mask(self):
        """Return (seen, count * units): 1 where a unit's column is written after what it sees."""
        group = np.concatenate([[n] * len(g) for n, (_, g) in enumerate(self.groups)])
        owner = np.repeat(group, self.sizes)
        return (owner[:, None] < np.repeat(group, self.units)[None]).astype("float32")

    def losses(self, context, row, past=None):
        """Return the negative log-likelihoods (batch,) in nats of rows, missing numbers aside.

        Args:
            context: (batch, context).
            row: (batch, width).
            past: `Past` of the rows before; None in the first row.
        """
        return tf.reduce_sum(self.column_losses(context, row, past), axis=0)

    def column_losses(self, context, row, past=None, as_masses=False):
        """Return the same of each column (count, batch): categories, smooth numbers, then cells.

        Args:
            context: (batch, context).
            row: (batch, width).
            past: `Past` of the rows before; None in the first row.
            as_masses: whether a smooth number counts by the probability of what is the same as it,
                in place of its density.
        """
        layout, numbers = self.layout, row[:, self.layout.onehots :]
        smooth = len(layout.smooth)
        if past is None:
            before = tf.matmul(numbers[:, :smooth], self.shares)  # (batch, smooth)
        else:
            before = past.row[:, layout.onehots :][:, :smooth]
        seen = self._seen(row, past)
        hidden = self._hidden(context, seen)  # (count, batch, units)
        parts, found = self._of_kinds(hidden), []
        if "category" in parts:
            lost, chosen = self._beside_numbers(numbers[:, :smooth]), self._chosen(row)
            found.append(self.heads["category"].losses(parts["category"], chosen, lost=lost))
        values = tf.transpose(numbers)  # (numbers, batch)
        if "smooth" in parts:
            moved = straight = None
            if past is not None:
                moved = tf.transpose(past.move)[:smooth]
                straight = None if past.straight is None else tf.transpose(past.straight)
            around = tf.transpose(before), moved, as_masses, straight
            found.append(self.heads["smooth"].losses(parts["smooth"], values[:smooth], *around))
        if "cells" in parts:
            head = self.heads["cells"]
            rough = None if past is None else tf.transpose(past.row[:, layout.onehots + smooth :])
            lost = self._beside_categories(row[:, : layout.onehots])
            cell = head.cell_of(values[smooth:])
            found.append(head.losses(parts["cells"], cell, rough, lost=lost))
        losses, there = tf.concat(found, axis=0), layout.there(row)  # (count, batch)
        if there is None:
            return losses
        categories = tf.ones_like(losses[: len(layout.categories)])
        return losses * tf.concat([categories, tf.transpose(there)], axis=0)

    def surprise(self, context, row, past=None):
        """Return the negative log-densities (count, batch) in nats, also of where a cell is held.

        Args:
            context: (batch, context).
            row: (batch, width).
            past: `Past` of the rows before; None in the first row.
        """
        losses = self.column_losses(context, row, past)
        if not self.layout.cells:
            return losses
        first = losses.shape[0] - len(self.layout.cells)
        values = tf.transpose(row[:, -len(self.layout.cells) :])
        within = self.heads["cells"].surprise_within(values)
        there = self.layout.there(row)
        if there is not None:
            within *= tf.transpose(there)[-len(self.layout.cells) :]
        return tf.concat([losses[:first], losses[first:] + within], axis=0)

    def _beside_numbers(self, smooth):
        """Return what the logits of categories lose beside smooth numbers (batch, smooth)."""
        ranges = self.layout.ranges
        return ranges.beside_numbers(smooth, self.heads["category"].outputs) if ranges else 0.0

    def _beside_categories(self, onehots):
        """Return what the logits of cells lose beside categories (batch, onehots)."""
        ranges = self.layout.ranges
        return ranges.beside_categories(onehots, self.heads["cells"].outputs) if ranges else 0.0

    def _of_kinds(self, hidden):
        """Return {kind: its part of what columns are written from, (columns, batch, units)}."""
        found = {}
        for kind, first, end in self.parts:
            found.setdefault(kind, []).append(hidden[first:end])
        return {kind: tf.concat(parts, axis=0) for kind, parts in found.items()}

    def _chosen(self, row):
        """Return which value each category has, (categories, batch) int32."""
        sizes = [column.size for column in self.layout.categories]
        parts = tf.split(row[:, : self.layout.onehots], sizes, axis=-1)
        return tf.stack([tf.argmax(part, axis=-1, output_type="int32") for part in parts])

    def _seen(self, row, past):
        """Return what later columns see of a whole row (batch, width), (batch, seen)."""
        layout = self.layout
        onehots, numbers = row[:, : layout.onehots], row[:, layout.onehots :]
        if not layout.numbers:
            return onehots
        if past is None:  # how far smooth ones are from what those before tell
            count = len(layout.smooth)
            expected = tf.matmul(numbers[:, :count], self.shares)
            move = (numbers[:, :count] - expected) / layout.left
            move = tf.concat([move, tf.zeros_like(numbers[:, count:])], axis=-1)
            same = tf.zeros_like(numbers)
        else:
            move = numbers - past.row[:, layout.onehots :]
            same = tf.cast(tf.abs(move) < layout.near, "float32")
            move /= layout.unit
        parts = tf.stack([clipped(numbers), clipped(move), same], axis=-1)  # (batch, numbers, SEEN)
        flat = tf.reshape(parts, (-1, SEEN * len(self.layout.numbers)))
        masks, smooth = sum(c.size for c in layout.masks), SEEN * len(layout.smooth)
        order = onehots[:, :masks], flat[:, :smooth], onehots[:, masks:], flat[:, smooth:]
        return tf.concat(order, axis=-1)

    def product(self, values, kernel):
        """Return a matrix product, computed in what the layer computes in; heads are float32."""
        return product(values, kernel, self.compute_dtype)

    def _hidden(self, context, seen):
        """Return what all columns are written from, (count, batch, units)."""
        linear = self.product(context, self.kernel) + self.bias
        if not self.summarised:
            linear += self.product(seen, self.before * self.mask)
        parts = tf.transpose(tf.reshape(linear, (-1, self.count, self.units)), (1, 0, 2))
        if self.summarised:
            parts += self._from_summaries(seen)
        return tf.nn.leaky_relu(parts, LEAK)

    def _from_summaries(self, seen):
        """Return what the summary of the columns before adds to each column's units."""
        summary, found = tf.zeros((tf.shape(seen)[0], SUMMARY)), []
        for _, columns in self.groups:
            some = slice(columns[0], columns[-1] + 1)
            found.append(self.product(summary, self.out[some]))  # (columns, batch, units)
            at = slice(int(self.offsets[some.start]), int(self.offsets[some.stop]))
            summary += self.product(seen[:, at], self.into[at])
        return tf.concat(found, axis=0)

    def draw(self, context, noise, past=None, held=None):
        """Return rows (batch, width), drawn column after column.

        Args:
            context: (batch, context).
            noise: pair of (batch, …) uniform and normal numbers, of the widths `self.noise`.
            past: `Past` of the rows before; None in the first row.
            held: `Held` of the cells that are not drawn; None where all are.
        """
        return Drawing(self, context, noise, past, held).run()


def _parts(layout):
    """Return (kind, first column, end) of what is written one after another."""
    counts = [len(part) for part in (layout.masks, layout.smooth, layout.others, layout.cells)]
    ends = np.cumsum([0, *counts]).tolist()
    kinds = ("category", "smooth", "category", "cells")
    parts = zip(kinds, ends[:-1], ends[1:], strict=True)
    return [(kind, first, end) for kind, first, end in parts if end > first]


def _groups(parts, size):
    """Return (kind, columns) of each group that is written at once, at most `size` columns."""
    found = []
    for kind, first, end in parts:
        found += [(kind, list(range(a, min(a + size, end)))) for a in range(first, end, size)]
    return found
