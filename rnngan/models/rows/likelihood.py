"""Maximum likelihood: the row generator alone learns to predict the next row."""

import tensorflow as tf

from rnngan.models.likelihood import Likelihood
from rnngan.models.noise import Stream
from rnngan.models.normalisation import without_calendar


class RowLikelihood(Likelihood):
    """A `Likelihood` of windows, whose networks are `RowGenerator`s."""

    def loss_of(self, step, windows):
        """Return the loss of windows (batch, time, features + statics + calendar)."""
        draw = self.dropout, tf.shape(windows)[0], self.seed, Stream.DROPOUT, step
        return negative_log_likelihood(self.generator, windows, self.generator.masks(*draw))


def negative_log_likelihood(generator, windows, masks=None):
    """Return the negative log-likelihoods in nats of a row, a first row and a static one, added.

    Args:
        generator: `RowGenerator`.
        windows: (batch, time, features + statics + calendar).
        masks: dropout masks, or None.
    """
    windows, calendar = without_calendar(windows, generator.shape_)
    return tf.add_n(generator.losses(windows, calendar, masks))
