"""VAE-GAN: an encoder of windows, whose codes the generator turns back (Larsen et al., 1512.09300).

The generator decodes a whole window from its code, without being shown any real row meanwhile.
"""

import keras
from keras import ops

from rnngan.models import noise
from rnngan.models.noise import Stream
from rnngan.models.terms import Term

ANNEALED = 0.3  # share of the steps over which the weight of KL grows from 0


class Encoder(keras.Model):
    """q(z | x): a reader of windows, built like the discriminator, with a mean and a spread.

    Args:
        reader: `rnngan.models.discriminator.Reader`.
        latent: size of the latent vector.
    """

    def __init__(self, reader, latent, **kwargs):
        super().__init__(**kwargs)
        self.reader = reader
        self.latent = latent
        self.code = keras.layers.Dense(2 * latent, name="code")

    def build(self, input_shape=None):
        """Create all weights; the reader has its own already."""
        self.code.build((None, self.reader.shape_.units))

    def call(self, attributes, shapes, calendar=None):
        """Return mean and log variance (batch, latent), twice.

        Args:
            attributes: (batch, drifting + statics) or None.
            shapes: (batch, time, features).
            calendar: (batch, time, calendar) or None.
        """
        told = self.code(self.reader.features(attributes, shapes, calendar))
        return told[:, : self.latent], ops.clip(told[:, self.latent :], -10.0, 10.0)


def divergence(mean, log_variance):
    """Return E KL(N(mean, variance) ‖ N(0, 1)), summed over the latent vector, in nats.

    Example:
        >>> import numpy as np
        >>> float(divergence(np.ones((2, 3), "float32"), np.zeros((2, 3), "float32")))
        1.5
    """
    parts = ops.square(mean) + ops.exp(log_variance) - 1.0 - log_variance
    return 0.5 * ops.mean(ops.sum(parts, axis=-1))


def no_noise(shape, batch):
    """Return step noise (steps, batch, step noise) at its mean."""
    return ops.zeros((shape.steps, batch, shape.step_noise))


class Reconstruction(Term):
    """The error of windows that are encoded and decoded, and β KL(q(z | x) ‖ N(0, 1)).

    The error is that of attributes and shapes, plus that of the discriminator's features; β grows
    from 0 over the first 30 % of the steps.

    Args:
        encoder: `Encoder`, which moves with the generator.
        weight: of the error.
        kl_weight: β at last.
        seed: the run's seed.
    """

    def __init__(self, encoder, weight, kl_weight, seed, **kwargs):
        super().__init__(**kwargs)
        self.encoder = encoder
        self.weight, self.kl_weight, self.seed = weight, kl_weight, seed

    def loss(self, model, scene):
        """Return the weighted sum, and {"reconstruction": …, "latent_kl": …} as they are."""
        mean, log_variance = self.encoder(*scene.real, scene.calendar)
        batch = ops.shape(mean)[0]
        draw = noise.normal((batch, self.encoder.latent), self.seed, Stream.ENCODE, scene.step)
        latent = mean + draw * ops.exp(0.5 * log_variance)
        silent = no_noise(model.generator.shape_, batch)
        made = model.write((latent, silent, scene.given), scene.calendar)  # conditions are theirs
        features = model.discriminator.features(*made, scene.calendar)
        error = squared_error(scene.real, made)
        error += ops.mean(ops.square(features - ops.stop_gradient(scene.real_features)))
        kl = divergence(mean, log_variance)
        beta = self.kl_weight * annealed(scene.step, model.schedule_steps)
        return self.weight * error + beta * kl, {"reconstruction": error, "latent_kl": kl}


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


def codes_of(model, windows):
    """Return the codes (batch, latent) of windows: the means of q(z | x).

    Args:
        model: `AdversarialModel` with an encoder.
        windows: (batch, time, features + statics + calendar) float32.
    """
    windows, calendar = model.told(ops.convert_to_tensor(windows))
    return model.encoder(*model.generator.normaliser.split(windows), calendar)[0]


def reconstructed(model, windows):
    """Return windows (batch, time, features + statics) that are encoded and decoded again.

    The decoder is the average of the generator, which `generate` uses too; the noise of the steps
    is at its mean, and conditions are those of the windows.

    Args:
        model: `AdversarialModel` with an encoder.
        windows: (batch, time, features + statics + calendar) float32.
    """
    rows, calendar = model.told(ops.convert_to_tensor(windows))
    normaliser = model.generator.normaliser
    real = normaliser.split(rows)
    given = model.drawn(real, Stream.ENCODE, 0)[2]
    silent = no_noise(model.generator.shape_, len(windows))
    latent = model.encoder(*real, calendar)[0]
    return normaliser.join(*model.average(latent, silent, calendar, given))
