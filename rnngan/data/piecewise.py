"""Piecewise linear numbers: straight lines that bend at some points of the clock alone.

A weather station's hourly values, put beside sensors that are read every ten minutes, go straight
from hour to hour.
"""

import numpy as np

MOST = 64  # points of a clock: hours of a day, minutes of an hour
STRAIGHT = 1e-3  # share of rows at any other point in which a line may bend all the same
SHARE = 0.5  # of the rows stand at other points, at least
BENT = 0.1  # share of the rows at a point in which lines bend there, at least
ROWS = 20  # that bend, at least


def bends(moves, rows, clocks, near):
    """Return where lines bend: which clock, and its points; None where they do so anywhere.

    Args:
        moves: (pairs,) of a number from row to row.
        rows: (pairs,) ascending, to which they lead.
        clocks: (rows, 2 * clocks) sine and cosine of the points of each row.
        near: how near moves are that are the same.

    Returns:
        (number of the clock, ((sine, cosine) of the row behind each point, …)), or None.

    Example:
        >>> moves = np.tile([1.0, 1.0, 1.0, -2.0, -2.0, -2.0], 40)  # a new one every three rows
        >>> angle = np.arange(241) % 3 * 2 * np.pi / 3
        >>> clock = np.stack([np.sin(angle), np.cos(angle)], axis=1).round(2)
        >>> bends(moves, np.arange(1, 241), clock, 0.1)
        (0, ((0.87, -0.5),))
    """
    follows = np.flatnonzero(np.diff(rows) == 1)
    bent = np.abs(np.diff(moves))[follows] >= near
    if bent.sum() < ROWS or bent.mean() > 1 - SHARE:
        return None
    at = rows[follows + 1]
    for clock in range(clocks.shape[1] // 2):
        pairs = clocks[at, 2 * clock : 2 * clock + 2]
        points, where = np.unique(pairs, axis=0, return_inverse=True)
        if not 2 <= len(points) <= MOST:
            continue
        where = where.reshape(-1)
        counts = np.bincount(where)
        often = np.bincount(where, bent) / counts >= BENT
        others = ~often[where]
        if others.mean() >= SHARE and bent[others].mean() <= STRAIGHT:
            return clock, tuple(map(tuple, points[often].tolist()))
    return None
