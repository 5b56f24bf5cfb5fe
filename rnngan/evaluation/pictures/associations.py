"""How strongly each two columns go together: one number a pair, on both sides."""

from itertools import combinations

import numpy as np
from scipy.stats import rankdata

from rnngan.evaluation.pictures import drawn

MOST_ROWS = 5_000  # of a side, drawn at random
MOST_COLUMNS = 24  # of the matrices: those in the pairs that differ most
MOST_PAIRS = 12  # that are named
MOST_CATEGORIES = 20  # of a column; further ones count as one


def associations(real, generated, names, seed):
    """Return a matrix for each side, and the pairs that differ most.

    Two columns of numbers: the correlation of their ranks (Spearman), from -1 to 1. A number and a
    category: the square root of the share of the ranks' variance that lies between categories
    (correlation ratio). Two categories: Cramér's V. The last two go from 0 to 1.

    Args:
        real: `Sample`.
        generated: the same of the generated table.
        names: columns.
        seed: of the rows that are drawn.

    Returns:
        {"of": columns there are, "columns": names, "real", "generated": matrices, "largest":
        [{"of": [name, name], "real", "generated"}]}; None where there are fewer than two columns
    """
    if len(names) < 2:
        return None
    sides = [matrix(*_columns(side, names, seed)) for side in (real, generated)]
    apart = np.abs(sides[0] - sides[1])
    pairs = sorted(combinations(range(len(names)), 2), key=lambda pair: -apart[pair])
    order = dict.fromkeys(i for pair in pairs for i in pair)
    kept = sorted([*order][:MOST_COLUMNS])
    shown = [drawn.listed(side[np.ix_(kept, kept)]) for side in sides]
    return {
        "of": len(names),
        "columns": [names[i] for i in kept],
        "real": shown[0],
        "generated": shown[1],
        "largest": [_pair(names, pair, sides) for pair in pairs[:MOST_PAIRS]],
    }


def _pair(names, pair, sides):
    values = {
        k: drawn.listed(side[pair]) for k, side in zip(("real", "generated"), sides, strict=True)
    }
    return {"of": [names[i] for i in pair]} | values


def _columns(side, names, seed):
    """Return (values of some rows (rows, columns), which columns are categories)."""
    values = np.column_stack([drawn.inside(side, name) for name in names])
    if len(values) > MOST_ROWS:
        rng = np.random.default_rng([seed, 0xA550])
        values = values[np.sort(rng.choice(len(values), MOST_ROWS, replace=False))]
    return values, [side.is_coded(name) for name in names]


def matrix(values, coded):
    """Return the association of each two columns, (columns, columns).

    Args:
        values: (rows, columns), NaN where one is missing, which counts as the middle rank.
        coded: for each column, whether its values are codes of categories.

    Example:
        >>> rows = np.array([[1.0, 9.0, 0], [2.0, 5.0, 0], [3.0, 2.0, 1], [4.0, 1.0, 1]])
        >>> matrix(rows, [False, False, True]).round(2).tolist()
        [[1.0, -1.0, 0.89], [-1.0, 1.0, 0.89], [0.89, 0.89, 1.0]]
    """
    count = values.shape[1]
    parts = [_coded(v) if c else _ranked(v) for v, c in zip(values.T, coded, strict=True)]
    found = np.eye(count)
    numbers = [i for i in range(count) if not coded[i]]
    ranks = np.column_stack([parts[i] for i in numbers]) if numbers else np.zeros((len(values), 0))
    found[np.ix_(numbers, numbers)] = ranks.T @ ranks / len(values)
    for i, j in combinations(range(count), 2):
        if coded[i] or coded[j]:
            found[i, j] = found[j, i] = _mixed(parts[i], parts[j], coded[i] and coded[j])
    np.fill_diagonal(found, 1.0)
    return np.clip(found, -1, 1)


def _ranked(values):
    """Return standardised ranks (rows,)."""
    known = np.isfinite(values)
    ranks = np.zeros(len(values))
    ranks[known] = rankdata(values[known])
    ranks[known] -= ranks[known].mean() if known.any() else 0.0
    return ranks / (ranks.std() or 1.0)


def _coded(values):
    """Return which category each row has, (rows, categories); of missing ones none."""
    codes = np.minimum(np.nan_to_num(values, nan=-1), MOST_CATEGORIES - 1).astype(int)
    seen = np.unique(codes[codes >= 0])
    return (codes[:, None] == seen).astype("float64")


def _mixed(one, other, both_coded):
    """Return Cramér's V of two columns of categories, or the correlation ratio."""
    if both_coded:
        counts = one.T @ other
        expected = np.outer(counts.sum(1), counts.sum(0)) / max(counts.sum(), 1)
        chi = ((counts - expected) ** 2 / np.maximum(expected, 1e-12)).sum()
        least = min(counts.shape) - 1
        return np.sqrt(chi / max(counts.sum() * least, 1))
    groups, ranks = (one, other) if one.ndim == 2 else (other, one)
    sizes = np.maximum(groups.sum(0), 1)
    return np.sqrt(((groups.T @ ranks) ** 2 / sizes).sum() / len(ranks))
