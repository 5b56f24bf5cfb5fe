"""Sums over segments: the whole sum, a gradient through each segment alone, in a loop."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from small_rows import LENGTH, generator, windows

from rnngan.models.rows import truncated


def test_state_is_carried_and_the_gradient_is_not(monkeypatch):
    """State s' = s + w x, loss s': 1, 3, 6 over x = 1, 2, 3, of which w moves 1 + 3, then 3.

    With segments of two rows the third row's state comes from 3, whose gradient is cut off.
    """
    monkeypatch.setattr(truncated, "SEGMENT", 2)
    weight = keras.Variable(1.0)

    def function(arrays, state):
        [values], [state], loss = arrays, state, 0.0
        for value in tf.unstack(values[:, 0]):
            state = state + weight * value
            loss += tf.where(value > 0, state, 0.0)
        return loss, [state]

    with tf.GradientTape() as tape:
        values = tf.constant([[1.0], [2.0], [3.0]])
        found = 2 * truncated.total(function, [values], [tf.zeros(())], [weight])
    assert float(found) == 2 * (1 + 3 + 6)
    assert float(tape.gradient(found, weight.value)) == 2 * (1 + 3 + 3)


def test_few_rows_are_one_segment_and_others_of_about_one_size():
    assert [truncated.segments(rows) for rows in (1, 256, 257)] == [(1, 1), (1, 256), (2, 129)]


@pytest.mark.parametrize("ends", [False, True])
def test_a_long_window_has_the_likelihood_of_its_rows(monkeypatch, ends):
    """Three segments of 3 rows or fewer: the same loss, and a gradient near the whole one."""
    found, real = generator(ends=ends), windows(6, ends=ends)
    variables = found.trainable_variables

    @tf.function
    def of():
        with tf.GradientTape() as tape:
            loss = tf.add_n(found.losses(real))
        return loss, tape.gradient(loss, variables, unconnected_gradients="zero")

    whole, whole_gradients = of()
    monkeypatch.setattr(truncated, "SEGMENT", 3)
    assert truncated.segments(LENGTH - 1)[0] > 1
    of = tf.function(of.python_function)
    loss, gradients = of()
    np.testing.assert_allclose(loss, whole, rtol=1e-5)
    for name, one, other in zip(
        [v.path for v in variables], gradients, whole_gradients, strict=True
    ):
        if "lstm" in name:
            assert np.linalg.norm(one - other) <= 0.5 * np.linalg.norm(other)
            assert "recurrent" not in name or np.abs(one - other).max() > 0
        else:
            np.testing.assert_allclose(one, other, rtol=1e-3, atol=1e-5)
