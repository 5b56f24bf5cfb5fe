"""How the generator of texts does while it trains, on what is held out for that alone.

None of it is a reported score: the texts that scores are taken on are others.
"""

from collections import Counter

import numpy as np
import tensorflow as tf

from rnngan.data.text.counting import divergence
from rnngan.models.noise import Stream
from rnngan.models.text.likelihood import token_losses
from rnngan.models.text.writer import Writer
from rnngan.training.monitor import Watched

SEQUENCES = 512


class HeldOut(Watched):
    """Validation texts, and what is measured with them.

    Args:
        corpus: `rnngan.data.text.corpus.Corpus`.
        config: `RunConfig` with the length decided.
    """

    def __init__(self, corpus, config):
        self.config = config
        self.empty = not len(corpus.validation)
        some = corpus.train if self.empty else corpus.validation
        chosen = np.random.default_rng([config.seed, 0x7E57]).permutation(len(some))[:SEQUENCES]
        self.ids, self.counts = some.gather(np.sort(chosen))
        self._of_tokens = tf.function(
            lambda network: token_losses(network, self.ids, self.counts), autograph=False
        )
        self._writers = {}

    patience = 3

    def losses(self, network):
        """Return the mean nats of held-out tokens, in a list."""
        return [float(tf.reduce_mean(self._of_tokens(network)))]

    def distance(self, model):
        """Return how far pairs of tokens are from the held-out ones, in nats (Jensen-Shannon)."""
        return divergence(_pairs(self._written(model, 0)), _pairs(self._real()))

    def variety(self, model, step):
        """Return the number of different pairs of tokens, as a share of that of real texts."""
        return len(_pairs(self._written(model, step))) / max(len(_pairs(self._real())), 1)

    def _real(self):
        return [row[1 : 1 + count] for row, count in zip(self.ids, self.counts, strict=True)]

    def _written(self, model, step):
        """Return what the average writes: arrays of ids."""
        ends = self.config.text.mode == "line"
        if model not in self._writers:
            self._writers[model] = Writer(model.average, ends)
        draw = self.config.seed, Stream.VALIDATION, step
        longest = self.ids.shape[1] - 1
        begin = self.ids[0, :1]
        ids = self._writers[model](begin, len(self.ids), longest, 1, draw, 1.0, 0, 1.0).numpy().T
        ended = np.where((ids == 0).any(axis=1), (ids == 0).argmax(axis=1) + 1, longest)
        return [row[:count] for row, count in zip(ids, ended, strict=True)]


def _pairs(sequences):
    """Return the counts of pairs of neighbours."""
    found = Counter()
    for ids in sequences:
        found.update(zip(ids[:-1].tolist(), ids[1:].tolist(), strict=True))
    return found
