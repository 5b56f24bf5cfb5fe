"""Relativistic pairing (Jolicoeur-Martineau, 1807.00734; R3GAN, Huang et al., 2501.05441).

A real window is compared with a generated one of the same batch: the discriminator learns to put
the real one higher, the generator the other way round. With R1 and R2 it is R3GAN's loss, which
has no mode to fall into.
"""

import math

from keras import ops

LABELS = False
DIVERGENCE = "log 2 - L_D, at most log 2"
DEFAULTS = {}


def discriminator_loss(real, fake, label=1.0):
    """Return E softplus(f(y) - f(x)) over the pairs of a batch.

    Args:
        real: (batch,) logits f(x) of real windows.
        fake: (batch,) logits f(y) of generated windows.
        label: has no part: pairs have no labels.

    Example:
        >>> import numpy as np
        >>> float(discriminator_loss(np.ones(2), np.ones(2)))  # log 2
        0.6931471805599453
    """
    return ops.mean(ops.softplus(fake - real))


def generator_loss(real, fake):
    """Return E softplus(f(x) - f(y)) over the pairs of a batch."""
    return ops.mean(ops.softplus(real - fake))


def divergence(real, fake):
    """Return log 2 - L_D: 0 where the two of a pair look alike, log 2 where they never do."""
    return math.log(2) - discriminator_loss(real, fake)
