"""What each code of an InfoGAN run moves: measured, drawn and told after training."""

import json
import math
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import tensorflow as tf

from rnngan.data.formats import atomic
from rnngan.data.restore import restore
from rnngan.models.variants import infogan
from rnngan.report import code_figure
from rnngan.report.console import columns
from rnngan.report.progress import say
from rnngan.report.terminal import one_line
from rnngan.runs import store
from rnngan.sampling import sample_table
from rnngan.sampling.conditioning import Given

WINDOWS = (
    4 * sample_table.CHUNK
)  # that are measured: a share explained by chance is then under 0.001
NAMED = 3  # columns that the table names and the picture shows of each code
LEAST_SHARE = 0.01  # explained, under which a column counts as not moved
READING = (
    "I(c; y): a lower bound, in nats, of what a window tells of its code. A category has H(c) to\n"
    "tell; a number can tell more than its H(c), because that is of a density. Shares: of the\n"
    "variance of a column's window means / of its standard deviations within windows, that the\n"
    "code explains."
)


def report(folder, trained, quiet=False):
    """Measure and draw what each code moves: `codes.json`, `figures/codes.png`, a table on stderr.

    Args:
        folder: run folder.
        trained: `TrainedModel`.
        quiet: say nothing.

    Returns:
        The content of codes.json, or None for a run without codes.
    """
    if not trained.model.generator.shape_.codes:
        return None
    say("looking at what each code moves, about 10 s", quiet)
    found = measure(trained)
    atomic.write(Path(folder) / store.CODES, json.dumps(found, indent=2) + "\n")
    say(f"\n{table(found)}", quiet)
    path = store.write_figure(folder, "codes", partial(picture, trained, found))
    say(f"shown in {path}", quiet or path is None)
    return found


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
    codes = trained.model.generator.shape_.codes
    request = sample_table.Request(count, seed)
    given, drawn, told, levels = Given(trained, request), [], [], []
    for number, (windows, when, calendar) in enumerate(sample_table.windows(trained, request)):
        drawn.append(given.chunk(number, sample_table.CHUNK)[: len(windows)])
        told.append(_recovered(trained, windows, calendar, drawn[-1]))
        levels.append(moments(trained, windows, number * sample_table.CHUNK, when))
    drawn = np.concatenate(drawn)  # (count, given)
    levels = {
        name: tuple(np.concatenate([part[name][side] for part in levels]) for side in (0, 1))
        for name in levels[0]
    }
    weights = [len(part[0]) for part in told]
    rows, first = [], 0
    for place, (kind, width) in enumerate(codes):
        code = drawn[:, first : first + width]
        first += width
        guess = np.concatenate([part[0][place] for part in told], axis=0)
        bound = float(np.average([part[1][place] for part in told], weights=weights))
        row = {"code": place, **_kind(kind, width), "information": bound}
        rows.append(row | recovery(kind, code, guess) | {"columns": moved(code, levels)})
    return {"windows": count, "seed": seed, "unit": "nats", "codes": rows}


def _kind(kind, width):
    if kind == "categorical":
        told = {"kind": kind, "categories": width, "entropy": math.log(width)}
    else:
        told = {"kind": kind, "entropy": infogan.CONTINUOUS_ENTROPY}
    return told | {"most": infogan.most_information(kind, width)}


def _recovered(trained, windows, calendar, drawn):
    """Return ([told of each code (n, ·)], [bound of I(c; y) of each code]) of windows."""
    model = trained.model
    if calendar is not None:
        calendar = tf.constant(calendar[: len(windows), : windows.shape[1]], tf.float32)
    features = model.discriminator.features(
        *model.generator.normaliser.split(tf.constant(windows)), calendar
    )
    told = [part.numpy() for part in model.code_head.recovered(features)]
    bounds = model.code_head.information(features, tf.constant(drawn, tf.float32))
    return told, [float(bound) for bound in bounds]


def recovery(kind, code, told):
    """Return how often a category is recovered, or how a number correlates with the one recovered.

    Args:
        kind: "categorical" or "continuous".
        code: (n, width) as drawn.
        told: logits (n, width), or mean and log std (n, 2), of the code head.

    Example:
        >>> recovery("categorical", np.eye(2), np.array([[3.0, 0.0], [1.0, 0.0]]))
        {'recovered': 0.5}
    """
    if kind == "categorical":
        return {"recovered": float((code.argmax(axis=1) == told.argmax(axis=1)).mean())}
    return {"correlation": _correlation(code[:, 0], told[:, 0])}


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
    return sorted(rows, key=lambda row: -(largest(row) or 0.0))


def largest(row):
    """Return the larger share of a column, or None where neither varies."""
    return max((s for s in (row["mean"], row["deviation"]) if s is not None), default=None)


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


def table(found):
    """Return what `measure` found as a table with a line on how to read it."""
    header = ["code", "kind", "H(c)", "I(c; y)", "at most", "recovered"]
    header.append("moves most (means / deviations)")
    rows = []
    for row in found["codes"]:
        categories = f":{row['categories']}" if "categories" in row else ""
        told = f"{row['recovered']:.0%}" if "recovered" in row else f"r {row['correlation']:z.2f}"
        named = [c for c in row["columns"][:NAMED] if (largest(c) or 0.0) >= LEAST_SHARE]
        shares = ", ".join(
            f"{one_line(c['column'])} {_share(c['mean'])} / {_share(c['deviation'])}" for c in named
        )
        nats = [f"{row[name]:.2f}" for name in ("entropy", "information", "most")]
        told_of = [str(row["code"]), f"{row['kind']}{categories}", *nats, told]
        rows.append([*told_of, shares or "nothing that these shares show"])
    return f"{columns(rows, header)}\n{READING}"


def _share(share):
    return "–" if share is None else f"{share:.2f}"


def picture(trained, found, seed=0):
    """Return the PNG of sequences with each code at several values, all other noise the same.

    Args:
        trained: `TrainedModel` of a run with codes.
        found: what `measure` returned; it says which columns a code moves most.
        seed: of the draw.
    """
    codes = trained.model.generator.shape_.codes
    shown = found["codes"][: code_figure.MOST_ROWS]
    height = max(1, min(NAMED, code_figure.MOST_ROWS // len(shown)))
    rows = []
    for row in shown:
        values = code_figure.values_of(*codes[row["code"]])
        sets = [_sequences(trained, row["code"], value, seed) for value in values]
        for column in (c["column"] for c in row["columns"][:height]):
            if column in sets[0]:
                rows.append(_panels(trained.schema[column], row["code"], values, sets))
    return code_figure.draw(rows, code_figure.title(codes))


def _sequences(trained, code, value, seed):
    """Return {column: [cells of one sequence]} of the first few sequences with a code set."""
    request = sample_table.Request(code_figure.LINES, seed, codes=((code, value),))
    windows, when, _ = next(sample_table.windows(trained, request))
    frame = restore(trained.schema, trained.transform, windows, 0, when)
    ends = np.cumsum(trained.transform.lengths(windows))[:-1]
    parts = np.split(np.arange(len(frame)), ends)
    return {name: [frame[name].iloc[part] for part in parts] for name in frame.columns}


def _panels(column, code, values, sets):
    """Return the `code_figure.Row` of a code and a column."""
    categories = [str(value) for value in column.values] if column.is_coded else None

    def heights(cells):
        numbers = column.measures(cells)
        if categories is None:
            return numbers[:, 0]
        return np.where(numbers.any(axis=1), numbers.argmax(axis=1), np.nan)

    lines = [[heights(cells) for cells in found[column.name]] for found in sets]
    return code_figure.Row(code, column.name, values, lines, categories)
