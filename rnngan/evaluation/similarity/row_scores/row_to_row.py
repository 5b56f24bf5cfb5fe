"""From one row to the next: how far a number moves from where it stands."""

import numpy as np

from rnngan.evaluation.similarity.bins import (
    JOINT,
    column_bins,
    conditional_variation,
    counted,
    quantile_bins,
)

NAME = "row_to_row"
TITLE = "numbers and their next move"
UNIT = "share of the moves that lie elsewhere"
READING = "whether a number moves to the next row as far as it does in reality from the same value"


def distance(real, other):
    """Return the total variation of moves to the next row, given where the number stands.

    Values and moves are in fifths; a missing one is a bin too.

    Args:
        real: `Sample` whose quantiles are the bins.
        other: `Sample` that is compared.
    """
    found = {}
    for name in real.numbers if real.inside.shape[1] > 1 else ():
        before, moves = zip(*(_moves(side, name) for side in (real, other)), strict=True)
        bins = column_bins(real, name, JOINT), quantile_bins(moves[0], JOINT)
        joint = (
            counted(bins[0](value), bins[1](move), bins)
            for value, move in zip(before, moves, strict=True)
        )
        found[name] = conditional_variation(*joint)
    return found


def _moves(sample, name):
    """Return the value before each row that follows another one, and the move to it."""
    grid, follows = sample.grid(name), sample.inside[:, 1:]
    return grid[:, :-1][follows], np.diff(grid, axis=1)[follows]
