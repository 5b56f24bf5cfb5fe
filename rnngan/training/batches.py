"""Windows or sequences -> batches that are a function of the seed and the step."""

import numpy as np
import tensorflow as tf

from rnngan.data.large.stored_windows import POOL, StoredWindows
from rnngan.models import noise
from rnngan.models.noise import Stream

STEPS_PER_CALL = 20  # one call from Python into TensorFlow; losses are seen this often
SORTED = 8  # batches of sequences that are sorted by length together, so that little is padded


def of_windows(windows, size, seed, stream=Stream.WINDOWS):
    """Return a function of a step that gives the data set of (step, real windows) from it on.

    The windows of a step are a function of (seed, stream, step) alone.

    Args:
        windows: `Windows`, or `StoredWindows`.
        size: windows of a batch.
        seed: the run's seed.
        stream: `Stream` of the choice.
    """
    if isinstance(windows, StoredWindows):
        return _of_stored(windows, size, seed, stream)
    values = tf.constant(windows.values)
    starts = tf.constant(windows.starts)
    within = tf.range(windows.length, dtype=starts.dtype)

    def batch(step):
        chosen = noise.integers((size,), len(windows), seed, stream, step)
        rows = tf.gather(starts, chosen)[:, None] + within
        return step, tf.gather(values, rows)  # (batch, time, features)

    return _from_step_on(batch)


def _of_stored(windows, size, seed, stream):
    """Return the same of `StoredWindows`, which are read in the threads of the data set.

    Windows are drawn from a pool of blocks of neighbouring ones, so that reads are near one another
    where the file is larger than memory; the blocks too are a function of the seed and the step.
    """
    blocks, each = windows.blocks()
    steps = windows.steps_of_pool(size)

    def gathered(chosen, firsts, new):
        if new:
            windows.expect(firsts, each)
        return windows.gather(chosen)

    def batch(step):
        if blocks <= POOL:
            chosen, firsts = noise.integers((size,), len(windows), seed, stream, step), [0]
            new = False
        else:
            pool = noise.integers((POOL,), blocks, seed, stream, -1 - step // steps)
            picked = tf.gather(pool, noise.integers((size,), POOL, seed, stream, 2 * step))
            within = noise.integers((size,), each, seed, stream, 2 * step + 1)
            firsts, chosen = pool * each, picked * each + within
            new = step % steps == 0
        values = tf.numpy_function(gathered, [chosen, firsts, new], tf.float32, stateful=False)
        return step, tf.ensure_shape(values, (size, windows.length, windows.width))

    return _from_step_on(batch)


def of_sequences(sequences, config, stream, length=None):
    """Return a function of a step that gives the data set of (step, ids, counts) from it on.

    The sequences of a step are a function of (seed, stream, step) alone. Without a length, those
    of a batch are of similar length, so that little is padded.

    Args:
        sequences: `Sequences`.
        config: `RunConfig`.
        stream: `Stream` of the choice.
        length: tokens of every row behind BEGIN; the batch's own longest when None.
    """
    size, seed = config.training.batch_size, config.seed
    lengths = tf.constant(sequences.lengths)
    fixed = length if length is not None else _common(sequences)

    def choose(step):
        if fixed is not None:
            return noise.integers((size,), len(sequences), seed, stream, step)
        many = noise.integers((SORTED * size,), len(sequences), seed, stream, step)
        ordered = tf.gather(many, tf.argsort(tf.gather(lengths, many), stable=True))
        first = size * noise.integers((), SORTED, seed, Stream.CROP, step)
        return ordered[first : first + size]

    def gathered(chosen):
        return sequences.gather(chosen, fixed)

    def batch(step):
        dtypes = (tf.int32, tf.int32)
        ids, counts = tf.numpy_function(gathered, [choose(step)], dtypes, stateful=False)
        width = None if fixed is None else fixed + 1
        return step, tf.ensure_shape(ids, (size, width)), tf.ensure_shape(counts, (size,))

    return _from_step_on(batch)


def _common(sequences):
    """Return the tokens to be learned of every sequence where they are the same, or None."""
    counts = np.unique(sequences.lengths + sequences.ended)
    return int(counts[0]) if len(counts) == 1 else None


def _from_step_on(batch):
    """Return a function of a step that gives the data set of the batches from it on."""

    def begin(first):
        return tf.data.Dataset.range(first, 2**31 - 1).map(batch).prefetch(tf.data.AUTOTUNE)

    return begin
