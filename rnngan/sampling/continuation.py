"""The last rows of a table -> rows that follow them, a hundred ways."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from rnngan.config.errors import ConfigError
from rnngan.data import parsing
from rnngan.data.column_names import free_name
from rnngan.data.columns import numbering
from rnngan.data.columns.numbering import Names
from rnngan.data.formats.tables import Table, from_frame
from rnngan.data.partial import Partial, ends_of, with_room
from rnngan.data.restore import Times, restore
from rnngan.sampling import completion
from rnngan.sampling.latents import ids


@dataclass(frozen=True)
class Continuation:
    """What follows the rows of a table.

    Args:
        trained: `TrainedTable` with a row generator.
        table: the `Table`.
        partial: `Partial` of its last rows.
        notices: on how it was read.
    """

    trained: Any
    table: Table
    partial: Partial
    notices: list

    @classmethod
    def of(cls, trained, table, length=None):
        """Read the last rows of each series of a table.

        Args:
            trained: `TrainedTable`.
            table: `Table` or data frame with the columns that were trained on.
            length: rows that are to follow; those of a window when None.

        Raises:
            ConfigError: windows are written at once.
            InputError: the table can't be used.
        """
        if not trained.writes_rows:
            raise ConfigError(
                "--after: this run writes whole windows at once, and none goes on from given rows. "
                "Train with --generator row."
            )
        table = table if isinstance(table, Table) else from_frame(table)
        parts = trained.config.data, trained.schema, trained.transform
        return cls(trained, table, *ends_of(table, *parts, length))

    @cached_property
    def schema(self):
        """The schema of the run, with room for where the table stands by now."""
        return with_room(self.trained.schema, self.table)

    @property
    def scenario(self):
        """Name of the column that numbers the scenarios."""
        return free_name("scenario", self.trained.schema.names)

    def header(self, scenarios):
        """Return the data frame of no rows, with the columns and types of those that follow."""
        width = self.trained.transform.features + self.trained.transform.statics
        made = np.zeros((1, self.partial.features.shape[1], width))
        made[0] = self.partial.features[0]
        return self._frame(made, np.zeros(1, "int64"), Names(), scenarios > 1)[:0]

    def frames(self, scenarios, seed):
        """Yield (data frame of rows that follow, its whole scenarios), scenario after scenario.

        Each has the columns of the table; where there are several scenarios, their number before
        them.

        Args:
            scenarios: how many.
            seed: of the draws.
        """
        size, series = completion.together(self.partial, 1), len(self.partial)
        names = numbering.names(self.schema, seed)
        for first in range(0, scenarios * series, size):
            numbers = np.arange(first, first + size)
            made = completion.windows(
                self.trained, self.partial, numbers % series, seed, first // size
            )
            numbers = numbers[numbers < scenarios * series]
            frame = self._frame(made[: len(numbers)], numbers, names, scenarios > 1)
            yield frame, (numbers[-1] + 1) // series - first // series

    def _frame(self, made, numbers, names, several):
        """Return the rows behind those that are known, as the table has them."""
        transform, partial = self.trained.transform, self.partial
        which = numbers % len(partial)  # series of each sequence
        starts = None if partial.points is None else partial.points.iloc[which]
        when = Times(starts=None if starts is None else starts.reset_index(drop=True))
        found = restore(self.schema, transform, made, int(numbers[0]), when, names)
        there = np.arange(made.shape[1]) < transform.lengths(made)[:, None]
        sequence, row = np.nonzero(there)
        before = partial.lengths[which]
        found = self._counted_on(found, which, sequence, row == (before - 1)[sequence])
        more = made.shape[1] - partial.lengths.max()
        kept = (row >= before[sequence]) & (row < (before + more)[sequence])
        found, sequence = found[kept].reset_index(drop=True), sequence[kept]
        found = self._named(found, partial.lasts[which[sequence]])
        if several:
            found.insert(0, self.scenario, numbers[sequence] // len(partial))
        return found

    def _counted_on(self, frame, which, sequence, is_last):
        """Return a frame whose counters go on from where those of the table stand.

        Args:
            frame: rows, those that are known among them.
            which: (sequences,) series of each sequence.
            sequence: (rows,) sequence of each row.
            is_last: (rows,) bool, the last known row of each.
        """
        for column in self.schema.columns:
            if getattr(column, "monotone", None) is None or column.is_static:
                continue
            stands = parsing.values(self.table, self.schema, column)[self.partial.lasts]
            values = frame[column.name].to_numpy("float64", na_value=np.nan)
            ahead = np.nan_to_num(stands[which] - values[is_last])
            if ahead.any():
                frame[column.name] = column.cells_of(values + ahead[sequence])
        return frame

    def _named(self, frame, rows):
        """Return a frame with the ids of the table, and what names a series, of its rows."""
        schema, named = self.schema, []
        if schema.first("id") is None:
            frame = frame.drop(columns=schema.sequence_name)
        else:
            named = [schema.first("id")]
        for column in [*named, *(c for c in schema.all("key") if c.repeats == "series")]:
            cells = (
                ids(self.table, column.name) if column in named else self.table.frame[column.name]
            )
            frame[column.name] = cells.iloc[rows].astype(column.dtype).array
        return frame
