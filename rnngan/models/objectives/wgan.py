"""Wasserstein distance with clipped weights (Arjovsky et al., 1701.07875).

The critic's mean difference between real and generated windows. Its kernels are clipped after every
step, its biases aren't: kernels clipped at the paper's 0.01 hold every gate of an LSTM at one half,
and its memory dies. Several critic steps for each step of the generator.
"""

from keras import ops

LABELS = False
DIVERGENCE = "Wasserstein distance, up to the critic's slope"
DEFAULTS = {"r1": 0.0, "r2": 0.0, "clip_weights": 0.1, "d_steps": 3}


def discriminator_loss(real, fake, label=1.0):
    """Return E f(y) - E f(x).

    Args:
        real: (batch,) scores f(x) of real windows.
        fake: (batch,) scores f(y) of generated windows.
        label: has no part: scores have no labels.

    Example:
        >>> import numpy as np
        >>> float(discriminator_loss(np.array([3.0]), np.array([1.0])))
        -2.0
    """
    return ops.mean(fake) - ops.mean(real)


def generator_loss(real, fake):
    """Return -E f(y); `real` has no part."""
    return -ops.mean(fake)


def divergence(real, fake):
    """Return E f(x) - E f(y): the distance times the largest slope of the critic."""
    return ops.mean(real) - ops.mean(fake)
