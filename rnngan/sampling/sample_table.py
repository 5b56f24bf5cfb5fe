"""Model + count + seed -> sequences, in constant memory."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import tensorflow as tf

from rnngan.config.errors import ConfigError
from rnngan.data import conditions
from rnngan.data.columns import numbering
from rnngan.data.restore import Times, restore
from rnngan.data.time import calendar, times
from rnngan.models.noise import Stream
from rnngan.sampling.conditioning import Given, odd_codes
from rnngan.sampling.long_series import extend

CHUNK = 1024  # sequences drawn at once; always whole, so that -n 10 begins like -n 1000
OFFSETS = 0xCA1E  # keeps the draw of starting points apart from others


def most(trained, request):
    """Return the number of sequences of a request; the most of them where lengths are learned."""
    if request.rows is None:
        return request.sequences
    if trained.transform.length is not None:
        return request.rows
    length = _longest(trained, request)
    return max(1, (request.rows + length // 2) // length)


def _longest(trained, request):
    """Return the rows of a sequence; the most of them where lengths are learned."""
    return request.length or trained.config.data.window


def windows(trained, request):
    """Yield (generated windows (at most CHUNK, length, features + statics), `Times`, calendar).

    There are as many windows in all as `most` says.

    Chunk k is a function of (seed, k) alone, and the next one is made on a second thread while the
    caller works on the last.

    Args:
        trained: `TrainedModel`.
        request: `GenerateRequest`.
    """
    count, seed = most(trained, request), tf.constant(request.seed)
    if count == 0:
        return
    schedule, given = _Schedule(trained, request), Given(trained, request)

    def chunk(number):
        latents, draw = _latents(request, number), number
        if latents is not None:  # nothing else varies along a path
            draw = 0
        when, features = schedule.chunk(draw)
        of_window = None if features is None else features[:, : trained.config.data.window]
        more = (of_window, given.chunk(draw, CHUNK), latents)
        tensors = [None if part is None else tf.constant(part) for part in more]
        return _sampler(trained)(CHUNK, seed, tf.constant(draw), *tensors), when, features

    with ThreadPoolExecutor(1) as pool:
        following = pool.submit(chunk, 0)
        for number, first in enumerate(range(0, count, CHUNK)):
            current, when, features = following.result()
            if first + CHUNK < count:
                following = pool.submit(chunk, number + 1)
            left = count - first
            yield current.numpy()[:left], _at_most(when, left), features


class _Schedule:
    """Where sequences begin, and the calendar of their rows, where the networks read one.

    Without a start of their own, sequences begin where series of the table do; or, where one long
    series taught the calendar, anywhere within it: a model that knows the seasons would otherwise
    write the same season always.
    """

    def __init__(self, trained, request):
        self.request, self.column = request, trained.schema.first("time")
        self.when = Times(request.start, request.freq)
        self.calendar = trained.config.data.calendar
        self.length = max(trained.config.data.window, request.length or 0)
        self.starts = () if self.column is None else self.column.starts
        when, column = self.when, self.column
        if self.calendar:
            free = when.start is None
            self.span = max(column.span - self.length, 0) if free else 0
            last = max(self.span, round(max(self.starts, default=0))) if free else 0
            begin = column.begin if free else when.start
            points = times.axis(column, begin, last + self.length, when.frequency)
            self.features = calendar.features(points, self.calendar)  # (last + length, calendar)

    def chunk(self, number):
        """Return the `Times` of chunk `number`, and (CHUNK, length, calendar) or None."""
        when = self.when
        offsets = np.zeros(CHUNK)
        if when.start is None and (self.starts or self.calendar):
            rng = np.random.default_rng([self.request.seed, OFFSETS, number])
            possible = np.array(self.starts) if self.starts else np.arange(self.span + 1)
            offsets = possible[rng.integers(0, len(possible), CHUNK)]
            if self.request.latents is not None:
                offsets[:] = offsets[0]
            when = replace(when, offsets=offsets)
        if not self.calendar:
            return when, None
        rows = offsets[:, None].astype("int64") + np.arange(self.length)  # (CHUNK, length)
        return when, self.features[rows]


def _at_most(when, count):
    return when if when.offsets is None else replace(when, offsets=when.offsets[:count])


def _latents(request, number):
    """Return the latent vectors (CHUNK, latent) of a chunk, the last one repeated; or None."""
    if request.latents is None:
        return None
    part = request.latents[number * CHUNK : (number + 1) * CHUNK]
    return np.concatenate([part, np.repeat(part[-1:], CHUNK - len(part), axis=0)])


def _sampler(trained):
    """Return the traced function that makes windows, made once a model."""
    if "windows" not in trained.traced:
        generator = trained.model.average

        @tf.function
        def chunk(size, seed, number, features, given, latents):
            latent, steps = generator.draw(size, seed, Stream.SAMPLE, number)
            if latents is not None:
                latent, steps = latents, tf.repeat(steps[:, :1], size, axis=1)
            return generator.normaliser.join(*generator(latent, steps, features, given))

        trained.traced["windows"] = chunk
    return trained.traced["windows"]


def frames(trained, request):
    """Yield (data frame like the training table, its number of sequences), all that is asked for.

    Args:
        trained: `TrainedModel`.
        request: `GenerateRequest`.
    """
    values = conditions.values_of(request.given, trained.schema, trained.conditions)
    schema, transform = conditions.pinned(trained.schema, trained.transform, values)
    names = numbering.names(schema, request.seed, request.first_id)
    first, done = 0, 0  # sequences, and rows
    for batch, when, features in windows(trained, request):
        for series, positions in _of_length(trained, request, batch, first, features):
            ends = done + np.cumsum(transform.lengths(series))
            kept = series[: _nearest(ends, done, request.rows)]
            positions = slice(positions.start, positions.start + len(kept))
            part = when if when.offsets is None else replace(when, offsets=when.offsets[positions])
            start = first + positions.start
            if len(kept):
                yield restore(schema, transform, kept, start, part, names), len(kept)
            if len(kept) < len(series):
                return
            done = int(ends[-1])
        first += len(batch)


def _nearest(ends, done, rows):
    """Return how many of some sequences bring the rows nearest to those that are asked for.

    Args:
        ends: (sequences,) rows behind each of them.
        done: rows before the first.
        rows: that are asked for; None for all of these sequences.

    Example:
        >>> [_nearest(np.array([4, 10, 12]), 0, rows) for rows in (1, 6, 7, 10, 11, 99)]
        [1, 1, 2, 2, 3, 3]
    """
    if rows is None:
        return len(ends)
    before = np.concatenate([[done], ends[:-1]])
    return max(int((ends - rows <= rows - before).sum()), int(done == 0))


def _of_length(trained, request, windows, first, features):
    """Yield (series of the length asked for, their positions among the windows)."""
    if request.length is None or request.length <= windows.shape[1]:
        yield windows[:, : request.length], slice(0, len(windows))
    else:
        yield from extend(trained, windows, request.length, request.seed, first, features)


def notes(trained, request):
    """Return a line on everything asked for that lies outside what was learned.

    Args:
        trained: `TrainedModel`.
        request: `GenerateRequest`.

    Raises:
        ConfigError: see `empty`.
    """
    parts = trained.schema, trained.transform, trained.conditions
    lines = conditions.notes(request.given, *parts)
    names = numbering.names(trained.schema, request.seed, request.first_id)
    reached = numbering.note(trained.schema, names)
    lines += [] if reached is None else [reached]
    return [*odd_codes(trained.model.generator.shape_.codes, request.codes), *lines]


def empty(trained, request):
    """Return the data frame of no sequences: the header, with the types of the last one asked for.

    Raises:
        ConfigError: a start or a step is given, and the table has no time column; or the run has
            not the code or the condition that is asked for; or ids can't be as asked for.
        InputError: a start or a step can't be read.
    """
    Given(trained, request)  # complains before anything is written
    when = Times(request.start, request.freq)
    for flag, value in (("--start", when.start), ("--freq", when.frequency)):
        if value is not None and trained.schema.first("time") is None:
            raise ConfigError(f"{flag} {value!r}: the table has no time column.")
    if trained.model.continuer is None and (request.length or 0) > trained.config.data.window:
        raise ConfigError(
            f"--length {request.length}: whole series of at most {trained.config.data.window} rows "
            "were learned, and nothing follows them. Train with --lengths windows for longer ones."
        )
    names = numbering.names(trained.schema, request.seed, request.first_id)
    count, length = most(trained, request), _longest(trained, request)
    numbering.check(trained.schema, names, count, length)
    width = trained.transform.features + trained.transform.statics
    window, last = np.zeros((1, length, width)), max(count - 1, 0)
    return restore(trained.schema, trained.transform, window, last, when, names)[:0]
