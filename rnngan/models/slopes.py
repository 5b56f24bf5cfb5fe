"""How steep a discriminator is: what the penalties R1, R2 and the gradient penalty measure."""

from functools import cache

import tensorflow as tf


def logits_and_slopes(logits_of, inputs, batch_axis=0):
    """Return logits, and a function that gives the squared norms of their gradients.

    The gradients cost about as much as all the rest of a discriminator step: they are taken when
    the function is first called, and not at all where no term calls it.

    Args:
        logits_of: function that makes logits (batch,) of the inputs.
        inputs: list of tensors that have the windows of a batch along `batch_axis`.
        batch_axis: axis of the windows.

    Returns:
        logits (batch,), and a function of nothing that returns squared norms (batch,), each over
        all inputs and all axes of a window together.

    Example:
        >>> x = tf.constant([[1.0, 2.0], [0.0, 3.0]])
        >>> logits, slopes = logits_and_slopes(lambda: tf.reduce_sum(x**2, axis=1) / 2, [x])
        >>> logits.numpy().tolist(), slopes().numpy().tolist()
        ([2.5, 4.5], [5.0, 9.0])
    """
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(inputs)
        logits = logits_of()
        total = tf.reduce_sum(logits)

    @cache
    def slopes():
        none = tf.UnconnectedGradients.ZERO
        gradients = tape.gradient(total, inputs, unconnected_gradients=none)
        squares = [tf.square(gradient) for gradient in gradients]
        others = [[i for i in range(s.shape.rank) if i != batch_axis] for s in squares]
        norms = [tf.reduce_sum(s, axis=axes) for s, axes in zip(squares, others, strict=True)]
        return tf.add_n(norms)  # (batch,)

    return logits, slopes


def of_windows(discriminator, attributes, shapes, calendar=None, **kwargs):
    """Return logits (batch,) of windows and their slopes, along attributes and shapes.

    Args:
        discriminator: called with (attributes, shapes, calendar), gives logits (batch,).
        attributes: (batch, drifting + statics) or None.
        shapes: (batch, time, features).
        calendar: (batch, time, calendar), along which no slope is taken; or None.
        **kwargs: handed on to the discriminator.
    """
    inputs = [shapes] if attributes is None else [shapes, attributes]
    return logits_and_slopes(lambda: discriminator(attributes, shapes, calendar, **kwargs), inputs)
