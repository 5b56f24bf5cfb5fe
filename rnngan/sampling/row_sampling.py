"""Sequences of a row generator, as features: however long, and ended where they end themselves."""

import numpy as np
import tensorflow as tf

from rnngan.models.noise import Stream, key
from rnngan.models.rows.rolling import written

LONG = 64  # sequences that are written together where they are longer than a window
MOST_NUMBERS = 2**24  # that are held at once; fewer sequences are written together beyond


def together(trained, length, chunk):
    """Return how many sequences of a chunk are written at once.

    Args:
        trained: `TrainedTable` with a row generator.
        length: rows of a sequence.
        chunk: sequences of a whole chunk, a power of 2.
    """
    if length <= trained.config.data.window:
        return chunk
    width = trained.transform.features + trained.transform.statics
    most = max(1, min(LONG, MOST_NUMBERS // (length * width)))
    return 2 ** (most.bit_length() - 1)  # so many parts make a chunk


def write(trained, count, length, seed, number, calendar=None, given=None):
    """Return sequences (count, length, features + statics), a function of (seed, number).

    Args:
        trained: `TrainedTable` with a row generator.
        count: of sequences; changing it changes last digits, and with them what is drawn.
        length: rows of each.
        seed: of the draw.
        number: of the draw.
        calendar: (count, length, calendar) or None.
        given: (count, conditions) or None.
    """
    clock = None if calendar is None else tf.constant(calendar.transpose(1, 0, 2))
    given = None if given is None else tf.constant(given)
    generator, draw = trained.model.average, key(seed, Stream.SAMPLE, number)
    static, rows = written(generator, draw, count, length, clock, given)
    layout = generator.layout
    rows, static = rows.numpy(), static.numpy()  # (length, count, width), (count, statics)
    features = layout.unpack(rows).transpose(1, 0, 2)  # (count, length, features)
    if trained.transform.length is not None:
        static = with_lengths(trained.transform.length, static, rows[..., layout.onehots - 1])
    repeated = np.repeat(static[:, None], length, axis=1)
    return np.concatenate([features, repeated], axis=2)


def with_lengths(block, static, last):
    """Return static features with the length of each sequence: up to the first of its last rows.

    Args:
        block: `Block` of the length.
        static: (count, statics).
        last: (length, count), 1 where a row says that it is the last.
    """
    ended = last > 0.5
    lengths = np.where(ended.any(axis=0), ended.argmax(axis=0) + 1, len(last))
    known = block.unscaled(np.array(block.values)) if block.values else lengths
    static = static.copy()
    static[:, block.start] = block.scaled(np.clip(lengths, min(known), max(known)))
    return static
