"""A row generator running free: whole windows from noise, or on from where sequences stand."""

import tensorflow as tf

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
        uniform = tf.random.stateless_uniform((count, widths[0]), keys[0])
        return uniform, tf.random.stateless_normal((count, widths[1]), keys[1])

    return draw


def roll(generator, count, length, noise, clock=None, given=None, behind=None):
    """Write sequences row by row.

    Args:
        generator: `RowGenerator`.
        count: sequences that begin anew.
        length: rows of each, at least 1; may be a tensor.
        noise: function as `noise_of` returns it, for `count` and those of `behind` together.
        clock: (length, all sequences, calendar) or None.
        given: (count, conditions) or None.
        behind: (static features, state) of sequences that go on, beside those that begin; or None.

    Returns:
        Static features (all, statics), rows (length, all, width), and the state behind them.
    """
    first = None if clock is None else clock[0]
    begun = first if behind is None or clock is None else first[:count]
    static, state = generator.begin(count, _of_first(noise, count), begun, given)
    fresh = tf.ones((count, 1))
    if behind is not None:
        more, later = behind
        going = tf.shape(later[0])[0]
        at = None if clock is None else first[count:]
        part = _of_last(noise(0, generator.next_row.noise), going)
        later = generator.advance(later, tf.zeros((going, 1)), generator.context(more), part, at)
        static = tf.concat([static, more], 0)
        state = tuple(tf.concat(pair, 0) for pair in zip(state, later, strict=True))
        fresh = tf.concat([fresh, tf.zeros((going, 1))], 0)
    offset, wide = generator.context(static), generator.layout.width
    rows = tf.TensorArray("float32", length, element_shape=(None, wide)).write(0, state[0])

    def step(number, state, rows):
        at = None if clock is None else clock[number]
        is_first = fresh * tf.cast(tf.equal(number, 1), "float32")
        drawn = noise(number, generator.next_row.noise)
        state = generator.advance(state, is_first, offset, drawn, at)
        return number + 1, state, rows.write(number, state[0])

    start = (tf.constant(1), state, rows)
    *_, state, rows = tf.while_loop(lambda number, *_: number < length, step, start)
    return static, rows.stack(), state


def _of_first(noise, count):
    """Return the noise of the first sequences alone."""
    return lambda number, widths: tuple(part[:count] for part in noise(number, widths))


def _of_last(noise, count):
    return tuple(part[tf.shape(part)[0] - count :] for part in noise)
