"""Row generators of a few columns that are built in no time, and tables that they learn."""

import numpy as np
import pandas as pd
import tensorflow as tf

from rnngan.config.run_config import validate
from rnngan.data.dataset import prepare
from rnngan.data.network_shape import Length, NetworkShape
from rnngan.data.row_statistics import RowColumn, RowStatistics
from rnngan.models.rows.generator import RowGenerator
from rnngan.training import train_table

LENGTH = 5
MOOD = RowColumn(name="mood", kind="category", start=0, size=3)
THERE = RowColumn(name="x", kind="category", start=5, size=2)
X = RowColumn(
    name="x", kind="smooth", start=3, mean=10.0, std=2.0, unit=0.5, grid=0.01, low=-9.0, high=9.0,
    level=0.9,
)  # fmt: skip
Y = RowColumn(
    name="y",
    kind="cells",
    start=4,
    unit=1.0,
    grid=1.0,
    knots=((0.0,) * 3, (1.0, 2, 4)),
    shares=(0.5, 0.5),
)
COLUMNS = MOOD, X, Y
MISSING = MOOD, THERE, X.model_copy(update={"present": 5}), Y
WARD = RowColumn(name="ward", kind="category", start=0, size=2)
AGE = RowColumn(
    name="age",
    kind="cells",
    start=2,
    mean=40.0,
    std=8.0,
    knots=((-1.0,), (1.0,)),
    shares=(0.5, 0.5),
)
LENGTHS = (-1.0, 0.0, 1.0, 2.0)  # of 2 to 5 rows, less 3


def generator(columns=COLUMNS, static=(), ends=False, seed=0, **shape):
    """A `RowGenerator` with first weights, all biases drawn too."""
    statistics = RowStatistics(rows=columns, static=static, ends=ends, longest=LENGTH)
    features = sum(column.size for column in columns)
    statics = sum(column.size for column in static)
    length = Length(statics, mean=3.0, std=1.0, values=LENGTHS) if ends else None
    found = RowGenerator(
        statistics,
        NetworkShape(LENGTH, features, statics + ends, units=4, sequence_length=length, **shape),
    )
    found.build()
    found.initialise(seed)
    stir(found, seed)
    return found


def stir(layer, seed=0):
    """Draw what begins at 0 too, so that nothing is right by being 0."""
    rng = np.random.default_rng(seed)
    for weight in layer.trainable_variables:
        if not np.any(weight.numpy()):
            weight.assign(rng.normal(0, 0.3, weight.shape))


def windows(count=3, columns=COLUMNS, static=(), ends=False, calendar=0, seed=0):
    """Real windows (count, LENGTH, features + statics + calendar), as of a table."""
    rng = np.random.default_rng(seed)
    rows = [_of(column, (count, LENGTH), rng) for column in sorted(columns, key=lambda c: c.start)]
    statics = [
        np.repeat(_of(c, (count, 1), rng), LENGTH, axis=1)
        for c in sorted(static, key=lambda c: c.start)
    ]
    if ends:
        lengths = rng.integers(0, 4, (count, 1, 1)) - 1.0
        statics.append(np.repeat(lengths, LENGTH, axis=1))
    clock = rng.normal(size=(count, LENGTH, calendar))
    return tf.constant(np.concatenate([*rows, *statics, clock], axis=-1).astype("float32"))


def _of(column, shape, rng):
    """Features (*shape, size) of a column."""
    if column.kind == "category":
        return np.eye(column.size)[rng.integers(0, column.size, shape)]
    z = rng.normal(size=shape)
    if column.kind == "cells":
        z = rng.choice([knots[-1] for knots in column.knots], shape)
    return (z * column.std + column.mean)[..., None]


def noise(count, seed=0):
    """Noise of rows by their number, as `noise_of` gives it."""

    def draw(number, widths):
        keys = [[seed, 10 * int(number) + i] for i in range(2)]
        uniform = tf.random.stateless_uniform((count, widths[0]), keys[0])
        return uniform, tf.random.stateless_normal((count, widths[1]), keys[1])

    return draw


def settings(data=None, model=None, seed=0, **training):
    """`RunConfig` of tiny networks that are trained in a few steps."""
    data = {"window": 4, "id_column": "who", "lengths": "windows"} | (data or {})
    training = {"steps": 20, "batch_size": 4, "adversarial_steps": 4} | training
    model = {"units": 4, "generator": "row"} | (model or {})
    return validate({"seed": seed, "data": data, "model": model, "training": training})


def table(series=12, rows=10, uneven=False):
    """Series of days: a number that moves little, a rough one, a mood, an age and a ward."""
    rng = np.random.default_rng(0)
    parts = []
    for number in range(series):
        count = 2 + number % (rows - 1) if uneven else rows
        x = 20 + 3 * number + np.cumsum(rng.normal(0, 0.5, count))
        parts.append(
            pd.DataFrame(
                {
                    "who": f"P{number}",
                    "day": pd.date_range("2024-01-01", periods=count),
                    "x": x.round(2),
                    "y": rng.integers(0, 5, count),
                    "mood": np.where(np.diff(x, prepend=x[0]) > 0, "up", "down"),
                    "age": 30 + 2 * number,
                    "ward": "AB"[number % 2],
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def dataset(config=None, columns=None, **shape):
    """A `Dataset` of the table, or of the id and some columns."""
    found = table(**shape)
    return prepare(found if columns is None else found[["who", *columns]], config or settings())


def row_model(data):
    """The `RowModel` of a data set, with its first weights."""
    return train_table.untrained(data).model


def batch(data, step=0, size=4):
    """(step, windows) as an adversarial step takes them."""
    chosen = np.random.default_rng([7, step]).integers(0, len(data.train), size)
    return tf.constant(step, tf.int64), tf.constant(data.train.gather(chosen))
