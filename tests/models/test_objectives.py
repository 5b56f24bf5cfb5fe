import math

import numpy as np
import pytest
import tensorflow as tf

from rnngan.models import objectives, regularisers
from rnngan.models.objectives import bce


def test_bce_by_hand():
    real, fake = np.array([0.0, math.log(3)]), np.array([math.log(3), 0.0])
    # softplus(0) = log 2, softplus(-log 3) = log(4/3), softplus(log 3) = log 4
    expected = (math.log(2) + math.log(4 / 3)) / 2 + (math.log(4) + math.log(2)) / 2
    assert float(bce.discriminator_loss(real, fake)) == pytest.approx(expected)
    assert float(bce.generator_loss(fake)) == pytest.approx((math.log(4 / 3) + math.log(2)) / 2)


def test_bce_of_large_logits_is_finite():
    assert float(bce.discriminator_loss(np.array([-1e4]), np.array([1e4]))) == pytest.approx(2e4)


@pytest.mark.parametrize("name", objectives.names())
class TestEveryObjective:
    def test_is_a_scalar_and_finite_for_any_batch(self, name):
        objective = objectives.get(name)
        for size in (1, 7):
            logits = tf.constant(np.linspace(-30, 30, size), tf.float32)
            for loss in (
                objective.discriminator_loss(logits, logits),
                objective.generator_loss(logits),
            ):
                assert loss.shape == ()
                assert np.isfinite(float(loss))

    def test_pulls_real_logits_up_and_generated_ones_down(self, name):
        real, fake = tf.Variable([0.1, -0.2]), tf.Variable([0.3, 0.0])
        with tf.GradientTape() as tape:
            loss = objectives.get(name).discriminator_loss(real, fake)
        up, down = tape.gradient(loss, [real, fake])
        assert (up.numpy() < 0).all()
        assert (down.numpy() > 0).all()

    def test_generator_pulls_its_logits_up(self, name):
        fake = tf.Variable([0.3, 0.0])
        with tf.GradientTape() as tape:
            loss = objectives.get(name).generator_loss(fake)
        assert (tape.gradient(loss, fake).numpy() < 0).all()


def test_squared_gradient_of_a_linear_critic_is_its_squared_norm():
    weights = tf.constant([[1.0, -2.0], [3.0, 0.5]])  # (time, features), squared norm 14.25

    def critic(attributes, shapes, calendar=None):
        return tf.reduce_sum(shapes * weights, axis=(1, 2))

    logits, norms = regularisers.squared_gradients(critic, None, tf.ones((3, 2, 2)))
    assert logits.numpy().tolist() == [2.5] * 3
    assert norms.numpy().tolist() == [14.25] * 3


def test_attributes_count_in_the_squared_gradient():
    def critic(attributes, shapes, calendar=None):
        return 2.0 * attributes[:, 0] + tf.reduce_sum(shapes, axis=(1, 2))

    _, norms = regularisers.squared_gradients(critic, tf.zeros((2, 1)), tf.zeros((2, 4, 1)))
    assert norms.numpy().tolist() == [8.0, 8.0]  # 2² + 4 · 1²


def test_squared_gradient_is_taken_for_each_window_apart():
    def critic(attributes, shapes, calendar=None):
        return tf.reduce_sum(shapes**2, axis=(1, 2)) / 2  # its gradient is the window itself

    windows = tf.constant([[[1.0], [2.0]], [[0.0], [3.0]]])
    assert regularisers.squared_gradients(critic, None, windows)[1].numpy().tolist() == [5.0, 9.0]
