"""Whether losses and weights are numbers still."""

import numpy as np

from rnngan.training.callbacks.steps import PhaseSteps


class Divergence(Exception):
    """Training can't go on from where it is; says why."""


class Finite(PhaseSteps):
    """Finds a loss, a gradient or a weight that is not finite, after the call in which it came up.

    Raises:
        Divergence: there is one.
    """

    def on_steps(self, done, logs):
        """Look at what the call returned, and at all weights."""
        wrong = [name for name, value in logs.items() if not np.isfinite(value)]
        if wrong:
            raise Divergence(f"{', '.join(wrong)} became {logs[wrong[0]]} at step {done:,}.")
        for variable in self.model.trainable_variables:
            if not np.isfinite(variable.numpy()).all():
                raise Divergence(f"a weight is not finite at step {done:,}: {variable.path}.")
