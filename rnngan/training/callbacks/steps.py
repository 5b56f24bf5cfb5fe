"""Callbacks that count training steps, in calls of several."""

import keras


class Steps(keras.callbacks.Callback):
    """Base of callbacks that count training steps.

    Args:
        total: number of steps of the phase. Keras counts whole calls into TensorFlow, also where
            the last one ends early.
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


class PhaseSteps(Steps):
    """Base of those that look at a `rnngan.training.phase.Phase`, or change it."""

    def __init__(self, phase):
        super().__init__(phase.total, phase.state.done)
        self.phase = phase


class Progress(Steps):
    """Passes every call on to a function of (steps done, losses)."""

    def __init__(self, total, report, first=0):
        super().__init__(total, first)
        self.report = report

    def on_steps(self, done, logs):
        """Report."""
        self.report(done, logs)
