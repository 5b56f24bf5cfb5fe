"""Rows of a table as sequences of which some cells are known, and others are to be written."""

from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from rnngan.config.errors import InputError
from rnngan.data import parsing
from rnngan.data.cleaning import clean, interpolated, taken
from rnngan.data.columns import numbering
from rnngan.data.dataset import read

BEHIND = 12  # rows behind a hole that say what stood in it


@dataclass(frozen=True)
class Partial:
    """Sequences of which some cells are known.

    Args:
        points: Series of the points at which they begin, (sequences,); None without a time.
        lengths: (sequences,) rows of each that are there.
        source: (sequences, time) row of the table that each row is; -1 for none, and for one that
            another sequence fills.
        features: (sequences, time, features + statics) float64; zeros where nothing is there.
        known: the same shape, bool: which features are known.
        banned: the same shape, bool: which values of categories are not to be drawn.
        names: (sequences,) row of the table that has the id of each.
        more: rows wanted behind those that are there; None for all up to the end of a sequence.
    """

    points: pd.Series | None
    lengths: np.ndarray
    source: np.ndarray
    features: np.ndarray
    known: np.ndarray
    banned: np.ndarray = field(default=None)
    names: np.ndarray = field(default=None)
    more: int | None = None

    def __post_init__(self):
        """Ban nothing where nothing is said, and name sequences by their last known rows."""
        if self.banned is None:
            object.__setattr__(self, "banned", np.zeros_like(self.known))
        if self.names is None:
            lasts = self.source[np.arange(len(self)), self.lengths - 1]
            object.__setattr__(self, "names", lasts)

    def __len__(self):
        """Return the number of sequences."""
        return len(self.lengths)


def read_as(table, config, schema):
    """Return (`Rows`, notices) of a table that is read as that of a run was.

    It may have gaps where that one had none.

    Args:
        table: `Table`, or a data frame.
        config: `rnngan.config.run_config.DataConfig`.
        schema: `Schema` of the run.

    Raises:
        InputError: a column is missing, or the table can't be used.
    """
    table, schema = read(table, config, schema, None)
    gapped = tuple(
        column.model_copy(update={"regular": False}) if column.kind == "time" else column
        for column in schema.columns
    )
    rows, notices = clean(table, schema.model_copy(update={"columns": gapped}), config)
    return rows, table.notices + notices


def ends_of(table, config, schema, transform, more):
    """Return (`Partial`, notices) of the last rows of each series, with unknown rows behind them.

    As many rows are taken as a window has; the whole series where these are learned whole.

    Args:
        table: `Table`, or a data frame.
        config: `rnngan.config.run_config.DataConfig` of the run.
        schema: `Schema` of the run.
        transform: its `TableTransform`.
        more: unknown rows, or a function of the last known point that returns them; None for a
            window, or for as many as there may be in a series that is learned whole.

    Raises:
        InputError: the table can't be used; or a series, learned whole, has all rows that it can.
    """
    rows, notices = read_as(table, config, schema)
    lasts = {int(rows.series[first]): (first, end) for first, end in rows.segments}
    whole, window = config.lengths == "learn", config.window
    ends = np.array([end for _, end in lasts.values()])
    counts = np.array([end - first for first, end in lasts.values()])
    counts = counts if whole else np.minimum(counts, window)
    if whole and counts.max() >= window:
        raise InputError(
            f"A series has {counts.max():,} rows, and whole series of at most {window:,} rows were "
            "learned: nothing follows them. Leave out the series that are as long, or train with "
            "--lengths windows."
        )
    values = transform.free.transform(schema, rows)
    if callable(more):
        more = more(None if rows.points is None else rows.points.iloc[ends - 1].max())
    more = window if more is None and not whole else more
    time = window if more is None else counts.max() + more
    time = min(time, window) if whole else time
    pieces = np.stack([ends - counts, ends], axis=1)
    found = _pieces(rows, values, np.ones(values.shape, bool), pieces, time, transform)
    return replace(found, more=more), notices


def holes_of(table, config, schema, transform):
    """Return (list of `Partial`s that hold all missing cells, `Rows`, missing, notices).

    Each is a stretch of rows with as many known ones before its first hole as a window has, and
    some behind its last one; those of a list are of about one length.

    Args:
        table: `Table`, or a data frame.
        config: `rnngan.config.run_config.DataConfig` of the run.
        schema: `Schema` of the run.
        transform: its `TableTransform`.

    Returns:
        The list; the cleaned `Rows` with missing cells on a line between their neighbours; the data
        frame (rows, columns) bool of which were missing; notices.

    Raises:
        InputError: the table can't be used.
    """
    config = config.model_copy(update={"missing": "mask", "gaps": "split"})
    rows, notices = read_as(table, config, schema)
    missing = rows.values.isna()
    segments, rows = rows.segments, taken(rows, np.arange(len(rows)))
    rows.segments = segments
    interpolated(rows, schema)
    values = transform.free.transform(schema, rows)
    known = _known(transform, missing, values.shape, segments)
    around = _around(missing.to_numpy().any(axis=1), segments, config)
    sizes = np.frexp(around[:, 3] - around[:, 0] - 0.5)[1]  # lengths of one power of 2 go together
    partials = []
    for size in np.unique(sizes):
        pieces = around[sizes == size]
        time = int((pieces[:, 3] - pieces[:, 0]).max())
        partial = _pieces(rows, values, known, pieces[:, [0, 3]], time, transform)
        row = pieces[:, :1] + np.arange(time)
        own = (row >= pieces[:, 1:2]) & (row < pieces[:, 2:3])
        partial.source[~own] = -1
        for block in transform.blocks:  # a missing one is not filled with "missing"
            if block.role == "category" and schema[block.name].may_miss:
                partial.banned[..., block.start + block.size - 1] = True
        partials.append(partial)
    return partials, rows, missing, notices


def with_room(schema, transform, table):
    """Return (schema, transform) with room for where a table stands by now.

    Numbers may go on where they have gone beyond those of training, and have values that they had
    not; so do counters, and new keys begin behind those that there are.

    Args:
        schema: `Schema` of a run.
        transform: its `TableTransform`.
        table: `Table` with some of its columns.
    """
    columns, known = [], {}
    for column in schema.columns:
        if column.name in table.frame and column.kind == "key":
            following = numbering.found(table, column.name)["next"]
            column = column.model_copy(update={"next": max(column.next, following)})
        elif column.kind == "pace":
            column = column.model_copy(update={"bounds": (None, None)})
        elif column.name in table.frame and column.has_ends:
            values = parsing.values(table, schema, column)
            known[column.name] = np.unique(values[~np.isnan(values)])
            column = _reaching(column, known[column.name])
        columns.append(column)
    parts = {}
    for name in ("blocks", "static"):
        parts[name] = tuple(_with_values(block, known) for block in getattr(transform, name))
    schema = schema.model_copy(update={"columns": tuple(columns)})
    return schema, transform.model_copy(update=parts)


def _reaching(column, known):
    """Return a column of numbers that may have some known values, and go on from them.

    Its ends leave room where some lie beyond them.

    Args:
        column: the column.
        known: sorted values.
    """
    spread, update = column.maximum - column.minimum, {}
    low, high = known.min(initial=np.inf), known.max(initial=-np.inf)
    if low < column.minimum:
        update["minimum"] = float(low - spread if low < 0 else max(low - spread, 0.0))
    if high > column.maximum:
        update["maximum"] = float(high + spread)
    if getattr(column, "values", None) is not None:
        update["values"] = tuple(np.union1d(column.values, known).tolist())
    return column.model_copy(update=update)


def _with_values(block, known):
    """Return the block of a number that has few values with others that are known."""
    if block.values is None or block.role != "number" or block.name not in known:
        return block
    values = np.union1d(block.values, block.scaled(known[block.name]))
    return block.model_copy(update={"values": tuple(values.tolist())})


def _around(holes, segments, config):
    """Return (stretches, 4) of rows around holes (rows,): begin, [first, end) to fill, end.

    No hole is filled in two of them, and none is much longer than two windows.

    Example:
        >>> from rnngan.config.run_config import DataConfig
        >>> holes = np.isin(np.arange(90), [30, 40, 80])
        >>> _around(holes, [(0, 90)], DataConfig(window=10)).tolist()
        [[21, 30, 41, 53], [71, 80, 81, 90]]
    """
    window, found = config.window, []
    for first, end in segments:
        at = first + np.flatnonzero(holes[first:end])
        if config.lengths == "learn":
            found += [(first, first, end, end)] if len(at) else []
            continue
        while len(at):
            own = at[at < at[0] + 2 * window]
            far = np.flatnonzero(np.diff(own) >= window + BEHIND)
            own = own[: far[0] + 1] if len(far) else own
            begin, last = max(first, own[0] - window + 1), own[-1] + 1
            found.append((begin, own[0], last, min(end, last + BEHIND)))
            at = at[len(own) :]
    return np.array(found).reshape(-1, 4)


def _known(transform, missing, shape, segments):
    """Return which features (rows, features + statics) are known, where some cells are missing."""
    known = np.ones(shape, bool)
    for block in transform.blocks:
        names = [n for n in (block.name, *block.over) if n in missing]
        if block.role in ("number", "category", "gap") and names:
            absent = missing[names].to_numpy().any(axis=1)
            known[absent, block.start : block.start + block.size] = False
    for block in transform.static:
        if block.name not in missing or block.role == "level":
            continue
        first = transform.features + block.start
        for begin, end in segments:
            if missing[block.name].iloc[begin:end].all():
                known[begin:end, first : first + block.size] = False
    return known


def _pieces(rows, values, known, pieces, time, transform):
    """Return the `Partial` of stretches of rows.

    Args:
        rows: cleaned `Rows`.
        values: (rows, features + statics).
        known: the same shape, bool.
        pieces: (sequences, 2) first row and end of each.
        time: rows of a sequence.
        transform: `TableTransform`.
    """
    counts, count = pieces[:, 1] - pieces[:, 0], len(pieces)
    features, marks = (
        np.zeros((count, time, values.shape[1])),
        np.zeros((count, time, values.shape[1]), bool),
    )
    source = np.full((count, time), -1)
    for sequence, (first, end) in enumerate(pieces.tolist()):
        features[sequence, : end - first] = values[first:end]
        marks[sequence, : end - first] = known[first:end]
        source[sequence, : end - first] = rows.source[first:end]
    static = slice(transform.features, None)
    features[..., static] = values[pieces[:, 0]][:, None, static]
    marks[..., static] = known[pieces[:, 0]][:, None, static]
    points = None
    if rows.points is not None:
        points = rows.points.iloc[pieces[:, 0]].reset_index(drop=True)
    return Partial(points, counts, source, features, marks)
