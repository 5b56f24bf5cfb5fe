"""How well windows come back when they are encoded and decoded, on the scale of the scores."""

import numpy as np

from rnngan.data.formats.tables import Table
from rnngan.data.restore import restore
from rnngan.evaluation.encoding import windows_of
from rnngan.models.variants import vae

CHUNK = 1024  # windows that are decoded at once


def errors(trained, encoder, parts):
    """Return the reconstruction error of windows, with two baselines, as a list of rows.

    Windows are encoded, decoded, and made rows of the user's table again; the error is the mean
    absolute one over all rows and columns, numbers as shares of the column's range.

    Args:
        trained: `TrainedModel` with an encoder.
        encoder: `rnngan.evaluation.encoding.Encoder` of the real table.
        parts: {name: (`Windows` as the networks read them, numbers of the windows that are
            measured, these windows (n, time, features) on the scale of the scores)}. The first
            holds the training windows; one with no windows is left out.

    Returns:
        Rows as dicts: windows (the name), count, error; own_mean, the error where each window is
        replaced by its own mean row; training_mean, where it is replaced by the mean training row.
    """
    weigh = encoder.lengths_differ and trained.config.data.lengths == "learn"
    mean, rows = None, []
    for name, (windows, chosen, real) in parts.items():
        if not len(real):
            continue
        weights = real[..., -1:] if weigh else np.ones_like(real[..., :1])
        if mean is None:
            mean = (real * weights).sum(axis=(0, 1)) / weights.sum()
        made = _decoded(trained, encoder, windows, chosen)
        found = absolute_errors(real, made, weights, mean)
        rows.append({"windows": name, "count": len(real), **found})
    return rows


def absolute_errors(real, made, weights, mean):
    """Return mean absolute errors of windows (n, time, features), as in the rows of `errors`.

    Args:
        real: the windows.
        made: windows that are compared with them.
        weights: (n, time, 1), 1 for rows that count and 0 for others.
        mean: (features,) mean training row.

    Example:
        >>> real = np.array([[[0.0], [2.0]]])
        >>> absolute_errors(real, real + 0.5, np.ones((1, 2, 1)), np.array([-1.0]))
        {'error': 0.5, 'own_mean': 1.0, 'training_mean': 2.0}
    """
    own = (real * weights).sum(axis=1, keepdims=True) / weights.sum(axis=1, keepdims=True)
    numbers = weights.sum() * real.shape[2]
    others = {"error": made, "own_mean": own, "training_mean": mean}
    return {n: float((np.abs(real - o) * weights).sum() / numbers) for n, o in others.items()}


def _decoded(trained, encoder, windows, chosen):
    """Return windows (n, time, features) that were encoded and decoded, on the scores' scale."""
    schema, parts = trained.schema, []
    for first in range(0, len(chosen), CHUNK):
        made = vae.reconstructed(trained.model, windows.gather(chosen[first : first + CHUNK]))
        table = Table(restore(schema, trained.transform, made.numpy()))
        parts.append(windows_of(table, schema, encoder, trained.config.data, in_order=True))
    return np.concatenate(parts)
