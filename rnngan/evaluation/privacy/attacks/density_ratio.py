"""Attack by density ratio: what is commoner among generated sequences than it is in reality."""

import numpy as np
from sklearn.decomposition import PCA

from rnngan.evaluation.privacy.distances import halves, nearest

NAME = "density ratio"
TITLE = "density ratio (DOMIAS)"
READING = "the denser generated sequences are around it than real ones, the likelier a member"
FEWEST = 2
WINDOWS = 20
COMPONENTS = 16  # in which densities are taken: more leave every sequence alone
REFERENCE = 3  # the reference is small and its nearest one a matter of luck; the third is steadier
SMALLEST = 1e-9  # distance of what is the same


def scores(known):
    """Return log density of generated minus that of reference sequences, of members and others.

    DOMIAS (van Breugel et al. 2023, 2302.12580): a generator that has learned a sequence by heart
    is denser around it than the population is. The attacker has the generated sequences, the
    candidate, and other real sequences that were not trained on, the reference: the held-out ones
    of the other folds, so that each held-out sequence is tested, and none is its own reference.
    Densities are those of the nearest neighbours on principal components: -d log(distance) and a
    constant, which is the same for all candidates. Of the generated ones the nearest counts, so
    that one copy is enough to be seen.

    Args:
        known: `rnngan.evaluation.privacy.units.Knowledge`.
    """
    found = [np.full(len(side.windows), np.nan) for side in known.sides]
    for fold in range(known.folds):
        reference = known.others.windows[known.fold_of_windows(known.others) != fold]
        project = _components(known, reference)
        for side, ratios in zip(known.sides, found, strict=True):
            tested = known.fold_of_windows(side) == fold
            if tested.any():
                ratios[tested] = _ratios(known, side.windows[tested], reference, project)
    return tuple(side.means(ratios) for side, ratios in zip(known.sides, found, strict=True))


def _components(known, reference):
    """Return the projection of flat pieces on the principal components of what is known."""
    sides = known.generated, reference
    pieces = np.concatenate([piece for side in sides for piece in halves(side, known.whole)])
    return PCA(min(COMPONENTS, *pieces.shape), random_state=0).fit(pieces).transform


def _ratios(known, windows, reference, project):
    """Return the logarithm of the ratio of the two densities at each window, (n,)."""
    generated = nearest(windows, known.generated, 1, known.whole, project)[:, -1]
    real = nearest(windows, reference, REFERENCE, known.whole, project)[:, -1]
    return np.log(real + SMALLEST) - np.log(generated + SMALLEST)
