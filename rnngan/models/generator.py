"""Noise -> sequence."""

from functools import partial

import keras
from keras import ops

from rnngan.models import noise, replicas
from rnngan.models.chunks import from_chunks, to_chunks
from rnngan.models.lstm import LSTM
from rnngan.models.precision import Dense


def straight_through(logits):
    """Return one-hot rows whose gradient is that of softmax (Bengio et al., 1308.3432)."""
    soft = ops.softmax(logits)
    hard = ops.one_hot(ops.argmax(logits, axis=-1), logits.shape[-1], dtype=soft.dtype)
    return soft + ops.stop_gradient(hard - soft)


def snapped(values, grid):
    """Return the nearest of the values `grid`, with the gradient of the values themselves."""
    grid = ops.convert_to_tensor(grid, "float32")
    middles = (grid[1:] + grid[:-1]) / 2
    nearest = ops.searchsorted(middles, ops.reshape(values, (-1,)))
    hard = ops.reshape(ops.take(grid, nearest), ops.shape(values))
    return values + ops.stop_gradient(hard - values)


def floored(values, floor):
    """Return max(values, floor), with a fifth of the gradient below the floor.

    Without it a row that has once sunk below the floor is never lifted again.
    """
    hard = ops.maximum(values, floor)
    leaky = hard + 0.2 * (values - hard)
    return leaky + ops.stop_gradient(hard - leaky)


def floor_vector(shape, drifting):
    """Return the smallest value (features,) of each feature, or None where there is no floor.

    A network can hardly write the same number half of the time; one that is cut off at a floor can
    (days without rain, hours without a sale). The shapes of drifting features have no floor.

    Args:
        shape: `rnngan.data.network_shape.NetworkShape`.
        drifting: features that are split into attribute and shape.
    """
    floors = {feature: value for feature, value in shape.floors if feature not in drifting}
    if not floors:
        return None
    low = [floors.get(feature, float("-inf")) for feature in range(shape.features)]
    return ops.convert_to_tensor(low, "float32")


class Generator(keras.Model):
    """An LSTM that makes a window from noise.

    A global latent vector becomes a code e; e becomes the window's attributes and the LSTM's first
    state; every step sees its own noise, e and the attributes, and writes `rows` rows. What is
    given (codes to be discovered, attributes that are conditions) is appended to the latent
    vector, and conditions are attributes as they are.

    Args:
        shape: `rnngan.data.network_shape.NetworkShape`.
        normaliser: the `WindowNormaliser` whose split the generator writes.
        precision: dtype policy of the hidden layers.
    """

    def __init__(self, shape, normaliser, precision="float32", **kwargs):
        super().__init__(**kwargs)
        self.shape_ = shape
        self.normaliser = normaliser
        units = shape.units
        self._floor = floor_vector(shape, normaliser.drifting)
        self._discrete = self._discrete_parts(normaliser.drifting)
        self._discrete_attributes = self._discrete_static_parts(len(normaliser.drifting))
        self.code = keras.Sequential(
            [
                Dense(units, name="code_1", dtype=precision),
                keras.layers.LeakyReLU(0.2),
                Dense(units, name="code_2", dtype=precision),
                keras.layers.LeakyReLU(0.2),
            ],
            name="code",
        )
        self.attributes = None
        free = normaliser.attributes - len(shape.conditions)
        if free:
            self.attributes = keras.layers.Dense(free, name="attributes")
        self._order = order(len(normaliser.drifting), shape.statics, shape.conditions)
        self.hidden = Dense(units, activation="tanh", name="first_hidden", dtype=precision)
        self.cell = Dense(units, name="first_cell", dtype=precision)
        self.lstm = LSTM(units, name="lstm", dtype=precision)
        self.rows = keras.layers.Dense(shape.rows * shape.features, name="rows")

    def build(self, latent_shape, step_noise_shape):
        """Create all weights."""
        shape = self.shape_
        context = shape.units + self.normaliser.attributes + shape.code_width
        self.code.build((None, latent_shape[-1] + shape.given))
        if self.attributes is not None:
            self.attributes.build((None, shape.units))
        self.hidden.build((None, context))
        self.cell.build((None, context))
        width = step_noise_shape[-1] + shape.rows * shape.calendar
        self.lstm.build((None, None, width), context_shape=(None, context))
        self.rows.build((None, None, shape.units))

    def draw(self, batch, seed, stream, step):
        """Return latent (batch, latent) and step noise (steps, batch, step noise) of a draw."""
        shape = self.shape_
        width = shape.latent + shape.steps * shape.step_noise
        flat = noise.joint_normal((batch, width), seed, stream, step)
        latent, steps = flat[:, : shape.latent], flat[:, shape.latent :]
        steps = ops.reshape(steps, (shape.steps, -1, shape.step_noise))  # mixes windows
        return replicas.share(latent), replicas.share(steps, axis=1)

    def call(self, latent, step_noise, calendar=None, given=None):
        """Return attributes (batch, drifting + statics), and shapes (batch, time, features).

        Args:
            latent: (batch, latent) standard normal.
            step_noise: (steps, batch, step noise) standard normal.
            calendar: (batch, time, calendar) of the rows that are written, or None.
            given: (batch, code width + conditions), or None where the shape has neither.
        """
        if calendar is not None:
            chunks = to_chunks(calendar, self.shape_.rows)  # (steps, batch, rows * calendar)
            step_noise = ops.concatenate([step_noise, chunks], axis=-1)
        if given is not None:
            latent = ops.concatenate([latent, given], axis=-1)
        code = self.code(latent)  # (batch, units)
        attributes = self._attributes(code, given)
        context = [code] if attributes is None else [code, attributes]
        if self.shape_.code_width:
            context.append(given[:, : self.shape_.code_width])
        context = ops.concatenate(context, axis=-1)  # (batch, units + attributes + code width)
        state = (self.hidden(context), self.cell(context))
        outputs = self.lstm(step_noise, context=context, state=state)  # (steps, batch, units)
        chunks = self.rows(outputs)  # (steps, batch, rows * features)
        shapes = from_chunks(chunks, self.shape_.rows, self.shape_.length)
        if self._floor is not None:
            shapes = floored(shapes, self._floor)
        shapes = replaced(shapes, self._discrete)
        return attributes, self.normaliser.centre(shapes, attributes)

    def _attributes(self, code, given):
        """Return attributes (batch, drifting + statics): means, one-hot rows, a whole length."""
        parts = [] if self.attributes is None else [self.attributes(code)]
        if self.shape_.conditions:
            parts.append(given[:, self.shape_.code_width :])
        if not parts:
            return None
        attributes = ops.concatenate(parts, axis=-1)
        if self.shape_.conditions:
            attributes = ops.take(attributes, self._order, axis=-1)
        return replaced(attributes, self._discrete_attributes)

    def _discrete_parts(self, drifting):
        """Return what `replaced` does to the shapes: categories one-hot, few-valued numbers."""
        parts = [(start, size, straight_through) for start, size in self.shape_.categories]
        parts += [
            (feature, 1, partial(snapped, grid=grid))
            for feature, grid in self.shape_.grids
            if feature not in drifting
        ]
        return sorted(parts, key=lambda part: part[0])

    def _discrete_static_parts(self, first):
        """Return what `replaced` does to the attributes, whose static ones begin at `first`."""
        parts = [
            (first + start, size, straight_through) for start, size in self.shape_.static_categories
        ]
        found = self.shape_.sequence_length
        if found is not None:
            parts.append((first + found.position, 1, partial(snapped, grid=found.values)))
        return sorted(parts, key=lambda part: part[0])


def order(drifting, statics, conditions):
    """Return where each attribute stands among those that are written, then those that are given.

    Args:
        drifting: number of drifting features, whose attributes come first.
        statics: number of static features.
        conditions: which of the static features are given.

    Example:
        >>> order(1, 3, (1,))  # the second static feature is given: it stands last
        [0, 1, 3, 2]
    """
    written = [i for i in range(drifting + statics) if i - drifting not in conditions]
    stands = [*written, *(drifting + i for i in conditions)]
    return [stands.index(i) for i in range(drifting + statics)]


def replaced(values, parts):
    """Return values (…, features) with some features replaced.

    Args:
        values: (…, features).
        parts: sorted (first feature, number of features, function).
    """
    if not parts:
        return values
    pieces, done = [], 0
    for start, size, function in parts:
        pieces += [values[..., done:start], function(values[..., start : start + size])]
        done = start + size
    return ops.concatenate([*pieces, values[..., done:]], axis=-1)
