"""Features of generated sequences -> rows of the user's table."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from rnngan.data.columns.numbering import Names
from rnngan.data.constraints import lookups, paces, repair, totals
from rnngan.data.constraints.rules import COMPUTED
from rnngan.data.constraints.totals import floats
from rnngan.data.formats.tables import Table
from rnngan.data.time import timeline


@dataclass(frozen=True)
class Times:
    """Where generated sequences stand in time.

    Args:
        start: first point that is asked for, as text or number; None for the schema's own.
        frequency: step as a pandas offset or number; None for the schema's own.
        starts: (sequences,) Series of the points at which they begin; None where all begin
            together, at `start`.
    """

    start: str | float | None = None
    frequency: str | float | None = None
    starts: pd.Series | None = None

    def part(self, positions):
        """Return the times of some of the sequences, a slice."""
        return self if self.starts is None else replace(self, starts=self.starts[positions])


@dataclass(frozen=True)
class NewRows:
    """What columns are restored from; each array has a row of a window for each row of the table.

    Args:
        columns: {name: Series} of the columns that were learned, sequences * length cells.
        steps: (sequences, length) steps of time where they are learned, else None.
        rows: (sequences, length) bool, which rows come back: the others lie behind a sequence.
        first: number of the first sequence.
        when: `Times`.
        names: `Names` of new ids and keys.
    """

    columns: dict[str, pd.Series]
    steps: np.ndarray | None
    rows: np.ndarray
    first: int
    when: Times
    names: Names


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
    new = NewRows(columns, transform.steps(windows), rows, first, when or Times(), names)
    frame = {}
    if not schema.first("id"):
        numbers = names.start(None) + np.arange(first, first + count)
        frame[schema.sequence_name] = np.repeat(numbers, length)
    for column in schema.columns:  # what follows from others keeps its position until below
        if column.comes_back:
            frame[column.name] = column.restored(new)
    made = pd.DataFrame({name: c for name, c in frame.items() if c is not None})
    made = made[rows.reshape(-1)].reset_index(drop=True) if not rows.all() else made
    return _computed(schema, made, rows)[list(frame)]


def _computed(schema, frame, rows):
    """Return the frame with constraints held, and with what follows from other columns in it."""
    kept = repair.as_parts(schema.constraints, [c.name for c in schema.columns])
    tables = schema.lookups
    frame = repair.repair(frame, [p for p in kept if not tables.keys() & set(p.columns)], schema)
    frame = _paced(schema, frame, rows)
    if tables:  # keys stay from here on
        fixed = tables.keys() | {table.key for table in tables.values()}
        frame = repair.repair(_looked_up(schema, frame), kept, schema, fixed)
    parts = [part for part in kept if isinstance(part, COMPUTED)]
    frame = totals.computed(frame, parts, schema, rows)
    for column in schema.columns:
        if column.twin is not None:
            frame[column.name] = frame[column.twin].astype(column.dtype)
    return frame


def _paced(schema, frame, rows):
    """Return the frame with the columns that move at a fixed rate; it holds where they begin."""
    frame, starts = frame.copy(deep=False), paces.firsts(np.nonzero(rows)[0])
    for column in schema.all("pace"):
        key = schema[column.key]
        if key.is_read:
            by = floats(frame[key.name])
        else:
            by = paces.elapsed(timeline.points(Table(frame[[key.name]]), key))
        level = frame[column.name].to_numpy("float64")
        frame[column.name] = column.cells_of(column.computed(level, by, starts))
    return frame


def _looked_up(schema, frame):
    """Return the frame with the columns that follow from a key."""
    pending = list(schema.lookups)
    while pending:  # a key may follow from another one
        for name in [n for n in pending if schema.lookups[n].key in frame.columns]:
            column = schema[name]
            key = schema[column.looked_up.key]
            values = lookups.looked_up(column, key, lookups.read_back(key, frame[key.name]))
            frame[name] = column.cells_of(values)
            pending.remove(name)
    return frame
