"""Rows -> logit, in units in which every column's usual move is 1."""

from dataclasses import replace

import numpy as np
from keras import ops

from rnngan.data.row_statistics import LARGEST
from rnngan.models.discriminator import Discriminator


class RowDiscriminator(Discriminator):
    """A `Discriminator` of what the row generator writes.

    Shapes are rows in units of each column's usual move, so that R1 and R2 measure slopes along
    such moves. The LSTM reads levels and moves, both clipped: an outlier is large, and no more.

    Args:
        layout: `rnngan.models.rows.layout.RowLayout`.
        shape: `NetworkShape` of the run.
        **kwargs: precision and name.
    """

    def __init__(self, layout, shape, **kwargs):
        shape = replace(shape, features=layout.width)
        super().__init__(shape, np.ones(layout.width, "float32"), **kwargs)
        self.units_ = layout.units

    def seen(self, shapes):
        """Return levels and moves (batch, time, 2 features) of shapes (batch, time, features)."""
        levels = ops.clip(shapes * self.units_, -LARGEST, LARGEST)
        moves = ops.clip(shapes[:, 1:] - shapes[:, :-1], -LARGEST, LARGEST)
        moves = ops.concatenate([ops.zeros_like(shapes[:, :1]), moves], axis=1)
        return ops.concatenate([levels, moves], axis=-1)
