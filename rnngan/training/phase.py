"""One phase of a training: from where its state stands to its end, guarded and rolled back."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from rnngan.config.errors import TrainingError
from rnngan.config.run_config import TrainingConfig
from rnngan.models import weights
from rnngan.training import callbacks, distribution
from rnngan.training.callbacks.finite import Divergence
from rnngan.training.hooks import Hooks
from rnngan.training.state import TrainingState

ROLLBACKS = 3  # at most, of a training
SLOWER = 0.5  # learning rate after a rollback, in that of before
ADVICE = (
    "Try a lower --set training.learning_rate, a larger --set training.r1 and --set training.r2, "
    "another --seed, or --on-divergence rollback."
)


@dataclass
class Phase:
    """A model with what it learns from, how far it is, and who is called meanwhile.

    Args:
        trained: `TrainedModel` or `TrainedText` that the model belongs to; counts the steps too.
        model: compiled; its steps take what `batches` gives.
        state: `TrainingState`; with arrays, training goes on from them.
        total: steps of the phase.
        settings: `TrainingConfig` of the run.
        batches: function of a step -> data set of (step, …) from that step on.
        hooks: `Hooks`.
        history: list of rows that grows; None where none is kept.
        columns: {name: value} that every row begins with.
        enough: function of (model, what is remembered) -> whether more steps gain nothing.
        spread: function of (model, steps done) -> spread of generated in that of real windows.
        distance: function of the model -> distance from held-out windows.
        doubt: why the last look that found something was a doubtful one.
    """

    trained: object
    model: object
    state: TrainingState
    total: int
    settings: TrainingConfig
    batches: Callable
    hooks: Hooks
    history: list | None = None
    columns: dict = field(default_factory=dict)
    enough: Callable | None = None
    spread: Callable | None = None
    distance: Callable | None = None
    doubt: str = "see `spread` and gradients in the history."

    def run(self):
        """Take all steps that are left, and return the last state.

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
        return self.state

    def keep(self):
        """Copy all that the next step depends on, and call the hooks with it.

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
        state.distance = None if self.distance is None else self.distance(self.model)
        self.good = replace(state, watch=dict(state.watch), rollbacks=list(state.rollbacks))
        self.good.count_in(self.trained)
        self.hooks.good(self.trained, self.good)

    def _fit(self):
        """Take steps until all are taken, or something comes between."""
        batches = self.batches(self.state.done).take(self.total - self.state.done)
        distribution.fit(self.model, batches, callbacks.of_phase(self))

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
        self.hooks.warns(line)
        self.keep()
