"""A row generator running free: whole sequences from noise."""

from functools import partial

import tensorflow as tf

from rnngan.models import replicas

KINDS = 2  # draws of a row: uniform and normal numbers


def noise_of(key, count):
    """Return a function of (number of a row, its widths) that draws its noise, (count, …) each.

    Row t is a function of the key and t alone, so a long sequence begins like a short one.

    Args:
        key: stateless seed (2,).
        count: sequences.
    """

    def draw(number, widths):
        keys = [tf.random.fold_in(key, KINDS * (number + 1) + i) for i in range(KINDS)]
        draws = tf.random.stateless_uniform, tf.random.stateless_normal
        return tuple(
            replicas.drawn(lambda shape, draw=draw, at=at: draw(shape, at), (count, width))
            for draw, at, width in zip(draws, keys, widths, strict=True)
        )

    return draw


def written(generator, key, count, length, clock=None, given=None):
    """Return what `roll` returns of the noise of a key, traced once a generator for all callers.

    Args:
        generator: `RowGenerator`.
        key: stateless seed (2,).
        count: of sequences; changing it changes last digits, and with them what is drawn.
        length: rows of each.
        clock: (length, count, calendar) or None.
        given: (count, conditions) or None.
    """
    known = {"clock": clock, "given": given}
    known = {name: part for name, part in known.items() if part is not None}
    if generator.traced is None:
        number = tf.TensorSpec((), tf.int32)
        sizes = [(*[None] * (part.ndim - 1), part.shape[-1]) for part in known.values()]
        signature = [tf.TensorSpec((2,), tf.int32), number, number, *map(tf.TensorSpec, sizes)]
        function = partial(_written, generator, tuple(known))
        generator.traced = tf.function(function, signature, autograph=False)
    return generator.traced(key, count, length, *known.values())


def _written(generator, names, key, count, length, *parts):
    known = dict(zip(names, parts, strict=True))
    return roll(generator, count, length, noise_of(key, count), **known)


def roll(generator, count, length, noise, clock=None, given=None):
    """Write sequences row by row.

    Args:
        generator: `RowGenerator`.
        count: of sequences.
        length: rows of each, at least 1; may be a tensor.
        noise: function as `noise_of` returns it.
        clock: (length, count, calendar) or None.
        given: (count, conditions) or None.

    Returns:
        Static features (count, statics), and rows (length, count, width).
    """
    first = None if clock is None else clock[0]
    static, state = generator.begin(count, noise, first, given)
    offset, wide = generator.context(static), generator.layout.width
    rows = tf.TensorArray("float32", length, element_shape=(None, wide)).write(0, state[0])

    shapes = [part.shape for part in state]  # of which the loop has to know that they stay

    def step(number, state, rows):
        at = None if clock is None else clock[number]
        is_first = tf.fill((count, 1), tf.cast(tf.equal(number, 1), "float32"))
        drawn = noise(number, generator.next_row.noise)
        following = generator.advance(state, is_first, offset, drawn, at)
        state = tuple(tf.ensure_shape(*pair) for pair in zip(following, shapes, strict=True))
        return number + 1, state, rows.write(number, state[0])

    start = (tf.constant(1), state, rows)
    *_, rows = tf.while_loop(lambda number, *_: number < length, step, start)
    return static, rows.stack()
