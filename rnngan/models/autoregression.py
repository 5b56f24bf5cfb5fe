"""The linear part of a `Continuer`: the vector autoregression that fits the training rows."""

import numpy as np

RIDGE = 1e-3  # of the regression, per row
SMALLEST = 1e-4  # of the variance of whitened rows, as a share of the largest
LEAST = 0.05  # rows that every transition between categories counts as having been seen in
ROOM = 0.05  # of the range of a feature: how far over it a series may go
GUMBEL = 1.28  # standard deviation of the noise that draws from logits (pi / sqrt 6)


def initialise(continuer, windows):
    """Set whitening and linear weights of a `Continuer` from training windows.

    Args:
        continuer: a built `Continuer`.
        windows: (n, time, features + statics + calendar) training windows.
    """
    shape = continuer.shape_
    rows = windows[:, :, : shape.features].astype("float64")
    _whiten(continuer, rows.reshape(-1, shape.features))
    _bound(continuer, rows.reshape(-1, shape.features))
    known, moves, previous, following = _pairs(continuer, windows)
    targets = _targets(continuer, moves, previous, following)  # (n, rows * features)
    design = np.concatenate([known, np.ones((len(known), 1))], axis=1)
    square = design.T @ design + RIDGE * len(design) * np.eye(design.shape[1])
    solution = np.linalg.solve(square, design.T @ targets)
    kernel = np.zeros(continuer.linear.kernel.shape)
    kernel[: continuer.known] = solution[:-1]
    residuals = targets - design @ solution
    kernel[continuer.known : continuer.known + continuer.width] = _noise(continuer, residuals)
    continuer.linear.kernel.assign(kernel.astype("float32"))
    continuer.linear.bias.assign(solution[-1].astype("float32"))


def _whiten(continuer, rows):
    """Set mean and axes so that rows come out with unit variance in every direction."""
    variance, axes = np.linalg.eigh(np.atleast_2d(np.cov(rows.T)))
    variance = np.maximum(variance, SMALLEST * max(variance.max(), 1e-6))
    continuer.mean.assign(rows.mean(axis=0).astype("float32"))
    continuer.axes.assign((axes / np.sqrt(variance)).astype("float32"))


def _bound(continuer, rows):
    """Set the bounds of features: those of the rows and a little more; one-hot ones have none."""
    low, high = rows.min(axis=0), rows.max(axis=0)
    more = ROOM * (high - low)
    for start, size in continuer.shape_.categories:
        more[start : start + size] = 1e6  # these are logits until they are made one-hot
    continuer.low.assign((low - more).astype("float32"))
    continuer.high.assign((high + more).astype("float32"))


def _pairs(continuer, windows):
    """Return inputs (n, known), moves (n, rows, features), and the rows before and after a move."""
    shape, size = continuer.shape_, continuer.shape_.rows
    width = shape.features + shape.statics
    parts = []
    if shape.length == 2 * size:  # no row stands before the first chunk, as in `Continuer.start`
        windows = np.concatenate([windows[:, :1], windows], axis=1)
    for first in range(1, windows.shape[1] - 2 * size + 1, size):
        rows = windows[:, first - 1 : first + 2 * size, : shape.features]
        static = windows[:, 0, shape.features : width] if shape.statics else None
        ahead = windows[:, first + size : first + 2 * size, width:]
        ahead = ahead.reshape(len(windows), -1) if shape.calendar else None
        known = continuer.inputs(rows[:, 1 : 1 + size], rows[:, 0], static, ahead)
        parts.append((np.asarray(known, "float64"), rows[:, size:]))
    known = np.concatenate([part for part, _ in parts])
    rows = np.concatenate([part for _, part in parts]).astype("float64")  # (n, rows + 1, features)
    return known, np.diff(rows, axis=1) / np.asarray(continuer.unit), rows[:, :-1], rows[:, 1:]


def _targets(continuer, moves, previous, following):
    """Return what the linear part should say: moves, and logarithms of transitions."""
    targets = moves.copy()
    for start, size in continuer.shape_.categories:
        one, other = (part[..., start : start + size] for part in (previous, following))
        counts = np.einsum("nri,nrj->ij", one, other) + LEAST
        chances = chain = counts / counts.sum(axis=1, keepdims=True)
        for row in range(moves.shape[1]):  # the last known category speaks for all rows of a chunk
            targets[:, row, start : start + size] = one[:, 0] @ np.log(chain)
            chain = chain @ chances
    return targets.reshape(len(targets), -1)


def _noise(continuer, residuals):
    """Return the kernel (width, width) that gives noise the covariance of the residuals."""
    shape = continuer.shape_
    discrete = np.zeros((shape.rows, shape.features), bool)
    for start, size in shape.categories:
        discrete[:, start : start + size] = True
    discrete = discrete.reshape(-1)
    covariance = np.atleast_2d(np.cov(residuals.T))
    covariance[discrete] = covariance[:, discrete] = 0
    covariance[discrete, discrete] = GUMBEL**2
    value, axes = np.linalg.eigh(covariance)
    return (axes * np.sqrt(np.maximum(value, 0))).T
