"""Penalties on the discriminator."""

import tensorflow as tf


def squared_gradients(discriminator, attributes, shapes, calendar=None):
    """Return logits and the squared norm of their gradient with respect to all inputs.

    R1 is half of gamma times its mean over real windows, R2 over generated ones (Mescheder et al.,
    1801.04406; both together: Huang et al., 2501.05441).

    Args:
        discriminator: called with (attributes, shapes), gives logits (batch,).
        attributes: (batch, drifting + statics) or None.
        shapes: (batch, time, features).
        calendar: (batch, time, calendar), which is told and not judged; or None.

    Returns:
        logits (batch,) and squared norms (batch,), over time, features and attributes together.
    """
    inputs = [shapes] if attributes is None else [shapes, attributes]
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(inputs)
        logits = discriminator(attributes, shapes, calendar)
        total = tf.reduce_sum(logits)
    gradients = tape.gradient(total, inputs, unconnected_gradients=tf.UnconnectedGradients.ZERO)
    norms = [tf.reduce_sum(tf.square(g), axis=range(1, g.shape.rank)) for g in gradients]
    return logits, tf.add_n(norms)  # (batch,), (batch,)
