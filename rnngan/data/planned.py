"""A table in which some cells are filled: what is to be, for the rest to be written around it."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from rnngan.config.errors import InputError
from rnngan.config.nearest import nearest
from rnngan.data import parsing
from rnngan.data.formats.tables import Table
from rnngan.data.partial import Partial
from rnngan.data.schema import Schema
from rnngan.data.time import timeline, times
from rnngan.data.transforms import TableTransform

HELD = {"number", "category", "present"}  # roles of blocks whose cells can be held


@dataclass(frozen=True)
class Plan:
    """The cells of a plan.

    Args:
        table: the `Table`.
        schema: `Schema` of the run.
        transform: its `TableTransform`.
        values: {column: (rows,) float64, NaN where it is free}, of columns with filled cells.
        series: [rows of the table, in order] of each series; all rows where no id is given.
        points: Series of the points of its rows; None where no time is given.
    """

    table: Table
    schema: Schema
    transform: TableTransform
    values: dict
    series: list
    points: pd.Series | None

    @classmethod
    def of(cls, table, schema, transform):
        """Read a plan.

        Args:
            table: `Table` with some of the columns of the run.
            schema: `Schema` of the run.
            transform: its `TableTransform`.

        Raises:
            InputError: a column is none of the run's; a cell doesn't fit, or can't be held.
        """
        values, id_column, time = {}, schema.series, schema.first("time")
        for name in table.frame.columns:
            if name not in schema.names:
                near = nearest(name, schema.names)
                hint = f" Did you mean {near!r}?" if near else ""
                raise InputError(
                    f"{table.source}: {name!r} is no column of this run.{hint} Expected some of "
                    f"{', '.join(schema.names)}."
                )
            column = schema[name]
            if column in (id_column, time) or parsing.missing(table, name).all():
                continue
            _refuse_what_follows(table, column, transform)
            values[name] = parsing.values(table, schema, column)
        codes = np.zeros(len(table.frame), "int64")
        if id_column is not None and id_column.name in table.frame:
            codes = pd.factorize(table.frame[id_column.name])[0]
        points = None
        if time is not None and time.name in table.frame:
            points = timeline.points(table, time)
        series = [np.flatnonzero(codes == code) for code in range(codes.max() + 1)]
        if points is not None:
            series = [rows[np.argsort(points.iloc[rows], kind="stable")] for rows in series]
        return cls(table, schema, transform, values, series, points)

    def longest(self, last=None):
        """Return the rows that reach from a point to the last one of the plan.

        Args:
            last: the point before the first of those rows; None for what begins with the plan.
        """
        time = self.schema.first("time")
        if self.points is None or time.learned:
            return max(map(len, self.series))
        ends = (self.points.iloc[rows[[0, -1]]] for rows in self.series)
        if last is not None:
            ends = [pd.Series([last, self.points.iloc[rows[-1]]]) for rows in self.series]
        counts = [timeline.positions(pair.reset_index(drop=True), time)[-1] for pair in ends]
        return max(1, round(max(counts)) + (last is None))

    def alone(self, length=None):
        """Return the `Partial` of its series, which nothing comes before.

        Args:
            length: rows of each; as many as reach its last one when None.

        Raises:
            InputError: it has no times, and the run has; a series has more rows.
        """
        length, time = length or self.longest(), self.schema.first("time")
        count, width = len(self.series), self.transform.features + self.transform.statics
        firsts = np.array([rows[0] for rows in self.series])
        points = None
        if time is not None and self.points is None:
            raise InputError(
                f"{self.table.source} has no column {time.name!r}. Expected the times of its rows, "
                "or --after with a table that it goes on from."
            )
        if time is not None:
            points = self.points.iloc[firsts].reset_index(drop=True)
        shape = (count, length, width)
        features, known = np.zeros(shape), np.zeros(shape, bool)
        nothing = np.zeros(count, "int64"), np.full((count, length), -1)
        found = Partial(points, *nothing, features, known, names=firsts, more=length)
        return self.within(found, range(count), static=True)

    def within(self, partial, which, static=False):
        """Return a `Partial` with the cells of the plan behind the rows that are there.

        Args:
            partial: `Partial`.
            which: series of the plan of each sequence, or None.
            static: whether columns with one value a sequence are held too.

        Raises:
            InputError: it has more rows than are to be written, or other times.
        """
        features, known = partial.features.copy(), partial.known.copy()
        for sequence, number in enumerate(which):
            if number is None:
                continue
            rows = self.series[number]
            at = self._positions(partial, sequence, rows)
            for block in self.transform.blocks:
                self._hold(block, features[sequence], known[sequence], rows, at, 0)
            for block in self.transform.static if static else ():
                if block.name in self.values:
                    there = rows[~np.isnan(self.values[block.name][rows])][:1]
                    every = np.arange(features.shape[1])
                    there, first = np.repeat(there, len(every)), self.transform.features
                    self._hold(block, features[sequence], known[sequence], there, every, first)
        return replace(partial, features=features, known=known)

    def _hold(self, block, features, known, rows, at, first):
        """Put the values of some rows of the plan into the features of a block, in place."""
        if block.name not in self.values or not len(rows):
            return
        values = self.values[block.name][rows]
        there = ~np.isnan(values)
        some = slice(first + block.start, first + block.start + block.size)
        found = np.array([[1.0, 0.0]]) if block.role == "present" else block.of(values[there])
        features[at[there], some] = found
        known[at[there], some] = True

    def _positions(self, partial, sequence, rows):
        """Return which rows of a sequence those of the plan are."""
        before = int(partial.lengths[sequence])
        free, source = partial.features.shape[1] - before, self.table.source
        if self.points is None:
            if len(rows) > free:
                raise InputError(
                    f"{source} has {len(rows):,} rows, and {free:,} are written: pass "
                    f"--length {len(rows)}."
                )
            return before + np.arange(len(rows))
        time = self.schema.first("time")
        if time.learned:
            raise InputError(
                f"{source}: times can't be fixed, as the steps of {time.name!r} vary and are "
                "written too. Leave the column out: its rows are those that follow."
            )
        start = partial.points.iloc[[sequence]]
        axis = times.axis(time, start, before + free).iloc[before:].reset_index(drop=True)
        found = pd.Index(axis).get_indexer(self.points.iloc[rows])
        if (found < 0).any():
            row = int(rows[np.flatnonzero(found < 0)[0]])
            ends = times.spelled(axis.iloc[[0, -1]], time)
            raise InputError(
                f"{self.table.where(row, time.name)}: {self.table.frame[time.name].iloc[row]!r} is "
                f"none of the times that are written. Expected some from {ends[0]} to {ends[1]}, "
                f"in steps of {time.frequency}; a longer --length reaches farther."
            )
        return before + found


def _refuse_what_follows(table, column, transform):
    """Refuse filled cells of a column that is not written by itself."""
    roles = {b.role for b in (*transform.blocks, *transform.static) if b.name == column.name}
    if roles and roles <= HELD:
        return
    why = column.describe()
    if "gap" in roles:
        over = next(b.over for b in transform.blocks if b.role == "gap" and b.name == column.name)
        why = f"it is written as how far it stands over {' and '.join(over)}"
    elif roles & {"increment", "level"}:
        why = "it is counted on from row to row"
    raise InputError(
        f"{table.source}: {column.name!r} can't be fixed: {why}. Leave its cells empty, or fix the "
        "columns that it follows from."
    )
