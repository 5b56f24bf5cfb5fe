"""Maximum likelihood: the generator alone learns to predict the next token."""

import tensorflow as tf

from rnngan.data.text.tokenizer import UNKNOWN
from rnngan.models import replicas
from rnngan.models.likelihood import Likelihood
from rnngan.models.noise import Stream


class LanguageModel(Likelihood):
    """A `Likelihood` of sequences of tokens, whose networks are `TextGenerator`s."""

    def loss_of(self, step, ids, counts):
        """Return the loss of sequences, (batch, 1 + time) int32 and (batch,) tokens to predict."""
        batch, time = tf.shape(ids)[0], tf.shape(ids)[1] - 1
        draw = self.dropout, time, batch, self.seed, Stream.DROPOUT, step
        masks = self.generator.masks(*draw)
        return negative_log_likelihood(self.generator, ids, counts, masks)


def negative_log_likelihood(generator, ids, counts, masks=None):
    """Return the mean negative log-likelihood of a token, in nats.

    Args:
        generator: `TextGenerator`.
        ids: (batch, 1 + time) int32, BEGIN first.
        counts: (batch,) tokens to be predicted.
        masks: dropout masks, or None.
    """
    return replicas.mean_of_all(token_losses(generator, ids, counts, masks))


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
