"""A plain baseline: a vector autoregression of two rows, with residuals drawn as they stand."""

import numpy as np
from exchange import LENGTH, SEED, Numbers, run, windows

LAGS = 2


def learn():
    """Fit it by least squares on all windows."""
    frame = windows()
    numbers = Numbers(frame)
    values = numbers.of(frame).astype("float64")
    known, after = _before(values), values[:, LAGS:].reshape(-1, values.shape[-1])
    weights = np.linalg.lstsq(known, after, rcond=None)[0]
    return numbers, values, weights, after - known @ weights


def _before(values):
    """Return the LAGS rows before each, and a 1, (rows, LAGS * features + 1)."""
    parts = [values[:, i : values.shape[1] - LAGS + i] for i in range(LAGS)]
    known = np.concatenate(parts, axis=-1).reshape(-1, LAGS * values.shape[-1])
    return np.concatenate([known, np.ones((len(known), 1))], axis=1)


def generate(learned, count):
    """Return windows that begin as one of training does."""
    numbers, values, weights, residuals = learned
    rng = np.random.default_rng(SEED)
    rows = list(values[rng.integers(0, len(values), count), :LAGS].transpose(1, 0, 2))
    while len(rows) < LENGTH:
        known = np.concatenate([*rows[-LAGS:], np.ones((count, 1))], axis=-1)
        rows.append(known @ weights + residuals[rng.integers(0, len(residuals), count)])
    return numbers.back(np.stack(rows, axis=1))


if __name__ == "__main__":
    run(learn, generate)
