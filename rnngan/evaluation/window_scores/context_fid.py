"""Context-FID: do generated windows lie where real ones do, as an encoder of windows sees them?"""

import hashlib

import numpy as np

from rnngan.evaluation import ensemble, ts2vec
from rnngan.evaluation.ensemble import iterations_of
from rnngan.evaluation.sides import Sides, row
from rnngan.training.estimate import operations_per_second

NAME = "context_fid"
TITLE = "context-FID"
BETTER = "lower"
READING = (
    "distance of generated from real windows as an encoder sees them that was trained on the real "
    "ones; numbers of two encoders can't be compared"
)
FEWEST_FEATURES = 1
ITERATIONS = 600
ASKED_FOR = True  # it takes about a minute, most of it for encoding
ROW_OPERATIONS = 1.3e6  # of the encoder for one row of a window, with little left for its features
PASSES = 6  # of a step: two stretches, each forward and twice as much back
OVERHEAD = 3.3  # measured seconds over those of the products, on Stocks and Energy
TRACING = 8.0  # seconds
SEED = 0  # of the encoder: numbers of two encoders can't be compared


def judges(features, quick=False):
    """Return the name of the encoder."""
    return [f"TS2Vec, {ts2vec.OUTPUTS} outputs"]


def seconds(sides, seeds, quick=False):
    """Return about how long the encoder trains and encodes on this machine, in seconds."""
    trained = PASSES * ts2vec.BATCH * iterations_of(ITERATIONS, quick)
    encoded = 2 * len(sides.train) + len(sides.holdout)
    operations = ROW_OPERATIONS * sides.train.shape[1] * (trained + encoded)
    return TRACING + OVERHEAD * operations / operations_per_second(ts2vec.BATCH, ts2vec.HIDDEN)


def rows(sides, seeds, seed=0, quick=False, report=None):
    """Return the score against each side of real windows, as `sides.row`s of one value.

    One encoder serves for all of them, so that they can be compared, and for all evaluations that
    keep it, whatever their seed.
    """
    encoder = _encoder(sides, iterations_of(ITERATIONS, quick), SEED, report)
    parts = (sides.train, sides.holdout, sides.generated)
    encoded = Sides(*(ts2vec.encode(encoder, part) for part in parts), sides.seed)
    return [
        row(
            NAME,
            *judges(real.shape[1]),
            name,
            [frechet_distance(real, encoded.generated)],
            [frechet_distance(one, other)],
        )
        for name, (real, one, other) in encoded.against.items()
    ]


def _encoder(sides, iterations, seed, report):
    """Return the encoder of the training windows that was kept, or one that is fitted now."""
    windows, encoder = sides.train, ts2vec.TS2Vec(seed)
    digest = hashlib.sha256(np.ascontiguousarray(windows)).hexdigest()
    name = f"{NAME}/{iterations}/{seed}/{digest}"
    if name in sides.kept:
        encoder.build((None, None, windows.shape[2]))
        encoder.set_weights(sides.kept[name])
        return encoder
    shown = ensemble.reporter(report, "encoder of windows", iterations)
    ts2vec.fit(encoder, windows, iterations, seed, shown)
    sides.kept[name] = encoder.get_weights()
    return encoder


def frechet_distance(one, other):
    """Return the squared Fréchet distance of two normal distributions with these moments.

    |m₁ - m₂|² + tr(C₁ + C₂ - 2 (C₁ C₂)^½): Heusel et al., 1706.08500; on encodings of windows it is
    the context-FID of Jeha et al. (PSA-GAN, 2022).

    Args:
        one: vectors (n, outputs).
        other: vectors (m, outputs).

    Example:
        >>> corners = np.array([[0.0, 0.0], [0.0, 2.0], [2.0, 0.0], [2.0, 2.0]])
        >>> float(round(frechet_distance(corners, corners + [3.0, 4.0]), 6))
        25.0
    """
    first, second = (vectors.astype("float64") for vectors in (one, other))
    moved = ((first.mean(axis=0) - second.mean(axis=0)) ** 2).sum()
    first, second = (np.atleast_2d(np.cov(side, rowvar=False)) for side in (first, second))
    root = _root(first)
    shared = np.sqrt(np.maximum(np.linalg.eigvalsh(root @ second @ root), 0.0)).sum()
    return float(moved + np.trace(first) + np.trace(second) - 2 * shared)


def _root(covariance):
    """Return the square root of a symmetric matrix without negative eigenvalues."""
    values, vectors = np.linalg.eigh(covariance)
    return (vectors * np.sqrt(np.maximum(values, 0.0))) @ vectors.T
