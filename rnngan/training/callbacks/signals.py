"""Ctrl-C and SIGTERM, obeyed between two calls into TensorFlow."""

from rnngan.training import interrupts
from rnngan.training.callbacks.steps import Steps


class Signals(Steps):
    """Stops a training for which a signal has come.

    Raises:
        KeyboardInterrupt, SystemExit: it asked for that; weights were kept before.
    """

    def on_steps(self, done, logs):
        """Look whether one has come."""
        interrupts.check()
