"""What a training calls on its way, for whoever shows it, keeps it or looks on."""


class Hooks:
    """What is called while a training runs; each method does nothing until it is overridden."""

    def begins(self, phase, done, total, later=0, seconds=None):
        """A phase begins, or goes on.

        Args:
            phase: 1 or 2.
            done: steps of it that are taken already.
            total: its steps, at most.
            later: steps of the second phase; 0 when it begins itself.
            seconds: about how long all steps that are left take; None in the second phase.
        """

    def step(self, done, losses):
        """A call into TensorFlow has returned.

        Args:
            done: steps of the phase taken so far.
            losses: {name: mean over the steps of the call}.
        """

    def good(self, trained, state):
        """Weights were found good: before the first step, at checkpoints, at the end, at a stop.

        Args:
            trained: `TrainedModel` or `TrainedText` with these weights.
            state: `rnngan.training.state.TrainingState` to go on from.
        """

    def warns(self, line):
        """A person should know what the line says."""


class Several(Hooks):
    """Hooks that call others, in their order.

    Example:
        >>> class Seen(Hooks):
        ...     def step(self, done, losses):
        ...         print(done, losses)
        >>> Several(Hooks(), Seen()).step(20, {"d_loss": 0.5})
        20 {'d_loss': 0.5}
    """

    def __init__(self, *hooks):
        self.hooks = hooks

    def begins(self, phase, done, total, later=0, seconds=None):
        """Call all."""
        for each in self.hooks:
            each.begins(phase, done, total, later, seconds)

    def step(self, done, losses):
        """Call all."""
        for each in self.hooks:
            each.step(done, losses)

    def good(self, trained, state):
        """Call all."""
        for each in self.hooks:
            each.good(trained, state)

    def warns(self, line):
        """Call all."""
        for each in self.hooks:
            each.warns(line)
