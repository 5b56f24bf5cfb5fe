"""Near copies: how far sequences are from the nearest real ones, and how far those usually are."""

from dataclasses import dataclass

import numpy as np
from sklearn.metrics.pairwise import euclidean_distances

from rnngan.data.windows import Windows, window_starts
from rnngan.evaluation.privacy.matching import stacked
from rnngan.evaluation.sides import chosen

MOST = 1000  # sequences whose nearest real one is looked for
WORK = 2e10  # products that a search may take: some five seconds
CHUNK = 1024  # real stretches compared at once
SAME = 1e-6  # distance under which there is none but that of rounding
NEAR = 0.01  # share of real sequences that are as near to another one as a near copy


@dataclass(frozen=True)
class Stretches:
    """The training stretches that sequences are compared with.

    Args:
        windows: `rnngan.data.windows.Windows` of all of them.
        firsts: (n,) first row of each in the real table.
        apart: rows between the first rows of two from which on they count as two: as many as
            between held-out and training rows, or one where they are whole sequences.
    """

    windows: Windows
    firsts: np.ndarray
    apart: int

    def nearest(self, targets, firsts=None):
        """Return the distance (n,) to the nearest stretch, and its number (n,).

        Args:
            targets: (n, time, features).
            firsts: (n,) first rows of targets that are stretches themselves; those near them are
                passed over. None for other targets.

        Returns:
            Distances are roots of mean squares; infinite where no stretch is left.
        """
        flat = targets.reshape(len(targets), -1).astype("float64")
        best, where = np.full(len(flat), np.inf), np.zeros(len(flat), int)
        for start in range(0, len(self.windows), CHUNK):
            numbers = np.arange(start, min(start + CHUNK, len(self.windows)))
            pool = self.windows.gather(numbers).reshape(len(numbers), -1).astype("float64")
            squared = euclidean_distances(flat, pool, squared=True)
            if firsts is not None:
                squared[np.abs(firsts[:, None] - self.firsts[numbers]) < self.apart] = np.inf
            least = squared.argmin(axis=1)
            value = squared[np.arange(len(flat)), least]
            where = np.where(value < best, numbers[least], where)
            best = np.minimum(best, value)
        distances = np.sqrt(best / flat.shape[1])
        return np.where(distances < SAME, 0.0, distances), where

    def usual(self, numbers):
        """Return how far (n,) some stretches are from the nearest other one."""
        return self.nearest(self.windows.gather(numbers), self.firsts[numbers])[0]


def training_stretches(dataset, encoder, seed=0):
    """Return the `Stretches` of what was trained on: from every row on, or whole sequences.

    Args:
        dataset: `rnngan.data.dataset.Dataset`.
        encoder: `rnngan.evaluation.encoding.Encoder` of its rows.
        seed: of which are drawn, where there are too many.
    """
    data, segments = dataset.config.data, dataset.split.train
    values, length = encoder.rows(dataset.rows), data.window
    most = int(WORK / (MOST * length * values.shape[1]))
    if data.lengths == "learn":
        segments = [segments[n] for n in chosen(len(segments), seed, most)]
        made = stacked(values, segments, length, True)
        windows = Windows(made.reshape(-1, made.shape[2]), np.arange(len(made)) * length, length)
        return Stretches(windows, np.array([first for first, _ in segments]), 1)
    starts = window_starts(segments, length, 1)
    starts = starts[chosen(len(starts), seed, most)]
    return Stretches(Windows(values, starts, length), starts, 2 * length)


def near(distances, usual):
    """Return which sequences are nearer to a training one than all but 1 % of those to each other.

    Args:
        distances: (n,) to the nearest training sequence.
        usual: distances of training sequences to the nearest other one.

    Example:
        >>> near(np.array([0.0, 1.0]), np.linspace(1.0, 2.0, 100)).tolist()
        [True, True]
        >>> near(np.array([1.5]), np.linspace(1.0, 2.0, 100)).tolist()
        [False]
    """
    limit = np.quantile(usual, NEAR, method="lower")
    return (distances <= limit) & np.isfinite(limit)
