"""When generated sequences take place: where each begins, and the calendar of its rows."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from rnngan.data.columns.timestamp import TimeColumn
from rnngan.data.restore import Times
from rnngan.data.time import calendar, times

STARTS = 0xCA1E  # keeps the draw of starts apart from others


class Schedule:
    """Where sequences begin, and the calendar of their rows, where the networks read one.

    Series that begin apart in the table do so in new ones: at the rate, on the weekdays and in the
    hours that were learned, from the table's first point on or from the start that is asked for.
    Sequences of one long series begin anywhere within it, so that all its seasons come; at the
    start that is asked for they all begin, as they do where all series of the table begin together.

    Args:
        trained: `TrainedModel`.
        request: `GenerateRequest`.
        size: sequences of a chunk.
    """

    def __init__(self, trained, request, size):
        self.request, self.size = request, size
        self.column = trained.schema.first("time")
        self.cycles = trained.config.data.calendar
        self.length = max(trained.config.data.window, request.length or 0)
        self.when = Times(request.start, request.freq)
        self.begin = self._draw = None
        if self.column is not None:
            self.begin = times.firsts(self.column, request.start)[0]
            self._draw = self._drawn()

    def _drawn(self):
        """Return the function that draws starts; None where all sequences begin together."""
        starts, column = self.column.starts, self.column
        self.asked = self.request.start is not None or column.start is not None
        if starts is None or (starts.of_rows and self.asked):
            return None
        within = starts.of_rows and not column.learned  # the last row in the table too
        most = max(column.span - self.length, 0) if within else None
        return starts.sampler(column, self.begin, most)

    def chunk(self, number):
        """Return the `Times` of the sequences of chunk `number`, and their `CalendarRows` or None.

        They are functions of (seed, number).
        """
        when = self.when
        if self._draw is not None:
            when = replace(when, starts=self._starts(number))
        if not self.cycles:
            return when, None
        starts = pd.Series([self.begin] * self.size) if when.starts is None else when.starts
        return when, CalendarRows(self.column, starts, when.frequency, self.cycles, self.length)

    def _starts(self, number):
        rng = np.random.default_rng([self.request.seed, STARTS, number])
        starts = self._draw(rng, self.size)
        if self.asked and number == 0:
            starts[0] = self.begin
        if self.request.latents is not None:  # nothing but the latent vector varies along a path
            starts = pd.Series([starts[0]] * self.size)
        return starts


@dataclass(frozen=True)
class CalendarRows:
    """The calendar of the rows of sequences, worked out for those that are asked for.

    Args:
        column: the `TimeColumn`.
        starts: (sequences,) Series of the points at which they begin.
        frequency: step that is asked for, or None.
        cycles: of `rnngan.data.time.calendar`.
        length: rows of a sequence.
    """

    column: TimeColumn
    starts: pd.Series
    frequency: str | float | None
    cycles: tuple[str, ...]
    length: int

    def __getitem__(self, sequences):
        """Return (some, length, calendar) of some sequences, a slice."""
        return self.of(sequences, self.length)

    def of(self, sequences, length):
        """Return (some, length, calendar) of the first rows of some sequences, a slice."""
        numbers, starts = pd.factorize(self.starts[sequences])  # many may begin together
        points = times.axis(self.column, pd.Series(starts), length, self.frequency)
        found = calendar.features(points, self.cycles)
        return found.reshape(len(starts), length, -1)[numbers]
