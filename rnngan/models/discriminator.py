"""Sequence -> logit."""

import keras
from keras import ops

from rnngan.models import minibatch
from rnngan.models.chunks import to_chunks
from rnngan.models.lstm import LSTM
from rnngan.models.precision import Dense


class WindowFeatures(keras.Model):
    """An LSTM over windows: what discriminator and encoder have in common.

    It sees values and their first differences, `rows` rows a step, with the window's attributes at
    each step; the last, mean and largest output over time become its features.

    Args:
        shape: `rnngan.data.network_shape.NetworkShape`.
        difference_std: (features,) standard deviation of the first differences of real shapes.
        precision: dtype policy of the hidden layers.
    """

    def __init__(self, shape, difference_std, precision="float32", **kwargs):
        super().__init__(**kwargs)
        self.shape_ = shape
        self._difference_std = ops.convert_to_tensor(difference_std, "float32")
        self.lstm = LSTM(shape.units, name="lstm", dtype=precision)
        self.pooled = Dense(shape.units, name="pooled", dtype=precision)

    def build(self, attributes_shape):
        """Create all weights."""
        shape = self.shape_
        width = (2 * shape.features + shape.calendar) * shape.rows
        self.lstm.build((None, None, width), context_shape=attributes_shape)
        self.pooled.build((None, 3 * shape.units))

    def features(self, attributes, shapes, calendar=None):
        """Return the pooled features (batch, units) of windows."""
        rows = self.seen(shapes)
        rows = rows if calendar is None else ops.concatenate([rows, calendar], axis=-1)
        inputs = to_chunks(rows, self.shape_.rows)
        outputs = self.lstm(inputs, context=attributes)  # (steps, batch, units)
        pooled = [outputs[-1], ops.mean(outputs, axis=0), ops.max(outputs, axis=0)]
        return ops.leaky_relu(self.pooled(ops.concatenate(pooled, axis=-1)), 0.2)

    def seen(self, shapes):
        """Return shapes with their differences behind them, (batch, time, 2 features)."""
        differences = (shapes[:, 1:] - shapes[:, :-1]) / self._difference_std
        first = ops.zeros_like(shapes[:, :1])  # nothing comes before the first row
        differences = ops.concatenate([first, differences], axis=1)
        return ops.concatenate([shapes, differences], axis=-1)  # (batch, time, 2 features)


class Discriminator(WindowFeatures):
    """Features of windows become one logit: high for real, low for generated ones. No sigmoid.

    Args:
        shape: `rnngan.data.network_shape.NetworkShape`.
        difference_std: (features,) standard deviation of the first differences of real shapes.
        **kwargs: precision and name.
    """

    def __init__(self, shape, difference_std, **kwargs):
        super().__init__(shape, difference_std, **kwargs)
        self.batchwise = minibatch.layer(shape.minibatch)
        self.logit = keras.layers.Dense(1, name="logit")

    def build(self, attributes_shape):
        """Create all weights."""
        super().build(attributes_shape)
        units, more = self.shape_.units, 0
        if self.batchwise is not None:
            self.batchwise.build((None, units))
            more = self.batchwise.width
        self.logit.build((None, units + more))

    def call(self, attributes, shapes, calendar=None, sides=1):
        """Return logits (batch,).

        Args:
            attributes: (batch, drifting + statics) or None.
            shapes: (batch, time, features).
            calendar: (batch, time, calendar) or None.
            sides: batches of one size that stand one after another, real and generated ones.
        """
        return self.logits(self.features(attributes, shapes, calendar), sides)

    def logits(self, features, sides=1):
        """Return logits (batch,) of pooled features (batch, units)."""
        if self.batchwise is not None:
            features = ops.concatenate([features, self.batchwise(features, sides=sides)], axis=-1)
        return self.logit(features)[:, 0]
