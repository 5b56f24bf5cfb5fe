"""What happens beside a training step, as Keras callbacks."""

import keras
import numpy as np

from rnngan.training import interrupts

GRACE = 500  # steps before a small spread counts: generators start out narrow
LOOK_EVERY = 100  # steps between two looks at spread and gradients
PATIENCE = 3  # looks in a row that must find a collapse, or a network that learns nothing
FLAT = 1e-10  # norm of a gradient under which a network learns nothing
GRADIENTS = {"d_gradient": "discriminator", "g_gradient": "generator"}


class Divergence(Exception):
    """Training can't go on from where it is; says why."""


class Steps(keras.callbacks.Callback):
    """Base of callbacks that count training steps.

    Args:
        total: number of steps of the run. Keras counts whole calls into TensorFlow, also where the
            last one ends early.
        first: steps that were taken before.
    """

    def __init__(self, total, first=0):
        super().__init__()
        self.total, self.first = total, first

    def on_train_batch_end(self, batch, logs=None):
        """Call `on_steps` with the steps done so far."""
        done = min(self.first + batch + 1, self.total)
        self.on_steps(done, {name: float(value) for name, value in logs.items()})

    def on_steps(self, done, logs):
        """Look at the losses after `done` steps."""


class History(Steps):
    """Adds a row of losses to a game's history for every call into TensorFlow.

    Args:
        game: `rnngan.training.phase.Game`.
        rate: function of a step that gives its learning rate.
    """

    def __init__(self, game, rate):
        super().__init__(game.total, game.state.done)
        self.game, self.rate = game, rate

    def on_steps(self, done, logs):
        """Add a row."""
        told = {"learning_rate": float(self.rate(done - 1))}
        told |= {name: self.game.state.watch.get(name) for name in self.watched}
        self.game.history.append({**self.game.told, "step": done, **logs, **told})

    @property
    def watched(self):
        """Names of what the guard remembers and a row tells."""
        return ("spread",) if self.game.enough is None else ("held_out",)


class Guard(Steps):
    """Finds out when training has diverged or collapsed, keeps good weights, and obeys signals.

    A loss, a gradient or a weight that is not finite is found after the call of 20 steps in which
    it came up. A network whose gradient has vanished, and a generator whose windows spread too
    little, are found after three looks in a row, so within 300 steps (the spread: of step 500).

    Args:
        game: `rnngan.training.phase.Game`.

    Raises:
        Divergence: training can't go on.
        KeyboardInterrupt, SystemExit: a signal asked for it; weights were kept before.
    """

    def __init__(self, game):
        super().__init__(game.total, game.state.done)
        self.game, self.reason = game, "see `spread` and gradients in the history."

    def on_steps(self, done, logs):
        """Look at losses, weights and spread, and keep the weights when it is time."""
        self.game.state.done = done
        self._check_finite(done, logs)
        watch = self.game.state.watch
        if done - watch.get("looked", 0) >= LOOK_EVERY:
            watch["looked"] = done
            self._look(done, logs)
            self._judge(done)
        elif done == self.total:
            self._judge(done)
        doubtful = bool(watch.get("low", 0))
        if doubtful and done == self.game.total:
            self.game.tell_person(f"the last look was a doubtful one: {self.reason}")
        every = self.game.settings.checkpoint_every
        late = done // every > watch.get("kept", 0) // every
        if done == self.game.total or (not doubtful and (late or interrupts.pending())):
            watch["kept"] = done
            self.game.keep()
        interrupts.check()

    def _judge(self, done):
        """End the game where more steps gain nothing."""
        if self.game.enough is not None and self.game.enough(self.model, self.game.state.watch):
            self.game.state.watch["enough"], self.game.total = 1, done
            self.model.stop_training = True

    def _check_finite(self, done, logs):
        wrong = [name for name, value in logs.items() if not np.isfinite(value)]
        if wrong:
            raise Divergence(f"{', '.join(wrong)} became {logs[wrong[0]]} at step {done:,}.")
        for variable in self.model.trainable_variables:
            if not np.isfinite(variable.numpy()).all():
                raise Divergence(f"a weight is not finite at step {done:,}: {variable.path}.")

    def _look(self, done, logs):
        """Count the looks in a row that find a flat network or a narrow generator."""
        watch, low = self.game.state.watch, self.game.settings.collapse_below
        flat = [name for key, name in GRADIENTS.items() if logs.get(key, 1.0) < FLAT]
        reason = flat and (
            f"the gradient of the {flat[0]} has vanished: it learns nothing since "
            f"{(PATIENCE - 1) * LOOK_EVERY} steps or more."
        )
        if self.game.look is not None:
            watch["spread"] = self.game.look(self.model, done)
            if not np.isfinite(watch["spread"]):
                raise Divergence(f"generated windows are not finite at step {done:,}.")
            if done >= GRACE and watch["spread"] < low:
                reason = (
                    f"generated windows spread {watch['spread']:.1%} as much as real ones, under "
                    f"the limit of {low:.0%}: the generator collapsed."
                )
        watch["low"] = watch.get("low", 0) + 1 if reason else 0
        self.reason = reason or self.reason
        if watch["low"] >= PATIENCE:
            raise Divergence(f"at step {done:,} {reason}")


class Progress(Steps):
    """Passes every call on to a function of (steps done, losses)."""

    def __init__(self, total, report, first=0):
        super().__init__(total, first)
        self.report = report

    def on_steps(self, done, logs):
        """Report."""
        self.report(done, logs)


class Clock(Progress):
    """Passes every call on, and obeys signals: nothing is worth keeping yet."""

    def on_steps(self, done, logs):
        """Report, unless a signal has come."""
        interrupts.check()
        super().on_steps(done, logs)
