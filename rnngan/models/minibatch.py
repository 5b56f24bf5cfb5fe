"""What the discriminator sees of a whole batch, so that a batch of one mode is seen through."""

import keras
from keras import ops

KERNELS, DIMENSIONS = 100, 5  # of minibatch discrimination, as in the paper
SMALLEST = 1e-8  # added to variances, whose root has no slope at 0


class MinibatchStd(keras.layers.Layer):
    """The mean over features of their standard deviation over the batch, one number a batch.

    Reference:
        Karras et al., "Progressive Growing of GANs", 1710.10196, section 3.
    """

    width = 1

    def call(self, features, sides=1):
        """Return (batch, 1), the same for all windows of a side.

        Args:
            features: (batch, units).
            sides: batches of one size that stand one after another, and are not mixed.
        """
        apart = ops.reshape(features, (sides, -1, features.shape[-1]))  # (sides, b, units)
        mean = ops.mean(apart, axis=1, keepdims=True)
        variance = ops.mean(ops.square(apart - mean), axis=1)  # (sides, units)
        std = ops.mean(ops.sqrt(variance + SMALLEST), axis=-1)  # (sides,)
        many = ops.ones_like(apart[:, :, :1]) * std[:, None, None]
        return ops.reshape(many, (-1, 1))


class MinibatchDiscrimination(keras.layers.Layer):
    """How close each window's features are to those of the others in its batch.

    It takes batch² x 500 operations; `MinibatchStd` does nearly the same for nothing.

    Reference:
        Salimans et al., "Improved Techniques for Training GANs", 1606.03498, section 3.2.
    """

    width = KERNELS

    def build(self, shape):
        """Create the kernels."""
        self.kernel = self.add_weight(shape=(shape[-1], KERNELS * DIMENSIONS), name="kernel")

    def call(self, features, sides=1):
        """Return (batch, kernels): the sum over the other windows of exp(-L1 distance).

        Args:
            features: (batch, units).
            sides: batches of one size that stand one after another, and are not mixed.
        """
        rows = ops.reshape(ops.matmul(features, self.kernel), (sides, -1, KERNELS, DIMENSIONS))
        apart = ops.sum(ops.abs(rows[:, :, None] - rows[:, None]), axis=-1)  # (sides, b, b, k)
        close = ops.sum(ops.exp(-apart), axis=2) - 1.0  # a window is close to itself
        return ops.reshape(close, (-1, KERNELS))


def layer(name):
    """Return the layer that `model.minibatch` names, None for "none"."""
    layers = {"std": MinibatchStd, "discrimination": MinibatchDiscrimination}
    return None if name == "none" else layers[name](name="batchwise")
