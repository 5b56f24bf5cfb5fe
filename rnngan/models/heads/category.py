"""Categories, what is missing, and the end of a sequence: one of a few."""

import numpy as np
import tensorflow as tf

from rnngan.models.heads import Head
from rnngan.models.heads.picks import pick

NEVER = -1e9  # logit of what can't be


class CategoryHead(Head):
    """A softmax over the values of each column; columns with fewer values than the most are filled.

    Args:
        columns: `RowColumn`s.
        width: of what each of them is written from.
    """

    def __init__(self, columns, width, **kwargs):
        super().__init__(columns, width, max(column.choices for column in columns), **kwargs)
        known = [[NEVER * (k >= c.choices) for k in range(self.outputs)] for c in columns]
        self.possible = tf.constant(np.array(known, "float32"))  # (columns, outputs)

    def logits(self, hidden, some=slice(None)):
        """Return logits (columns, batch, outputs)."""
        return self.outputs_of(hidden, some) + self.possible[some][:, None]

    def losses(self, hidden, chosen, *before, lost=0.0):
        """Return negative log-likelihoods (columns, batch) in nats of `chosen`, of that shape.

        Args:
            hidden: (columns, batch, width).
            chosen: (columns, batch) int32.
            before: see `logits`.
            lost: (columns, batch, outputs) what logits lose beside what is written already.
        """
        logits = self.logits(hidden, slice(None), *before) - lost
        return tf.nn.sparse_softmax_cross_entropy_with_logits(chosen, logits)

    def draw(self, hidden, uniform, some, *before, lost=0.0):
        """Return one-hot values (columns, batch, outputs)."""
        return pick(self.logits(hidden, some, *before) - lost, uniform)
