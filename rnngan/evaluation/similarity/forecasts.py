"""How well the next row is forecast from the two before it, by what a model has learned from."""

import numpy as np
from sklearn.linear_model import Ridge

from rnngan.evaluation.similarity.row_features import RowFeatures

SEEN = 2  # rows that a forecast is made from: where a number stands, and how it moves
PENALTY = 1.0  # of the ridge regression, on features of deviation 1
LEAST = 0.05  # skill under which a column can't be forecast


def lost_skill(real, other, together=False):
    """Return {column: share of the skill that is lost by learning from another sample}.

    A ridge regression forecasts all columns of a row from the two rows before. It learns from one
    half of the real sequences, and in comparison from `other`; both are tried on the other half.
    The skill is 1 - squared error / squared error of the mean (of indicators, for a category).
    Columns that can't be forecast from real rows (a skill under .05) are left out.

    Args:
        real: `Sample`.
        other: `Sample`.
        together: learn from the half of the real sequences too, beside `other`.
    """
    features = RowFeatures(real)
    grid = features.of(real)
    learned, tried = _examples(grid[::2]), _examples(grid[1::2])
    synthetic = _examples(features.of(other))
    if not all(len(side[0]) for side in (learned, tried, synthetic)):
        return {}
    if together:
        synthetic = tuple(np.concatenate(pair) for pair in zip(learned, synthetic, strict=True))
    found = {}
    ours, theirs = (_errors(side, tried) for side in (learned, synthetic))
    for name, part in features.columns.items():
        total = _variation(tried, part)
        skills = [1 - errors[part].sum() / total if total > 0 else 0.0 for errors in (ours, theirs)]
        if skills[0] >= LEAST:
            found[name] = float(np.clip((skills[0] - skills[1]) / skills[0], 0, 1))
    return found


def _examples(grid):
    """Return rows to forecast from (examples, SEEN * features) and the next ones; 0 if missing."""
    count = grid.shape[1] - SEEN
    if count < 1:
        return np.zeros((0, 1)), np.zeros((0, 1))
    seen = np.concatenate([grid[:, i : i + count] for i in range(SEEN)], axis=-1)
    following = grid[:, SEEN:]
    there = ~np.isnan(following).all(axis=-1)  # no row that lies behind an end
    return np.nan_to_num(seen[there]), following[there]


def _errors(learned, tried):
    """Return the summed squared errors (features,) of forecasts of known values."""
    model = Ridge(alpha=PENALTY).fit(learned[0], np.nan_to_num(learned[1]))
    return np.nansum((model.predict(tried[0]).reshape(tried[1].shape) - tried[1]) ** 2, axis=0)


def _variation(tried, part):
    """Return the summed squared errors of the mean of some features."""
    target = tried[1][:, part]
    known = ~np.isnan(target[:, 0])
    return float(((target[known] - target[known].mean(axis=0)) ** 2).sum()) if known.any() else 0.0
