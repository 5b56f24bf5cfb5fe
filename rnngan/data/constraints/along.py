"""Which row of a table comes before which, for rules across the rows of a series."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from rnngan.data.formats.tables import Table
from rnngan.data.schema import Schema
from rnngan.data.time import timeline


@dataclass(frozen=True)
class Along:
    """The rows of a table along its series, worked out when they are first asked for.

    Args:
        table: the rows.
        schema: `Schema` that says how columns are read.
    """

    table: Table
    schema: Schema

    @cached_property
    def series(self):
        """The number of each row's series, (rows,) int64."""
        frame, column = self.table.frame, self.schema.series
        if self.schema.first("id") is None and self.schema.sequence_name in frame.columns:
            return pd.factorize(frame[self.schema.sequence_name])[0]  # as generated tables have it
        if column is None:
            return np.zeros(len(frame), "int64")
        return pd.factorize(frame[column.name])[0]

    @cached_property
    def order(self):
        """The rows sorted by series and time, (rows,) int64."""
        time = self.schema.first("time")
        if time is None or time.name not in self.table.frame.columns:
            return np.argsort(self.series, kind="stable")
        points = timeline.points(self.table, time).reset_index(drop=True)
        return np.lexsort([points.to_numpy(), self.series])

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
