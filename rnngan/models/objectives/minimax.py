"""The zero-sum objective (Goodfellow et al., 1406.2661, equation 1).

The generator minimises what the discriminator maximises. With the best discriminator it moves down
the Jensen-Shannon divergence, which the history shows; its gradient vanishes where the
discriminator wins, so it needs R1 and R2. For study: `bce` learns faster.
"""

from keras import ops

from rnngan.models.objectives.bce import discriminator_loss, divergence

__all__ = ["discriminator_loss", "divergence", "generator_loss"]
LABELS = True
DIVERGENCE = "Jensen-Shannon divergence, at most log 2"
DEFAULTS = {}


def generator_loss(real, fake):
    """Return -E softplus(f(y)) = E log(1 - D(y)); `real` has no part.

    Args:
        real: (batch,) logits of real windows.
        fake: (batch,) logits f(y) of generated windows.

    Example:
        >>> import numpy as np
        >>> float(generator_loss(None, np.zeros(2)))  # -log 2
        -0.6931471805599453
    """
    return -ops.mean(ops.softplus(fake))
