"""Split a window into attributes and shape, and put it together again."""

import keras
from keras import ops


class WindowNormaliser(keras.layers.Layer):
    """Split windows into what is one value a window and what changes from row to row.

    A column drifts when its level changes between windows far more than within one (a stock
    price). For it a window becomes an attribute, the window's mean standardised over windows, and
    a shape, (value - mean) / the column's usual standard deviation within a window. Other columns
    pass through. After DoppelGANger's auto-normalisation (Lin et al. 2020, section 4.2), with the
    mean alone, because the spread of nearly constant windows is bimodal.

    Static features (one value a sequence) are attributes too. Where the length of sequences is
    learned, it is an attribute as well, and rows after the end are zero and count for nothing.

    Args:
        statistics: `rnngan.data.windows.WindowStatistics` of the training windows.
        shape: `rnngan.data.network_shape.NetworkShape`.
    """

    def __init__(self, statistics, shape, **kwargs):
        super().__init__(trainable=False, **kwargs)
        self.drifting = [int(i) for i in statistics.drifting]
        self.attributes = len(self.drifting) + shape.statics
        self.shape_ = shape
        features = shape.features
        chosen = [[float(i == j) for i in range(features)] for j in self.drifting]
        self._select = ops.convert_to_tensor(chosen, "float32") if self.drifting else None
        self._mask = ops.convert_to_tensor(
            [float(i in self.drifting) for i in range(features)], "float32"
        )
        self._scale = ops.convert_to_tensor(statistics.scale, "float32")
        self._mean = ops.convert_to_tensor(statistics.attribute_mean, "float32")
        self._std = ops.convert_to_tensor(statistics.attribute_std, "float32")

    def split(self, windows):
        """Return attributes (batch, drifting + statics), and shapes (batch, time, features).

        Args:
            windows: (batch, time, features + statics).
        """
        static = windows[:, 0, self.shape_.features :]  # (batch, statics)
        windows = windows[:, :, : self.shape_.features]
        parts = [static] if self.shape_.statics else []
        if self.drifting:
            mean = self._level(windows, static)  # (batch, features)
            drifting_mean = ops.matmul(mean, ops.transpose(self._select))  # (batch, drifting)
            parts.insert(0, (drifting_mean - self._mean) / self._std)
            windows = windows - (mean * self._mask)[:, None]
        attributes = ops.concatenate(parts, axis=-1) if parts else None
        return attributes, self._ended(windows / self._scale, static)

    def centre(self, shapes, attributes):
        """Take the mean over time out of drifting columns, so that `split(join(...))` is exact."""
        static = self._static(attributes)
        if self.drifting:
            shapes = shapes - self._level(shapes, static)[:, None] * self._mask
        return self._ended(shapes, static)

    def join(self, attributes, shapes):
        """Undo `split`: return windows (batch, time, features + statics)."""
        windows, static = shapes * self._scale, self._static(attributes)
        if self.drifting:
            drifting = attributes[:, : len(self.drifting)]
            mean = ops.matmul(drifting * self._std + self._mean, self._select)  # (batch, features)
            windows = self._ended(windows + mean[:, None], static)
        if static is None:
            return windows
        repeated = ops.repeat(static[:, None], windows.shape[1], axis=1)  # (batch, time, statics)
        return ops.concatenate([windows, repeated], axis=-1)

    def _static(self, attributes):
        return attributes[:, len(self.drifting) :] if self.shape_.statics else None

    def _weights(self, static):
        """Return 1 for rows of the sequence and 0 for rows after its end, (batch, time, 1)."""
        found = self.shape_.sequence_length
        lengths = static[:, found.position, None] * found.std + found.mean  # (batch, 1)
        rows = ops.arange(self.shape_.length, dtype="float32")
        return ops.cast(rows < lengths - 0.5, "float32")[:, :, None]

    def _level(self, values, static):
        """Return the mean over the rows of the sequence, (batch, features)."""
        if self.shape_.sequence_length is None:
            return ops.mean(values, axis=1)
        weights = self._weights(static)
        return ops.sum(values * weights, axis=1) / ops.sum(weights, axis=1)

    def _ended(self, values, static):
        """Return the values with zeros after the end of each sequence."""
        if self.shape_.sequence_length is None:
            return values
        return values * self._weights(static)


def without_calendar(windows, shape):
    """Return windows (batch, time, features + statics), and their calendar or None.

    Args:
        windows: (batch, time, features + statics + calendar).
        shape: `rnngan.data.network_shape.NetworkShape`.
    """
    width = shape.calendar
    return (windows[..., :-width], windows[..., -width:]) if width else (windows, None)
