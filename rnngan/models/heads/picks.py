"""One of several by chance: as a one-hot row that gradients pass through."""

import tensorflow as tf


def pick(logits, uniform):
    """Return one-hot rows (…, choices), each drawn by its probabilities.

    The gradient is that of the probabilities (straight-through: Bengio et al., 1308.3432).

    Args:
        logits: (…, choices).
        uniform: (…,) in [0, 1).

    Example:
        >>> pick(tf.constant([[0.0, 0.0], [0.0, 0.0]]), tf.constant([0.2, 0.7])).numpy().tolist()
        [[1.0, 0.0], [0.0, 1.0]]
    """
    shares = tf.nn.softmax(logits)
    reached = tf.cumsum(shares, axis=-1) <= uniform[..., None]
    last = logits.shape[-1] - 1  # rounding may leave the sum of all shares under a uniform number
    chosen = tf.minimum(tf.reduce_sum(tf.cast(reached, "int32"), axis=-1), last)
    hard = tf.one_hot(chosen, logits.shape[-1])
    return hard + shares - tf.stop_gradient(shares)


def passed(hard, values):
    """Return `hard` with the gradient of `values`."""
    return values + tf.stop_gradient(hard - values)
