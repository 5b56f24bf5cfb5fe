"""How long a training step takes, found out before the first one."""

import time

from rnngan.models import weights
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
    model.fit(batches(0).take(steps), verbose=0, shuffle=False, callbacks=watching)
    seconds = (times[-1] - times[0]) / (CALLS * per_call)
    weights.assign(before, variables, "calibration")
    return seconds
