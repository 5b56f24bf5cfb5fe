"""Histograms of numbers and shares of categories, real and generated."""

import numpy as np

from rnngan.evaluation.pictures import drawn

BINS = 25
FEW = 60  # whole numbers that have a bar each
BEYOND = 0.005  # share of the real values on each side that stretch no axis
STRETCHED = 3  # and how much longer the axis would be with them
MOST_CATEGORIES = 12


def value_shares(real, generated, names):
    """Return the shares of values of each column, those that differ most first.

    The distance of a column is the share of values that would have to move into another bar: half
    the sum of the differences.

    Args:
        real: `Sample`.
        generated: the same of the generated table.
        names: columns.

    Returns:
        {"of": columns there are, "columns": [{"column", "distance", "real", "generated": shares,
        and of numbers "low", "high": the ends of the axis that the shares divide evenly, "beyond":
        whether the outermost hold what lies further out too, "ends": texts of both for dates; of
        categories "categories"}]}; None where there is no column
    """
    rows = []
    for name in names:
        sides = [drawn.inside(side, name) for side in (real, generated)]
        sides = [values[np.isfinite(values)] for values in sides]
        if all(map(len, sides)):
            made = _categories if real.is_coded(name) else _histogram
            rows.append({"column": name} | made(real, name, *sides))
    return drawn.worst(rows)


def _histogram(sample, name, real, generated):
    low, high, bins, beyond = axis(real, generated)
    clipped = [np.clip(values, low, high) for values in (real, generated)]
    shares = [np.histogram(v, bins, (low, high))[0] / len(v) for v in clipped]
    row = {"low": low, "high": high, "beyond": beyond}
    column = sample.schema[name]
    if column.kind == "date":
        row["ends"] = [column.spelled(low), column.spelled(high)]
    return row | _compared(*shares)


def axis(real, generated):
    """Return (low, high, bins, whether values lie further out) of the histograms of both sides.

    Args:
        real: numbers (n,), all finite.
        generated: the same of the other side.

    Example:
        >>> axis(np.array([1.0, 4.0]), np.array([2.0]))
        (0.5, 4.5, 4, False)
    """
    both = np.concatenate([real, generated])
    low, high = float(both.min()), float(both.max())
    near, far = (float(q) for q in np.quantile(real, [BEYOND, 1 - BEYOND]))
    beyond = far > near and high - low > STRETCHED * (far - near)
    if beyond:
        low, high = near, far
    if (both == np.round(both)).all() and round(high) - round(low) < FEW:
        low, high = round(low) - 0.5, round(high) + 0.5
        return low, high, round(high - low), beyond
    return (low, high, BINS, beyond) if high > low else (low - 0.5, high + 0.5, 1, beyond)


def _categories(sample, name, real, generated):
    texts = drawn.categories(sample, name)
    counts = [np.bincount(v.astype(int), minlength=len(texts)) / len(v) for v in (real, generated)]
    order = np.argsort(-counts[0], kind="stable")
    kept, rest = order[:MOST_CATEGORIES], order[MOST_CATEGORIES:]
    shown = [texts[i] for i in kept]
    if len(rest):
        shown.append(f"{len(rest):,} others")
        counts = [np.append(side[kept], side[rest].sum()) for side in counts]
    else:
        counts = [side[kept] for side in counts]
    return {"categories": shown} | _compared(*counts)


def _compared(real, generated):
    distance = float(f"{np.abs(real - generated).sum() / 2:.5g}")
    sides = {"real": drawn.listed(real), "generated": drawn.listed(generated)}
    return {"distance": distance} | sides
