"""Least squares (LSGAN; Mao et al., 1611.04076).

The logit itself is pulled to 1 for real and 0 for generated windows. It doesn't saturate: a window
that looks far too real is pulled back too.
"""

from keras import ops

LABELS = True
DIVERGENCE = "triangular discrimination, at most 1"
DEFAULTS = {}


def discriminator_loss(real, fake, label=1.0):
    """Return E (f(x) - t)² / 2 + E f(y)² / 2, t the label of real windows.

    Args:
        real: (batch,) logits f(x) of real windows.
        fake: (batch,) logits f(y) of generated windows.
        label: of real windows.

    Example:
        >>> import numpy as np
        >>> float(discriminator_loss(np.array([3.0]), np.array([2.0])))
        4.0
    """
    return (ops.mean(ops.square(real - label)) + ops.mean(ops.square(fake))) / 2


def generator_loss(real, fake):
    """Return E (f(y) - 1)² / 2; `real` has no part."""
    return ops.mean(ops.square(fake - 1.0)) / 2


def divergence(real, fake):
    """Return 1 - 4 L_D, a lower bound of ½ ∫ (p - q)² / (p + q).

    The best discriminator is p / (p + q), and L_D is then ½ ∫ pq / (p + q): ¼ for p = q, 0 for
    disjoint p and q.
    """
    return 1.0 - 4.0 * discriminator_loss(real, fake)
