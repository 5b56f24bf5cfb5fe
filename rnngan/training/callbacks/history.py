"""The losses of every call, as rows of the history."""

from rnngan.training.callbacks.steps import PhaseSteps


class History(PhaseSteps):
    """Adds a row of losses to the history of a phase, with what the last look before it found."""

    def __init__(self, phase):
        super().__init__(phase)
        self.rate = phase.model.generator_optimizer._learning_rate  # the schedule, not its value
        looks = {"spread": phase.spread, "held_out": phase.enough}
        self.found = [name for name, look in looks.items() if look is not None]

    def on_steps(self, done, logs):
        """Add a row."""
        more = {
            "learning_rate": float(self.rate(done - 1)),
            **{name: self.phase.state.watch.get(name) for name in self.found},
        }
        self.phase.history.append({**self.phase.columns, "step": done, **logs, **more})
