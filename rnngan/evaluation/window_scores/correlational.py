"""Correlational score: do columns move together as they do in real windows? No network."""

import numpy as np

from rnngan.evaluation.sides import row

NAME = TITLE = "correlational"
BETTER = "lower"
READING = (
    "a tenth of the differences between all correlations of two features, summed (± over other "
    "draws of windows)"
)
FEWEST_FEATURES = 2
ITERATIONS = 0
ASKED_FOR = False
GROUPS = 20  # of windows, each left out once


def judges(features, quick=False):
    """Return that no network gives it."""
    return ["none"]


def seconds(sides, seeds, quick=False):
    """Return about how long it takes: nothing to speak of."""
    return 0.0


def rows(sides, seeds, seed=0, quick=False, report=None):
    """Return the score against each side of real windows, as `sides.row`s of one value.

    Its spread is that over windows drawn anew on the generated side; of a floor, on both sides.
    """
    found = []
    for name, (real, one, other) in sides.against.items():
        made = row(
            NAME,
            *judges(real.shape[2]),
            name,
            [correlational_score(real, sides.generated)],
            [correlational_score(one, other)],
        )
        made["generated"]["std"] = spread(real, sides.generated, seed)
        made["floor"]["std"] = float(np.hypot(spread(one, other, seed), spread(other, one, seed)))
        found.append(made)
    return found


def correlational_score(real, generated):
    """Return a tenth of the summed differences of correlations, 0 where all are the same.

    The definition is that of Diffusion-TS (Yuan and Qiao, 2024) after Ni et al. (2006.05421): each
    side's features are standardised by its own means and deviations, over windows and rows
    together; a pair's correlation is the mean of its products.

    Args:
        real: windows (n, time, features).
        generated: windows; n may differ.

    Example:
        >>> rising = np.array([[[0.0, 0.0], [1.0, 1.0]]])
        >>> falling = np.array([[[0.0, 1.0], [1.0, 0.0]]])
        >>> correlational_score(rising, rising), round(correlational_score(rising, falling), 6)
        (0.0, 0.2)
    """
    return _score(_correlations(real), _correlations(generated))


def spread(real, drawn, seed=0):
    """Return the standard deviation of the score over other draws of the windows of one side.

    The delete-a-group jackknife (Kott 2001): the score without each of `GROUPS` random groups.

    Args:
        real: windows (n, time, features) that stay.
        drawn: windows of the other side.
        seed: of the groups.
    """
    if len(drawn) < 2:
        return 0.0
    groups = min(GROUPS, len(drawn))
    group = np.random.default_rng([seed, 0xC022]).permutation(len(drawn)) % groups
    fixed = _correlations(real)
    scores = [_score(fixed, _correlations(drawn[group != number])) for number in range(groups)]
    return float(np.std(scores) * np.sqrt(groups - 1))


def _score(one, other):
    return float(np.triu(np.abs(one - other), 1).sum() / 10)  # each pair once


def _correlations(windows):
    """Return (features, features); 0 for a feature that never changes."""
    values = windows.reshape(-1, windows.shape[-1]).astype("float64")  # (n * time, features)
    values = values - values.mean(axis=0)
    deviations = values.std(axis=0)
    values = values / np.where(deviations > 0, deviations, 1.0)
    return values.T @ values / len(values)
