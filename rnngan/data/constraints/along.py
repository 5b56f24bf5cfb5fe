"""Which row of a table comes before which, for rules across the rows of a series."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from rnngan.data.columns.timestamp import TimeColumn
from rnngan.data.formats.tables import Table
from rnngan.data.time import timeline


@dataclass(frozen=True)
class Along:
    """The rows of a table along its series, worked out when they are first asked for.

    Args:
        table: the rows.
        name: of the column that tells the series apart; None where the table is one series.
        time: the `TimeColumn` that orders the rows, or None.
    """

    table: Table
    name: str | None = None
    time: TimeColumn | None = None

    @classmethod
    def of(cls, table, schema):
        """Return the rows of a table along the series of a schema."""
        frame, time = table.frame, schema.first("time")
        name = None if schema.series is None else schema.series.name
        if schema.first("id") is None and schema.sequence_name in frame.columns:
            name = schema.sequence_name  # as generated tables have it
        return cls(table, name, None if time is None or time.name not in frame else time)

    @cached_property
    def series(self):
        """The number of each row's series, (rows,) int64."""
        if self.name is None:
            return np.zeros(len(self.table.frame), "int64")
        return pd.factorize(self.table.frame[self.name])[0]

    @cached_property
    def points(self):
        """The points in time of the rows, a Series."""
        return timeline.points(self.table, self.time).reset_index(drop=True)

    @cached_property
    def order(self):
        """The rows sorted by series and time, (rows,) int64."""
        if self.time is None:
            return np.argsort(self.series, kind="stable")
        return np.lexsort([self.points.to_numpy(), self.series])

    @cached_property
    def before(self):
        """The row before each one in its series, (rows,) int64; -1 for the first of one."""
        return previous_rows(self.series, self.order)


def previous_rows(series, order):
    """Return (rows,) the row before each one in its series, -1 for the first of one.

    Args:
        series: (rows,) number of each row's series.
        order: rows sorted by series and time.

    Example:
        >>> previous_rows(np.array([0, 1, 0]), np.array([2, 0, 1])).tolist()
        [2, -1, -1]
    """
    before = np.full(len(series), -1)
    same = np.flatnonzero(np.diff(series[order]) == 0)
    before[order[same + 1]] = order[same]
    return before
