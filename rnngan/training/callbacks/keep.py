"""When weights are kept: on a grid, at the end, and at a stop, but never while in doubt."""

from rnngan.training import interrupts
from rnngan.training.callbacks.steps import PhaseSteps


class Keep(PhaseSteps):
    """Counts the steps of a phase's state, and keeps good weights.

    Raises:
        Divergence: they are not finite.
    """

    def on_steps(self, done, logs):
        """Keep the weights when it is time."""
        phase, watch = self.phase, self.phase.state.watch
        phase.state.done = done
        doubtful, ends = bool(watch.get("low", 0)), done == phase.total
        if doubtful and ends:
            phase.hooks.warns(f"the last look was a doubtful one: {phase.doubt}")
        every = phase.settings.checkpoint_every
        late = done // every > watch.get("kept", 0) // every
        if ends or (not doubtful and (late or interrupts.pending())):
            watch["kept"] = done
            phase.keep()
