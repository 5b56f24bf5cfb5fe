"""Latent codes: of the windows of a table, and of the path between two of them."""

from dataclasses import replace

import numpy as np
import pandas as pd

from rnngan.config.errors import ConfigError, InputError, RunError
from rnngan.data.column_names import free_name
from rnngan.data.columns.identity import IdColumn
from rnngan.data.dataset import prepare
from rnngan.data.time import times
from rnngan.models import noise
from rnngan.models.noise import Stream
from rnngan.models.variants import vae

CHUNK = 1024  # windows that are encoded at once
NEAR = 1e-4  # sine of the angle below which two vectors are taken for parallel


def refuse_without_encoder(trained, name="This run"):
    """Raise `RunError` where a run, which the message names, has no encoder."""
    if not trained.config.model.encoder:
        raise RunError(
            f"{name} has no encoder, so its windows have no codes. Train one with "
            "--preset vae-gan, or with --set model.encoder=true."
        )


def windows_of(trained, table):
    """Return the `Dataset` of a table as a run reads it, all windows in `train`.

    Args:
        trained: `TrainedModel`.
        table: `Table` with the columns that were trained on; other rows are welcome.

    Raises:
        InputError: a column is missing, a cell doesn't fit, or no series is as long as a window.
    """
    data = trained.config.data.model_copy(update={"holdout": 0.0})
    config = trained.config.model_copy(update={"data": data})
    return prepare(table, config, trained.schema, transform=trained.transform)


def codes(trained, dataset, table):
    """Yield data frames of at most CHUNK rows: what says which window it is, then z0, z1, ….

    A window is named by its series' id, or by its number where the table has no id column; and by
    the time of its first row, or by that row's number, counted from 0, where it has no time.

    Args:
        trained: `TrainedModel` with an encoder.
        dataset: as `windows_of` returns it.
        table: the `Table` that it was made of.
    """
    windows, names = dataset.train, None
    for first in range(0, len(windows), CHUNK):
        numbers = np.arange(first, min(first + CHUNK, len(windows)))
        found = vae.codes_of(trained.model, windows.gather(numbers)).numpy()  # (n, latent)
        frame = _keys(dataset, table, numbers)
        names = names or [free_name(f"z{i}", frame) for i in range(found.shape[1])]
        frame[names] = found
        yield frame


def schema_of_keys(schema):
    """Return the schema of what says which window it is: the id and the time column alone."""
    time = schema.first("time")
    kept = tuple(column for column in schema.columns if column in (schema.series, time))
    return schema.model_copy(update={"columns": kept, "constraints": ()})


def _keys(dataset, table, numbers):
    """Return the data frame that says which windows some `numbers` are."""
    schema, rows = dataset.schema, dataset.rows
    starts = dataset.first_rows(dataset.train)[numbers]
    series, time = schema.series, schema.first("time")
    source = rows.source[starts]
    found = {}
    if series is not None:
        first_of = rows.source[np.searchsorted(rows.series, rows.series[starts])]
        found[series.name] = ids(table, series.name).iloc[first_of].array
    else:
        found[free_name("window", [] if time is None else [time.name])] = numbers
    if time is not None:
        points = rows.points.iloc[starts].reset_index(drop=True)
        found[time.name] = times.spelled(points, time).array
    else:
        found[free_name("row", found)] = source
    return pd.DataFrame(found)


def ids(table, name):
    """Return the ids of a table: numbers where those of a CSV are whole numbers, as in a run."""
    key = ("ids", name)
    if key not in table.known:
        cells = table.frame[name]
        table.known[key] = cells.astype(IdColumn.of(table, name).dtype) if table.text else cells
    return table.known[key]


def between(trained, request, table=None):
    """Return (the request with latent vectors on a path between two points, what the ends are).

    Args:
        trained: `TrainedModel`.
        request: `Request`, whose count is the number of points, ends included.
        table: `Table` whose first and last windows have the ends as their codes; they are drawn
            from the request's seed when None.

    Raises:
        ConfigError: sequences are written row by row, from no latent vector.
        InputError: the table can't be used, or has one window only.
    """
    if trained.writes_rows:
        raise ConfigError(
            f"--interpolate {request.sequences}: this run writes sequences row by row, which "
            "have no latent vector. Train with --generator window, or with --preset vae-gan."
        )
    if table is None:
        shape = (2, trained.config.model.latent)
        one, other = noise.normal(shape, request.seed, Stream.PATH, 0).numpy()
        said = f"between two latent points drawn from seed {request.seed}"
    else:
        dataset = windows_of(trained, table)
        if len(dataset.train) < 2:
            raise InputError(
                f"{table.source} has one window of {dataset.train.length} rows. Expected two or "
                "more: the first and the last are the ends of the path."
            )
        ends = [0, len(dataset.train) - 1]
        one, other = vae.codes_of(trained.model, dataset.train.gather(ends)).numpy()
        said = f"{table.source}: between {_named(_keys(dataset, table, np.array(ends)))}"
    return replace(request, latents=path(one, other, request.sequences)), said


def _named(keys):
    """Return which two windows a data frame of two rows is about.

    Example:
        >>> _named(pd.DataFrame({"window": [0, 9], "row": [0, 216]}))
        'the window at window 0, row 0 and the one at window 9, row 216'
    """
    first, last = (
        ", ".join(f"{name} {value}" for name, value in zip(keys, row, strict=True))
        for row in keys.astype(object).itertuples(index=False)
    )
    return f"the window at {first} and the one at {last}"


def path(one, other, count):
    """Return `count` latent vectors (count, latent) from `one` to `other`, both included.

    They stand on a great circle where the ends are of one length (Shoemake 1985): the middle of two
    Gaussian vectors is then as long as they are, and as usual a vector as they are. Parallel ends
    leave a circle open, so their path is a line.

    Args:
        one: (latent,) the first end.
        other: (latent,) the last one.
        count: number of points, 2 or more.

    Example:
        >>> path(np.array([1.0, 0.0]), np.array([0.0, 1.0]), 3).astype(float).round(3).tolist()
        [[1.0, 0.0], [0.707, 0.707], [0.0, 1.0]]
        >>> path(np.array([1.0, 0.0]), np.array([3.0, 0.0]), 3).tolist()
        [[1.0, 0.0], [2.0, 0.0], [3.0, 0.0]]
    """
    share = np.linspace(0.0, 1.0, count)[:, None]
    ends = np.asarray(one, "float64"), np.asarray(other, "float64")
    lengths = np.linalg.norm(ends, axis=1)
    cosine = np.dot(*ends) / max(lengths.prod(), np.finfo("float64").tiny)
    angle = np.arccos(np.clip(cosine, -1.0, 1.0))
    if np.sin(angle) < NEAR or not lengths.all():
        weights = 1.0 - share, share
    else:
        weights = (np.sin(part * angle) / np.sin(angle) for part in (1.0 - share, share))
    points = sum(weight * end for weight, end in zip(weights, ends, strict=True))
    points[0], points[-1] = ends  # to the last digit
    return points.astype("float32")
