"""What each code of an InfoGAN run moves: which columns, and how well it is recovered."""

import math

import numpy as np
import pandas as pd
import tensorflow as tf

from rnngan.config.requests import GenerateRequest
from rnngan.data.restore import restore
from rnngan.models.variants import infogan
from rnngan.sampling import sample_table
from rnngan.sampling.conditioning import Given

WINDOWS = 4 * sample_table.CHUNK  # a share explained by chance is then under 0.001


def measure(trained, count=WINDOWS, seed=0):
    """Return what each code moves, on generated windows whose codes are drawn.

    Args:
        trained: `TrainedModel` of a run with codes.
        count: number of windows; whole chunks of `rnngan.sampling.sample_table.CHUNK`.
        seed: of the draw.

    Returns:
        {"windows", "seed", "unit", "codes"}. Each code has its kind, in nats its H(c), a lower
        bound of I(c; y) and the most that this bound can reach, how often its category is recovered
        (or the correlation with what is recovered), and its columns, those moved most first.
    """
    request = GenerateRequest(count, seed)
    given, drawn, parts, levels = Given(trained, request), [], [], []
    for number, (windows, when, calendar) in enumerate(sample_table.windows(trained, request)):
        drawn.append(given.chunk(number, sample_table.CHUNK)[: len(windows)])
        parts.append(_recovered(trained, windows, calendar, drawn[-1]))
        levels.append(moments(trained, windows, number * sample_table.CHUNK, when))
    drawn = np.concatenate(drawn)  # (count, given)
    levels = {
        name: tuple(np.concatenate([part[name][side] for part in levels]) for side in (0, 1))
        for name in levels[0]
    }
    weights = [len(recovered[0]) for recovered, _ in parts]
    rows, first = [], 0
    for number, (family, width) in enumerate(trained.model.generator.shape_.codes):
        code = drawn[:, first : first + width]
        first += width
        recovered = np.concatenate([part[number] for part, _ in parts], axis=0)
        bound = float(np.average([bounds[number] for _, bounds in parts], weights=weights))
        row = {"code": number, **_entropy(family, width), "information": bound}
        row |= recovery(family, code, recovered)
        rows.append(row | {"columns": moved(code, levels)})
    return {"windows": count, "seed": seed, "unit": "nats", "codes": rows}


def _entropy(family, width):
    """Return what is known of a code before anything is measured."""
    if family == "categorical":
        found = {"kind": family, "categories": width, "entropy": math.log(width)}
    else:
        found = {"kind": family, "entropy": infogan.CONTINUOUS_ENTROPY}
    return found | {"most": infogan.most_information(family, width)}


def _recovered(trained, windows, calendar, drawn):
    """Return ([output of the code head (n, ·)], [bound of I(c; y)]), one of each a code."""
    model = trained.model
    if calendar is not None:
        calendar = tf.constant(calendar.of(slice(len(windows)), windows.shape[1]), tf.float32)
    features = model.discriminator.features(
        *model.generator.normaliser.split(tf.constant(windows)), calendar
    )
    recovered = [part.numpy() for part in model.code_head.recovered(features)]
    bounds = model.code_head.information(features, tf.constant(drawn, tf.float32))
    return recovered, [float(bound) for bound in bounds]


def recovery(family, code, recovered):
    """Return how often a category is recovered, or how a number correlates with the one recovered.

    Args:
        family: "categorical" or "continuous".
        code: (n, width) as drawn.
        recovered: logits (n, width), or mean and log std (n, 2), of the code head.

    Example:
        >>> recovery("categorical", np.eye(2), np.array([[3.0, 0.0], [1.0, 0.0]]))
        {'recovered': 0.5}
    """
    if family == "categorical":
        return {"recovered": float((code.argmax(axis=1) == recovered.argmax(axis=1)).mean())}
    return {"correlation": _correlation(code[:, 0], recovered[:, 0])}


def _correlation(one, other):
    if one.std() == 0 or other.std() == 0:
        return 0.0
    return round(float(np.corrcoef(one, other)[0, 1]), 4)


def moments(trained, windows, first=0, when=None):
    """Return {column: (window means (n, k), standard deviations within windows (n, k))}.

    A column of numbers has k = 1; one of categories has one indicator for each of them. NaN where a
    window holds no value.

    Args:
        trained: `TrainedModel`.
        windows: generated windows (n, time, features + statics).
        first: number of the first one.
        when: `rnngan.data.restore.Times`.
    """
    frame = restore(trained.schema, trained.transform, windows, first, when)
    lengths = trained.transform.lengths(windows)
    of = np.repeat(np.arange(len(windows)), lengths)
    found = {}
    for column in trained.schema.columns:
        if column.varies:
            values = column.measures(frame[column.name])  # (rows, k)
            grouped = pd.DataFrame(values).groupby(of)
            found[column.name] = grouped.mean().to_numpy(), grouped.std(ddof=0).to_numpy()
    if len(set(lengths)) > 1:
        counts = lengths[:, None].astype("float64")
        found["(rows of a sequence)"] = counts, np.zeros_like(counts)
    return found


def moved(code, levels):
    """Return the share of each column that a code explains, the columns moved most first.

    Args:
        code: (n, width), one-hot or one number.
        levels: {column: (means (n, k), standard deviations (n, k))}.
    """
    rows = [
        {"column": name, "mean": explained(code, means), "deviation": explained(code, spreads)}
        for name, (means, spreads) in levels.items()
    ]
    return sorted(rows, key=lambda row: -max(row["mean"] or 0.0, row["deviation"] or 0.0))


def explained(code, values):
    """Return the share of the variance of values that a code explains, 0 to 1.

    Eta squared for a one-hot code, R squared of a straight line for a number; over the variance of
    all columns of `values` together. None where values don't vary.

    Args:
        code: (n, width), one-hot or one number.
        values: (n, k); rows with NaN are left out.

    Example:
        >>> explained(np.eye(2)[[0, 0, 1, 1]], np.array([[1.0], [1.0], [3.0], [3.0]]))
        1.0
        >>> explained(np.array([[-1.0], [0.0], [1.0]]), np.array([[1.0], [0.0], [1.0]]))
        0.0
    """
    known = ~np.isnan(values).any(axis=1)
    code, values = code[known].astype("float64"), values[known]
    scale = np.ptp(values, axis=0).max() if len(values) else 0.0
    if scale == 0:
        return None
    centred = (values - values.mean(axis=0)) / scale  # its squares fit into float64
    code = code - code.mean(axis=0)
    fitted = code @ np.linalg.lstsq(code, centred, rcond=None)[0]
    share = (fitted**2).sum() / (centred**2).sum()
    return round(float(share), 4)
