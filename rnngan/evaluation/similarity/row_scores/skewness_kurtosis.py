"""The shape of a number's distribution, and of that of its moves."""

import numpy as np

NAME = "skewness_kurtosis"
TITLE = "skewness and kurtosis"
UNIT = "difference of L-moment ratios, as a share of their range"
READING = "whether numbers, and their moves, lean to one side and have tails as they should"
FEWEST = 4  # values that have a fourth moment
RANGES = np.array([2.0, 1.25])  # of L-skewness, -1 to 1, and of L-kurtosis, -1/4 to 1


def distance(real, other):
    """Return the differences of L-skewness and of L-kurtosis, each divided by its range, averaged.

    L-moments (Hosking 1990) are expectations of ordered values: unlike powers, they are always
    bounded, and an outlier counts once. Both are 0 for a column that never changes.

    Args:
        real: `Sample`.
        other: `Sample`.
    """
    found = {}
    for name in real.numbers:
        one, two = real.grid(name), other.grid(name)
        found[name] = _apart(one, two)
        if real.inside.shape[1] > 1:
            found[f"moves of {name}"] = _apart(np.diff(one, axis=1), np.diff(two, axis=1))
    return found


def _apart(one, other):
    apart = np.abs(_ratios(one) - _ratios(other)) / RANGES
    return float(np.minimum(apart, 1).mean())  # of few values they reach beyond their range


def _ratios(grid):
    """Return L-skewness and L-kurtosis of all known values."""
    known = np.sort(grid[~np.isnan(grid)])
    count = len(known)
    if count < FEWEST or known[0] == known[-1]:
        return np.zeros(2)
    below, weights, means = np.arange(count), np.ones(count), []
    for power in range(4):
        means.append((weights * (known - known[0])).mean())
        weights = weights * (below - power) / max(count - 1 - power, 1)
    second = 2 * means[1] - means[0]
    third = 6 * means[2] - 6 * means[1] + means[0]
    fourth = 20 * means[3] - 30 * means[2] + 12 * means[1] - means[0]
    return np.array([third, fourth]) / second
