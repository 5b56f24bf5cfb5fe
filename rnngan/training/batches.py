"""Windows -> batches that are a function of the seed and the step."""

import tensorflow as tf

from rnngan.models import noise
from rnngan.models.noise import Stream

STEPS_PER_CALL = 20  # one call from Python into TensorFlow; losses are seen this often


def batches_of(windows, size, seed, stream=Stream.WINDOWS):
    """Return a function of a step that gives the data set of (step, real windows) from it on.

    The windows of a step are a function of (seed, stream, step) alone.

    Args:
        windows: `Windows`.
        size: windows of a batch.
        seed: the run's seed.
        stream: `Stream` of the choice.
    """
    values = tf.constant(windows.values)
    starts = tf.constant(windows.starts)
    within = tf.range(windows.length, dtype=starts.dtype)

    def batch(step):
        chosen = noise.integers((size,), len(windows), seed, stream, step)
        rows = tf.gather(starts, chosen)[:, None] + within  # (batch, time)
        return step, tf.gather(values, rows)  # (batch, time, features)

    def begin(first):
        return tf.data.Dataset.range(first, 2**31 - 1).map(batch).prefetch(tf.data.AUTOTUNE)

    return begin
