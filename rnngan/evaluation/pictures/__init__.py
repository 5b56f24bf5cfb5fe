"""What the pictures of a report show, as plain lists: a file for each kind; drawn elsewhere.

drawn           which columns, and numbers as short as JSON needs them
excerpts        a few sequences of each side, drawn at random
value_shares    histograms of numbers, shares of categories
associations    how strongly each two columns go together
echoes          how a column goes with itself some rows before
cycles          means by hour, weekday and month
extents         lengths of sequences, missing cells
projections     windows as dots: PCA and t-SNE
"""

import numpy as np

from rnngan.evaluation.pictures import (
    associations,
    cycles,
    drawn,
    echoes,
    excerpts,
    extents,
    projections,
    value_shares,
)


def pictures(real, generated, windows, length, whole, seed=0):
    """Return what all pictures of a report show, as plain values.

    Args:
        real: `rnngan.evaluation.sample.Sample` of the real table.
        generated: that of the generated one.
        windows: real and generated windows (n, time, features) on the scale of the scores.
        length: rows that sequences are cut into, so that both sides have the same chance.
        whole: whether the sequences are whole series, whose lengths may be compared.
        seed: of all that is drawn.

    Returns:
        {name: content}; what can't be shown of this table is absent.
    """
    names = drawn.names(real)
    pieces = real, generated
    if not whole:
        pieces = [side.cut(length, np.random.default_rng([seed, 0xC17])) for side in pieces]
    sides = {"real": real, "generated": generated}
    found = {
        "sides": {k: {"rows": len(s), "sequences": len(s.segments)} for k, s in sides.items()},
        "columns": len(real.schema.columns),
        "excerpts": excerpts.excerpts(*pieces, names, seed),
        "values": value_shares.value_shares(real, generated, names),
        "pairs": associations.associations(real, generated, names, seed),
        "lags": echoes.echoes(real, generated, names, length),
        "cycles": cycles.cycles(real, generated, names),
        "lengths": extents.lengths(real, generated) if whole else None,
        "missing": extents.missing(real, generated),
        "projections": projections.projections(*windows, seed),
    }
    return {name: content for name, content in found.items() if content}
