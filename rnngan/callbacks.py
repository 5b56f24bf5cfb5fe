"""What happens beside a training step, as Keras callbacks."""

import keras
import numpy as np

from rnngan import stops
from rnngan.errors import TrainingError
from rnngan.models.noise import Stream

GRACE = 500  # steps before a small spread counts: generators start out narrow
SPREAD_EVERY = 100  # steps between two looks at the spread
SPREAD_WINDOWS = 256
PATIENCE = 3  # looks in a row that must find a collapse


class Steps(keras.callbacks.Callback):
    """Base of callbacks that count training steps.

    Args:
        total: number of steps of the run. Keras counts whole calls into TensorFlow, also where the
            last one ends early.
    """

    def __init__(self, total):
        super().__init__()
        self.total = total

    def on_train_batch_end(self, batch, logs=None):
        """Call `on_steps` with the steps done so far, unless a signal asked to stop."""
        stops.check()
        self.on_steps(min(batch + 1, self.total), {name: float(v) for name, v in logs.items()})

    def on_steps(self, done, logs):
        """Look at the losses after `done` steps."""


class History(Steps):
    """Keeps a row of losses for every call into TensorFlow, in `rows`.

    Args:
        total: number of steps of the run.
        rate: function of a step that gives its learning rate.
        spread: function that gives the last spread seen.
    """

    def __init__(self, total, rate, spread):
        super().__init__(total)
        self.rate, self.spread = rate, spread
        self.rows = []

    def on_steps(self, done, logs):
        """Add a row."""
        rate = float(self.rate(done - 1))
        self.rows.append({"step": done, **logs, "learning_rate": rate, "spread": self.spread()})


class Guard(Steps):
    """Stops training that has diverged or collapsed, and keeps the last good weights.

    Args:
        total: number of steps of the run.
        windows: real windows (n, time, features) to compare the generated ones with.
        collapse_below: least spread of generated against real windows.
        keep_every: steps between two copies of the weights.
        save: called with (steps done) after each copy; may write the weights.

    Raises:
        TrainingError: a loss is not finite, or the generator has collapsed; the model then holds
            the last good weights, unless none were kept.
    """

    def __init__(self, total, windows, collapse_below, keep_every, save=None):
        super().__init__(total)
        self.windows, self.collapse_below = windows, collapse_below
        self.keep_every, self.save = keep_every, save
        self.good, self.good_step, self.spread, self.low = None, 0, None, 0
        self._looked = self._kept = self.done = 0

    def on_train_begin(self, logs=None):
        """Keep the first weights, so that there is always something to go back to."""
        self.good = self.model.get_weights()

    def on_steps(self, done, logs):
        """Look at losses and spread, and copy the weights when it is time."""
        self.done = done
        wrong = [name for name, value in logs.items() if not np.isfinite(value)]
        if wrong:
            self._stop(f"{', '.join(wrong)} became {logs[wrong[0]]} at step {done:,}: diverged.")
        if done - self._looked >= SPREAD_EVERY:
            self._looked = done
            self._look(done)
        if done - self._kept >= self.keep_every and self.low == 0:
            self._kept = done
            self._keep(done)

    def _look(self, done):
        self.spread = spread(self.model, self.windows, done)
        if not np.isfinite(self.spread):
            self._stop(f"generated windows are not finite at step {done:,}: diverged.")
        collapsed = done >= GRACE and self.spread < self.collapse_below
        self.low = self.low + 1 if collapsed else 0
        if self.low >= PATIENCE:
            self._stop(
                f"at step {done:,} generated windows spread {self.spread:.1%} as much as real "
                f"ones, under the limit of {self.collapse_below:.0%}: the generator collapsed."
            )

    def _keep(self, done):
        weights = self.model.get_weights()
        if not all(np.isfinite(array).all() for array in weights):
            self._stop(f"a weight is not finite after step {done:,}: diverged.")
        self.good, self.good_step = weights, done
        if self.save is not None:
            self.save(done)

    def _stop(self, reason):
        self.model.set_weights(self.good)
        self.done = self.good_step
        raise TrainingError(
            f"Training stopped: {reason} The weights of step {self.good_step:,} are kept. Try a "
            "lower --set training.learning_rate, a larger --set training.r1 and training.r2, or "
            "another --seed."
        )


class Progress(Steps):
    """Passes every call on to a function of (steps done, losses)."""

    def __init__(self, total, report):
        super().__init__(total)
        self.report = report

    def on_steps(self, done, logs):
        """Report."""
        self.report(done, logs)


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
    real, calendar = model.told(real)
    real = model.generator.normaliser.split(real)
    latent, noise, given = model.drawn(real, Stream.MONITOR, step)
    fake = model.average(latent, noise, calendar, given)
    pairs = zip(_free(model, fake), _free(model, real), strict=True)
    ratios = [_width(f) / max(_width(r), 1e-12) for f, r in pairs if f is not None]
    return float(min(ratios))


def _free(model, window):
    """Return attributes and shapes without what is told: conditions spread as real ones do."""
    attributes, shapes = window
    first, told = len(model.generator.normaliser.drifting), model.generator.shape_.conditions
    if attributes is None or not told:
        return attributes, shapes
    kept = [i for i in range(attributes.shape[1]) if i - first not in told]
    return np.asarray(attributes)[:, kept] if kept else None, shapes


def _width(batch):
    return float(np.sqrt(np.asarray(batch, "float64").var(axis=0).sum()))
