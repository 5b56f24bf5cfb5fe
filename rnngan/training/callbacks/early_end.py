"""The end of a phase in which more steps gain nothing."""

from rnngan.training.callbacks.steps import PhaseSteps


class EarlyEnd(PhaseSteps):
    """Ends a phase at a look of `Collapse`, or at its last step, where nothing is gained."""

    def on_steps(self, done, logs):
        """Ask `enough` of the phase."""
        phase, watch = self.phase, self.phase.state.watch
        if phase.enough is None or (watch.get("looked") != done and done != self.total):
            return
        if phase.enough(self.model, watch):
            watch["enough"], phase.total = 1, done
            self.model.stop_training = True
