"""How a column goes with itself some rows before: what goes on, what repeats."""

import numpy as np

from rnngan.evaluation.pictures import drawn

MOST_LAGS = 48
MOST_ROWS = 100_000  # of a side


def echoes(real, generated, names, length):
    """Return for each column how each side goes with itself, those that differ most first.

    Of a number it is the autocorrelation, mean and variance being those of the whole side. Of a
    category it is the share of rows that have the value of the row so many rows before.

    Args:
        real: `Sample`; its sequences may be longer than those of the other side.
        generated: the same of the generated table.
        names: columns.
        length: rows of a window, that no lag leaves.

    Returns:
        {"of": columns there are, "lags": rows before, "columns": [{"column", "coded", "distance":
        mean difference, "real", "generated"}]}; None where sequences are too short
    """
    steps = np.arange(1, min(length - 1, MOST_LAGS) + 1)
    if len(steps) < 2:
        return None
    rows = []
    for name in names:
        coded = real.is_coded(name)
        sides = [_curve(s.of_sequences(name), steps, coded) for s in (real, generated)]
        apart = np.abs(sides[0] - sides[1])
        if np.isfinite(apart).any():
            curves = dict(zip(("real", "generated"), map(drawn.listed, sides), strict=True))
            distance = drawn.listed(np.nanmean(apart))
            rows.append({"column": name, "coded": coded, "distance": distance} | curves)
    found = drawn.worst(rows)
    return None if found is None else found | {"lags": steps.tolist()}


def _curve(sequences, steps, coded):
    """Return the curve (steps,) of sequences, NaN where no two rows are so far apart."""
    values = _apart(sequences, steps[-1])
    if not coded:
        values = values - np.nanmean(values) if np.isfinite(values).any() else values
        spread = np.nanmean(values**2) if np.isfinite(values).any() else 0.0
        values = values / np.sqrt(spread) if spread > 0 else np.full(len(values), np.nan)
    curve = []
    for step in steps:
        first, second = values[:-step], values[step:]
        known = np.isfinite(first) & np.isfinite(second)
        first, second = first[known], second[known]
        found = first == second if coded else first * second
        curve.append(found.mean() if known.any() else np.nan)
    return np.clip(curve, -1.0, 1.0)  # few far rows may vary more than all do


def _apart(sequences, longest):
    """Return sequences as one array with so many NaN between them that no lag bridges them."""
    parts, rows, gap = [], 0, np.full(longest, np.nan)
    for sequence in sequences:
        parts += [sequence, gap]
        rows += len(sequence)
        if rows >= MOST_ROWS:
            break
    return np.concatenate(parts) if parts else np.full(longest + 1, np.nan)
