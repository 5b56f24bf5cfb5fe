"""Model + count + seed -> sequences, in constant memory."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import tensorflow as tf

from rnngan.config.errors import ConfigError
from rnngan.data import conditions
from rnngan.data.columns import numbering
from rnngan.data.restore import Times, restore
from rnngan.models.noise import Stream
from rnngan.sampling import row_sampling
from rnngan.sampling.conditioning import Given, odd_codes
from rnngan.sampling.schedule import Schedule

CHUNK = 1024  # sequences drawn at once; always whole, so that -n 10 begins like -n 1000


def most(trained, request):
    """Return the number of sequences of a request; the most of them where lengths are learned."""
    if request.rows is None:
        return request.sequences
    if trained.transform.length is not None:
        return request.rows
    length = longest(trained, request)
    return max(1, (request.rows + length // 2) // length)


def longest(trained, request):
    """Return the rows of a sequence; the most of them where lengths are learned."""
    return request.length or trained.config.data.window


def at_once(trained, request):
    """Return how many sequences are drawn together; parts of an output begin at multiples of it."""
    length = longest(trained, request)
    return row_sampling.together(trained, length, CHUNK) if trained.writes_rows else CHUNK


def windows(trained, request, numbers=None):
    """Yield (generated sequences (at most CHUNK, length, features + statics), `Times`, calendar).

    The calendar is the `CalendarRows` of the whole chunk, None where the networks read none. There
    are as many sequences in all as `most` says. A part is a function of the seed and its position
    alone, and the next one is made on a second thread while the caller works on the last.

    Args:
        trained: `TrainedModel`.
        request: `GenerateRequest`.
        numbers: range of the sequences that are wanted, from a multiple of `at_once` on; all that
            are asked for when None.
    """
    numbers = range(most(trained, request)) if numbers is None else numbers
    if not numbers:
        return
    schedule, given = Schedule(trained, request, CHUNK), Given(trained, request)
    write = _rows if trained.writes_rows else _windows
    size, length = at_once(trained, request), longest(trained, request)

    def part(first):
        """Return the sequences from number `first` on, and when they are."""
        number, inside = divmod(first, CHUNK)
        positions = slice(inside, inside + size)
        draw = 0 if request.latents is not None else number  # nothing else varies along a path
        when, features = schedule.chunk(draw)
        shared = given.chunk(draw, CHUNK)
        shared = None if shared is None else shared[positions]
        wanted = positions, length if trained.writes_rows else trained.config.data.window
        clock = None if features is None else features.of(*wanted)
        made = write(trained, request, first, size, length, clock, shared)
        return made, when.part(positions), features

    with ThreadPoolExecutor(1) as pool:
        following = pool.submit(part, numbers.start)
        for first in numbers[::size]:
            made, when, features = following.result()
            if first + size < numbers.stop:
                following = pool.submit(part, first + size)
            left = numbers.stop - first
            yield made[:left], when.part(slice(0, left)), features


def _rows(trained, request, first, size, length, calendar, given):
    """Return sequences (size, length, …) of a row generator."""
    parts = trained, size, length, request.seed, first // size
    return row_sampling.write(*parts, calendar, given)


def _windows(trained, request, first, size, length, calendar, given):
    """Return the first rows (size, length, …) of windows that are written at once."""
    number = first // size
    latents = _latents(request, number)
    number = 0 if latents is not None else number
    parts = [None if p is None else tf.constant(p) for p in (calendar, given, latents)]
    scalars = tf.constant(request.seed), tf.constant(number)
    return _sampler(trained)(size, *scalars, *parts).numpy()[:, :length]


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

        @tf.function(autograph=False)
        def chunk(size, seed, number, features, given, latents):
            latent, steps = generator.draw(size, seed, Stream.SAMPLE, number)
            if latents is not None:
                latent, steps = latents, tf.repeat(steps[:, :1], size, axis=1)
            return generator.normaliser.join(*generator(latent, steps, features, given))

        trained.traced["windows"] = chunk
    return trained.traced["windows"]


def frames(trained, request, numbers=None):
    """Yield (data frame like the training table, its number of sequences).

    Args:
        trained: `TrainedModel`.
        request: `GenerateRequest`; by its number of sequences where `numbers` are given.
        numbers: see `windows`.
    """
    values = conditions.values_of(request.given, trained.schema, trained.conditions)
    schema, transform = conditions.pinned(trained.schema, trained.transform, values)
    names = numbering.names(schema, request.seed, request.first_id)
    first, done = 0 if numbers is None else numbers.start, 0  # sequences, and rows
    for made, when, _ in windows(trained, request, numbers):
        ends = done + np.cumsum(transform.lengths(made))
        kept = made[: _nearest(ends, done, request.rows)]
        if len(kept):
            part = when.part(slice(0, len(kept)))
            yield restore(schema, transform, kept, first, part, names), len(kept)
        if len(kept) < len(made):
            return
        first, done = first + len(made), int(ends[-1])


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
    _refuse_longer(trained, request)
    names = numbering.names(trained.schema, request.seed, request.first_id)
    count, length = most(trained, request), longest(trained, request)
    numbering.check(trained.schema, names, count, length)
    width = trained.transform.features + trained.transform.statics
    window, last = np.zeros((1, length, width)), max(count - 1, 0)
    return restore(trained.schema, trained.transform, window, last, when, names)[:0]


def _refuse_longer(trained, request):
    """Refuse sequences that are longer than any that this generator writes.

    Raises:
        ConfigError: they are.
    """
    window = trained.config.data.window
    if (request.length or 0) <= window:
        return
    if trained.config.data.lengths == "learn":
        raise ConfigError(
            f"--length {request.length}: whole series of at most {window} rows were learned, and "
            "nothing follows them. Train with --lengths windows for longer ones."
        )
    if not trained.writes_rows:
        raise ConfigError(
            f"--length {request.length}: this run writes windows of {window} rows at once, and "
            "nothing behind them. Train with --generator row for longer ones, or a longer --window."
        )
