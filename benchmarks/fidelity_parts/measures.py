"""Scores of generated windows against real ones; a list has a number a classifier or forecaster."""

import numpy as np

from rnngan.evaluation import ts2vec
from rnngan.evaluation.sides import balanced
from rnngan.evaluation.window_scores.context_fid import frechet_distance
from rnngan.evaluation.window_scores.correlational import correlational_score
from rnngan.evaluation.window_scores.discriminative import (
    STRONG_UNITS,
    discriminative_scores,
    published_units,
)
from rnngan.evaluation.window_scores.predictive import predictive_scores

LOOKED_AT = 2000  # windows whose nearest neighbours are looked for
AT_ONCE = 250  # of them, so that the distances fit into memory
LAGS, BOOTSTRAPS = 48, 20


def classified(one, other, judges):
    """Return DS and DS32 of two sets of windows, at equal sizes."""
    pair = balanced(one, other, 0)
    units = {"ds": published_units(one.shape[2]), "ds32": STRONG_UNITS}
    return {
        name: discriminative_scores([pair], width, judges)[0].tolist()
        for name, width in units.items()
    }


def of_windows(real, made, judges):
    """Return all scores of generated windows.

    Args:
        real: `Real`.
        made: generated windows (n, time, features).
        judges: networks of each score.
    """
    near = nearness(real.windows, real.starts, made)
    return {
        **classified(real.windows, made, judges),
        "ps": predictive_scores([(made, real.windows)], judges)[0].tolist(),
        "fid": frechet_distance(real.encoded, ts2vec.encode(real.ts2vec, made)),
        "cs": correlational_score(real.windows, made),
        "nearness": near,
    }


def floor(real, judges):
    """Return the scores of real windows against real ones, by the same networks."""
    one, other = real.halves
    return {
        **classified(one, other, judges),
        "ps": predictive_scores([(real.windows, real.windows)], judges)[0].tolist(),
        "fid": frechet_distance(*(ts2vec.encode(real.ts2vec, half) for half in real.halves)),
        "cs": correlational_score(one, other),
    }


def nearness(real, starts, made):
    """Return how near generated windows are to real ones, over how near these are to each other.

    Medians of the distance to the nearest window; real windows look among those that begin a
    window or more away. A generator that copies what it learned from has a ratio near 0.

    Args:
        real: windows (n, time, features).
        starts: (n,) the first row of each.
        made: generated windows.
    """
    flat = real.reshape(len(real), -1).astype("float64")
    rng = np.random.default_rng(0)
    some = rng.permutation(len(real))[:LOOKED_AT]
    looking = made[rng.permutation(len(made))[:LOOKED_AT]].reshape(-1, flat.shape[1])
    away = np.abs(starts[some, None] - starts[None]) >= real.shape[1]  # (looked at, n)
    return float(np.median(_nearest(looking, flat)) / np.median(_nearest(flat[some], flat, away)))


def _nearest(looking, among, allowed=None):
    """Return the distance of each vector from its nearest one, among those allowed."""
    sizes, found = (among**2).sum(axis=1), []
    for first in range(0, len(looking), AT_ONCE):
        part = looking[first : first + AT_ONCE].astype("float64")
        squares = (part**2).sum(axis=1)[:, None] + sizes - 2 * part @ among.T
        if allowed is not None:
            squares[~allowed[first : first + AT_ONCE]] = np.inf
        found.append(np.sqrt(np.maximum(squares.min(axis=1), 0)))
    return np.concatenate(found)


def autocorrelation(rows):
    """Return (lags, features) of rows (time, features), as far as they reach."""
    rows = rows - rows.mean(axis=0)
    variance = np.maximum((rows**2).mean(axis=0), 1e-12)
    lags = range(1, min(LAGS, len(rows) - 1) + 1)
    return np.stack([(rows[:-k] * rows[k:]).mean(axis=0) / variance for k in lags])


def memory(series, real):
    """Return the mean distance of the autocorrelations of series from that of the real rows.

    Args:
        series: (count, time, features).
        real: rows (rows, features).
    """
    expected = autocorrelation(real)
    found = [np.abs(autocorrelation(rows)[: len(expected)] - expected) for rows in series]
    return float(np.mean(found))


def bootstrapped(real, length, block):
    """Return series (count, length, features) made of blocks drawn from the real rows."""
    rng = np.random.default_rng(0)
    starts = rng.integers(0, len(real) - block + 1, (BOOTSTRAPS, -(-length // block)))
    rows = starts[..., None] + np.arange(block)  # (count, blocks, block)
    return real[rows.reshape(BOOTSTRAPS, -1)[:, :length]]
