"""Token ids -> logits of the next token."""

import tensorflow as tf
from keras import ops

from rnngan.data.text.tokenizer import BEGIN, UNKNOWN
from rnngan.models import noise
from rnngan.models.precision import Dense, product
from rnngan.models.text.embedding import EmbeddedLSTM

NEVER = -1e9  # logit of what is never written


class TextGenerator(EmbeddedLSTM):
    """An LSTM that reads tokens and predicts the next one.

    The embedding is the output's kernel too (Press and Wolf, "Using the Output Embedding to Improve
    Language Models", 1608.05859).

    Args:
        vocabulary, embedding, units, precision: see `EmbeddedLSTM`.
    """

    def __init__(self, vocabulary, embedding, units, precision="float32", **kwargs):
        super().__init__(vocabulary, embedding, units, precision, **kwargs)
        self.projection = Dense(embedding, name="projection", dtype=precision)

    def build(self):
        """Create all weights."""
        super().build()
        self.bias = self.add_weight(shape=(self.vocabulary,), initializer="zeros", name="bias")
        self.projection.build((None, self.lstm.units))

    @property
    def parts(self):
        """Layers that learn apart, by name: here all together."""
        return {"tokens": [self]}

    def read(self, tokens, state=None, masks=None):
        """Return what is known after each token (time, batch, embedding), and the last state.

        Args:
            tokens: (time, batch) int32.
            state: pair of (batch, units); zeros when None.
            masks: pair of dropout masks, (batch, embedding) and (time, batch, units), or None.
        """
        inputs = ops.take(self.embedding, tokens, axis=0)  # (time, batch, embedding)
        inputs = inputs if masks is None else inputs * masks[0]
        outputs, state = self.lstm.run(inputs, state=state)  # (time, batch, units)
        outputs = outputs if masks is None else outputs * masks[1]
        return self.projection(outputs), state

    def logits(self, known):
        """Return the logits (…, vocabulary) of the next token after what is known."""
        kernel = ops.transpose(self.embedding)
        return product(known, kernel, self.projection.compute_dtype) + self.bias

    def advance(self, embedded, state):
        """Take one step; return logits (batch, vocabulary) that can be written, and the state.

        Args:
            embedded: (batch, embedding) of the token before.
            state: pair of (batch, units).
        """
        state = self.lstm.advance(embedded, state)
        return self.logits(self.projection(state[0])) + writable(self.vocabulary), state

    def begin(self, batch):
        """Return the embedding of BEGIN (batch, embedding) and the first state."""
        zero = tf.zeros((batch, self.lstm.units))
        return tf.repeat(self.embedding[BEGIN][None], batch, axis=0), (zero, zero)

    def masks(self, rate, time, batch, seed, stream, step):
        """Return the dropout masks of a step, or None; see `read`."""
        shapes = (batch, self.width), (time, batch, self.lstm.units)
        return noise.masks(shapes, rate, seed, stream, step)


def writable(vocabulary):
    """Return (vocabulary,) what is added to logits so that only tokens and END are written."""
    return tf.constant([NEVER if i in (BEGIN, UNKNOWN) else 0.0 for i in range(vocabulary)])
