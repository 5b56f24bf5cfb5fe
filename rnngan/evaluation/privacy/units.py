"""Whose membership is guessed: sequences that were trained on, and others of the same kind."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from rnngan.evaluation.privacy.distances import nearest

NEIGHBOURS = 5  # nearest generated sequences that attacks look at
FOLDS = 5  # parts that the others are dealt into; each is tested against the rest


@dataclass(frozen=True)
class Units:
    """Sequences of one side; what is guessed of each is whether it was trained on.

    Args:
        windows: (n, time, features) in [0, 1]; one or more of each unit.
        unit: (n,) number of each window's unit: 0, 1, …
        group: (units,) number of what the unit is part of. Units of one group are not independent.
        segments: (n,) [first, end) of each window among the rows of the table.
    """

    windows: np.ndarray
    unit: np.ndarray
    group: np.ndarray
    segments: list

    def __len__(self):
        """Return the number of units."""
        return len(self.group)

    def means(self, scores):
        """Return the mean (units,) of scores (n,) of the windows of each unit.

        Example:
            >>> units = Units(np.zeros((3, 1, 1)), np.array([0, 0, 1]), np.array([0, 1]), [])
            >>> units.means(np.array([1.0, 3.0, 5.0])).tolist()
            [2.0, 5.0]
        """
        return np.bincount(self.unit, scores, len(self)) / np.bincount(self.unit, None, len(self))


@dataclass(frozen=True)
class Knowledge:
    """What attackers have, and what they are asked about.

    Args:
        members: `Units` that were trained on.
        others: `Units` that were not.
        generated: (m, time, features) generated sequences.
        whole: whether windows are whole sequences, so that they begin at the same row.
        paired: whether a group has members and others that lie side by side, such as a held-out
            block and the rows around it; else groups are of one side.
        seed: of all that is drawn.
    """

    members: Units
    others: Units
    generated: np.ndarray
    whole: bool
    paired: bool
    seed: int = 0

    @property
    def sides(self):
        """The members and the others."""
        return self.members, self.others

    @property
    def independent(self):
        """How many independent groups the others are of."""
        return len(np.unique(self.others.group))

    @cached_property
    def to_generated(self):
        """Distances (n, neighbours) of the windows of both sides to the nearest generated ones."""
        return tuple(
            nearest(side.windows, self.generated, NEIGHBOURS, self.whole) for side in self.sides
        )

    @property
    def folds(self):
        """How many parts the groups are dealt into."""
        return min(FOLDS, self.independent)

    def fold_of_windows(self, side):
        """Return the fold (n,) of each window of a side; those of a group share it."""
        groups, where = np.unique(side.group, return_inverse=True)
        order = np.random.default_rng([self.seed, 0xF01D]).permutation(len(groups))
        return (order % self.folds)[where][side.unit]
