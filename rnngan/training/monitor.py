"""How generated windows compare with real ones while training: how widely and how near they lie.

Neither is a reported score, so that nothing is chosen or stopped by what is reported.
"""

import numpy as np

from rnngan.models.inputs import draw_inputs, write
from rnngan.models.noise import Stream

WINDOWS = 512
MOST_ROWS, FEWEST = 2**15, 64  # of the windows that are looked at, so that looks stay short
DIRECTIONS = 64
SEED = 0xD15
SPREAD_WINDOWS = 256


def distance(model, real):
    """Return the sliced Wasserstein distance of windows of the average generator from real ones.

    Windows are laid out as vectors of attributes and shapes, whose scales are those of the
    networks; their projections on random directions are compared by sorting (Bonneel et al.,
    "Sliced and Radon Wasserstein Barycenters of Measures", 2015). Directions and noise are the same
    at every step, so that steps are compared and not draws.

    Args:
        model: `AdversarialModel`.
        real: at most WINDOWS windows (n, time, features + statics + calendar).
    """
    split, calendar = model.split(real)
    inputs = draw_inputs(model.generator, split, model.seed, Stream.VALIDATION, 0)
    made = write(model.average, inputs, calendar)
    return sliced(*(_vectors(part) for part in (split, made)))


def some_windows(windows, count, seed):
    """Return windows drawn with replacement, (count, length, features); of long ones fewer.

    Args:
        windows: `rnngan.data.windows.Windows`, at least one.
        count: how many to draw, where they have no more than MOST_ROWS rows together.
        seed: of the draw.
    """
    count = min(count, max(FEWEST, MOST_ROWS // windows.length))
    chosen = np.random.default_rng([seed, 0x5EED]).integers(0, len(windows), count)
    return windows.gather(chosen)


def sliced(one, other):
    """Return the mean distance of the sorted projections of two sets of vectors (n, size).

    Example:
        >>> one = np.arange(12.0).reshape(4, 3)
        >>> sliced(one, one[::-1])
        0.0
    """
    rng = np.random.default_rng([SEED, one.shape[1]])
    directions = rng.normal(size=(one.shape[1], DIRECTIONS))
    directions /= np.linalg.norm(directions, axis=0)
    sides = (np.sort(side.astype("float64") @ directions, axis=0) for side in (one, other))
    first, second = sides  # (n, directions)
    return float(np.abs(first - second).mean())


def _vectors(window):
    """Return windows as vectors (n, attributes + time * features)."""
    parts = (np.asarray(part).reshape(len(part), -1) for part in window if part is not None)
    return np.concatenate(list(parts), axis=1)


def spread(model, real, step):
    """Return how far generated windows spread, as a share of real ones.

    The spread of a batch is the root of the variance over windows, summed over time and features;
    attributes and shapes are looked at apart and the smaller share counts, so that a moving level
    does not hide a frozen shape.

    Args:
        model: `AdversarialModel`.
        real: SPREAD_WINDOWS windows (n, time, features + statics + calendar).
        step: number of the draw.
    """
    real, calendar = model.split(real)
    inputs = draw_inputs(model.generator, real, model.seed, Stream.MONITOR, step)
    fake = write(model.average, inputs, calendar)
    pairs = zip(_free(model, fake), _free(model, real), strict=True)
    ratios = [width(f) / max(width(r), 1e-12) for f, r in pairs if f is not None]
    return float(min(ratios))


def _free(model, window):
    """Return attributes and shapes without conditions: these spread as real ones do."""
    attributes, shapes = window
    first, conditions = len(model.generator.normaliser.drifting), model.generator.shape_.conditions
    if attributes is None or not conditions:
        return attributes, shapes
    kept = [i for i in range(attributes.shape[1]) if i - first not in conditions]
    return np.asarray(attributes)[:, kept] if kept else None, shapes


def width(batch):
    """Return the root of the variance over a batch (n, …), summed over all else."""
    return float(np.sqrt(np.asarray(batch, "float64").var(axis=0).sum()))


class Watched:
    """What is held out, by which the likelihood phase ends and keeps its best weights.

    A subclass has `empty`, whether nothing is held out, and `losses`.
    """

    patience = 5  # looks in a row without a gain, after which likelihood has nothing more to give
    empty = False

    def losses(self, network):
        """Return what a generator gives what is held out: nats of each of its `parts`."""
        raise NotImplementedError

    def enough(self, model, watch):
        """Return whether likelihood has stopped to gain; keep the best average meanwhile.

        Parts of a generator that learn apart are best at steps of their own.

        Args:
            model: `rnngan.models.likelihood.Likelihood`.
            watch: what is remembered from look to look.
        """
        if self.empty:
            return False
        found, gained = self.losses(model.average), False
        watch["held_out"] = float(sum(found))
        for name, loss in zip(model.average.parts, found, strict=True):
            if loss < watch.get(f"best {name}", np.inf):
                watch[f"best {name}"], gained = float(loss), True
                for one, best in zip(
                    model.average.parts[name], model.likelihood.parts[name], strict=True
                ):
                    best.set_weights(one.get_weights())
        watch["since"] = 0 if gained else watch.get("since", 0) + 1
        return watch["since"] >= self.patience
