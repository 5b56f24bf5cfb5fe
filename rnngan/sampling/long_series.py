"""Generated windows -> series of any length: the continuer goes on where a window ends.

The window itself is left out where it can be: all rows of a series then come from one hand, and
there is no joint. Where the networks read a calendar, the series begins with the window,
whose rows are those that the calendar is of.
"""

import numpy as np
import tensorflow as tf

from rnngan.models import noise
from rnngan.models.noise import Stream

GROUP = 64  # series whose noise is drawn at once, so that one series is the first of many
MOST_NUMBERS = 2**24  # that are held at once; fewer series are written together where they are long


def extend(trained, windows, length, seed, first=0, calendar=None):
    """Yield (series (some, length, features + statics), their positions in `windows`).

    Every series is a function of (seed, its number): ten begin like a thousand, and a short one is
    the beginning of a long one (both being longer than a window).

    Args:
        trained: `TrainedModel` with a continuer.
        windows: (count, time, features + statics), generated; what the series follow on.
        length: rows of a series, more than those of a window.
        seed: seed of the draws.
        first: number of the first series, a multiple of GROUP.
        calendar: `rnngan.sampling.schedule.CalendarRows` of the windows, or None.
    """
    size = max(1, min(GROUP, MOST_NUMBERS // (length * windows.shape[2])))
    for begin in range(0, len(windows), GROUP):
        group = tf.constant((first + begin) // GROUP)
        for offset in range(0, min(GROUP, len(windows) - begin), size):
            positions = slice(
                begin + offset, min(begin + offset + size, len(windows), begin + GROUP)
            )
            most = min(size, GROUP - offset)
            whole = _filled(windows[positions], most)
            features = None if calendar is None else _filled(calendar[positions], most)
            grown = _grown(trained, whole, length, seed, group, offset, features)
            yield grown[: positions.stop - positions.start], positions


def _filled(part, size):
    """Return `part` with its first entry repeated at the end: a batch's size moves last digits."""
    return np.concatenate([part, np.repeat(part[:1], size - len(part), axis=0)])


def _grown(trained, windows, length, seed, group, offset, calendar):
    """Return windows with what the continuer writes behind them."""
    continuer = trained.model.continuer
    shape = continuer.shape_
    rows, static = windows[:, :, : shape.features], windows[:, 0, shape.features :]
    kept = rows[:, :0] if calendar is None else rows
    steps = -(-(length - kept.shape[1]) // shape.rows)
    inputs = [tf.constant(rows), tf.constant(static) if shape.statics else None]
    written = _writer(trained)(
        *inputs,
        tf.constant(steps),
        tf.constant(seed),
        group,
        tf.constant(offset),
        *_calendars(shape, calendar, rows.shape[1], steps),
    ).numpy()  # (steps, count, rows, features)
    written = written.transpose(1, 0, 2, 3).reshape(len(rows), -1, shape.features)
    whole = np.concatenate([kept, written], axis=1)[:, :length]
    repeated = np.repeat(static[:, None], length, axis=1)
    return np.concatenate([whole, repeated], axis=2)


def _calendars(shape, calendar, time, steps):
    """Return the calendar of the window and that of each step, (steps, count, …); or neither."""
    if calendar is None:
        return None, None
    after = calendar[:, time:]
    missing = steps * shape.rows - after.shape[1]
    after = np.concatenate([after, np.repeat(after[:, -1:], missing, axis=1)], axis=1)
    chunks = after.reshape(len(after), steps, shape.rows * shape.calendar).transpose(1, 0, 2)
    return tf.constant(calendar[:, :time]), tf.constant(chunks)


def _writer(trained):
    """Return the traced function that writes the rows behind windows, made once a model."""
    if "rows" not in trained.traced:
        continuer = trained.model.continuer
        width = continuer.noise_width

        @tf.function(reduce_retracing=True)
        def write(past, static, steps, seed, group, offset, before, after):
            count = tf.shape(past)[0]
            key = tf.random.fold_in(noise.key(seed, Stream.CONTINUE_SAMPLE, 0), group)

            def draw(step):
                drawn = tf.random.stateless_normal((GROUP, width), tf.random.fold_in(key, step))
                return drawn[offset : offset + count]

            def body(step, carried, chunks):
                following = None if after is None else after[step]
                chunk, carried = continuer.step(carried, draw(step), static, following)
                return step + 1, carried, chunks.write(step, chunk)

            chunks = tf.TensorArray(tf.float32, steps, element_shape=_chunk_shape(continuer))
            carried = continuer.start(past, static, before)
            start = (tf.constant(0), carried, chunks)
            return tf.while_loop(lambda step, *_: step < steps, body, start)[2].stack()

        trained.traced["rows"] = write
    return trained.traced["rows"]


def _chunk_shape(continuer):
    return (None, continuer.shape_.rows, continuer.shape_.features)
