"""Gaps: a number that is never below others is learned as how far it stands over their largest."""

import numpy as np

from rnngan.data.blocks import number_block

SMOOTH = 0.5  # usual move over the spread of the values, up to which a number is smooth


def over(rows, name, below):
    """Return how far a column stands over the largest of the columns `below`, (rows,)."""
    return rows.values[name].to_numpy() - rows.values[list(below)].max(axis=1).to_numpy()


def gap_block(column, fitting):
    """Return the block of a number that is never below others."""
    below = fitting.below[column.name]
    gaps, within, grid = fitting.drawn_in(over(fitting.rows, column.name, below))
    block = number_block(column.name, gaps, "gap", grid, skewed=True)
    return block.model_copy(update={"over": below, "within": within})


def is_smooth(name, fitting):
    """Return whether a column moves so little from row to row that its level is learned instead.

    Args:
        name: of the column.
        fitting: `rnngan.data.blocks.Fitting`.
    """
    if not fitting.by_row:
        return False
    spread = fitting.known(name).std()
    moves = fitting.rows.increments(name)[fitting.chosen]
    return bool(np.sqrt((moves**2).mean()) < SMOOTH * spread)


def added(column, sides, found):
    """Return the values (rows,) of generated gaps over columns that are there already.

    Where these go on beyond the largest value of the column, so does it.
    """
    block, features = sides["gap"]
    floor = np.max([found[name].to_numpy("float64") for name in block.over], axis=0)
    gap = np.maximum(block.unscaled(features[..., 0]), 0).reshape(-1)
    high = np.where(floor > column.maximum, np.inf, column.maximum)
    ends = column.minimum, high
    return column.rounded(floor + gap, ends)  # together: they may differ in their decimals
