"""Features of generated sequences -> rows of the user's table."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from rnngan.data.columns import keys
from rnngan.data.columns.numbering import Names, spelled
from rnngan.data.constraints import lookups, repair, totals
from rnngan.data.constraints.rules import COMPUTED
from rnngan.data.time import times
from rnngan.data.transforms import cells_of


@dataclass(frozen=True)
class Times:
    """Where generated sequences stand in time.

    Args:
        start: first point of every sequence, as text or number; None for the schema's own.
        frequency: step as a pandas offset or number; None for the schema's own.
        offsets: (sequences,) steps (seconds or numbers where steps are learned) by which each
            starts later than the table's first point; None where all start together.
    """

    start: str | float | None = None
    frequency: str | float | None = None
    offsets: np.ndarray | None = None


def restore(schema, transform, windows, first=0, when=None, names=None):
    """Return the table that `windows` stand for: same columns, order, types and rounding.

    Args:
        schema: `Schema` of the training table.
        transform: its `TableTransform`.
        windows: (sequences, length, features + statics).
        first: number of the first sequence.
        when: `Times`; the schema's own when None.
        names: `Names` of new ids and keys; those of seed 0 when None.

    Returns:
        A data frame of one row a step; sequences * length rows unless lengths are learned.

    Raises:
        InputError: a start or a step of time can't be read.
    """
    count, length = windows.shape[:2]
    rows = np.arange(length) < transform.lengths(windows)[:, None]  # (sequences, length)
    columns, names = transform.inverse_transform(schema, windows), names or Names()
    frame = {}
    if not schema.first("id"):
        numbers = names.start(None) + np.arange(first, first + count)
        frame[schema.sequence_name] = np.repeat(numbers, length)
    for column in schema.columns:
        if column.kind in ("id", "key"):
            frame[column.name] = spelled(column, _numbers(column, first, rows, names))
        elif column.kind != "ignored":  # what follows from other columns keeps its place till below
            frame[column.name] = _column(column, columns, transform, windows, when)
    made = pd.DataFrame({name: c for name, c in frame.items() if c is not None})
    made = made[rows.reshape(-1)].reset_index(drop=True) if not rows.all() else made
    return _computed(schema, made, rows)[list(frame)]


def _numbers(column, first, rows, names):
    """Return the number of each row's id or key, (sequences * length,).

    Args:
        column: `IdColumn` or `KeyColumn`.
        first: number of the first sequence.
        rows: (sequences, length) which rows come back; others have no keys.
        names: `Names`.
    """
    count, length = rows.shape
    if column.kind == "id":
        return np.repeat(names.start(column) + np.arange(first, first + count), length)
    if column.repeats == "series":
        return np.repeat(keys.numbers(column, first, count, names), length)
    found = np.zeros(count * length, "int64")
    found[rows.reshape(-1)] = keys.numbers(column, first * length, int(rows.sum()), names)
    return found


def _column(column, columns, transform, windows, when):
    """Return one column as it is generated; None where it follows from other columns."""
    count, length = windows.shape[:2]
    if column.kind == "time":
        return _times(column, transform, windows, when or Times())
    if column.kind == "constant":
        return pd.Series([column.value] * (count * length)).astype(column.dtype)
    if column.kind == "empty":
        return _empty(column, count * length)
    return columns.get(column.name)


def _times(column, transform, windows, when):
    count, length = windows.shape[:2]
    steps = transform.steps(windows)
    if steps is not None and when.frequency is None:
        return times.sequences(column, _starts(column, when, count), steps)
    if when.offsets is None:
        points = times.sequence(column, when.start, length, when.frequency)
        return points.iloc[np.tile(np.arange(length), count)].reset_index(drop=True)
    offsets = when.offsets.astype("int64")
    points = times.sequence(column, column.begin, max(offsets) + length, when.frequency)
    places = offsets[:, None] + np.arange(length)  # (sequences, length)
    return points.iloc[places.reshape(-1)].reset_index(drop=True)


def _starts(column, when, count):
    """Return where each sequence of learned steps begins."""
    if when.offsets is None:
        return [when.start] * count
    begin = times.point(column.begin, column)
    if isinstance(column.frequency, float):
        points = pd.Series(begin + when.offsets)
    else:
        points = pd.Series(begin + pd.to_timedelta(when.offsets, unit="s"))
    return times.spelled(points, column).tolist()


def _empty(column, count):
    cells = pd.Series([None] * count)
    return cells.astype("str" if column.dtype == "object" else column.dtype)


def _computed(schema, frame, rows):
    """Return the frame with constraints held, and with what follows from other columns in it."""
    kept = repair.as_parts(schema.constraints, [c.name for c in schema.columns])
    tables = {c.name: c.lookup for c in schema.columns if getattr(c, "lookup", None) is not None}
    frame = repair.repair(frame, [p for p in kept if not tables.keys() & set(p.columns)], schema)
    if tables:  # keys stay from here on
        fixed = tables.keys() | {table.key for table in tables.values()}
        frame = repair.repair(_looked_up(schema, frame), kept, schema, fixed)
    parts = [part for part in kept if isinstance(part, COMPUTED)]
    frame = totals.computed(frame, parts, schema, rows)
    for column in schema.columns:
        if column.kind == "duplicate":
            frame[column.name] = frame[column.of].astype(column.dtype)
    return frame


def _looked_up(schema, frame):
    """Return the frame with the columns that follow from a key."""
    pending = [c for c in schema.columns if getattr(c, "lookup", None) is not None]
    while pending:  # a key may follow from another one
        for column in [c for c in pending if c.lookup.key in frame.columns]:
            key = schema[column.lookup.key]
            values = lookups.looked_up(column, key, lookups.numbers(key, frame[key.name]))
            frame[column.name] = cells_of(column, values)
            pending.remove(column)
    return frame
