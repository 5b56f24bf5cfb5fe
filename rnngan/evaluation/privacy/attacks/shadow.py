"""Attack by a classifier that was shown some members and some others."""

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

NAME = "shadow"
TITLE = "shadow classifier"
READING = "a classifier that was shown half of the members and of the others guesses the other half"
FEWEST = 30
WINDOWS = 30
SMALLEST = 1e-9  # distance of what is the same


def scores(known):
    """Return what a classifier says of the half of each side that it has not been shown.

    The attacker has the generated sequences, the candidate, and a random half of the members and of
    the others with the knowledge which is which (after the shadow models of Shokri et al. 2017,
    1610.05820; the real generator stands in for the shadows, which makes the attacker stronger).
    Features are the logarithms of the distances to the nearest generated sequences.

    Args:
        known: `rnngan.evaluation.privacy.units.Knowledge`.
    """
    members, others = (
        np.column_stack([side.means(logs) for logs in np.log(distances + SMALLEST).T])
        for side, distances in zip(known.sides, known.to_generated, strict=True)
    )
    shown = [_half(len(side), known.seed, n) for n, side in enumerate((members, others))]
    classifier = make_pipeline(StandardScaler(), LogisticRegression(class_weight="balanced"))
    taught = np.concatenate([members[shown[0]], others[shown[1]]])
    classifier.fit(taught, np.repeat([1, 0], [shown[0].sum(), shown[1].sum()]))
    return tuple(
        np.where(half, np.nan, classifier.decision_function(side))
        for side, half in zip((members, others), shown, strict=True)
    )


def _half(count, seed, number):
    """Return the mask (count,) of a random half."""
    order = np.random.default_rng([seed, 0x5AD0, number]).permutation(count)
    return order < count // 2
