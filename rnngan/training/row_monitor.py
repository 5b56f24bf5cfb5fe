"""How the row generator does while it trains, on windows that are held out for that alone.

None of it is a reported score: nothing is chosen or stopped by what is reported.
"""

from functools import partial

import numpy as np
import tensorflow as tf

from rnngan.models.noise import Stream, key
from rnngan.models.normalisation import without_calendar
from rnngan.models.rows.rolling import written
from rnngan.training.monitor import Watched, sliced, some_windows, width

WINDOWS = 512
UNSEEN = 0.55  # area under the curve up to which a discriminator sees next to nothing
SURE = 400  # steps before that counts: a discriminator sees nothing at first
LOOKS = 2  # in a row


class HeldOut(Watched):
    """Held-out windows, or training windows where none are, and what is measured with them.

    Args:
        windows: `rnngan.data.windows.Windows`, of which some are drawn.
        seed: the run's.
        empty: whether nothing is held out.
    """

    def __init__(self, windows, seed, empty=False):
        self.empty, self.seed = empty, seed
        self.windows = tf.constant(some_windows(windows, WINDOWS, seed))
        self._traced = {}

    @classmethod
    def of(cls, dataset, seed):
        """Return those of a `rnngan.data.dataset.Dataset`."""
        return cls(dataset.held_out_or_train, seed, not len(dataset.holdout))

    patience = 5

    def losses(self, network):
        """Return the nats of a next row, a first row and a static one of held-out windows."""
        if id(network) not in self._traced:
            losses = partial(self._losses, network)
            self._traced[id(network)] = tf.function(losses, autograph=False)
        return self._traced[id(network)]().numpy().tolist()

    def _losses(self, network):
        windows, calendar = without_calendar(self.windows, network.shape_)
        return tf.stack(network.losses(windows, calendar))

    def unseen(self, model, watch):
        """Return whether the discriminator sees next to nothing any more.

        Args:
            model: `RowAdversarialModel`.
            watch: what is remembered from look to look.
        """
        windows, calendar = without_calendar(self.windows, model.generator.shape_)
        real, made = model.generator.shown_of(windows), self._written(model, 0)
        logits = [model.discriminator(*side, calendar).numpy() for side in (real, made)]
        watch["held_out"] = area_under_curve(*logits)
        blind = watch["held_out"] <= UNSEEN and watch.get("looked", 0) >= SURE
        watch["blind"] = watch.get("blind", 0) + 1 if blind else 0
        return watch["blind"] >= LOOKS

    def distance(self, model):
        """Return the sliced Wasserstein distance of levels and moves of generated windows.

        Args:
            model: whatever has a generator, its average and a discriminator.
        """
        return sliced(*(self._vectors(model, side) for side in self._sides(model, 0)))

    def spread(self, model, step):
        """Return how far generated windows spread, as a share of real ones."""
        real, made = (self._vectors(model, side) for side in self._sides(model, step))
        return width(made) / max(width(real), 1e-12)

    def _sides(self, model, step):
        windows, _ = without_calendar(self.windows, model.generator.shape_)
        return model.generator.shown_of(windows), self._written(model, step)

    def _written(self, model, step):
        """Return (attributes, shapes) of as many windows of the average."""
        network, draw = model.average, key(self.seed, Stream.VALIDATION, step)
        size = len(self.windows), network.shape_.length
        return network.shown(*written(network, draw, *size, *network.asked(self.windows)))

    @staticmethod
    def _vectors(model, side):
        """Return windows as vectors (n, attributes + time * 2 features) of levels and moves."""
        attributes, shapes = side
        seen = model.discriminator.seen(shapes)
        parts = [part for part in (attributes, seen) if part is not None]
        return np.concatenate([np.asarray(part).reshape(len(part), -1) for part in parts], axis=1)


def area_under_curve(real, made):
    """Return the share of pairs in which the real one has the higher logit; ties count half.

    Example:
        >>> area_under_curve(np.array([1.0, 2.0]), np.array([0.0, 1.0]))
        0.875
    """
    pairs = real[:, None] - made[None]
    return float((pairs > 0).mean() + 0.5 * (pairs == 0).mean())
