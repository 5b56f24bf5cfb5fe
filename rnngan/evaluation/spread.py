"""Several values of one score -> their mean and spread, as scores.json keeps them."""

import numpy as np


def summary(values):
    """Return mean, standard deviation and values of a score.

    Args:
        values: one for each network, or for each random split.

    Example:
        >>> summary(np.array([1.0, 3.0]))
        {'mean': 2.0, 'std': 1.4142135623730951, 'values': [1.0, 3.0]}
    """
    return {
        "mean": float(np.mean(values)),
        "std": float(np.std(values, ddof=1)) if len(values) > 1 else 0.0,
        "values": [float(value) for value in values],
    }
