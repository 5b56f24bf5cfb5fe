"""How wide the Gaussians of smooth numbers are, by what is held out."""

import numpy as np
import tensorflow as tf

from rnngan.models.normalisation import without_calendar

TRIED = np.round(np.arange(-6, 7) * 0.05, 2)  # logarithms of factors
TAKEN = 0.5  # share of the best one that is taken


def widen(network, windows):
    """Widen or narrow each smooth number's Gaussians halfway to where they predict windows best.

    A network that has learned a small table is surer of it than of rows it has not seen. One factor
    for what each column leaves open mends that and moves nothing else, as one temperature does for
    a classifier (Guo et al., 1706.04599). What is missing there are means that are right, not
    noise: with all of the factor, what is written moves more from row to row than what is real.

    Args:
        network: `RowGenerator`, which is changed.
        windows: (n, time, features + statics + calendar) held-out windows.

    Returns:
        (smooth numbers,) logarithms of the factors.
    """
    head = network.next_row.heads.get("smooth")
    if head is None or windows.shape[1] < 2:
        return np.zeros(0)
    first = len(network.layout.categories)
    smooth = slice(first, first + len(network.layout.smooth))
    windows, calendar = without_calendar(windows, network.shape_)
    _, alive = network.rows_of(windows)
    weights = 1.0 if alive is None else alive[1:, :, None]  # (time - 1, n, 1)

    @tf.function(autograph=False)
    def losses():
        later = network.column_losses(windows, calendar)[0][1:, :, smooth]
        return tf.reduce_sum(later * weights, axis=(0, 1))  # (smooth,)

    learned, found = head.bias.numpy(), []
    for tried in TRIED:
        head.widen(np.full(len(head.columns), tried))
        found.append(losses().numpy())
        head.bias.assign(learned)
    taken = TAKEN * TRIED[np.argmin(found, axis=0)]
    head.widen(taken)
    return taken
