"""A real table that was learned from, and rows that were not -> one `Dataset`, split into both.

The privacy of any tool's table can be graded with it: what the tool has seen is known.
"""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd

from rnngan.config.errors import InputError
from rnngan.data.cleaning import taken
from rnngan.data.dataset import prepare
from rnngan.data.holdout import Split
from rnngan.data.protection import protecting
from rnngan.data.windows import Windows, window_starts
from rnngan.evaluation import common_columns
from rnngan.evaluation.encoding import rows_of
from rnngan.evaluation.privacy import copies
from rnngan.evaluation.privacy.matching import cut
from rnngan.evaluation.sample import Sample, joined
from rnngan.report.progress import say

SHOWN = 3  # series named in a message
SAME = 0.1  # share of unseen sequences that stand among the others, from which on it is said


def with_unseen(table, unseen, config):
    """Return the `Dataset` of a table, all of which was learned from, with unseen rows held out.

    The table alone says how columns are read. Unseen rows of other series are held out as whole
    series; those of the same series, or of a table that is one, as blocks of it, where they
    stand in time. Without a time they stand behind all others.

    Args:
        table: real `Table` that was learned from.
        unseen: `Table` of real rows that were not.
        config: `RunConfig`; its data section says how they are read.

    Raises:
        InputError: a table can't be used, or both have the same rows.
    """
    everything = config.data.model_copy(update={"holdout": 0.0})
    dataset = prepare(table, config.model_copy(update={"data": everything}))
    schema, data = dataset.schema, dataset.config.data
    other, notices = common_columns.matched(unseen, table.source, schema)
    other = protecting.again(other, schema)
    _check_time(other, table, schema)
    for notice in notices:
        say(f"note: {notice}")
    parts = dataset.rows, rows_of(other, schema, data)
    names = [_names(*side, schema) for side in zip((table, other), parts, strict=True)]
    rows, side, how = _ordered(parts, names, (table.source, other.source), data)
    found = [[s for s in rows.segments if side[s[0]] == held] for held in (False, True)]
    if data.lengths == "learn":
        found[1] = [s for s in found[1] if s[1] - s[0] <= data.window]
    starts = [_starts(segments, rows, data) for segments in found]
    if not len(starts[1]):
        raise InputError(
            f"{other.source}: no sequence is as long as a window of {data.window} rows, or all are "
            f"longer than those of {table.source}. Expected some that are, to compare with."
        )
    nothing = np.zeros((len(rows), 0), "float32")  # scores take the values from the rows
    windows = [Windows(nothing, firsts, data.window) for firsts in starts]
    made = replace(dataset, rows=rows, train=windows[0], holdout=windows[1])
    made = replace(made, split=Split(*found, how))
    _note_copies(made, other.source, table.source)
    return made


def _check_time(other, table, schema):
    time = schema.first("time")
    if time is not None and time.name not in other.frame.columns:
        raise InputError(
            f"{other.source} has no column {time.name!r}. Expected the time of unseen rows, as in "
            f"{table.source}."
        )


def _names(table, rows, schema):
    """Return the name of the series of each row, (rows,); all the same without a series."""
    column = schema.series
    if column is None:
        return np.full(len(rows), "", object)
    name = column.name if column.name in table.frame.columns else schema.sequence_name
    known = table.frame[name].astype(str).to_numpy()[np.maximum(rows.source, 0)]
    filled = rows.source < 0  # rows in gaps have no source; they are of the series before
    return pd.Series(known, dtype=object).mask(filled).ffill().to_numpy()


def _ordered(parts, names, sources, data):
    """Return (`Rows` of both tables in order, whether each is unseen, how they are held out)."""
    side = np.repeat([False, True], [len(part) for part in parts])
    shared = sorted(set(names[0]) & set(names[1]))
    rows = joined(parts)
    if not shared:
        return rows, side, "id"
    if data.lengths == "learn" or (rows.points is None and shared != [""]):
        raise InputError(_shared(shared, sources))
    series = pd.factorize(np.concatenate(names))[0]
    stretch = np.zeros(len(rows), "int64")
    for number, (first, end) in enumerate(rows.segments):
        stretch[first:end] = number
    rows = replace(rows, series=series)
    order = np.arange(len(rows))
    if rows.points is not None:
        order = np.lexsort((order, rows.points.to_numpy(), series))
        _check_twice(rows, series, side, sources)
    made, stretch, side = taken(rows, order), stretch[order], side[order]
    edges = [0, *(np.flatnonzero(np.diff(stretch)) + 1).tolist(), len(rows)]
    return replace(made, segments=list(pairwise(edges))), side, "blocks"


def _shared(names, sources):
    """Return what to say of series that stand in both tables, and should not."""
    shown = f"{', '.join(map(repr, names[:SHOWN]))}{', …' if len(names) > SHOWN else ''}"
    return (
        f"{len(names):,} series stand in both {sources[0]} and {sources[1]}: {shown}. Expected "
        "unseen rows to be of other series, with ids of their own."
    )


def _check_twice(rows, series, side, sources):
    """Refuse unseen rows at a time that the other table has in the same series."""
    keys = pd.DataFrame({"series": series, "time": rows.points.to_numpy()})
    twice = int((keys.duplicated(keep=False) & side).sum())
    if twice:
        raise InputError(
            f"{sources[1]}: {twice:,} rows have a time that {sources[0]} has too, in the same "
            "series. Expected unseen rows to be others: leave those out of either table."
        )


def _starts(segments, rows, data):
    """Return what `Dataset` has as the starts of windows of some segments."""
    if data.lengths != "learn":
        return window_starts(segments, data.window, data.stride)
    number = {segment: n for n, segment in enumerate(rows.segments)}
    return np.array([number[segment] * data.window for segment in segments], "int64")


def _note_copies(dataset, unseen, real):
    """Say so where many unseen sequences stand among those that were learned from."""
    data, split = dataset.config.data, dataset.split
    whole = data.lengths == "learn"
    sequences = split.holdout if whole else cut(split.holdout, data.window)
    own = copies.row_numbers([Sample(dataset.schema, dataset.rows, split.train)])[0]
    share = copies.copied(own, sequences, own, split.train, whole).mean()
    if share >= SAME:
        say(
            f"note: {share:.0%} of the sequences of {unseen} stand in {real} too. If they were "
            "learned from, what is said of privacy is too good"
        )
