"""Maximum likelihood: the row generator alone learns to predict the next row."""

import tensorflow as tf

from rnngan.models.likelihood import Likelihood
from rnngan.models.normalisation import without_calendar


class RowLikelihood(Likelihood):
    """A `Likelihood` of windows; see there."""

    def loss_of(self, step, windows):
        """Return the loss of windows (batch, time, features + statics + calendar)."""
        return negative_log_likelihood(self.generator, windows)


def negative_log_likelihood(generator, windows):
    """Return the negative log-likelihoods in nats of a row, a first row and a static one, added.

    Args:
        generator: `RowGenerator`.
        windows: (batch, time, features + statics + calendar).
    """
    return tf.add_n(generator.losses(*without_calendar(windows, generator.shape_)))
