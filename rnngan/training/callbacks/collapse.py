"""Whether the generator has collapsed, or a network learns nothing any more."""

import numpy as np

from rnngan.training.callbacks.finite import Divergence
from rnngan.training.callbacks.steps import PhaseSteps

GRACE = 500  # steps before a small spread counts: generators start out narrow
LOOK_EVERY = 100  # steps between two looks at spread and gradients
PATIENCE = 3  # looks in a row that must find a collapse, or a network that learns nothing
FLAT = 1e-10  # norm of a gradient under which a network learns nothing
GRADIENTS = {"d_gradient": "discriminator", "g_gradient": "generator"}


class Collapse(PhaseSteps):
    """Looks at spread and gradients every LOOK_EVERY steps.

    A network whose gradient has vanished, and a generator whose windows spread too little, are
    found after three looks in a row, so within 300 steps (the spread: of step 500).

    Raises:
        Divergence: training can't go on.
    """

    def on_steps(self, done, logs):
        """Count the looks in a row that find a flat network or a narrow generator."""
        watch = self.phase.state.watch
        if done - watch.get("looked", 0) < LOOK_EVERY:
            return
        watch["looked"] = done
        reason = self._flat(logs)
        if self.phase.spread is not None:
            reason = self._narrow(done, watch) or reason
        watch["low"] = watch.get("low", 0) + 1 if reason else 0
        self.phase.doubt = reason or self.phase.doubt
        if watch["low"] >= PATIENCE:
            raise Divergence(f"at step {done:,} {reason}")

    def _flat(self, logs):
        """Return which gradient has vanished, or None."""
        flat = [name for key, name in GRADIENTS.items() if logs.get(key, 1.0) < FLAT]
        if not flat:
            return None
        return (
            f"the gradient of the {flat[0]} has vanished: it learns nothing since "
            f"{(PATIENCE - 1) * LOOK_EVERY} steps or more."
        )

    def _narrow(self, done, watch):
        """Return how narrow the generator is, or None where it is wide enough or new."""
        low = self.phase.settings.collapse_below
        watch["spread"] = self.phase.spread(self.model, done)
        if not np.isfinite(watch["spread"]):
            raise Divergence(f"generated windows are not finite at step {done:,}.")
        if done < GRACE or watch["spread"] >= low:
            return None
        return (
            f"generated windows spread {watch['spread']:.1%} as much as real ones, under "
            f"the limit of {low:.0%}: the generator collapsed."
        )
