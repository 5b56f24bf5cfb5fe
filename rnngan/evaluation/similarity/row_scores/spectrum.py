"""How fast a number swings within its sequences."""

import numpy as np
from scipy import signal

NAME = "spectrum"
TITLE = "spectrum"
UNIT = "share of the power at other frequencies"
READING = "whether numbers swing as fast as they should; a sequence that stands still counts too"
MOST = 128  # rows of a sequence that are looked at
FEWEST = 4  # rows in which a number can swing


def distance(real, other):
    """Return the total variation of each number's power over frequencies, mean over sequences.

    Each sequence's periodogram (Hann window, its mean taken off) is divided by its sum, so that
    large swings don't drown small ones; one that stands still has all of its power apart. A missing
    value is the mean of its sequence.

    Args:
        real: `Sample`, whose usual length is looked at; shorter sequences are left out.
        other: `Sample`.
    """
    length = min(MOST, int(np.median(real.lengths))) if len(real.lengths) else 0
    if length < FEWEST:
        return {}
    return {
        name: _apart(*(_power(side, name, length) for side in (real, other)))
        for name in real.numbers
    }


def _power(sample, name, length):
    """Return the mean share of power (frequencies + 1,), the last of sequences that stand still.

    They are all 0 where no sequence is long enough.
    """
    grid = sample.grid(name)[sample.lengths >= length, :length]
    if not len(grid):
        return np.zeros(length // 2 + 1)
    known = ~np.isnan(grid)
    means = np.where(known, grid, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    grid = np.where(known, grid, means[:, None])
    power = signal.periodogram(grid, window="hann", detrend="constant")[1][:, 1:]
    still = np.ptp(grid, axis=1) <= 1e-9 * np.abs(grid).max(axis=1)
    power = np.where(still[:, None], 0.0, power)
    shares = np.column_stack([power / np.where(still, 1, power.sum(axis=1))[:, None], still])
    return shares.mean(axis=0)


def _apart(one, other):
    """Return the total variation of two shares; 1 where one side has no long sequence."""
    if not one.any() or not other.any():
        return float(one.any() != other.any())
    return float(np.abs(one - other).sum() / 2)
