"""Kullback-Leibler divergence of the generated from the real distribution.

The discriminator is that of `bce`, whose best logit is log p(x) / q(x); the generator raises its
logits themselves, which is then KL(q ‖ p) (Nowozin et al., 1606.00709). It would rather leave a
mode out than write what is never real, and nothing bounds it: keep R1 and R2.
"""

from keras import ops

from rnngan.models.objectives.bce import discriminator_loss

__all__ = ["discriminator_loss", "divergence", "generator_loss"]
LABELS = True
DIVERGENCE = "KL(generated ‖ real), in nats"
DEFAULTS = {}


def generator_loss(real, fake):
    """Return -E f(y); `real` has no part.

    Args:
        real: (batch,) logits of real windows.
        fake: (batch,) logits f(y) of generated windows.

    Example:
        >>> import numpy as np
        >>> float(generator_loss(None, np.array([1.0, 3.0])))
        -2.0
    """
    return -ops.mean(fake)


def divergence(real, fake):
    """Return -E f(y), which is E_q log q / p for the best discriminator; it may be negative."""
    return -ops.mean(fake)
