"""A few sequences of each side, drawn at random and not chosen."""

import numpy as np

from rnngan.evaluation.pictures import drawn

SEQUENCES = 8  # of each side
MOST_COLUMNS = 24


def excerpts(real, generated, names, seed):
    """Return sequences of both sides, the same ones in every column.

    Args:
        real: `Sample`, cut into sequences of one length.
        generated: the same of the generated table.
        names: columns, of which the first ones are drawn; no dates.
        seed: of the draw.

    Returns:
        {"of": columns there are, "seed", "columns": [{"column", "coded": whether values are texts
        of categories, "real", "generated": lists of values, of which None is missing}]}
    """
    names = drawn.without_dates(real, names)
    chosen = [_some(side, seed) for side in (real, generated)]
    columns = []
    for name in names[:MOST_COLUMNS]:
        texts = drawn.categories(real, name) if real.is_coded(name) else None
        sides = ([_values(v, texts) for v in side.of_sequences(name)] for side in chosen)
        row = dict(zip(("real", "generated"), sides, strict=True))
        columns.append({"column": name, "coded": texts is not None} | row)
    return {"of": len(names), "seed": seed, "columns": columns} if columns else None


def _some(side, seed):
    count = len(side.segments)
    rng = np.random.default_rng([seed, 0xE8CE])
    return side.taken(sorted(rng.choice(count, min(SEQUENCES, count), replace=False).tolist()))


def _values(values, texts):
    """Return values as numbers, or as the texts that they are codes of."""
    known = ~np.isnan(values)
    if texts is not None:
        return [texts[int(v)] if k else None for v, k in zip(values, known, strict=True)]
    return [float(f"{v:.7g}") if k else None for v, k in zip(values, known, strict=True)]
