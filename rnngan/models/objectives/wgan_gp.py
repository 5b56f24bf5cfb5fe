"""Wasserstein distance with the gradient penalty (Gulrajani et al., 1704.00028).

The critic's slope is pulled to 1 between real and generated windows, in place of clipped weights.
Five critic steps for each step of the generator, with Adam at 1e-4 (0, 0.9), make it slow; it
hardly ever fails.
"""

from keras import ops

from rnngan.models.objectives import wgan
from rnngan.models.objectives.wgan import divergence, generator_loss

__all__ = ["discriminator_loss", "divergence", "generator_loss"]
LABELS = False
DIVERGENCE = "Wasserstein distance"
DEFAULTS = {
    "r1": 0.0,
    "r2": 0.0,
    "gradient_penalty": 10.0,
    "d_steps": 5,
    "learning_rate": 1e-4,
    "final_learning_rate": 1e-5,
    "beta_2": 0.9,
}
DRIFT = 1e-3  # keeps scores near 0 (Karras et al., 1710.10196)


def discriminator_loss(real, fake, label=1.0):
    """Return E f(y) - E f(x) + 0.001 E f(x)²; the penalty itself is `gradient_penalty`.

    Args:
        real: (batch,) scores f(x) of real windows.
        fake: (batch,) scores f(y) of generated windows.
        label: has no part: scores have no labels.

    Example:
        >>> import numpy as np
        >>> float(discriminator_loss(np.array([2.0]), np.array([1.0])))
        -0.996
    """
    return wgan.discriminator_loss(real, fake) + DRIFT * ops.mean(ops.square(real))
