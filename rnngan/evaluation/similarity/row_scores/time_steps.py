"""How much time lies between two rows."""

import numpy as np

from rnngan.data.time import timeline
from rnngan.evaluation.similarity.bins import SINGLE, quantile_bins, total_variation

NAME = "time_steps"
TITLE = "time between rows"
UNIT = "share of the steps that are shorter or longer"
READING = "whether as much time passes from row to row as it should"
DECIMALS = 6  # of a step; times are rounded


def distance(real, other):
    """Return the total variation of the steps of time, in tenths; none where all are the same.

    Steps are in seconds, or counted in the table's own where that is regular.

    Args:
        real: `Sample` whose quantiles are the bins.
        other: `Sample` that is compared.
    """
    if real.points is None or other.points is None:
        return {}
    steps = [_steps(side) for side in (real, other)]
    if len(np.unique(np.concatenate(steps))) < 2:
        return {}
    bins = quantile_bins(steps[0], SINGLE)
    return {real.schema.first("time").name: total_variation(*map(bins, steps), bins.size)}


def _steps(sample):
    if not len(sample):
        return np.zeros(0)
    positions = timeline.positions(sample.points, sample.schema.first("time"))
    grid = np.diff(sample.gridded(positions), axis=1)
    return np.round(grid[sample.inside[:, 1:]], DECIMALS)
