"""What a generated table is like: one judge for all tools."""

import numpy as np
import pandas as pd
from scipy.spatial.distance import cdist
from sklearn.metrics import roc_auc_score

from peers_parts.tables import LENGTH, SERIES, Scale
from rnngan.evaluation.window_scores.discriminative import (
    ITERATIONS,
    discriminative_scores,
    published_units,
)

STRONG = 32  # units of the stronger classifier
MOST = 1000  # windows a side whose distances are taken


def scored(table, learned, windows, held, made, judges, iterations=ITERATIONS):
    """Return {score: number} of a generated table.

    Args:
        table: `peers_parts.tables.Table`.
        learned: training rows.
        windows: training windows, a data frame.
        held: held-out windows.
        made: generated ones.
        judges: classifiers of each score.
        iterations: of a classifier.
    """
    scale, made = Scale(table, learned), whole(made)
    real, unseen, generated = (scale.arrays(frame) for frame in (windows, held, made))
    few = min(len(generated), len(real))
    pair = [(real[:: max(1, len(real) // few)][:few], generated[:few])]
    beside = [(unseen, generated[: len(unseen)])]
    found = {}
    for name, pairs, units in (
        ("DS", pair, published_units(scale.width)),
        ("DS32", pair, STRONG),
        ("held-out DS32", beside, STRONG),
    ):
        found[name] = float(discriminative_scores(pairs, units, judges, 0, iterations).mean())
    found["membership AUC"] = membership(real, unseen, generated)
    return found | sense(table, learned, made)


def whole(frame):
    """Return the windows of a generated table that have all of their rows, one behind the other.

    Rows of a window are in the order in which they stand; other windows may stand between them.
    """
    frame = frame.sort_values(SERIES, kind="stable", ignore_index=True)
    size = frame.groupby(SERIES)[SERIES].transform("size")
    position = frame.groupby(SERIES).cumcount()
    return frame[(size >= LENGTH) & (position < LENGTH)]


def membership(real, unseen, generated):
    """Return how well the distance to the nearest generated window tells training windows apart.

    0.5 says that it does not. It is the area under the ROC curve, over as many of both sides.
    """
    rng, sides = np.random.default_rng(0), []
    count = min(MOST, len(real), len(unseen))
    flat = generated[: 4 * MOST].reshape(len(generated[: 4 * MOST]), -1)
    for side in (real, unseen):
        some = side[rng.choice(len(side), count, replace=False)].reshape(count, -1)
        sides.append(-cdist(some, flat).min(axis=1))
    return float(roc_auc_score(np.repeat([1, 0], count), np.concatenate(sides)))


def sense(table, learned, made):
    """Return what an owner would look at: constraints, whether dates are in order, and seasons."""
    broken = np.zeros(len(made), bool)
    for low, high in table.below:
        broken |= pd.to_numeric(made[low]).to_numpy() > pd.to_numeric(made[high]).to_numpy()
    found = {"rows that break a rule": float(broken.mean()) if table.below else None}
    if table.time is None:
        return found | {"days in order": None, "season off by": None}
    if table.time not in made:
        return found | {"days in order": 0.0, "season off by": None}
    when = pd.to_datetime(made[table.time], errors="coerce")
    steps = when.groupby(made[SERIES].to_numpy()).diff().dropna()
    in_order = float((steps == pd.Timedelta(days=1)).mean())
    known = pd.to_datetime(learned[table.time])
    real = learned[table.season].groupby(known.dt.month.to_numpy()).mean()
    mine = made[table.season].groupby(when.dt.month.to_numpy()).mean()
    return found | {
        "days in order": in_order, "season off by": float((real - mine).abs().mean()),
    }  # fmt: skip
