"""The column that orders the rows of a sequence; `rnngan.data.time` finds and reads it."""

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from rnngan.data.blocks import LARGEST_EXPONENT, Block, robust_scale
from rnngan.data.columns import cell_texts
from rnngan.data.columns.column import Column
from rnngan.data.formats import typed
from rnngan.data.time import times
from rnngan.data.time.starts import Starts


class TimeColumn(Column):
    """Orders the rows of a sequence.

    `format` is the strftime spelling ("%-d" is a day without its leading zero), or None for
    numbers and for datetime columns; `decimals` and `style` are those of numbers. `unit` makes
    numbers points in time, counted since 1970. `zone` is the offset or zone of aware times.
    `frequency` is a pandas offset such as "D", or the step between two numbers; where `learned`
    is true the steps vary and are generated. `begin` is the first point of the table, and `span`
    the steps that it covers, 0 where they are learned. `starts` says how the starts of series are
    spread over time; None where all begin together. `start` is that of generated sequences where a
    schema file names one.
    """

    asked: ClassVar[bool] = True
    editable: ClassVar[tuple[str, ...] | None] = ("start",)

    kind: Literal["time"] = "time"
    format: str | None = None
    unit: Literal["s", "ms", "us", "ns"] | None = None
    zone: str | None = None
    decimals: int | None = Field(None, ge=0, le=10)
    style: Literal["fixed", "point", "shortest"] = "shortest"
    frequency: str | float
    regular: bool = True
    learned: bool = False
    start: str | float | None = None
    begin: str | float | None = None
    span: int = Field(0, ge=0)
    starts: Starts | None = None

    @classmethod
    def found(cls, candidate):
        """Return the column that orders the rows: it was found before all others."""
        time = candidate.along.time
        return time if time is not None and candidate.name == time.name else None

    def check(self):
        """Refuse a start that can't be read, with an `InputError`."""
        if self.start is not None:
            times.point(self.start, self)

    def describe(self):
        """Return the step, and where generated sequences start."""
        regular = "" if self.regular else ", with gaps"
        step = "steps vary and are learned" if self.learned else f"step {self.frequency}{regular}"
        drawn = self.start is None and self.starts is not None
        where = f"from {self.begin} on, as in the table" if drawn else f"at {self.first}"
        return f"{step}; generated sequences start {where}"

    @property
    def first(self):
        """The point at which sequences begin together: the one that is asked for, or the first."""
        return self.begin if self.start is None else self.start

    @property
    def no_condition(self):
        """Why it can't be a condition."""
        return "the column orders the rows"

    def blocks(self, fitting):
        """Return the block of steps that are learned; none where they are regular."""
        if not self.learned:
            return []
        logs, within, _ = fitting.drawn_in(np.log(fitting.rows.steps(self)))
        return [Block(name=self.name, role="step", **robust_scale(logs), within=within)]

    def features(self, rows, block):
        """Return the features (rows, 1) of the steps that led to each row."""
        return block.of(np.log(rows.steps(self)))

    def restored(self, new):
        """Return the points of the sequences."""
        count, length = new.rows.shape
        when = new.when
        start = when.start if when.starts is None else when.starts
        if new.steps is not None and when.frequency is None:
            return times.sequences(self, start, new.steps)
        points = times.sequence(self, start, length, when.frequency)
        if when.starts is not None:
            return points
        return points.iloc[np.tile(np.arange(length), count)].reset_index(drop=True)

    def texts(self, cells):
        """Return the texts of numbers in the style of the column, of other points as they are."""
        return cell_texts.numbers(cells, self.style, self.decimals)

    def typed(self, cells):
        """Return points as datetimes, or as the whole numbers that they are spelled with."""
        if self.format is None:
            return cells
        if typed.in_digits(self):
            return typed.whole(cells)
        return typed.points(cells, self, str(self.first))


def steps(block, features):
    """Return the learned steps of time (count, length) of a block's features."""
    logs = block.unscaled(features)
    return np.exp(np.clip(logs, -LARGEST_EXPONENT, LARGEST_EXPONENT))
