"""Hinge loss (Lim and Ye, 1705.02894; Miyato et al., 1802.05957).

The discriminator learns only from windows whose logit isn't yet beyond 1 or -1 on their side; the
generator raises its logits.
"""

from keras import ops

LABELS = False
DIVERGENCE = "total variation, at most 1"
DEFAULTS = {}


def discriminator_loss(real, fake, label=1.0):
    """Return E max(0, 1 - f(x)) + E max(0, 1 + f(y)).

    Args:
        real: (batch,) logits f(x) of real windows.
        fake: (batch,) logits f(y) of generated windows.
        label: has no part: margins have no labels.

    Example:
        >>> import numpy as np
        >>> float(discriminator_loss(np.array([0.5]), np.array([-3.0])))
        0.5
    """
    return ops.mean(ops.relu(1.0 - real)) + ops.mean(ops.relu(1.0 + fake))


def generator_loss(real, fake):
    """Return -E f(y); `real` has no part."""
    return -ops.mean(fake)


def divergence(real, fake):
    """Return 1 - L_D / 2, a lower bound of the total variation ½ ∫ |p - q|."""
    return 1.0 - discriminator_loss(real, fake) / 2
