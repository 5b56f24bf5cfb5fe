"""VAE-GAN's term: windows that are encoded and decoded again (Larsen et al., 1512.09300)."""

from keras import ops

from rnngan.models import noise
from rnngan.models.inputs import Inputs, silence, write
from rnngan.models.noise import Stream
from rnngan.models.terms import Term

ANNEALED = 0.3  # share of the steps over which the weight of KL grows from 0


class Reconstruction(Term):
    """The error of windows that are encoded and decoded, and β KL(q(z | x) ‖ N(0, 1)).

    The error is that of attributes and shapes, plus that of the discriminator's features; β grows
    from 0 over the first 30 % of the steps.

    Args:
        encoder: `rnngan.models.variants.vae.Encoder`, which moves with the generator.
        weight: of the error.
        kl_weight: β at last.
        seed: the run's seed.
    """

    def __init__(self, encoder, weight, kl_weight, seed, **kwargs):
        super().__init__(**kwargs)
        self.encoder = encoder
        self.weight, self.kl_weight, self.seed = weight, kl_weight, seed

    def loss(self, model, batch):
        """Return the weighted sum, and {"reconstruction": …, "latent_kl": …} as they are."""
        mean, log_variance = self.encoder(*batch.real, batch.calendar)
        count = ops.shape(mean)[0]
        draw = noise.normal((count, self.encoder.latent), self.seed, Stream.ENCODE, batch.step)
        latent = mean + draw * ops.exp(0.5 * log_variance)
        inputs = Inputs(latent, silence(model.generator.shape_, count), batch.given)
        made = write(model.generator, inputs, batch.calendar)  # conditions are those of `real`
        features = model.discriminator.features(*made, batch.calendar)
        error = squared_error(batch.real, made)
        error += ops.mean(ops.square(features - ops.stop_gradient(batch.real_features)))
        kl = divergence(mean, log_variance)
        beta = self.kl_weight * annealed(batch.step, model.schedule_steps)
        return self.weight * error + beta * kl, {"reconstruction": error, "latent_kl": kl}


def divergence(mean, log_variance):
    """Return E KL(N(mean, variance) ‖ N(0, 1)), summed over the latent vector, in nats.

    Example:
        >>> import numpy as np
        >>> float(divergence(np.ones((2, 3), "float32"), np.zeros((2, 3), "float32")))
        1.5
    """
    parts = ops.square(mean) + ops.exp(log_variance) - 1.0 - log_variance
    return 0.5 * ops.mean(ops.sum(parts, axis=-1))


def annealed(step, steps):
    """Return the share of KL's weight at a training step: from 0 to 1 over the first 30 %.

    Args:
        step: number of the training step.
        steps: training steps in all.

    Example:
        >>> [round(float(annealed(step, 1000)), 3) for step in (0, 150, 300, 1000)]
        [0.0, 0.5, 1.0, 1.0]
    """
    return ops.minimum(ops.cast(step, "float32") / (ANNEALED * steps), 1.0)


def squared_error(real, made):
    """Return the mean squared error of shapes, plus that of attributes where there are any."""
    pairs = [(r, m) for r, m in zip(real, made, strict=True) if r is not None]
    return sum(ops.mean(ops.square(r - m)) for r, m in pairs)
