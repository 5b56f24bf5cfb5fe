"""Counters: numbers that never fall (or never rise) within a sequence, learned as their moves.

What is learned is how far one moves from row to row, and where it stood in the first row.
"""

import numpy as np

from rnngan.data import blocks
from rnngan.data.blocks import Block

MONOTONE_ROWS = 10  # steps in all under which rising may be chance


def direction(values, series, order):
    """Return "rising" or "falling" where values never go back within a sequence, else None.

    Args:
        values: (rows,) float64, NaN where missing.
        series: (rows,) number of each row's series.
        order: rows sorted by series and time.
    """
    order = order[~np.isnan(values[order])]
    steps = np.diff(values[order])[np.diff(series[order]) == 0]
    moves = np.count_nonzero(steps)
    if moves < MONOTONE_ROWS or moves < len(np.unique(series)):
        return None
    if (steps >= 0).all():
        return "rising"
    return "falling" if (steps <= 0).all() else None


def moves_and_level(column, fitting):
    """Return the blocks of a counter."""
    moves, within, grid = fitting.drawn_in(fitting.rows.increments(column.name))
    move = blocks.number_block(column.name, moves, "increment", grid)
    move = move.model_copy(update={"within": within})
    return [move, level_block(column, fitting), *blocks.presence(column)]


def level_block(column, fitting, values=None):
    """Return the block of where a column stands in the first row of a window.

    Args:
        column: the column.
        fitting: `rnngan.data.blocks.Fitting`.
        values: (rows,) where it stands; None for the values of the table.
    """
    rows, chosen = fitting.rows, fitting.chosen
    if fitting.whole:
        chosen = chosen & (rows.edges()[0] == np.arange(len(rows)))
    values = rows.values[column.name].to_numpy() if values is None else values
    known, within, grid = fitting.drawn_in(values, chosen, decimals=None)
    scale = blocks.robust_scale(known)
    level = Block(name=column.name, role="level", **scale, within=within)
    return level.on(grid if fitting.whole else None)


def counted(column, sides):
    """Return the values (count, length) of a counter: where it stood, and all moves since."""
    (start, level), (step, moves) = sides["level"], sides["increment"]
    level, moves = start.unscaled(level[:, :1, 0]), step.unscaled(moves[:, 1:, 0])
    moves = np.maximum(moves, 0) if column.monotone == "rising" else np.minimum(moves, 0)
    if column.decimals is not None:
        level, moves = np.round(level, column.decimals), np.round(moves, column.decimals)
    counts = np.cumsum(np.concatenate([column.rounded(level), moves], axis=1), axis=1)
    return column.rounded(counts, _ahead(column))


def _ahead(column):
    """Return what a counter keeps within: it goes on beyond the table, but not below zero."""
    if column.monotone == "rising":
        return column.minimum, None
    return 0.0 if column.minimum >= 0 else None, column.maximum


def levels(column, sides):
    """Return the values (count, length) of a column of which the first row alone is generated."""
    block, features = sides["level"]
    level = column.rounded(block.unscaled(features[:, :1, 0]))
    return np.repeat(level, features.shape[1], axis=1)
