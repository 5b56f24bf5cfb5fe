"""Exponential moving average of the generator's weights."""

from keras import ops

from rnngan.models import replicas


def decay_at(step, limit=0.999):
    """Return min(limit, (1 + step) / (10 + step)): short memory at first, long later.

    Example:
        >>> round(float(decay_at(0)), 3), round(float(decay_at(10**6)), 3)
        (0.1, 0.999)
    """
    step = ops.cast(step, "float32")
    return ops.minimum(limit, (1.0 + step) / (10.0 + step))


def update(averages, variables, decay):
    """Assign average <- decay * average + (1 - decay) * variable, for each pair."""
    replicas.assign(
        (average, variable + decay * (average - variable))
        for average, variable in zip(averages, variables, strict=True)
    )
