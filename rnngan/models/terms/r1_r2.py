"""R1 and R2: a discriminator that is steep at real, or at generated, windows pays for it."""

import tensorflow as tf

from rnngan.models.terms import Term


class R1(Term):
    """γ/2 E ‖∇f(x)‖² over real windows x (Mescheder et al., 1801.04406).

    Args:
        weight: γ; with 0 the gradients are not taken.
    """

    side, label = 0, "r1"

    def __init__(self, weight, **kwargs):
        super().__init__(**kwargs)
        self.weight = weight

    def loss(self, model, batch):
        """Return the weighted penalty, and {"r1": it}."""
        if not self.weight:
            return 0.0, {self.label: tf.zeros(())}
        slopes = tf.split(batch.slopes(), 2)[self.side]  # (batch,)
        penalty = 0.5 * self.weight * tf.reduce_mean(slopes)
        return penalty, {self.label: penalty}


class R2(R1):
    """γ/2 E ‖∇f(y)‖² over generated windows y (both together: Huang et al., 2501.05441).

    Args:
        weight: γ; with 0 the gradients are not taken.
    """

    side, label = 1, "r2"
