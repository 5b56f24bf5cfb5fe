"""InfoGAN: codes that the discriminator's features give away (Chen et al., 1606.03657)."""

import math

import keras
from keras import ops

from rnngan.models import noise
from rnngan.models.noise import Stream

CONTINUOUS_ENTROPY = math.log(2.0)  # of a uniform number in [-1, 1], in nats
# The least log standard deviation (0.3) of a recovered continuous code, so that one gives at most
# 0.97 nats, about as much as a category. With no such floor its information has no end, and its
# gradient, which grows with 1 / std², drowns the adversarial one.
LEAST_LOG_STD = -1.2
OUTPUT = "told"  # name of the head's last layer in the run folders that there are


def draw(codes, batch, seed, step, stream=Stream.CODES):
    """Return codes (batch, code width): categories one-hot, numbers uniform in [-1, 1].

    Args:
        codes: ("categorical" or "continuous", width) of each code, as in `NetworkShape`.
        batch: number of windows.
        seed: of the draw.
        step: of the draw.
        stream: `Stream` of the draw.

    Example:
        >>> draw((("categorical", 3), ("continuous", 1)), 5, 0, 0).shape
        TensorShape([5, 4])
    """
    numbers = noise.uniform((batch, len(codes)), seed, stream, step)
    parts = []
    for number, (family, width) in enumerate(codes):
        share = numbers[:, number]  # (batch,)
        if family == "categorical":
            parts.append(ops.one_hot(ops.cast(share * width, "int32"), width, dtype="float32"))
        else:
            parts.append(2.0 * share[:, None] - 1.0)
    return ops.concatenate(parts, axis=-1)


def most_information(family, width):
    """Return what `CodeHead.information` can reach for a code, in nats.

    Args:
        family: "categorical" or "continuous".
        width: number of categories; 1 for a number.

    Example:
        >>> round(most_information("categorical", 3), 3)  # log 3
        1.099
        >>> round(most_information("continuous", 1), 3)
        0.974
    """
    if family == "categorical":
        return math.log(width)
    return CONTINUOUS_ENTROPY - LEAST_LOG_STD - 0.5 * math.log(2 * math.pi)


def floored(log_std):
    """Return log standard deviations over LEAST_LOG_STD, smoothly: one at the floor can rise again.

    Example:
        >>> floored(ops.convert_to_tensor([-30.0, 30.0])).numpy().round(3).tolist()
        [-1.2000000476837158, 30.0]
    """
    return LEAST_LOG_STD + ops.softplus(log_std - LEAST_LOG_STD)


class CodeHead(keras.layers.Layer):
    """Q: what the codes of windows were, read off the discriminator's features.

    It learns by `rnngan.models.terms.mutual_information`.

    Args:
        codes: as in `NetworkShape`.
        units: width of the hidden layer.
    """

    def __init__(self, codes, units, **kwargs):
        super().__init__(**kwargs)
        self.codes = codes
        self.hidden = keras.layers.Dense(units, name="hidden")
        width = sum(size if family == "categorical" else 2 for family, size in codes)
        self.last = keras.layers.Dense(width, name=OUTPUT)

    def build(self, features_shape):
        """Create all weights for features (batch, units)."""
        self.hidden.build(features_shape)
        self.last.build((None, self.hidden.units))

    def recovered(self, features):
        """Return for each code its logits (batch, width), or mean and log std (batch, 2)."""
        output = self.last(ops.leaky_relu(self.hidden(features), 0.2))
        parts, first = [], 0
        for family, width in self.codes:
            size = width if family == "categorical" else 2
            parts.append(output[:, first : first + size])
            first += size
        return parts

    def information(self, features, given):
        """Return for each code a lower bound of I(c; y) in nats: H(c) + E log Q(c | y).

        Args:
            features: (batch, units) of windows.
            given: (batch, at least code width), the codes that they were made with.
        """
        bounds, first = [], 0
        for (family, width), found in zip(self.codes, self.recovered(features), strict=True):
            code = given[:, first : first + width]
            first += width
            if family == "categorical":
                likelihood = ops.sum(code * ops.log_softmax(found), axis=-1)
                bounds.append(math.log(width) + ops.mean(likelihood))
            else:
                mean, log_std = found[:, :1], floored(found[:, 1:])
                square = ops.square((code - mean) / ops.exp(log_std))
                likelihood = -0.5 * square - log_std - 0.5 * math.log(2 * math.pi)
                bounds.append(CONTINUOUS_ENTROPY + ops.mean(likelihood))
        return bounds
