"""Three ways to make rows without learning anything, for scale: what a score gives to each."""

import numpy as np
import pandas as pd

from rnngan.data.cleaning import Rows
from rnngan.evaluation.sample import Sample

BLOCKS = 4  # of a sequence of the block bootstrap: short ones, so that joints show


def block_bootstrap(real, template, rng):
    """Return a sample of blocks of real rows, joined at random.

    A block is a quarter of the usual real length. Within a block everything is real; what goes on
    for longer, and which block follows which, is not.

    Args:
        real: `Sample` to take blocks from.
        template: `Sample` that says how long sequences are, and at which points of time.
        rng: numpy Generator.
    """
    size = max(1, int(np.median(real.lengths)) // BLOCKS)
    number, left = _numbered(real), np.repeat(real.lengths, real.lengths)
    starts = np.flatnonzero(number + size <= left)
    inner = _numbered(template)
    begins = inner % size == 0
    drawn = starts[rng.integers(0, len(starts), begins.sum())]
    rows = drawn[np.cumsum(begins) - 1] + inner % size
    return _made(template, {name: real.cells(name)[rows] for name in real.names})


def gaussian(real, template, rng):
    """Return a Gaussian sample with the autocovariances and cross-covariances of the real numbers.

    Sums of real sequences, less their mean, with normal weights are just that. A category, and
    whether a number is missing, is drawn row by row.

    Args:
        real: `Sample` whose covariances they are.
        template: `Sample` that says how long sequences are, and at which points of time.
        rng: numpy Generator.
    """
    values = {name: rng.choice(real.cells(name), len(template)) for name in real.names}
    if real.numbers:
        grid = real.grids(real.numbers)
        means = np.nan_to_num(np.nanmean(np.where(np.isnan(grid).all((0, 1)), 0.0, grid), (0, 1)))
        drawn = _drawn(np.nan_to_num(grid - means), real.lengths, template, rng) + means
        for i, name in enumerate(real.numbers):
            made = drawn[template.inside, i]
            values[name] = np.where(np.isnan(values[name]), np.nan, made)
    return _made(template, values)


def _drawn(grid, lengths, template, rng):
    """Return sums of real sequences with normal weights (sequences, longest, columns)."""
    made = np.zeros((*template.inside.shape, grid.shape[-1]))
    for length in np.unique(template.lengths):
        these, known = template.lengths == length, grid[lengths >= length, :length]
        weights = rng.normal(size=(these.sum(), len(known))) / np.sqrt(len(known))
        made[these, :length] = (weights @ known.reshape(len(known), -1)).reshape(
            -1, length, grid.shape[-1]
        )
    return made


def constant(real, template, rng):
    """Return a sample of the median of each number and the commonest of each category.

    Args:
        real: `Sample` whose they are.
        template: `Sample` that says how long sequences are, and at which points of time.
        rng: not needed.
    """
    values = {}
    for name in real.names:
        known = real.cells(name)
        known = known[~np.isnan(known)]
        middle = np.nan
        if len(known) and real.is_coded(name):
            middle = float(np.bincount(known.astype("int64")).argmax())
        elif len(known):
            middle = float(np.median(known))
        values[name] = np.full(len(template), middle)
    return _made(template, values)


def _numbered(sample):
    """Return the number of each row in its sequence, (rows,)."""
    return np.nonzero(sample.inside)[1]


def _made(template, values):
    """Return the sample of some values (rows,) in the sequences of another one."""
    ends = np.cumsum(template.lengths).tolist()
    segments = list(zip([0, *ends[:-1]], ends, strict=True)) if ends else []
    series = np.repeat(np.arange(len(segments)), template.lengths)
    rows = Rows(pd.DataFrame(values), segments, series, np.arange(len(series)), template.points)
    return Sample(template.schema, rows, segments)
