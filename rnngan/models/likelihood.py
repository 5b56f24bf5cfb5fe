"""Maximum likelihood: a generator alone learns to predict what comes next."""

import keras
import tensorflow as tf

from rnngan.models import ema, replicas
from rnngan.models.optimizers import move


class Likelihood(keras.Model):
    """The generator, its average, and the best average so far, trained by `fit`.

    A subclass says what the loss is.

    Args:
        generator: that of the run.
        average: a second one; its weights follow those of the first.
        likelihood: a third one; keeps the average that was best on what is held out.
        seed: seed of every draw.
        dropout: share of inputs and outputs of the LSTM that are dropped while training.
        ema_decay: of the average.
    """

    def __init__(self, generator, average, likelihood, *, seed, dropout, ema_decay, **kwargs):
        super().__init__(**kwargs)
        self.generator, self.average, self.likelihood = generator, average, likelihood
        self.seed, self.dropout, self.ema_decay = seed, dropout, ema_decay

    def loss_of(self, step, *data):
        """Return the mean negative log-likelihood of a batch, in nats."""
        raise NotImplementedError

    def compile(self, generator_optimizer, **kwargs):
        """Take the optimizer and build its slots."""
        super().compile(jit_compile=False, **kwargs)
        self.generator_optimizer = generator_optimizer
        generator_optimizer.build(self.generator.trainable_variables)

    def train_step(self, data):
        """Take a step.

        Args:
            data: (step, …): scalar number of the step, and what the loss is computed from.

        Returns:
            Negative log-likelihood in nats, and the norm of the gradient.
        """
        step, *data = data
        data = [replicas.share(part) for part in data]
        with tf.GradientTape() as tape:
            loss = self.loss_of(step, *data)
        variables = self.generator.trainable_variables
        norm = move(self.generator_optimizer, tape, loss, variables)
        decay = ema.decay_at(step, self.ema_decay)
        ema.update(self.average.trainable_variables, variables, decay)
        return {"likelihood": loss, "g_gradient": norm}
