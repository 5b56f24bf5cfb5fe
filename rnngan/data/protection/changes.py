"""Another table in place of one: what few hold is folded, pulled in or left out, cell by cell."""

from dataclasses import replace

import numpy as np
import pandas as pd

from rnngan.data import parsing
from rnngan.data.blocks import snapped
from rnngan.data.columns import cell_texts
from rnngan.data.columns.category import codes_of
from rnngan.data.columns.constant import ConstantColumn
from rnngan.data.constraints import repair
from rnngan.data.constraints.along import Along
from rnngan.data.constraints.rules import Forward
from rnngan.data.protection import consequences
from rnngan.data.protection.record import LEFT_OUT

EMPTY = {"i": "Int64", "u": "Int64", "b": "boolean"}  # dtypes that can miss values, by numpy's kind


def applied(table, schema, protection):
    """Return a `Table` in which all is protected; the other one stays as it is.

    It is the same one each time, whether the schema is that of the table as it was or, later, that
    of what was protected.

    Args:
        table: `rnngan.data.formats.tables.Table`.
        schema: a `Schema` of its columns.
        protection: `rnngan.data.protection.record.Protection`.
    """
    changes, here = Changes(table, schema), set(table.frame.columns)
    parts = repair.as_parts(protection.rules, [c.name for c in schema.columns])
    parts = [part for part in parts if here.issuperset(part.columns)]
    for name in dict.fromkeys(found.column for found in protection.columns):
        if name in here:
            changes.protect(name, protection.of(name), parts)
    consequences.follow(changes, parts)
    changes.repeat()
    return changes.made()


def _only(column, fold):
    """Return the one value of a column that had more before it was protected; None for others."""
    if isinstance(column, ConstantColumn):
        return column.value
    return column.values[0] if column.is_coded and fold is None else None


class Changes:
    """The cells of a table that change; columns that don't are shared with it.

    Args:
        table: `Table`.
        schema: its `Schema`.
    """

    def __init__(self, table, schema):
        self.table, self.schema = table, schema
        self.along = Along.of(table, schema)
        self.frame = table.frame.copy(deep=False)
        self.numbers = {}  # {name: (rows,) float64} of numbers and dates that have changed
        self.rows = {}  # {name: (rows,) bool}, which cells have

    def values(self, name):
        """Return the numbers (rows,) of a column, NaN where missing."""
        if name in self.numbers:
            return self.numbers[name]
        return self._column(name).parse(self.table, name)

    def changed(self, name):
        """Return which cells of a column have changed, (rows,) bool."""
        return self.rows.get(name, np.zeros(len(self.frame), bool))

    def protect(self, name, found, parts):
        """Change a column.

        Args:
            name: of the column.
            found: {what: `Protected`} of it.
            parts: the rules to keep.
        """
        column, fold = self._column(name), found.get("category")
        only = _only(column, fold)
        if LEFT_OUT in found or (fold is not None and fold.into is None):
            self._write(name, ~parsing.missing(self.table, name), None)
        elif only is not None:
            if not pd.api.types.is_datetime64_any_dtype(self.frame[name].dtype):
                self._write(name, self._others(name, (only,)), only)
        elif fold is not None:
            others = self._others(name, fold.kept)
            if Forward(name) in parts:
                others = self._as_before(name, others)
            self._write(name, others, fold.into)
        elif column.has_ends:
            self._pull_in(name, found)

    def put(self, name, values):
        """Put other numbers (rows,) into a column; missing ones stay missing."""
        old, column = self.values(name), self._column(name)
        rows = np.flatnonzero((values != old) & ~np.isnan(old))
        if len(rows):
            cells = column.cells_of(values[rows])
            if self.table.text:
                cells = pd.Series(cell_texts.texts(column, cells).to_pylist(), dtype="str")
            made = self.frame[name].copy()
            made.iloc[rows] = cells.array
            self._keep(name, made, rows)
            self.numbers[name] = np.where(np.isnan(old), np.nan, values)

    def copy(self, name, rows, donors):
        """Give cells of a column the content of others.

        Args:
            name: of the column.
            rows: positions of the cells.
            donors: position, or one for each of them.
        """
        cells = self.frame[name].copy()
        donors = np.broadcast_to(donors, len(rows))
        cells.iloc[rows] = cells.iloc[donors].array
        if self._column(name).has_ends:
            values = self.values(name).copy()
            values[rows] = values[donors]
            self.numbers[name] = values
        self._keep(name, cells, rows)

    def repeat(self):
        """Change what repeats a column that has changed."""
        for column in self.schema.columns:
            if column.twin in self.rows and column.name in self.frame:
                self.frame[column.name] = self.frame[column.twin]
                self.rows[column.name] = self.rows[column.twin]

    def made(self):
        """Return the new `Table`."""
        known = {key: found for key, found in self.table.known.items() if key[1] not in self.rows}
        return replace(self.table, frame=self.frame, known=known, notices=[*self.table.notices])

    def _column(self, name):
        return self.schema.source(self.schema[name])

    def _keep(self, name, cells, rows):
        changed = self.changed(name).copy()
        changed[rows] = True
        self.frame[name], self.rows[name] = cells, changed

    def _others(self, name, kept):
        """Return the cells, (rows,) bool, that are there and none of some values."""
        found = codes_of(self.frame[name], kept) if kept else np.full(len(self.frame), -1)
        return (found < 0) & ~parsing.missing(self.table, name)

    def _write(self, name, where, value):
        """Write one value into cells, (rows,) bool; None for a missing one."""
        cells = self.frame[name]
        coded = isinstance(cells.dtype, pd.CategoricalDtype)
        if not where.any():
            return
        if self.table.text:
            value = "" if value is None else str(value)
        elif value is None:
            cells = cells.astype(EMPTY.get(cells.dtype.kind, cells.dtype))
        elif coded:
            cells = cells.astype(object)
        made = cells.mask(where) if value is None else cells.mask(where, value)
        self._keep(name, made.astype("category") if coded else made, where)

    def _as_before(self, name, others):
        """Give rare states the one before, or else the one after; return which have neither."""
        order, absent = self.along.order, parsing.missing(self.table, name)
        known = pd.Series(np.arange(len(order), dtype="float64")).where(~(others | absent))
        grouped = known.iloc[order].groupby(self.along.series[order])
        donors = grouped.ffill().fillna(grouped.bfill()).sort_index().to_numpy()
        rows = np.flatnonzero(others & ~np.isnan(donors))
        self.copy(name, rows, donors[rows].astype("int64"))
        return others & np.isnan(donors)

    def _pull_in(self, name, found):
        """Pull numbers in to what many reach."""
        old = self.values(name)
        low, high = (found[w].limit if w in found else None for w in ("smallest", "largest"))
        values = np.clip(old, -np.inf if low is None else low, np.inf if high is None else high)
        if "values" in found:
            values = np.where(np.isnan(old), old, snapped(values, np.array(found["values"].kept)))
        self.put(name, values)
