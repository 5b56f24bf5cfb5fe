"""How steep a discriminator is: linear critics, whose slope is known."""

import tensorflow as tf

from rnngan.models import slopes


def test_of_a_linear_critic_it_is_the_squared_norm():
    weights = tf.constant([[1.0, -2.0], [3.0, 0.5]])  # (time, features), squared norm 14.25

    def critic(attributes, shapes, calendar=None):
        return tf.reduce_sum(shapes * weights, axis=(1, 2))

    logits, slopes_of = slopes.of_windows(critic, None, tf.ones((3, 2, 2)))
    assert logits.numpy().tolist() == [2.5] * 3
    assert slopes_of().numpy().tolist() == [14.25] * 3


def test_attributes_count():
    def critic(attributes, shapes, calendar=None):
        return 2.0 * attributes[:, 0] + tf.reduce_sum(shapes, axis=(1, 2))

    _, slopes_of = slopes.of_windows(critic, tf.zeros((2, 1)), tf.zeros((2, 4, 1)))
    assert slopes_of().numpy().tolist() == [8.0, 8.0]  # 2² + 4 · 1²


def test_it_is_taken_for_each_window_apart():
    def critic(attributes, shapes, calendar=None):
        return tf.reduce_sum(shapes**2, axis=(1, 2)) / 2  # its gradient is the window itself

    windows = tf.constant([[[1.0], [2.0]], [[0.0], [3.0]]])
    _, slopes_of = slopes.of_windows(critic, None, windows)
    assert slopes_of().numpy().tolist() == [5.0, 9.0]


def test_the_windows_of_a_batch_may_stand_along_another_axis():
    inputs = tf.constant([[[1.0], [0.0]], [[2.0], [3.0]]])  # (time, batch, features)
    logits, slopes_of = slopes.logits_and_slopes(
        lambda: tf.reduce_sum(inputs**2, axis=(0, 2)) / 2, [inputs], batch_axis=1
    )
    assert logits.numpy().tolist() == [2.5, 4.5]
    assert slopes_of().numpy().tolist() == [5.0, 9.0]


def test_several_terms_may_ask():
    inputs = tf.constant([[3.0]])
    _, slopes_of = slopes.logits_and_slopes(lambda: 2.0 * inputs[:, 0], [inputs])
    assert slopes_of() is slopes_of()
