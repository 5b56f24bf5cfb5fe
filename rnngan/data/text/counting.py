"""How far two counts of pieces of text are apart."""

import numpy as np


def divergence(one, other):
    """Return the Jensen-Shannon divergence of two counts, in nats: 0 to log 2.

    Args:
        one: {piece: count}, such as a `Counter`.
        other: another one.

    Example:
        >>> same, none = {"a": 2, "b": 2}, {"c": 1}
        >>> divergence(same, same), round(divergence(same, none), 4)
        (0.0, 0.6931)
    """
    sides = one, other
    keys = sorted(one.keys() | other.keys())
    shares = [np.array([side.get(key, 0) for key in keys], "float64") for side in sides]
    p, q = (share / max(share.sum(), 1) for share in shares)
    middle = (p + q) / 2
    total = 0.0
    for side in (p, q):
        some = side > 0
        total += float((side[some] * np.log(side[some] / middle[some])).sum())
    return max(total / 2, 0.0)
