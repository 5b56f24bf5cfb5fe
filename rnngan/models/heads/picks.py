"""One of several by chance: as a one-hot row that gradients pass through."""

import tensorflow as tf


def pick(logits, uniform, axis=-1):
    """Return one-hot choices, each drawn by its probabilities; an array like the logits.

    The gradient is that of the probabilities (straight-through: Bengio et al., 1308.3432).

    Args:
        logits: (…, choices), or with the choices along another axis.
        uniform: the same without choices, in [0, 1).
        axis: of the choices.

    Example:
        >>> pick(tf.constant([[0.0, 0.0], [0.0, 0.0]]), tf.constant([0.2, 0.7])).numpy().tolist()
        [[1.0, 0.0], [0.0, 1.0]]
    """
    powers = tf.exp(logits - tf.stop_gradient(tf.reduce_max(logits, axis=axis, keepdims=True)))
    shares = powers / tf.reduce_sum(powers, axis=axis, keepdims=True)
    reached = tf.cumsum(shares, axis=axis) <= tf.expand_dims(uniform, axis)
    last = logits.shape[axis] - 1  # rounding may leave the sum of all shares under a uniform number
    chosen = tf.minimum(tf.reduce_sum(tf.cast(reached, "int32"), axis=axis), last)
    hard = tf.one_hot(chosen, logits.shape[axis], axis=axis)
    return passed(hard, shares)


@tf.custom_gradient
def passed(hard, values):
    """Return `hard`, to the last digit, with the gradient of `values`.

    Example:
        >>> float(passed(tf.constant(0.125), tf.constant(0.7)))
        0.125
    """
    return tf.identity(hard), lambda upstream: (None, upstream)
