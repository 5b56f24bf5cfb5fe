"""Binary cross-entropy with the non-saturating generator (Goodfellow et al., 1406.2661).

The default. The discriminator learns labels 1 for real and 0 for generated windows; the generator
learns to make windows that get label 1. Steady with R1 and R2; the logit says how real a window is
to the discriminator.
"""

import math

from keras import ops

LABELS = True
DIVERGENCE = "Jensen-Shannon divergence, at most log 2"
DEFAULTS = {}


def discriminator_loss(real, fake, label=1.0):
    """Return E [t softplus(-f(x)) + (1 - t) softplus(f(x))] + E softplus(f(y)), t the label.

    Args:
        real: (batch,) logits f(x) of real windows.
        fake: (batch,) logits f(y) of generated windows.
        label: of real windows; under 1 for one-sided smoothing (Salimans et al., 1606.03498).

    Example:
        >>> import numpy as np
        >>> float(discriminator_loss(np.zeros(2), np.zeros(2)))  # 2 log 2
        1.3862943611198906
    """
    # softplus(-f) + (1 - t) f is the same as t softplus(-f) + (1 - t) softplus(f)
    on_real = ops.mean(ops.softplus(-real) + (1.0 - label) * real)
    return on_real + ops.mean(ops.softplus(fake))


def generator_loss(real, fake):
    """Return E softplus(-f(y)), label 1 for generated windows; `real` has no part."""
    return ops.mean(ops.softplus(-fake))


def divergence(real, fake):
    """Return log 2 - L_D / 2, a lower bound of the Jensen-Shannon divergence (1406.2661, th. 1)."""
    return math.log(2) - discriminator_loss(real, fake) / 2
