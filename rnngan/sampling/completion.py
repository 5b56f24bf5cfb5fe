"""Sequences of which some cells are known -> whole sequences, as features."""

import numpy as np
import tensorflow as tf

from rnngan.models.noise import Stream, key
from rnngan.models.rows.particles import Known, complete, traced_back
from rnngan.models.rows.rolling import noise_of
from rnngan.sampling.row_sampling import MOST_NUMBERS, with_lengths
from rnngan.sampling.schedule import CalendarRows

CHUNK = 256  # sequences that are written at once
MOST = 2048  # sequences, times the particles of each, that are
PARTICLES = 64  # of a sequence in which something is known beside or behind what is drawn


def together(partial, particles):
    """Return how many sequences are written at once.

    Args:
        partial: `Partial`.
        particles: of each sequence.
    """
    time, width = partial.features.shape[1:]
    most = max(1, min(CHUNK, MOST // particles, MOST_NUMBERS // (time * width * particles)))
    return 2 ** (most.bit_length() - 1)


def windows(trained, partial, wanted, seed, number, particles=1):
    """Return whole sequences (wanted, time, features + statics) float64.

    What is known is as it was, to the last digit. The others are a function of (seed, number).

    Args:
        trained: `TrainedTable` with a row generator.
        partial: `Partial`.
        wanted: (wanted,) numbers of sequences of `partial`; one may come several times.
        seed: of the draw.
        number: of the draw.
        particles: of each sequence; see `rnngan.models.rows.particles`.
    """
    known, clock = _known(trained, partial, wanted), _clock(trained, partial, wanted)
    scalars = tf.constant(seed), tf.constant(number)
    given = (known,) if clock is None else (known, clock)
    found = _traced(trained, particles, given)(*scalars, *given)
    static, rows, lines, weights, last = (part.numpy() for part in found)
    chosen, end = traced_back(lines, weights, last)
    first = np.arange(len(wanted)) * particles
    rows = np.take_along_axis(rows, (first + chosen)[..., None], axis=1)  # (time, wanted, width)
    static = static[first + end]
    layout, transform = trained.model.average.layout, trained.transform
    if transform.length is not None:
        static = with_lengths(transform.length, static, rows[..., layout.onehots - 1])
    features = layout.unpack(rows).transpose(1, 0, 2).astype("float64")
    made = np.concatenate([features, np.repeat(static[:, None], len(rows), axis=1)], axis=2)
    kept = partial.known[wanted]
    if transform.length is not None:
        kept[..., transform.features + transform.length.start] = False
    return np.where(kept, partial.features[wanted], made)


def _known(trained, partial, wanted):
    """Return the `Known` of sequences."""
    layout, width = trained.model.average.layout, trained.transform.features
    features, cells = partial.features[wanted].astype("float32"), partial.known[wanted]
    rows, marks, banned = (p[..., :width] for p in (features, cells, partial.banned[wanted]))
    if trained.transform.length is not None:  # a row that is there is not behind the end
        there = np.arange(rows.shape[1]) < partial.lengths[wanted][:, None]
        goes_on = np.broadcast_to(np.array([1.0, 0.0], "float32"), (*there.shape, 2))
        rows = np.concatenate([rows, goes_on], axis=-1)
        there = np.repeat(there[..., None], 2, axis=-1)
        marks = np.concatenate([marks, there], axis=-1)
        banned = np.concatenate([banned, np.zeros_like(there)], axis=-1)
    packed = layout.pack(rows.transpose(1, 0, 2))
    static, static_cells = features[:, 0, width:], cells[:, 0, width:]
    if trained.transform.length is not None:
        static = static * (np.arange(static.shape[1]) != trained.transform.length.start)
    marks, banned = (tf.constant(p.transpose(1, 0, 2)[..., layout.order]) for p in (marks, banned))
    static = tf.constant(static, "float32"), tf.constant(static_cells)
    return Known(packed, marks, *static, banned)


def _clock(trained, partial, wanted):
    """Return the calendar (time, wanted, …) of sequences, or None where the networks read none."""
    cycles, column = trained.config.data.calendar, trained.schema.first("time")
    if not cycles:
        return None
    starts = partial.points.iloc[wanted].reset_index(drop=True)
    calendar = CalendarRows(column, starts, None, cycles, partial.features.shape[1])
    return tf.constant(calendar[slice(0, len(wanted))].transpose(1, 0, 2), "float32")


def _traced(trained, particles, given):
    """Return the traced function that completes sequences, made once a model.

    It is traced for any number of sequences and rows: traced for those that come first, it would
    round otherwise than after others, and what is drawn would go by what was asked for before.
    """
    name = f"complete {particles}"
    if name not in trained.traced:
        generator, number = trained.model.average, tf.TensorSpec((), tf.int32)
        sizes = tf.nest.map_structure(_of_any_size, given)

        @tf.function(autograph=False, input_signature=(number, number, *sizes))
        def completed(seed, number, known, clock=None):
            count = tf.shape(known.static)[0]
            noise = noise_of(key(seed, Stream.COMPLETE, number), count * particles)
            again = key(seed, Stream.RESAMPLE, number)

            def uniform(row):
                return tf.random.stateless_uniform((count,), tf.random.fold_in(again, row))

            found = complete(generator, known, particles, noise, uniform, clock)
            return *found, uniform(tf.shape(known.rows)[0])

        trained.traced[name] = completed
    return trained.traced[name]


def _of_any_size(values):
    """Return the `TensorSpec` of arrays of these features, whatever their other sizes."""
    return tf.TensorSpec([None] * (values.ndim - 1) + [values.shape[-1]], values.dtype)
