"""Windows as dots in the plane: those that are alike lie together."""

import numpy as np

from rnngan.evaluation.pictures import drawn

WINDOWS = 300  # of each side that are drawn
LEAST = 20  # of each side under which dots show nothing
AXES = 30  # principal components that t-SNE sees
PERPLEXITY = 30  # of t-SNE, the default of scikit-learn; a third of the windows where they are few


def projections(real, generated, seed):
    """Return where windows lie on the principal components of the real ones, and by t-SNE.

    Args:
        real: windows (n, time, features) on the scale of the scores.
        generated: the same of the generated table.
        seed: of the windows that are drawn, and of t-SNE.

    Returns:
        {"pca": {"real", "generated": [[x, y]], "shares": of the variance on both axes}, "tsne":
        {"real", "generated"}}; None where there are too few windows, or they are all the same
    """
    if min(len(real), len(generated)) < LEAST:
        return None
    from sklearn.decomposition import PCA
    from sklearn.manifold import TSNE

    count = min(WINDOWS, len(real), len(generated))
    sides = [_flat(windows, count, seed) for windows in (real, generated)]
    if not sides[0].std(axis=0).any():  # real windows that are all the same span no plane
        return None
    axes = min(AXES, *sides[0].shape)
    pca = PCA(axes, svd_solver="full", random_state=seed).fit(sides[0])
    seen = pca.transform(np.concatenate(sides))
    seen = np.column_stack([seen, np.zeros(len(seen))]) if axes == 1 else seen
    perplexity = min(PERPLEXITY, (2 * count - 1) / 3)
    tsne = TSNE(perplexity=perplexity, init="pca", random_state=seed).fit_transform(seen)
    shares = pca.explained_variance_ratio_[:2]
    return {
        "pca": _dots(seen[:, :2], count) | {"shares": drawn.listed(shares)},
        "tsne": _dots(tsne, count),
    }


def _flat(windows, count, seed):
    """Return `count` windows, drawn without replacement, as (count, time * features)."""
    chosen = np.random.default_rng([seed, 0xD075]).choice(len(windows), count, replace=False)
    return windows[np.sort(chosen)].reshape(count, -1).astype("float64")


def _dots(plane, count):
    return {"real": drawn.listed(plane[:count]), "generated": drawn.listed(plane[count:])}
