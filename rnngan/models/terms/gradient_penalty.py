"""The gradient penalty of WGAN-GP (Gulrajani et al., 1704.00028)."""

import tensorflow as tf

from rnngan.models import noise, slopes
from rnngan.models.noise import Stream
from rnngan.models.terms import Term

TINY = 1e-12  # inside the root, whose slope at 0 is infinite


class GradientPenalty(Term):
    """λ E (‖∇f(x̂)‖ - 1)² on the way between real and generated windows, x̂ = ε x + (1 - ε) y.

    Args:
        weight: λ.
        seed: the run's seed; ε is uniform in [0, 1) and one number a window.
    """

    def __init__(self, weight, seed, **kwargs):
        super().__init__(**kwargs)
        self.weight, self.seed = weight, seed

    def loss(self, model, batch):
        """Return the weighted penalty, and {"gradient_penalty": it}."""
        share = noise.uniform((tf.shape(batch.real[1])[0],), self.seed, Stream.MIX, batch.step)
        mixed = between(batch.real, batch.fake, share)
        _, squares = slopes.of_windows(model.discriminator, *mixed, batch.calendar)
        penalty = self.weight * tf.reduce_mean(tf.square(tf.sqrt(squares() + TINY) - 1.0))
        return penalty, {"gradient_penalty": penalty}


def between(real, fake, share):
    """Return attributes or None, and shapes, of windows between real and generated ones.

    Args:
        real: attributes (batch, drifting + statics) or None, and shapes (batch, time, features).
        fake: the same, generated.
        share: (batch,) of the real window in each: 1 for the real, 0 for the generated one.
    """
    return [
        None if x is None else y + tf.reshape(share, (-1, *[1] * (x.shape.rank - 1))) * (x - y)
        for x, y in zip(real, fake, strict=True)
    ]
