"""Maximum likelihood: the generator alone learns to predict the next token."""

import keras
import tensorflow as tf

from rnngan.data.text.tokenizer import UNKNOWN
from rnngan.models import ema
from rnngan.models.noise import Stream
from rnngan.models.optimizers import move


class LanguageModel(keras.Model):
    """The generator, its average, and the best average so far, trained by `fit`.

    Args:
        generator: `TextGenerator`.
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

    def compile(self, generator_optimizer, **kwargs):
        """Take the optimizer and build its slots."""
        super().compile(jit_compile=False, **kwargs)
        self.generator_optimizer = generator_optimizer
        generator_optimizer.build(self.generator.trainable_variables)

    def train_step(self, data):
        """Take a step.

        Args:
            data: (step, ids, counts): scalar number of the step, (batch, 1 + time) int32 and
                (batch,) tokens to be predicted.

        Returns:
            Mean negative log-likelihood of a token in nats, and the norm of the gradient.
        """
        step, ids, counts = data
        batch, time = tf.shape(ids)[0], tf.shape(ids)[1] - 1
        draw = self.dropout, time, batch, self.seed, Stream.DROPOUT, step
        masks = self.generator.masks(*draw)
        with tf.GradientTape() as tape:
            loss = negative_log_likelihood(self.generator, ids, counts, masks)
        variables = self.generator.trainable_variables
        norm = move(self.generator_optimizer, tape, loss, variables)
        decay = ema.decay_at(step, self.ema_decay)
        ema.update(self.average.trainable_variables, variables, decay)
        return {"likelihood": loss, "g_gradient": norm}


def negative_log_likelihood(generator, ids, counts, masks=None):
    """Return the mean negative log-likelihood of a token, in nats.

    Args:
        generator: `TextGenerator`.
        ids: (batch, 1 + time) int32, BEGIN first.
        counts: (batch,) tokens to be predicted.
        masks: dropout masks, or None.
    """
    return tf.reduce_mean(token_losses(generator, ids, counts, masks))


def token_losses(generator, ids, counts, masks=None):
    """Return the negative log-likelihoods (tokens,) in nats of all tokens that are to be predicted.

    UNKNOWN stands for what was never seen, and is no token to predict.
    """
    tokens = tf.transpose(ids)  # (1 + time, batch)
    known, _ = generator.read(tokens[:-1], masks=masks)
    present = tf.range(tf.shape(tokens)[0] - 1)[:, None] < counts  # (time, batch)
    present &= tokens[1:] != UNKNOWN
    logits = generator.logits(tf.boolean_mask(known, present))  # (tokens, vocabulary)
    targets = tf.boolean_mask(tokens[1:], present)
    return tf.nn.sparse_softmax_cross_entropy_with_logits(targets, logits)
