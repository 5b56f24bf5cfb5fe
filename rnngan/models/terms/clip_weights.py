"""Clipped weights (Arjovsky et al., 1701.07875): no term of the loss, but a limit behind a step."""

import tensorflow as tf

from rnngan.models import replicas
from rnngan.models.terms import Term


class ClipWeights(Term):
    """Clips all weights of the discriminator but biases to [-limit, limit].

    Args:
        limit: largest size of a weight.
    """

    def __init__(self, limit, **kwargs):
        super().__init__(**kwargs)
        self.limit = limit

    def update(self, model, step):
        """Clip what a discriminator step has moved."""
        replicas.assign(
            (variable, tf.clip_by_value(variable, -self.limit, self.limit))
            for variable in model.discriminator.trainable_variables
            if variable.name != "bias"
        )
