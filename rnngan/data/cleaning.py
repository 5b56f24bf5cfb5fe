"""Parsed rows -> rows that can be cut into windows: sorted, no time twice, gaps dealt with."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from rnngan.config.errors import InputError
from rnngan.data import parsing
from rnngan.data.time import timeline

SHOWN = 5  # examples in a message


@dataclass
class Rows:
    """Rows in the order of their sequences and of time.

    Args:
        values: data frame of float64 values: numbers, codes of categories, dates; NaN where
            missing.
        segments: [first, end) of every stretch that a window may not leave.
        series: (rows,) number of each row's sequence, ascending.
        source: (rows,) row of the table; -1 for a row that was filled in.
        points: Series of points in time, or None.
    """

    values: pd.DataFrame
    segments: list
    series: np.ndarray
    source: np.ndarray
    points: pd.Series | None = None

    def __len__(self):
        """Return the number of rows."""
        return len(self.values)

    def let_go(self):
        """Free the memory of the values; where sequences are stays known."""
        self.values, self.points = pd.DataFrame(columns=self.values.columns), None

    def edges(self):
        """Return the first row and the end of the segment of each row, (rows,) each."""
        first, end = np.zeros(len(self), "int64"), np.zeros(len(self), "int64")
        for a, b in self.segments:
            first[a:b], end[a:b] = a, b
        return first, end

    def lengths(self):
        """Return the length of each row's segment, (rows,)."""
        first, end = self.edges()
        return (end - first).astype("float64")

    def filled(self, name, otherwise):
        """Return a column's values with missing ones on the line between their neighbours.

        Args:
            name: the column.
            otherwise: value for segments in which all are missing.
        """
        return fill(self.values[name].to_numpy(), *self.edges(), otherwise)

    def increments(self, name):
        """Return how far a column moved since the row before; in a first row as in the second."""
        first, end = self.edges()
        values = fill(self.values[name].to_numpy(), first, end, 0.0)
        moves = np.diff(values, prepend=values[:1])
        starts = np.unique(first)
        followed = starts[end[starts] - starts > 1]
        moves[starts] = 0.0
        moves[followed] = moves[followed + 1]
        return moves

    def steps(self, column):
        """Return the time since the row before, (rows,), as `timeline.steps` does."""
        return timeline.steps(self.points, self.segments, column)


def fill(values, first, end, otherwise):
    """Return values in which NaN is replaced by the line between known values of its segment.

    Args:
        values: (rows,) float64.
        first: (rows,) first row of each row's segment.
        end: (rows,) the end of it.
        otherwise: value for segments without any known value.

    Example:
        >>> first, end = np.zeros(4, int), np.full(4, 4)
        >>> fill(np.array([1.0, np.nan, 3.0, np.nan]), first, end, 0.0).tolist()
        [1.0, 2.0, 3.0, 3.0]
    """
    rows, known = np.arange(len(values)), ~np.isnan(values)
    before = np.maximum.accumulate(np.where(known, rows, -1))
    after = np.minimum.accumulate(np.where(known, rows, len(values))[::-1])[::-1]
    has_before, has_after = before >= first, after < end
    left = np.where(has_before, before, np.where(has_after, after, 0))
    right = np.where(has_after, after, left)
    share = (rows - left) / np.maximum(right - left, 1)
    line = values[left] + share * (values[right] - values[left])
    return np.where(known, values, np.where(has_before | has_after, line, otherwise))


def clean(table, schema, config):
    """Return (`Rows`, notices) of a table.

    Args:
        table: `Table`.
        schema: its `Schema`.
        config: `rnngan.config.run_config.DataConfig`.

    Raises:
        InputError: a cell does not fit, a time comes twice, or there is a gap, and it is to be
            refused.
    """
    rows, notices = _parsed(table, schema), []
    all_series = rows.series
    if config.missing == "drop":
        rows = _dropped(rows, table, notices)
    rows = _sorted(rows, table, schema, config, notices)
    column = schema.first("time")
    if column is not None:
        rows = _once(rows, table, schema, config, notices)
    rows.segments = _runs(rows.series)
    if column is not None:
        rows = _without_gaps(rows, table, schema, config, notices)
    elif config.missing == "drop":  # no window spans a dropped row
        positions = pd.Series(all_series).groupby(all_series).cumcount().to_numpy()
        moved = np.diff(positions[rows.source], prepend=0) != 1
        rows.segments = _runs(np.cumsum(moved | (np.diff(rows.series, prepend=-1) != 0)))
    if config.missing == "interpolate":
        interpolated(rows, schema)
    return rows, notices


def _parsed(table, schema):
    count = len(table.frame)
    series_column, time_column = schema.series, schema.first("time")
    series = np.zeros(count, "int64")
    if series_column is not None:
        series = pd.factorize(table.frame[series_column.name])[0]
    points = None
    if time_column is not None:
        points = timeline.points(table, time_column).reset_index(drop=True)
    return Rows(parsing.parse(table, schema), [], series, np.arange(count), points)


def taken(rows, chosen):
    """Return the `Rows` of an index array or mask, without segments."""
    points = None if rows.points is None else rows.points.iloc[chosen].reset_index(drop=True)
    values = rows.values.iloc[chosen].reset_index(drop=True)
    return Rows(values, [], rows.series[chosen], rows.source[chosen], points)


def _dropped(rows, table, notices):
    whole = ~rows.values.isna().any(axis=1).to_numpy()
    if not whole.any():
        raise InputError(
            f"{table.source}: every row has a missing value, so none is left to learn from. Pass "
            "--missing mask, or leave columns out with --ignore."
        )
    if not whole.all():
        count = int((~whole).sum())
        notices.append(f"{count:,} row{'s' if count > 1 else ''} with missing values dropped")
    return taken(rows, whole)


def _sorted(rows, table, schema, config, notices):
    """Return the rows by series and time."""
    column = schema.first("time")
    keys = [np.arange(len(rows)), rows.series]
    if column is not None:
        points = rows.points.to_numpy()
        keys.insert(1, points)
        back = (points[1:] < points[:-1]) & (rows.series[1:] == rows.series[:-1])
        if back.any() and config.strict:
            row = int(rows.source[np.flatnonzero(back)[0] + 1])
            raise InputError(
                f"{table.where(row, column.name)}: {table.frame[column.name].iloc[row]!r} comes "
                "before the row above it. Sort the rows, or leave out --strict."
            )
        if back.any():
            notices.append(f"rows were not in the order of {column.name!r}: sorted")
        elif (np.diff(rows.series) >= 0).all():
            return rows
    return taken(rows, np.lexsort(keys))


def _once(rows, table, schema, config, notices):
    """Return the rows with every time once in a series."""
    column = schema.first("time")
    points = rows.points.to_numpy()
    double = np.zeros(len(rows), bool)
    double[1:] = (points[1:] == points[:-1]) & (rows.series[1:] == rows.series[:-1])
    count = int(double.sum())
    if not count:
        return rows
    if config.duplicates == "error":
        raise InputError(_double(rows, table, column, double))
    kept = taken(rows, ~double)
    if config.duplicates == "mean":
        means = rows.values.groupby(np.cumsum(~double)).mean()
        firsts = rows.values.groupby(np.cumsum(~double)).first()
        for name in kept.values:
            coded = schema.source(schema[name]).is_coded
            kept.values[name] = (firsts if coded else means)[name].to_numpy()
    what = "the first kept" if config.duplicates == "first" else "averaged"
    many = f"{count:,} row{'s' if count > 1 else ''}"
    notices.append(f"{many} with a time that came before in the same series: {what}")
    return kept


def _double(rows, table, column, double):
    """Return what to say of times that come twice."""
    count, first = int(double.sum()), np.flatnonzero(double)
    row = int(rows.source[first[0]])
    others = [table.where(int(rows.source[r]), column.name) for r in first[1:SHOWN]]
    also = f" Also {'; '.join(others)}{' …' if count > SHOWN else ''}." if others else ""
    return (
        f"{table.where(row, column.name)}: {table.frame[column.name].iloc[row]!r} comes twice "
        f"in one series ({count:,} such row{'s' if count > 1 else ''}). Name the column that tells "
        "the series apart with --id-column, or the right time with --time-column (a column of "
        "hours belongs to its dates), or pass --duplicates first or --duplicates mean."
        f"{also}"
    )


def _runs(series):
    """Return [first, end) of every run of equal values."""
    ends = np.flatnonzero(np.diff(series, append=-1))
    firsts = np.concatenate([[0], ends[:-1] + 1])
    return list(zip(firsts.tolist(), (ends + 1).tolist(), strict=True))


def _without_gaps(rows, table, schema, config, notices):
    """Return the rows with gaps filled in, or with segments that end at gaps."""
    column = schema.first("time")
    if config.missing == "drop":  # a step that was regular in all rows is not with rows dropped
        column = column.model_copy(update={"regular": False})
    gaps = timeline.gaps(rows.points, rows.segments, column)
    if not gaps:
        return rows
    shown = "; ".join(timeline.gap_table(gaps, column))
    found = f"{len(gaps):,} gap{'s' if len(gaps) > 1 else ''} in {column.name!r}: {shown}"
    if config.gaps == "error":
        raise InputError(
            f"{table.source}: {found}. Fill them in, or leave out --gaps error to keep windows "
            "from spanning them."
        )
    if config.gaps == "interpolate":
        notices.append(f"{found}; filled in")
        return _gaps_filled(rows, gaps, schema)
    notices.append(f"{found}; no window spans one")
    edges = {edge for segment in rows.segments for edge in segment}
    edges = sorted(edges | {gap.after + 1 for gap in gaps})
    rows.segments = list(pairwise(edges))
    return rows


def _gaps_filled(rows, gaps, schema):
    """Return the rows with new ones in every gap, on the line between their neighbours."""
    column = schema.first("time")
    after, points = [], []
    for gap in gaps:
        new = timeline.fill_points(rows.points, gap, column)
        after += [gap.after] * len(new)
        points.append(new)
    after = np.array(after)
    where = np.concatenate([np.arange(len(rows)), after])
    order = np.argsort(where, kind="stable")
    made = order >= len(rows)
    grown = taken(rows, where[order])
    grown.points = pd.concat([rows.points, *points], ignore_index=True).iloc[order]
    grown.points = grown.points.reset_index(drop=True)
    grown.source = np.where(made, -1, grown.source)
    grown.segments = _runs(grown.series)
    first, end = grown.edges()
    for name in grown.values:
        old = grown.values[name].to_numpy()
        line = fill(np.where(made, np.nan, old), first, end, np.nan)
        if not schema.source(schema[name]).is_coded:
            grown.values[name] = np.where(made, line, old)
    return grown


def interpolated(rows, schema):
    """Fill missing numbers on a line, missing categories with the one before."""
    first, end = rows.edges()
    for name in rows.values:
        values = rows.values[name]
        if not values.isna().any():
            continue
        if schema.source(schema[name]).is_coded:
            codes = values.groupby(rows.series).ffill().groupby(rows.series).bfill()
            rows.values[name] = codes.fillna(values.mode().iloc[0])
        else:
            rows.values[name] = fill(values.to_numpy(), first, end, values.mean())
