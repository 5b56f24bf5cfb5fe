"""Random numbers that are a function of (seed, stream, step) and of nothing else."""

from enum import IntEnum

import tensorflow as tf

from rnngan.models import replicas


class Stream(IntEnum):
    """What a draw is for; two streams never share numbers."""

    WINDOWS = 1
    DISCRIMINATOR = 2
    GENERATOR = 3
    SAMPLE = 4
    MONITOR = 5
    ADVERSARIAL_WINDOWS = 7
    CROP = 8
    MIX = 11
    CODES = 12
    ENCODE = 13
    CODES_SAMPLE = 14
    PATH = 15
    VALIDATION = 16
    DROPOUT = 17
    COMPLETE = 18
    RESAMPLE = 19


def key(seed, stream, step):
    """Return the stateless seed (2,) of one draw.

    Args:
        seed: the run's seed; may be a tensor.
        stream: a `Stream`.
        step: training step or number of the generated chunk; may be a tensor.

    Example:
        >>> key(0, Stream.SAMPLE, 3).shape
        TensorShape([2])
    """
    start = tf.stack([tf.cast(seed, tf.int32), tf.cast(stream, tf.int32)])
    return tf.random.fold_in(start, tf.cast(step, tf.int32))


def normal(shape, seed, stream, step):
    """Draw standard normal float32 numbers of `shape`, windows first, for (seed, stream, step)."""
    return replicas.share(joint_normal(shape, seed, stream, step))


def joint_normal(shape, seed, stream, step):
    """Draw the same of all replicas together, of which `shape` is a share."""
    shape = (replicas.count() * shape[0], *shape[1:])
    return tf.random.stateless_normal(shape, key(seed, stream, step))


def uniform(shape, seed, stream, step, axis=0):
    """Draw float32 numbers in [0, 1) of `shape`, windows along `axis`, for (seed, stream, step)."""
    at = key(seed, stream, step)
    return replicas.drawn(lambda joint: tf.random.stateless_uniform(joint, at), shape, axis)


def integers(shape, below, seed, stream, step):
    """Draw int32 numbers in [0, below) of `shape` for (seed, stream, step)."""
    return tf.random.stateless_uniform(shape, key(seed, stream, step), maxval=below, dtype=tf.int32)


def masks(shapes, rate, seed, stream, step):
    """Return dropout masks, (shape) each: 0, or 1 / (1 - rate); None where nothing is dropped.

    Windows lie along the last axis of a shape but one.

    Example:
        >>> masks([(2, 3)], 0.0, 0, Stream.DROPOUT, 1) is None
        True
    """
    if not rate:
        return None
    drawn = [
        uniform(shape, seed, stream, len(shapes) * step + i, len(shape) - 2)
        for i, shape in enumerate(shapes)
    ]
    return [tf.cast(one >= rate, "float32") / (1.0 - rate) for one in drawn]
