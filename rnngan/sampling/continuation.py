"""The last rows of a table -> rows that follow them, a hundred ways."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from rnngan.config.errors import ConfigError, InputError
from rnngan.data import parsing
from rnngan.data.column_names import free_name
from rnngan.data.columns import numbering
from rnngan.data.columns.numbering import Names
from rnngan.data.formats.tables import Table
from rnngan.data.partial import Partial, ends_of, with_room
from rnngan.data.planned import Plan
from rnngan.data.restore import Times, restore
from rnngan.sampling import completion
from rnngan.sampling.conditioning import CONDITIONS
from rnngan.sampling.latents import ids

SHOWN = 5  # ids named in a message


@dataclass(frozen=True)
class Continuation:
    """What follows the rows of a table, or goes with the cells of a plan.

    Args:
        trained: `TrainedTable` with a row generator.
        table: the `Table` that has the ids: what is gone on from, or else the plan.
        plan: `Plan` of the cells that are held, or None.
        partial: `Partial` of what is known.
        notices: on how it was read.
    """

    trained: Any
    table: Table
    plan: Plan | None
    partial: Partial
    notices: list

    @classmethod
    def of(cls, trained, after=None, fix=None, length=None, seed=0):
        """Read the last rows of each series of a table, and the cells of a plan.

        Args:
            trained: `TrainedTable`.
            after: `Table` with the columns that were trained on, or None.
            fix: `Table` with some of them, some cells filled, or None; one of the two is given.
            length: rows that are to follow; those of the plan, or else of a window, when None.
            seed: of conditions that are not given.

        Raises:
            ConfigError: windows are written at once.
            InputError: a table can't be used.
        """
        if not trained.writes_rows:
            raise ConfigError(
                f"{'--after' if fix is None else '--fix'}: this run writes whole windows at once, "
                "and none goes with given rows. Train with --generator row."
            )
        schema, transform = trained.schema, trained.transform
        plan = None if fix is None else Plan.of(fix, schema, transform)
        if after is None:
            partial = _with_conditions(plan.alone(length), trained, seed)
            return cls(trained, fix, plan, partial, [])
        more = plan.longest if plan is not None and length is None else length
        partial, notices = ends_of(after, trained.config.data, schema, transform, more)
        if plan is not None:
            partial = plan.within(partial, _matching(plan, after, partial, schema))
        return cls(trained, after, plan, partial, notices)

    @cached_property
    def _room(self):
        found = with_room(self.trained.schema, self.trained.transform, self.table)
        return found if self.plan is None else with_room(*found, self.plan.table)

    @property
    def schema(self):
        """The schema of the run, with room for where the table stands by now."""
        return self._room[0]

    @property
    def particles(self):
        """How many times each sequence is written at once."""
        held = self.plan is not None and self.plan.values
        return completion.PARTICLES if held else 1

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

    @property
    def at_once(self):
        """How many sequences are written together; parts of an output begin at multiples of it."""
        return completion.together(self.partial, self.particles)

    def frames(self, scenarios, seed, numbers=None):
        """Yield (data frame of rows that follow, its whole scenarios), scenario after scenario.

        Each has the columns of the table; where there are several scenarios, their number before
        them.

        Args:
            scenarios: how many.
            seed: of the draws.
            numbers: range of the sequences that are wanted, from a multiple of `at_once` on;
                scenario after scenario, all of them when None.
        """
        particles, series, size = self.particles, len(self.partial), self.at_once
        wanted = range(scenarios * series) if numbers is None else numbers
        names = numbering.names(self.schema, seed)
        for first in wanted[::size]:
            numbers = np.arange(first, first + size)
            made = completion.windows(
                self.trained, self.partial, numbers % series, seed, first // size, particles
            )
            numbers = numbers[numbers < wanted.stop]
            frame = self._frame(made[: len(numbers)], numbers, names, scenarios > 1)
            yield frame, (numbers[-1] + 1) // series - first // series

    def _frame(self, made, numbers, names, several):
        """Return the rows behind those that are known, as the table has them."""
        transform, partial = self._room[1], self.partial
        which = numbers % len(partial)  # series of each sequence
        starts = None if partial.points is None else partial.points.iloc[which]
        when = Times(starts=None if starts is None else starts.reset_index(drop=True))
        found = restore(self.schema, transform, made, int(numbers[0]), when, names)
        there = np.arange(made.shape[1]) < transform.lengths(made)[:, None]
        sequence, row = np.nonzero(there)
        before = partial.lengths[which]
        if before.all():
            found = self._counted_on(found, which, sequence, row == (before - 1)[sequence])
        kept = row >= before[sequence]
        if partial.more is not None:
            kept &= row < (before + partial.more)[sequence]
        found, sequence = found[kept].reset_index(drop=True), sequence[kept]
        found = self._named(found, partial.names[which[sequence]])
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
            stands = parsing.values(self.table, self.schema, column)[self.partial.names]
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
        named = [*named, *(c for c in schema.all("key") if c.repeats == "series")]
        for column in [column for column in named if column.name in self.table.frame]:
            cells = ids(self.table, column.name).iloc[rows]
            frame[column.name] = cells.astype(column.dtype).array
        return frame


def _with_conditions(partial, trained, seed):
    """Return a `Partial` in which conditions that are not held are drawn, as often as learned."""
    features, known = partial.features.copy(), partial.known.copy()
    rng, static = np.random.default_rng([seed, CONDITIONS]), trained.transform.features
    for sequence in range(len(partial)):
        parts = features[sequence, 0, static:], known[sequence, 0, static:]
        found = trained.conditions.completed(*parts, rng)
        features[sequence, :, static:], known[sequence, :, static:] = found
    return replace(partial, features=features, known=known)


def _matching(plan, table, partial, schema):
    """Return which series of a plan goes with each sequence of a table; None for those without.

    Raises:
        InputError: the plan has a series that the table has not.
    """
    name = None if schema.series is None else schema.series.name
    if name is None or name not in plan.table.frame:
        return [0] * len(partial)
    planned = [str(plan.table.frame[name].iloc[rows[0]]) for rows in plan.series]
    names = [str(cell) for cell in table.frame[name].iloc[partial.names]]
    odd = [found for found in planned if found not in names]
    if odd:
        raise InputError(
            f"{plan.table.source}: {name} {odd[0]!r} is none of those that are gone on from. "
            f"Expected some of {', '.join(names[:SHOWN])}{', …' if len(names) > SHOWN else ''}."
        )
    return [planned.index(found) if found in planned else None for found in names]
