"""How surprising the rows of a table are, given those before them: its log-density, by columns."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from rnngan.config.errors import ConfigError
from rnngan.data.cleaning import Rows
from rnngan.data.column_names import free_name
from rnngan.data.constraints.constrained import broken
from rnngan.data.formats.tables import Table, from_frame
from rnngan.data.partial import read_as
from rnngan.data.protection import protecting
from rnngan.data.schema import Schema
from rnngan.data.time import calendar
from rnngan.models.normalisation import without_calendar
from rnngan.sampling.oddity import RAREST, Oddity

CHUNK = 65536  # rows that are read at once
ROW, REPEATS, END = "(row)", "(repeats)", "(end)"  # parts that are no columns
NEAR = 1e-5  # of a feature: values that lie no farther from each other are the same


@dataclass(frozen=True)
class Surprise:
    """What was found of the rows of a table.

    Args:
        schema: `Schema` of the run.
        rows: the cleaned `Rows`.
        nats: data frame (rows, columns) of negative log-densities in nats; ROW is their sum, and
            REPEATS what it would cost that those repeat which do, if each did so by itself.
        oddity: `Oddity` of rows that were held out; None where it is not known.
        broken: {constraint: (rows of the table,) bool, whether a row breaks it}.
        notices: on how the table was read.
    """

    schema: Schema
    rows: Rows
    nats: pd.DataFrame
    oddity: Oddity | None
    broken: dict[str, np.ndarray]
    notices: list[str]


def of_table(trained, table):
    """Return the `Surprise` of a table.

    Outliers are not pulled in to what is protected: they are what is looked for.

    Args:
        trained: `TrainedTable` with a row generator.
        table: `Table` or data frame with the columns that were trained on.

    Raises:
        ConfigError: windows are written at once, whose density is not known.
        InputError: the table can't be used.
    """
    if not trained.writes_rows:
        raise ConfigError(
            "This run writes whole windows at once, and their density is not known. Train with "
            "--generator row."
        )
    table = table if isinstance(table, Table) else from_frame(table)
    schema, config = _unbounded(trained.schema), trained.config.data
    rows, notices = read_as(table, config, schema)
    values = trained.transform.free.transform(schema, rows).astype("float32")
    if config.calendar:
        clock = calendar.features(rows.points, config.calendar).astype("float32")
        values = np.concatenate([values, clock], axis=1)
    nats, repeated = _of_rows(trained, values, rows.segments)
    oddity = None if trained.held_out_rows is None else Oddity(**trained.held_out_rows)
    rates = repeated.mean() if oddity is None else pd.Series(oddity.repeats)
    off = broken(protecting.again(table, schema), schema)
    return Surprise(schema, rows, _parts(nats, repeated, rates), oddity, off, notices)


def of_windows(trained, windows):
    """Return the `Oddity` of the rows of `Windows`, calendar included.

    Args:
        trained: `TrainedTable` with a row generator.
        windows: `Windows`, at least one.
    """
    whole, ends = trained.config.data.lengths == "learn", windows.ends()
    segments, reached = [], 0
    for first in np.unique(windows.starts).tolist():
        if first >= reached:
            reached = first + _length(trained, windows, first) if whole else int(ends[first])
            segments.append((first, reached))
            reached = max(reached, first + windows.length) if whole else reached
    nats, repeated = _of_rows(trained, windows.values, segments)
    rows = np.concatenate([np.arange(*segment) for segment in segments])
    nats, repeated = nats.iloc[rows], repeated.iloc[rows]
    rates = repeated.mean()
    return Oddity.fit(_parts(nats, repeated, rates), rates)


def _length(trained, windows, first):
    """Return the rows of a series that is learned whole."""
    block, position = trained.transform.length, trained.transform.features
    if block is None:
        return windows.length
    return int(np.rint(block.unscaled(windows.values[first, position + block.start])))


def _unbounded(schema):
    """Return a schema whose protection folds categories and leaves numbers as they are."""
    found = schema.protection
    if found is None:
        return schema
    kept = tuple(column for column in found.columns if column.what == "category")
    protection = found.model_copy(update={"columns": kept})
    return schema.model_copy(update={"protection": protection})


def _parts(nats, repeated, rates):
    """Return the data frame of nats with ROW and REPEATS beside the columns.

    REPEATS is what it would cost that those columns repeat which do, if each did so by itself.

    Args:
        nats: data frame (rows, columns).
        repeated: data frame (rows, columns) bool.
        rates: (columns,) how often each repeats.
    """
    costs = -np.log(np.clip(rates, 1e-6, 1.0))
    return nats.assign(**{ROW: nats.sum(axis=1), REPEATS: (repeated * costs).sum(axis=1)})


def _of_rows(trained, values, segments):
    """Return data frames (rows, columns) of nats, and of whether each is as in the row before.

    Windows overlap by a half, and a row counts in the first one that holds it: half a window
    before it is known at least, but at the beginning of a segment. Rows of no segment have 0.
    """
    length, generator = trained.config.data.window, trained.model.average
    starts, firsts, ends = _windows(segments, length)
    static_layout = generator.static_layout
    names = [column.name or END for column in generator.layout.stored]
    static_names = [] if static_layout is None else [c.name for c in static_layout.stored]
    every = list(dict.fromkeys([*names, *static_names]))
    position = {name: number for number, name in enumerate(every)}
    found = np.zeros((len(values), len(every)))
    each = max(1, CHUNK // length)
    for part in range(0, len(starts), each):
        some = slice(part, part + each)
        rows = starts[some][:, None] + np.arange(length)  # (windows, length)
        windows = values[np.minimum(rows, len(values) - 1)]
        nats, static = generator.column_losses(*without_calendar(windows, generator.shape_))
        counts = (rows >= firsts[some][:, None]) & (rows < ends[some][:, None])
        nats = nats.numpy().transpose(1, 0, 2)[counts]  # (rows, columns)
        for column, name in enumerate(names):
            found[rows[counts], position[name]] += nats[:, column]
        begins = firsts[some] == starts[some]
        for column, name in enumerate(static_names):
            found[starts[some][begins], position[name]] += static.numpy()[begins, column]
    order = [name for name in trained.schema.names if name in position]
    order += [name for name in every if name not in order]
    nats = pd.DataFrame(found, columns=every)[order]
    return nats, _repeated(trained, values, segments)


def _repeated(trained, values, segments):
    """Return the data frame (rows, columns) of whether a column is as in the row before."""
    same = {}
    for block in trained.transform.blocks:
        part = values[:, block.start : block.start + block.size]
        still = np.abs(np.diff(part, axis=0, prepend=np.nan)).max(axis=1) < NEAR
        same[block.name] = same.get(block.name, True) & still
    frame = pd.DataFrame(same)
    frame.iloc[[first for first, _ in segments]] = False
    return frame


def _windows(segments, length):
    """Return (windows,) first rows, and the rows [first, end) that count in each.

    Example:
        >>> [part.tolist() for part in _windows([(0, 3), (3, 10)], 4)]
        [[0, 3, 5, 6], [0, 3, 7, 9], [3, 7, 9, 10]]
    """
    starts, firsts, ends = [], [], []
    for first, end in segments:
        begin = np.arange(first, max(end - length, first) + 1, max(1, length // 2))
        if begin[-1] + length < end:
            begin = np.append(begin, end - length)
        reached = np.minimum(begin + length, end)
        starts.append(begin)
        firsts.append(np.append(first, reached[:-1]))
        ends.append(reached)
    return tuple(np.concatenate(parts) for parts in (starts, firsts, ends))


def frame(found, table):
    """Return the data frame of a `Surprise` in the order of the table, a row each.

    What says which row it is (id, time, or else its number) comes first, then `nats`, those of the
    whole row; `one_in`, about so many held-out rows have one that is as odd, and `odd_by`, in what;
    then the nats of each column. A row that breaks a rule is as odd as can be, by that rule.

    Args:
        found: `Surprise`.
        table: the `Table` that it is of.
    """
    rows, schema = found.rows, found.schema
    named = [c.name for c in (schema.series, schema.first("time")) if c is not None]
    keys = {name: table.frame[name].to_numpy()[rows.source] for name in named}
    made = pd.DataFrame(keys or {free_name("row", schema.names): rows.source})
    made["nats"] = found.nats[ROW].to_numpy().round(3)
    if found.oddity is not None:
        share, by = (one.to_numpy() for one in found.oddity.of(found.nats))
        for rule, off in found.broken.items():
            off = off[rows.source] & (rows.source >= 0)
            share, by = np.where(off, RAREST, share), np.where(off, rule, by)
        made["one_in"] = np.rint(1 / share).astype("int64")
        made["odd_by"] = by
    columns = found.nats.drop(columns=ROW).round(3).add_prefix("nats of ")
    made = pd.concat([made, columns.reset_index(drop=True)], axis=1)
    order = np.argsort(rows.source, kind="stable")
    return made.iloc[order[rows.source[order] >= 0]].reset_index(drop=True)
