"""Penalties on the discriminator, and the limit on its weights."""

import tensorflow as tf

TINY = 1e-12  # inside the root, whose slope at 0 is infinite


def squared_gradients(discriminator, attributes, shapes, calendar=None, **kwargs):
    """Return logits and the squared norm of their gradient with respect to all inputs.

    R1 is half of gamma times its mean over real windows, R2 over generated ones (Mescheder et al.,
    1801.04406; both together: Huang et al., 2501.05441).

    Args:
        discriminator: called with (attributes, shapes), gives logits (batch,).
        attributes: (batch, drifting + statics) or None.
        shapes: (batch, time, features).
        calendar: (batch, time, calendar), which is told and not judged; or None.
        **kwargs: handed on to the discriminator.

    Returns:
        logits (batch,) and squared norms (batch,), over time, features and attributes together.
    """
    inputs = [shapes] if attributes is None else [shapes, attributes]
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(inputs)
        logits = discriminator(attributes, shapes, calendar, **kwargs)
        total = tf.reduce_sum(logits)
    gradients = tape.gradient(total, inputs, unconnected_gradients=tf.UnconnectedGradients.ZERO)
    norms = [tf.reduce_sum(tf.square(g), axis=range(1, g.shape.rank)) for g in gradients]
    return logits, tf.add_n(norms)  # (batch,), (batch,)


def gradient_penalty(discriminator, real, fake, share, calendar=None):
    """Return E (‖∇f(x̂)‖ - 1)², x̂ = ε x + (1 - ε) y (Gulrajani et al., 1704.00028).

    Args:
        discriminator: called with (attributes, shapes), gives scores (batch,).
        real: attributes (batch, drifting + statics) or None, and shapes (batch, time, features).
        fake: the same, generated.
        share: ε (batch,), uniform in [0, 1) and one number a window.
        calendar: (batch, time, calendar) of both, or None.
    """
    mixed = [
        None if x is None else y + tf.reshape(share, (-1, *[1] * (x.shape.rank - 1))) * (x - y)
        for x, y in zip(real, fake, strict=True)
    ]
    _, norms = squared_gradients(discriminator, *mixed, calendar)
    return tf.reduce_mean(tf.square(tf.sqrt(norms + TINY) - 1.0))


def clip_weights(network, limit):
    """Clip all weights but biases to [-limit, limit].

    Args:
        network: a built Keras model.
        limit: largest size of a weight.
    """
    for variable in network.trainable_variables:
        if variable.name != "bias":
            variable.assign(tf.clip_by_value(variable, -limit, limit))
