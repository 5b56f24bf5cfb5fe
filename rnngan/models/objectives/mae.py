"""Absolute error of the probability: the total variation, up to a constant.

Labels 1 and 0 for the logistic function of the logit. It saturates on both sides, so it needs R1
and R2 to keep the discriminator from being sure.
"""

from keras import ops

LABELS = True
DIVERGENCE = "total variation, at most 1"
DEFAULTS = {}


def discriminator_loss(real, fake, label=1.0):
    """Return E |σ(f(x)) - t| + E σ(f(y)), t the label of real windows.

    Args:
        real: (batch,) logits f(x) of real windows.
        fake: (batch,) logits f(y) of generated windows.
        label: of real windows.

    Example:
        >>> import numpy as np
        >>> float(discriminator_loss(np.zeros(1), np.zeros(1)))
        1.0
    """
    return ops.mean(ops.abs(ops.sigmoid(real) - label)) + ops.mean(ops.sigmoid(fake))


def generator_loss(real, fake):
    """Return E |σ(f(y)) - 1| = E σ(-f(y)); `real` has no part."""
    return ops.mean(ops.sigmoid(-fake))


def divergence(real, fake):
    """Return 1 - L_D, a lower bound of the total variation ½ ∫ |p - q|."""
    return 1.0 - discriminator_loss(real, fake)
