"""Tokens, hard or soft -> logit."""

import keras
import tensorflow as tf
from keras import ops

from rnngan.models.precision import Dense
from rnngan.models.text.embedding import EmbeddedLSTM


class TextDiscriminator(EmbeddedLSTM):
    """An LSTM with a logit after every token; a sequence's logit is the mean of them.

    Args:
        vocabulary, embedding, units, precision: see `EmbeddedLSTM`.
    """

    def __init__(self, vocabulary, embedding, units, precision="float32", **kwargs):
        super().__init__(vocabulary, embedding, units, precision, **kwargs)
        self.hidden = Dense(units, name="hidden", dtype=precision)
        self.logit = keras.layers.Dense(1, name="logit")

    def build(self):
        """Create all weights."""
        super().build()
        self.hidden.build((None, self.lstm.units))
        self.logit.build((None, self.lstm.units))

    def embed(self, tokens):
        """Return embeddings (time, batch, embedding) of ids (time, batch) or of one-hot rows."""
        table = tf.convert_to_tensor(self.embedding)
        if tokens.dtype.is_integer:
            return tf.gather(table, tokens)
        return tf.einsum("tbv,ve->tbe", tokens, table)

    def steps(self, embedded):
        """Return a logit (time, batch) after each embedded token (time, batch, embedding)."""
        outputs = self.lstm(embedded)  # (time, batch, units)
        return self.logit(ops.leaky_relu(self.hidden(outputs), 0.2))[..., 0]

    def logits(self, embedded, present):
        """Return logits (batch,): the mean over the tokens that count.

        Args:
            embedded: (time, batch, embedding).
            present: (time, batch), 1 where a token counts.
        """
        return tf.reduce_sum(self.steps(embedded) * present, 0) / tf.reduce_sum(present, 0)

    def call(self, tokens, present):
        """Return logits (batch,) of ids (time, batch) or one-hot rows (time, batch, vocabulary)."""
        return self.logits(self.embed(tokens), present)
