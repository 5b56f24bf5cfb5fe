"""The gradient penalty, of linear critics, and what ε is."""

from types import SimpleNamespace

import numpy as np
import pytest
import tensorflow as tf
from small_windows import compiled

from rnngan.models import noise
from rnngan.models.noise import Stream
from rnngan.models.terms import Batch
from rnngan.models.terms.gradient_penalty import GradientPenalty


def penalty(critic, real, fake):
    model = SimpleNamespace(discriminator=critic)
    loss, logs = GradientPenalty(1.0, seed=0).loss(model, Batch(0, real, fake))
    assert logs == {"gradient_penalty": loss}
    return loss


def test_it_is_weighted():
    def critic(attributes, shapes, calendar=None):
        return 3.0 * shapes[:, 0, 0]

    window = None, tf.ones((2, 1, 1))
    model = SimpleNamespace(discriminator=critic)
    loss, _ = GradientPenalty(10.0, seed=0).loss(model, Batch(0, window, window))
    assert float(loss) == pytest.approx(40.0)  # 10 (3 - 1)²


class TestGradientPenalty:
    @pytest.mark.parametrize("share", [[0.0, 0.0], [1.0, 1.0], [0.3, 0.9]])
    def test_of_a_linear_critic_it_is_its_norm_less_one_squared(self, share, monkeypatch):
        # over time and features together: 1² + 2² + 2² + 4² = 25, so (5 - 1)² = 16
        weights = tf.constant([[1.0, 2.0], [-2.0, 4.0]])

        def critic(attributes, shapes, calendar=None):
            return tf.reduce_sum(shapes * weights, axis=(1, 2))

        real, fake = tf.random.normal((2, 2, 2), seed=1), tf.random.normal((2, 2, 2), seed=2)
        monkeypatch.setattr(noise, "uniform", lambda *draw: tf.constant(share))
        assert float(penalty(critic, (None, real), (None, fake))) == pytest.approx(16.0)

    def test_attributes_count_in_the_norm(self):
        # attributes 4² over 3 · 1 · (√3)² = 9 of the shapes: √(16 + 9) = 5
        def critic(attributes, shapes, calendar=None):
            return 4.0 * attributes[:, 0] + 3.0**0.5 * tf.reduce_sum(shapes, axis=(1, 2))

        window = tf.zeros((2, 1)), tf.zeros((2, 3, 1))
        assert float(penalty(critic, window, window)) == pytest.approx(16.0)

    def test_a_flat_critic_has_penalty_one_and_a_finite_gradient(self):
        weight = tf.Variable(0.0)

        def critic(attributes, shapes, calendar=None):
            return weight * tf.reduce_sum(shapes, axis=(1, 2))

        window = None, tf.ones((2, 3, 1))
        with tf.GradientTape() as tape:
            found = penalty(critic, window, window)
        assert float(found) == pytest.approx(1.0, abs=1e-5)
        assert np.isfinite(float(tape.gradient(found, weight)))


class Recorder(tf.Module):
    """A linear critic that keeps what it was shown."""

    def __init__(self):
        self.weight = tf.Variable(1.0)
        self.trainable_variables_ = [self.weight]
        self.seen = []

    @property
    def trainable_variables(self):
        return self.trainable_variables_

    def __call__(self, attributes, shapes, calendar=None, sides=1):
        self.seen.append((attributes.numpy(), shapes.numpy()))
        return self.weight * tf.reduce_sum(shapes, axis=(1, 2))


@pytest.fixture(scope="module")
def mixed():
    """Attributes and shapes on the way from real windows of ones to generated ones of zeros."""
    model = compiled(objective="wgan-gp")
    model.discriminator = Recorder()
    model.discriminator_optimizer = type(model.discriminator_optimizer)(0.0)
    real, fake = ((v * tf.ones((4000, 2)), v * tf.ones((4000, 4, 2))) for v in (1.0, 0.0))
    found = []
    for step in (0, 1):
        model.discriminator.seen.clear()
        model.discriminate(Batch(step, real, fake))
        found.append(model.discriminator.seen[-1])  # after real and generated ones
    return found


class TestEpsilon:
    def test_is_one_number_a_window(self, mixed):
        attributes, shapes = mixed[0]
        flat = np.concatenate([attributes, shapes.reshape(4000, -1)], axis=1)
        assert np.array_equal(flat, np.repeat(flat[:, :1], flat.shape[1], axis=1))

    def test_is_uniform(self, mixed):
        share = mixed[0][0][:, 0]
        assert 0 <= share.min() < 0.01
        assert 0.99 < share.max() <= 1
        assert share.mean() == pytest.approx(0.5, abs=0.02)
        assert share.var() == pytest.approx(1 / 12, abs=0.005)
        counts, _ = np.histogram(share, bins=10, range=(0, 1))
        assert counts.min() > 320  # 400 each

    def test_differs_between_windows_and_steps(self, mixed):
        share, later = (attributes[:, 0] for attributes, _ in mixed)
        assert len(np.unique(share)) > 3900
        assert not np.array_equal(share, later)

    def test_has_a_stream_of_its_own(self, mixed):
        drawn = noise.uniform((4000,), 0, Stream.MIX, 0).numpy()
        assert np.array_equal(mixed[0][0][:, 0], drawn)
