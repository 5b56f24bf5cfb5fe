"""Rows -> numbers that a linear model can read, on the scale of the real rows."""

import numpy as np

FARTHEST = 20.0  # deviations from the mean; one outlier must not outweigh all else
COMMONEST = 10  # categories of a column that have a feature; the others have none


class RowFeatures:
    """Numbers with mean 0 and deviation 1, and an indicator of each common category.

    A missing value is 0, which is the mean.

    Args:
        real: `Sample` that gives means, deviations and the commonest categories.
    """

    def __init__(self, real):
        self.names, self._scales = real.names, []
        for name in self.names:
            known = real.cells(name)
            known = known[~np.isnan(known)]
            self._scales.append(_commonest(known) if real.is_coded(name) else _scale(known))
        self.coded = [real.is_coded(name) for name in self.names]

    @property
    def columns(self):
        """{name: slice of its features}."""
        sizes = [len(s) if coded else 1 for s, coded in zip(self._scales, self.coded, strict=True)]
        ends = np.cumsum(sizes).tolist()
        return {
            name: slice(end - size, end)
            for name, size, end in zip(self.names, sizes, ends, strict=True)
        }

    def of(self, sample):
        """Return the features (sequences, longest, features); NaN behind an end and if missing."""
        found = []
        for name, scale, coded in zip(self.names, self._scales, self.coded, strict=True):
            grid = sample.grid(name)[..., None]
            if coded:
                found.append(np.where(np.isnan(grid), np.nan, grid == scale))
            else:
                found.append(np.clip((grid - scale[0]) / scale[1], -FARTHEST, FARTHEST))
        empty = np.zeros((*sample.inside.shape, 0))
        return np.concatenate(found, axis=-1) if found else empty


def _scale(known):
    """Return mean and deviation; 1 for one that is 0."""
    if not len(known):
        return 0.0, 1.0
    return known.mean(), known.std() if np.ptp(known) > 0 else 1.0


def _commonest(known):
    found, times = np.unique(known, return_counts=True)
    return found[np.argsort(-times, kind="stable")[:COMMONEST]]
