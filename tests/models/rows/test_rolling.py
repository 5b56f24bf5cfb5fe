"""Free running: noise by number of a row."""

import numpy as np
import tensorflow as tf
from small_rows import AGE, WARD, generator

from rnngan.models.rows.rolling import noise_of, roll, written

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
    static, rows = roll(found, 4, 9, draw)
    other, short = roll(found, 4, tf.constant(3), draw)
    np.testing.assert_array_equal(static, other)
    np.testing.assert_allclose(rows[:3], short, atol=1e-6)
    assert rows.shape == (9, 4, found.layout.width)


def test_whatever_the_count_the_length_and_the_key_it_is_traced_once():
    found, clock = generator(static=(WARD, AGE), calendar=2), tf.random.normal((9, 4, 2))
    static, rows = roll(found, 4, 9, noise_of(KEY, 4), clock)
    again, short = written(found, KEY, 4, 3, clock[:3])
    np.testing.assert_allclose(static, again, atol=1e-6)
    np.testing.assert_allclose(rows[:3], short, atol=1e-6)
    written(found, KEY + 1, 2, 9, clock[:, :2])
    assert found.traced.experimental_get_tracing_count() == 1
