"""What generator and discriminator of texts have in common."""

import keras

from rnngan.models.lstm import LSTM


class EmbeddedLSTM(keras.Model):
    """An embedding of tokens and an LSTM over it. Arrays are time-major.

    Args:
        vocabulary: number of ids.
        embedding: width of the embedding.
        units: width of the LSTM.
        precision: dtype policy of the hidden layers.
    """

    def __init__(self, vocabulary, embedding, units, precision="float32", **kwargs):
        super().__init__(**kwargs)
        self.vocabulary, self.width = vocabulary, embedding
        self.lstm = LSTM(units, name="lstm", dtype=precision)

    def build(self):
        """Create all weights."""
        self.embedding = self.add_weight(shape=(self.vocabulary, self.width), name="embedding")
        self.lstm.build((None, None, self.width))
        self.built = True
