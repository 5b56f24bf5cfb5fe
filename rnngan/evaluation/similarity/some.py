"""A few of many, the same ones whenever they are asked for."""

import numpy as np


def some(items, most):
    """Return at most so many of a list, in its order, by a draw that depends on its size alone.

    Args:
        items: a list.
        most: of them.

    Example:
        >>> some(list("abc"), 3), len(some(list(range(100)), 7))
        (['a', 'b', 'c'], 7)
    """
    if len(items) <= most:
        return items
    rng = np.random.default_rng([0, 0x50E])
    return [items[i] for i in np.sort(rng.choice(len(items), most, replace=False))]
