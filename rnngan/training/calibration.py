"""How long a training step takes, found out before the first one, and how many that leaves."""

import time

from rnngan.config.run_config import MOST_STEPS
from rnngan.models import weights
from rnngan.training import distribution
from rnngan.training.batches import STEPS_PER_CALL
from rnngan.training.callbacks import Progress, Signals

CALLS = 2  # timed calls before the first step, whose effect is undone


def calibrate(model, batches, per_call):
    """Trace the step, time it, and return seconds per step; the model is left as it was.

    Args:
        model: compiled model of a phase.
        batches: function of a step -> data set from that step on.
        per_call: training steps that run in one call from Python into TensorFlow.
    """
    variables = weights.of_training(model)
    before = weights.values(variables)
    times = []
    steps = (1 + CALLS) * per_call  # the first call traces
    clock = Progress(steps, lambda done, losses: times.append(time.perf_counter()))
    watching = [Signals(steps), clock]  # nothing is worth keeping yet
    distribution.fit(model, batches(0).take(steps), watching)
    seconds = distribution.agreed((times[-1] - times[0]) / (CALLS * per_call))
    weights.assign(before, variables, "calibration")
    return seconds


def in_minutes(config, seconds, cost=0.0, share=0.0):
    """Return the settings with --minutes turned into steps of the first phase.

    Args:
        config: `RunConfig`; without minutes, it is as it was.
        seconds: of such a step.
        cost: of a step of the second phase, in steps of the first.
        share: steps of the second phase for each of the first, where they are not a number yet.
    """
    training = config.training
    if training.minutes is None:
        return config
    affordable, asked = training.minutes * 60 / seconds, training.adversarial_steps
    left = affordable / (1 + share * cost) if asked == "auto" else affordable - asked * cost
    return _with(config, steps=min(MOST_STEPS, max(STEPS_PER_CALL, int(left))))


def decided(config, steps):
    """Return the settings with the adversarial steps as a number: `steps` if none is asked for."""
    asked = config.training.adversarial_steps
    return _with(config, adversarial_steps=round(steps) if asked == "auto" else asked)


def _with(config, **values):
    training = config.training.model_copy(update=values)
    return config.model_copy(update={"training": training})
