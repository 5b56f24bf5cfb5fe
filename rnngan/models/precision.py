"""Mixed precision: hidden layers take their matrix products in bfloat16, nothing else.

A layer whose dtype policy is `mixed_bfloat16` has float32 weights, takes its products in bfloat16,
and gives float32 back. So sums over time, states, losses, norms and draws are float32 without being
asked to, and gradients too, where they come out of a product. bfloat16 has the range of float32:
losses need no scaling (Kalamkar et al., "A Study of BFLOAT16 for Deep Learning Training",
1905.12322).
"""

import keras
from keras import ops


def product(one, other, dtype):
    """Return the matrix product of two float32 arrays, computed in a dtype, as float32.

    Args:
        one: (…, rows, inner).
        other: (…, inner, columns).
        dtype: such as the `compute_dtype` of a layer; with float32 it is `ops.matmul`.

    Example:
        >>> product(ops.ones((1, 1)), ops.convert_to_tensor([[1.00390625]]), "bfloat16").numpy()
        array([[1.]], dtype=float32)
    """
    found = ops.matmul(ops.cast(one, dtype), ops.cast(other, dtype))
    return ops.cast(found, "float32")


class Dense(keras.layers.Dense):
    """Keras' own, whose outputs are float32 whatever it computes in."""

    def call(self, inputs, training=None):
        """Return float32 outputs."""
        return ops.cast(super().call(inputs, training=training), "float32")
