"""One of several by chance: which it is, and what its gradient is."""

import numpy as np
import pytest
import tensorflow as tf

from rnngan.models.heads.picks import passed, pick

SHARES = [0.5, 0.25, 0.25]


def test_a_uniform_number_falls_into_the_share_it_lies_in():
    uniform = tf.constant([0.0, 0.49, 0.51, 0.74, 0.76, 1.0])  # 1 is where rounding may end
    logits = tf.repeat(tf.math.log([SHARES]), 6, axis=0)
    found = np.rint(pick(logits, uniform).numpy()).argmax(axis=-1)
    assert found.tolist() == [0, 0, 1, 1, 2, 2]


def test_many_draws_have_the_frequencies_of_the_shares():
    uniform = tf.random.stateless_uniform((20_000,), [0, 1])
    made = pick(tf.repeat(tf.math.log([SHARES]), 20_000, axis=0), uniform).numpy()
    assert made.mean(axis=0) == pytest.approx(SHARES, abs=0.011)  # three standard errors


def test_the_gradient_is_that_of_the_probabilities():
    """d p_0 / d logits = p_0 (1 - p_0), -p_0 p_1, -p_0 p_2."""
    logits = tf.Variable(tf.math.log(SHARES))
    with tf.GradientTape() as tape:
        first = pick(logits, tf.constant(0.9))[0]  # 0 is not drawn
    assert float(first) == pytest.approx(0.0, abs=1e-7)
    assert tape.gradient(first, logits).numpy() == pytest.approx([0.25, -0.125, -0.125])


def test_a_hard_value_has_the_gradient_of_another():
    soft = tf.Variable(3.0)
    with tf.GradientTape() as tape:
        found = passed(tf.constant(5.0), 2.0 * soft)
    assert float(found) == 5.0
    assert float(tape.gradient(found, soft)) == 2.0
