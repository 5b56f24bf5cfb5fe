"""Free running: noise by number of a row, sequences that begin beside others that go on."""

import numpy as np
import pytest
import tensorflow as tf
from small_rows import AGE, WARD, generator, noise

from rnngan.models.rows.rolling import noise_of, roll

KEY = tf.constant([3, 4])


def test_noise_is_a_function_of_the_key_and_the_number_of_a_row():
    draw = noise_of(KEY, 5)
    uniform, normal = draw(2, (3, 4))
    assert (uniform.shape, normal.shape) == ((5, 3), (5, 4))
    assert 0 <= uniform.numpy().min() <= uniform.numpy().max() < 1
    assert np.array_equal(uniform, noise_of(KEY, 5)(tf.constant(2), (3, 4))[0])
    seen = [draw(number, (3, 4))[part].numpy() for number in (-1, 0, 1, 2) for part in (0, 1)]
    assert len({part.tobytes() for part in seen}) == 8
    assert not np.array_equal(uniform, noise_of(KEY + 1, 5)(2, (3, 4))[0])


def test_a_long_sequence_begins_like_a_short_one():
    found, draw = generator(static=(WARD, AGE)), noise_of(KEY, 4)
    static, rows, _ = roll(found, 4, 9, draw)
    other, short, state = roll(found, 4, tf.constant(3), draw)
    np.testing.assert_array_equal(static, other)
    np.testing.assert_allclose(rows[:3], short, atol=1e-6)
    np.testing.assert_array_equal(short[-1], state[0])
    assert rows.shape == (9, 4, found.layout.width)


@pytest.mark.parametrize("calendar", [0, 2])
def test_what_goes_on_is_one_sequence_in_two_parts(calendar):
    """Three rows and three more behind them are six, where the noise is the same in every row."""
    found = generator(static=(WARD,), calendar=calendar)
    numbers = noise(3)

    def draw(count):
        return lambda number, widths: tuple(p[:count] for p in numbers(0, widths))

    clock = tf.random.stateless_normal((6, 3, 2), [5, 5]) if calendar else None
    first, later = (clock[:3], clock[3:]) if calendar else (None, None)
    static, rows, state = roll(found, 3, 6, draw(3), clock)
    _, begun, stand = roll(found, 3, 3, draw(3), first)
    np.testing.assert_allclose(rows[:3], begun, atol=1e-6)

    def both(number, widths):
        return tuple(tf.concat([part, part], 0) for part in draw(3)(number, widths))

    clocks = tf.concat([first, later], 1) if calendar else None
    shared, six, last = roll(found, 3, 3, both, clocks, None, (static, stand))
    np.testing.assert_allclose(six[:, :3], begun, atol=1e-5)
    np.testing.assert_allclose(six[:, 3:], rows[3:], atol=1e-5)
    np.testing.assert_array_equal(shared, tf.concat([static, static], 0))
    for one, other in zip(last, state, strict=True):
        np.testing.assert_allclose(one[3:], other, atol=1e-5)
