"""How long sequences are, and which cells are missing."""

import numpy as np

from rnngan.evaluation.pictures import drawn, value_shares

MOST = 12  # columns whose missing cells are shown
LEAST = 10  # sequences of a side under which lengths show nothing


def lengths(real, generated):
    """Return the histogram of the lengths of sequences, or None where there is nothing to show.

    Args:
        real: `Sample` of whole series.
        generated: the same of the generated table.

    Returns:
        {"low", "high": ends of the axis, "real", "generated": shares, "mean": {side: rows}}; None
        where all sequences have one length, or there are few
    """
    sides = [np.array([end - first for first, end in s.segments], float) for s in (real, generated)]
    if min(map(len, sides)) < LEAST or len(np.unique(np.concatenate(sides))) == 1:
        return None
    low, high, bins, beyond = value_shares.axis(*sides)
    clipped = [np.clip(side, low, high) for side in sides]
    shares = [np.histogram(side, bins, (low, high))[0] / len(side) for side in clipped]
    found = {"low": low, "high": high, "beyond": beyond}
    for name, side, share in zip(("real", "generated"), sides, shares, strict=True):
        found |= {name: drawn.listed(share), f"mean_{name}": drawn.listed(side.mean())}
    return found


def missing(real, generated):
    """Return the share of missing cells of the columns that have any, the most different first.

    Args:
        real: `Sample`.
        generated: the same of the generated table.

    Returns:
        {"of": such columns, "columns": [{"column", "distance", "real", "generated": shares}]}, or
        None
    """
    rows = []
    for name in drawn.names(real):
        shares = [_missing(side, name) for side in (real, generated)]
        if any(shares):
            sides = dict(zip(("real", "generated"), map(drawn.listed, shares), strict=True))
            rows.append(
                {"column": name, "distance": drawn.listed(abs(shares[0] - shares[1]))} | sides
            )
    return drawn.worst(rows, MOST)


def _missing(side, name):
    values = drawn.inside(side, name)
    return float(np.isnan(values).mean()) if len(values) else 0.0
