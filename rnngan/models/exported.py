"""A trained generator as a Keras model of its own: noise and context in, rows out.

It draws nothing: the same noise gives the same rows, in any program that can run it.
"""

import json

import keras
import numpy as np
import tensorflow as tf

from rnngan.config.run_config import to_json, validate
from rnngan.data.blocks import LARGEST_EXPONENT
from rnngan.models.rows.rolling import roll
from rnngan.models.trained import Description

FARTHEST = min(LARGEST_EXPONENT, 80.0)  # beyond it float32 overflows


@keras.saving.register_keras_serializable("rnngan")
class ExportedGenerator(keras.Model):
    """The generator of a table.

    Called with a dict of arrays, it returns a dict of them: `values` (count, length, columns), as
    `columns` describes them; `features` (count, length, features), what the networks see; `length`
    (count,), rows that belong to each sequence.

    Args:
        config: settings of the run, as JSON.
        description: `Description` of the run, as JSON.
    """

    def __init__(self, config, description, **kwargs):
        super().__init__(**kwargs)
        self.written = config, description
        found = Description.model_validate_json(description)
        self.trained = found.assemble(validate(json.loads(config)))
        self.network = self.trained.model.average
        self.built = True

    def get_config(self):
        """Return what a copy is made from."""
        config, description = self.written
        return {**super().get_config(), "config": config, "description": description}

    @classmethod
    def from_config(cls, config, custom_objects=None):
        """Return a generator with its first weights."""
        return cls(**config)

    @classmethod
    def of(cls, trained):
        """Return the generator of a `TrainedTable`."""
        made = cls(to_json(trained.config), trained.description.model_dump_json(), name="generator")
        for own, learned in zip(made.network.weights, trained.model.average.weights, strict=True):
            own.assign(learned)
        return made

    @property
    def signature(self):
        """{name: `TensorSpec`} of what it is called with; None is any number."""
        shape, config = self.network.shape_, self.trained.config
        rows = self.trained.writes_rows
        found = {}
        if rows:
            widths = [w.noise for w in self._writers()]
            for i, name in enumerate(("uniform", "normal")):
                found[name] = (None, None, max(width[i] for width in widths))
        else:
            found["latent"] = (None, config.model.latent)
            found["noise"] = (None, shape.steps, shape.step_noise)
        if shape.calendar:
            found["calendar"] = (None, None if rows else shape.length, shape.calendar)
        if shape.code_width + len(shape.conditions):
            found["given"] = (None, shape.code_width + len(shape.conditions))
        return {n: tf.TensorSpec(dims, "float32", name=n) for n, dims in found.items()}

    def _writers(self):
        network = self.network
        return [w for w in (network.static_row, network.first_row, network.next_row) if w]

    def call(self, inputs):
        """Return {"values", "features", "length"} of a dict of arrays; see `signature`."""
        calendar, given = inputs.get("calendar"), inputs.get("given")
        if self.trained.writes_rows:
            made = self._rows(inputs["uniform"], inputs["normal"], calendar, given)
        else:
            steps = tf.transpose(inputs["noise"], (1, 0, 2))
            parts = self.network(inputs["latent"], steps, calendar, given)
            made = self.network.normaliser.join(*parts)
        length = self._length(made)
        return {"values": self._values(made), "features": made, "length": length}

    def _rows(self, uniform, normal, calendar, given):
        """Return sequences (count, length, features + statics) of a row generator."""
        layout, count = self.network.layout, tf.shape(uniform)[0]
        length = tf.shape(uniform)[1] - 1

        def noise(number, widths):  # row -1 is the static one
            pairs = zip((uniform, normal), widths, strict=True)
            return [numbers[:, number + 1, :width] for numbers, width in pairs]

        clock = None if calendar is None else tf.transpose(calendar, (1, 0, 2))
        static, rows = roll(self.network, count, length, noise, clock, given)
        features = tf.gather(rows * layout.std + layout.mean, layout.back, axis=-1)
        features = tf.transpose(features, (1, 0, 2))
        block = self.trained.transform.length
        if block is not None:
            ended = tf.transpose(rows[..., layout.onehots - 1]) > 0.5  # (count, length)
            last = 1 + tf.argmax(tf.cast(ended, "int32"), axis=1, output_type="int32")
            last = tf.cast(tf.where(tf.reduce_any(ended, axis=1), last, length), "float32")
            if block.values is not None:  # no longer and no shorter than those that were learned
                last = tf.clip_by_value(last, *_ends(block))
            scaled = (last - block.mean) / block.std
            at = tf.one_hot(block.start, static.shape[1])
            static = static * (1.0 - at) + scaled[:, None] * at
        static = tf.repeat(static[:, None], length, axis=1)
        return tf.concat([features, static], axis=-1)

    def _length(self, made):
        """Return the rows (count,) that belong to each sequence."""
        count, length = tf.shape(made)[0], tf.shape(made)[1]
        block = self.trained.transform.length
        if block is None:
            return tf.fill((count,), length)
        at = self.trained.transform.features + block.start
        found = made[:, 0, at]
        if block.values is not None:
            grid = np.array(block.values, "float32")
            found = tf.gather(grid, tf.searchsorted((grid[1:] + grid[:-1]) / 2, found))
        found = tf.round(found * block.std + block.mean)
        return tf.clip_by_value(tf.cast(found, "int32"), 1, length)

    def _values(self, made):
        """Return values (count, length, columns): numbers in their units, codes of categories."""
        found = [_value(made, block, first) for block, first in self.blocks()]
        presence = {b.name: made[..., f + b.start] for b, f in self._all() if b.role == "present"}
        for i, (block, _) in enumerate(self.blocks()):
            if block.name in presence:
                found[i] = tf.where(presence[block.name] > 0.5, found[i], np.nan)
        return tf.stack(found, axis=-1)

    def _all(self):
        transform = self.trained.transform
        changing = [(block, 0) for block in transform.blocks]
        return changing + [(block, transform.features) for block in transform.static]

    def blocks(self):
        """Return (`Block`, feature at which its side begins) of each of the `values`."""
        return [(b, first) for b, first in self._all() if b.role not in ("present", "length")]


def _ends(block):
    """Return the smallest and the largest length that was learned."""
    known = block.unscaled(np.array(block.values))
    return np.float32(min(known)), np.float32(max(known))


def _value(made, block, first):
    """Return the values (count, length) of a block: a number, or the code of a category."""
    at = first + block.start
    if block.role == "category":
        return tf.cast(tf.argmax(made[..., at : at + block.size], axis=-1), "float32")
    feature = made[..., at]
    if block.reach is not None:
        over = tf.clip_by_value(tf.abs(feature) - block.reach, 0.0, FARTHEST)
        feature += tf.sign(feature) * (tf.math.expm1(over) - over)
    values = feature * np.float32(block.std) + np.float32(block.mean)
    if block.unit is None:
        return values
    least = tf.minimum(values, FARTHEST)
    return tf.math.expm1(least) * np.float32(block.unit) + np.float32(block.shift)
