"""Maximum likelihood: the row generator alone learns to predict the next row."""

import keras
import tensorflow as tf

from rnngan.models import ema
from rnngan.models.normalisation import without_calendar
from rnngan.models.optimizers import move


class RowLikelihood(keras.Model):
    """The generator, its average, and the best average so far, trained by `fit`.

    Args:
        generator: `RowGenerator`.
        average: a second one; its weights follow those of the first.
        likelihood: a third one; keeps the average that was best on what is held out.
        ema_decay: of the average.
    """

    def __init__(self, generator, average, likelihood, *, ema_decay, **kwargs):
        super().__init__(**kwargs)
        self.generator, self.average, self.likelihood = generator, average, likelihood
        self.ema_decay = ema_decay

    def compile(self, generator_optimizer, **kwargs):
        """Take the optimizer and build its slots."""
        super().compile(jit_compile=False, **kwargs)
        self.generator_optimizer = generator_optimizer
        generator_optimizer.build(self.generator.trainable_variables)

    def train_step(self, data):
        """Take a step.

        Args:
            data: (step, windows): scalar number of the step, and real windows (batch, time,
                features + statics + calendar).

        Returns:
            Negative log-likelihood of a row in nats, and the norm of the gradient.
        """
        step, windows = data
        with tf.GradientTape() as tape:
            loss = negative_log_likelihood(self.generator, windows)
        variables = self.generator.trainable_variables
        norm = move(self.generator_optimizer, tape, loss, variables)
        decay = ema.decay_at(step, self.ema_decay)
        ema.update(self.average.trainable_variables, variables, decay)
        return {"likelihood": loss, "g_gradient": norm}


def negative_log_likelihood(generator, windows):
    """Return the negative log-likelihoods in nats of a row, a first row and a static one, added.

    Args:
        generator: `RowGenerator`.
        windows: (batch, time, features + statics + calendar).
    """
    return tf.add_n(generator.losses(*without_calendar(windows, generator.shape_)))
