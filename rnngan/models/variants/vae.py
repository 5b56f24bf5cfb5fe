"""VAE-GAN: an encoder of windows, whose codes the generator decodes (Larsen et al., 1512.09300).

The generator decodes a whole window from its code, without being shown any real row meanwhile. The
term that both learn from is `rnngan.models.terms.reconstruction_error`.
"""

import keras
from keras import ops

from rnngan.models.inputs import Inputs, draw_inputs, silence, write
from rnngan.models.noise import Stream


class Encoder(keras.Model):
    """q(z | x): features of windows, as the discriminator has them, then a mean and a spread.

    Args:
        network: `rnngan.models.discriminator.WindowFeatures`.
        latent: size of the latent vector.
    """

    def __init__(self, network, latent, **kwargs):
        super().__init__(**kwargs)
        self.network = network
        self.latent = latent
        self.code = keras.layers.Dense(2 * latent, name="code")

    def build(self):
        """Create all weights; the network of the features has its own already."""
        self.code.build((None, self.network.shape_.units))

    def call(self, attributes, shapes, calendar=None):
        """Return mean and log variance (batch, latent), twice.

        Args:
            attributes: (batch, drifting + statics) or None.
            shapes: (batch, time, features).
            calendar: (batch, time, calendar) or None.
        """
        both = self.code(self.network.features(attributes, shapes, calendar))  # (batch, 2 latent)
        return both[:, : self.latent], ops.clip(both[:, self.latent :], -10.0, 10.0)


def codes_of(model, windows):
    """Return the codes (batch, latent) of windows: the means of q(z | x).

    Args:
        model: `AdversarialModel` with an encoder.
        windows: (batch, time, features + statics + calendar) float32.
    """
    real, calendar = model.split(ops.convert_to_tensor(windows))
    return model.encoder(*real, calendar)[0]


def reconstructed(model, windows):
    """Return windows (batch, time, features + statics) that are encoded and decoded again.

    The decoder is the average of the generator, which `generate` uses too; the noise of the steps
    is at its mean, and conditions are those of the windows.

    Args:
        model: `AdversarialModel` with an encoder.
        windows: (batch, time, features + statics + calendar) float32.
    """
    real, calendar = model.split(ops.convert_to_tensor(windows))
    given = draw_inputs(model.generator, real, model.seed, Stream.ENCODE, 0).given
    latent = model.encoder(*real, calendar)[0]
    inputs = Inputs(latent, silence(model.generator.shape_, len(windows)), given)
    return model.generator.normaliser.join(*write(model.average, inputs, calendar))
