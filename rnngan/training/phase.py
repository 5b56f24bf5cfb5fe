"""One part of a training: played from where its state stands to its end, guarded, rolled back."""

import warnings
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from rnngan.config.errors import TrainingError
from rnngan.config.run_config import TrainingConfig
from rnngan.models import weights
from rnngan.training import callbacks
from rnngan.training.callbacks import Divergence
from rnngan.training.state import TrainingState

ROLLBACKS = 3  # at most, of a training
SLOWER = 0.5  # learning rate after a rollback, in that of before
ADVICE = (
    "Try a lower --set training.learning_rate, a larger --set training.r1 and --set training.r2, "
    "another --seed, or --on-divergence rollback."
)


@dataclass
class Game:
    """A model with what it plays on, how far it is, and what is done with good weights.

    Args:
        model: compiled `AdversarialModel` or `ContinuationModel`.
        state: `TrainingState`; with arrays, the game goes on from them.
        total: steps of the part.
        settings: `TrainingConfig` of the run.
        batches: function of a step -> data set of (step, windows) from that step on.
        history: list of rows that grows; None where none is kept.
        told: what every row says beside.
        enough: function of (model, what is remembered) -> whether more steps gain nothing.
        look: function of (model, steps done) -> spread of generated in that of real windows.
        measure: function of the model -> distance from held-out windows.
        report: called with (steps done, losses) after every call into TensorFlow.
        save: called with the `TrainingState` whenever it was found good.
        tell: called with a line of what a person should know; a warning when None.
    """

    model: object
    state: TrainingState
    total: int
    settings: TrainingConfig
    batches: Callable
    history: list | None = None
    told: dict = field(default_factory=dict)
    enough: Callable | None = None
    look: Callable | None = None
    measure: Callable | None = None
    report: Callable | None = None
    save: Callable | None = None
    tell: Callable | None = None

    def play(self):
        """Take all steps that are left.

        Raises:
            TrainingError: it diverged or collapsed; the model holds the last good weights.
        """
        if self.state.arrays is None:
            self.keep()
        else:
            self.good = self.state
            self._go_back()
        while self.state.done < self.total:
            try:
                self._fit()
            except Divergence as found:
                self._recover(str(found))
            except (KeyboardInterrupt, SystemExit):  # model, steps and history agree again
                self._go_back()
                raise

    def keep(self):
        """Copy all that the next step depends on, and hand it to `save`.

        Raises:
            Divergence: a weight is not finite.
        """
        arrays = weights.values(weights.of_training(self.model))
        odd = [name for name, array in arrays.items() if not np.isfinite(array).all()]
        if odd:
            raise Divergence(
                f"the weight {odd[0]} is not finite after step {self.state.done:,}: diverged."
            )
        state = self.state
        state.arrays, state.rows = arrays, len(self.history or ())
        state.distance = None if self.measure is None else self.measure(self.model)
        self.good = replace(state, watch=dict(state.watch), rollbacks=list(state.rollbacks))
        if self.save is not None:
            self.save(self.good)

    def _fit(self):
        left = self.total - self.state.done
        watching = [callbacks.Guard(self)]  # behind the history, so that what is kept has its row
        if self.history is not None:
            rate = self.model.generator_optimizer._learning_rate  # the schedule, not its value
            watching.insert(0, callbacks.History(self, rate))
        if self.report is not None:
            watching.append(callbacks.Progress(self.total, self.report, self.state.done))
        batches = self.batches(self.state.done).take(left)
        self.model.fit(batches, verbose=0, shuffle=False, callbacks=watching)

    def _go_back(self):
        """Make model, state and history what they were when they were last kept."""
        good = self.good
        self.state = replace(good, watch=dict(good.watch), rollbacks=list(good.rollbacks))
        weights.assign(good.arrays, weights.of_training(self.model), "training state")
        if self.history is not None:
            del self.history[good.rows :]

    def _recover(self, reason):
        """Go back to the last good step, and on with half the learning rate if that is asked for.

        Raises:
            TrainingError: it is not asked for, or has been done often enough.
        """
        self._go_back()
        kept = f"The weights of step {self.state.done:,} are kept."
        if self.settings.on_divergence != "rollback":
            raise TrainingError(f"Training stopped: {reason} {kept} {ADVICE}")
        if len(self.state.rollbacks) >= ROLLBACKS:
            raise TrainingError(
                f"Training stopped after {ROLLBACKS} rollbacks: {reason} {kept} Try a lower "
                "--set training.learning_rate, or another --seed."
            )
        factor = SLOWER * float(self.model.rate_factor.numpy())
        self.model.rate_factor.assign(factor)
        fact = {"part": self.state.part, "to": self.state.done, "factor": factor, "reason": reason}
        self.state.rollbacks.append(fact)
        self.state.attempt += 1
        line = (
            f"{reason} Back to step {self.state.done:,}, on with {factor:g} of the learning rate "
            f"(rollback {len(self.state.rollbacks)} of {ROLLBACKS})."
        )
        self.tell_person(line)
        self.keep()

    def tell_person(self, line):
        """Say what a person should know; as a warning where nobody has said how."""
        (self.tell or warnings.warn)(line)
