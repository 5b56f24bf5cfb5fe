"""The generated sequences that are suspiciously near a training one, both side by side."""

import numpy as np

from rnngan.data.columns import cell_texts

MOST = 3  # pairs that are shown
MOST_ROWS = 24  # and their first rows
LOOKED_AT = 100  # generated sequences nearest to a training one, among which they are
SMALLEST = 1e-6  # distance that counts as none


def pairs(distances, where, stretches):
    """Return the riskiest pairs, at most three, each of another training sequence.

    The risk is how near they are in shares of how near that training sequence is to the nearest
    other one: a small distance is none where all are small.

    Args:
        distances: (n,) of generated sequences to the nearest training one.
        where: (n,) number of that one.
        stretches: `rnngan.evaluation.privacy.close_copies.Stretches`.

    Returns:
        List of (number of the generated one, number of the training one, distance, usual).
    """
    nearest = np.argsort(distances, kind="stable")[:LOOKED_AT]
    usual = stretches.usual(where[nearest])
    share = (distances[nearest] + SMALLEST) / (usual + SMALLEST)
    found = []
    for at in np.argsort(share, kind="stable"):
        first = stretches.firsts[where[nearest[at]]]
        taken = [stretches.firsts[real] for _, real, _, _ in found]
        if np.isfinite(usual[at]) and all(abs(first - t) >= stretches.apart for t in taken):
            generated = int(nearest[at])
            found.append(
                (generated, int(where[generated]), float(distances[generated]), float(usual[at]))
            )
        if len(found) == MOST:
            break
    return found


def texts(sample, first, end):
    """Return the first of some rows as a list of {column: text}, as the table spells them.

    Args:
        sample: `rnngan.evaluation.sample.Sample`.
        first: row.
        end: the row behind the last one.
    """
    columns = {}
    for name in sample.names:
        column = sample.schema.source(sample.schema[name])
        cells = column.cells_of(sample.values(name)[first : min(end, first + MOST_ROWS)])
        columns[name] = cell_texts.texts(column, cells).to_pylist()
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
