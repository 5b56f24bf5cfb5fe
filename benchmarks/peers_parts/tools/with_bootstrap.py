"""A plain baseline: two halves of training windows, one behind the other."""

import numpy as np
import pandas as pd
from exchange import LENGTH, SEED, SERIES, run, windows


def generate(frame, count):
    """Return windows whose halves are each drawn as they stand."""
    rng, half = np.random.default_rng(SEED), LENGTH // 2
    starts = rng.integers(0, len(frame) // LENGTH, (count, 2)) * LENGTH
    starts += rng.integers(0, LENGTH - half + 1, (count, 2))
    rows = (starts[..., None] + np.arange(half)).ravel()
    made = frame.iloc[rows].reset_index(drop=True)
    made[SERIES] = np.repeat(np.arange(count), LENGTH)
    return pd.DataFrame(made)


if __name__ == "__main__":
    run(windows, generate)
