"""The column that orders the rows of a sequence; `rnngan.data.time` finds and reads it."""

from typing import ClassVar, Literal

import numpy as np
import pandas as pd
from pydantic import Field

from rnngan.data.blocks import LARGEST_EXPONENT, Block, robust_scale
from rnngan.data.columns import cell_texts
from rnngan.data.columns.column import Column
from rnngan.data.formats import typed
from rnngan.data.time import times


class TimeColumn(Column):
    """Orders the rows of a sequence.

    `format` is the strftime spelling ("%-d" is a day without its leading zero), or None for
    numbers and for datetime columns; `decimals` and `style` are those of numbers. `unit` makes
    numbers points in time, counted since 1970. `zone` is the offset or zone of aware times.
    `frequency` is a pandas offset such as "D", or the step between two numbers; where `learned`
    is true the steps vary and are generated. `start` is where generated sequences begin unless
    asked otherwise; `begin` is the first point of the table, and `span` the steps that it covers.
    `starts` are where series of the table begin, in steps (seconds or numbers where `learned`)
    behind `begin`; empty where all begin together.
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
    start: str | float
    begin: str | float | None = None
    span: int = Field(0, ge=0)
    starts: tuple[float, ...] = ()

    @classmethod
    def found(cls, candidate):
        """Return the column that orders the rows: it was found before all others."""
        time = candidate.along.time
        return time if time is not None and candidate.name == time.name else None

    def check(self):
        """Refuse a start that can't be read, with an `InputError`."""
        times.point(self.start, self)

    def describe(self):
        """Return the step."""
        regular = "" if self.regular else ", with gaps"
        step = "steps vary and are learned" if self.learned else f"step {self.frequency}{regular}"
        return f"{step}; generated sequences start at {self.start}"

    @property
    def no_condition(self):
        """Why it can't be a condition."""
        return "the column orders the rows"

    def blocks(self, fitting):
        """Return the block of steps that are learned; none where they are regular."""
        if not self.learned:
            return []
        logs = np.log(fitting.rows.steps(self)[fitting.chosen])
        return [Block(name=self.name, role="step", **robust_scale(logs))]

    def features(self, rows, block):
        """Return the features (rows, 1) of the steps that led to each row."""
        return block.of(np.log(rows.steps(self)))

    def restored(self, new):
        """Return the points of the sequences."""
        count, length = new.rows.shape
        when = new.when
        if new.steps is not None and when.frequency is None:
            return times.sequences(self, self._starts(when, count), new.steps)
        if when.offsets is None:
            points = times.sequence(self, when.start, length, when.frequency)
            return points.iloc[np.tile(np.arange(length), count)].reset_index(drop=True)
        offsets = when.offsets.astype("int64")
        points = times.sequence(self, self.begin, max(offsets) + length, when.frequency)
        positions = offsets[:, None] + np.arange(length)  # (sequences, length)
        return points.iloc[positions.reshape(-1)].reset_index(drop=True)

    def _starts(self, when, count):
        """Return where each sequence of learned steps begins."""
        if when.offsets is None:
            return [when.start] * count
        begin = times.point(self.begin, self)
        if isinstance(self.frequency, float):
            points = pd.Series(begin + when.offsets)
        else:
            points = pd.Series(begin + pd.to_timedelta(when.offsets, unit="s"))
        return times.spelled(points, self).tolist()

    def texts(self, cells):
        """Return the texts of numbers in the style of the column, of other points as they are."""
        return cell_texts.numbers(cells, self.style, self.decimals)

    def typed(self, cells):
        """Return points as datetimes, or as the whole numbers that they are spelled with."""
        if self.format is None:
            return cells
        if typed.in_digits(self):
            return typed.whole(cells)
        return typed.points(cells, self, str(self.start))


def steps(block, features):
    """Return the learned steps of time (count, length) of a block's features."""
    logs = block.unscaled(features)
    return np.exp(np.clip(logs, -LARGEST_EXPONENT, LARGEST_EXPONENT))
