"""Penalties on the slope and limits on the weights: linear critics, whose slope is known."""

import numpy as np
import pytest
import tensorflow as tf

from rnngan.config.run_config import RunConfig
from rnngan.data.network_shape import NetworkShape
from rnngan.data.windows import WindowStatistics
from rnngan.models import noise, regularisers
from rnngan.models.build import build_model, compile_model
from rnngan.models.noise import Stream

SHAPE = NetworkShape(length=4, features=2, statics=1, units=4, rows=2)


def compiled(**training):
    statistics = WindowStatistics(
        drifting=(0,),
        scale=(1.0, 1.0),
        attribute_mean=(0.0,),
        attribute_std=(1.0,),
        difference_std=(1.0, 1.0),
    )
    config = RunConfig(training={"steps": 100, **training})
    model = build_model(config, SHAPE, statistics)
    compile_model(model, config.training)
    return model


def real_windows(model, batch, seed=0):
    rng = np.random.default_rng(seed)
    windows = rng.normal(size=(batch, SHAPE.length, 3)).astype("float32")
    windows[:, :, 2] = windows[:, :1, 2]
    return model.generator.normaliser.split(tf.constant(windows))


def discriminated(model, batch=4):
    """Logs of a discriminator step with a batch of noise."""
    real = real_windows(model, batch)
    return model.discriminator_step(real, model.drawn(real, Stream.DISCRIMINATOR, 0))


class TestSquaredGradients:
    def test_of_a_linear_critic_it_is_the_squared_norm(self):
        weights = tf.constant([[1.0, -2.0], [3.0, 0.5]])  # (time, features), squared norm 14.25

        def critic(attributes, shapes, calendar=None):
            return tf.reduce_sum(shapes * weights, axis=(1, 2))

        logits, norms = regularisers.squared_gradients(critic, None, tf.ones((3, 2, 2)))
        assert logits.numpy().tolist() == [2.5] * 3
        assert norms.numpy().tolist() == [14.25] * 3

    def test_attributes_count(self):
        def critic(attributes, shapes, calendar=None):
            return 2.0 * attributes[:, 0] + tf.reduce_sum(shapes, axis=(1, 2))

        _, norms = regularisers.squared_gradients(critic, tf.zeros((2, 1)), tf.zeros((2, 4, 1)))
        assert norms.numpy().tolist() == [8.0, 8.0]  # 2² + 4 · 1²

    def test_it_is_taken_for_each_window_apart(self):
        def critic(attributes, shapes, calendar=None):
            return tf.reduce_sum(shapes**2, axis=(1, 2)) / 2  # its gradient is the window itself

        windows = tf.constant([[[1.0], [2.0]], [[0.0], [3.0]]])
        _, norms = regularisers.squared_gradients(critic, None, windows)
        assert norms.numpy().tolist() == [5.0, 9.0]


class TestGradientPenalty:
    @pytest.mark.parametrize("share", [[0.0, 0.0], [1.0, 1.0], [0.3, 0.9]])
    def test_of_a_linear_critic_it_is_its_norm_less_one_squared(self, share):
        # over time and features together: 1² + 2² + 2² + 4² = 25, so (5 - 1)² = 16
        weights = tf.constant([[1.0, 2.0], [-2.0, 4.0]])

        def critic(attributes, shapes, calendar=None):
            return tf.reduce_sum(shapes * weights, axis=(1, 2))

        real, fake = tf.random.normal((2, 2, 2), seed=1), tf.random.normal((2, 2, 2), seed=2)
        found = regularisers.gradient_penalty(
            critic, (None, real), (None, fake), tf.constant(share)
        )
        assert float(found) == pytest.approx(16.0)

    def test_attributes_count_in_the_norm(self):
        # attributes 4² over 3 · 1 · (√3)² = 9 of the shapes: √(16 + 9) = 5
        def critic(attributes, shapes, calendar=None):
            return 4.0 * attributes[:, 0] + 3.0**0.5 * tf.reduce_sum(shapes, axis=(1, 2))

        window = tf.zeros((2, 1)), tf.zeros((2, 3, 1))
        found = regularisers.gradient_penalty(critic, window, window, tf.constant([0.2, 0.8]))
        assert float(found) == pytest.approx(16.0)

    def test_a_flat_critic_has_penalty_one_and_a_finite_gradient(self):
        weight = tf.Variable(0.0)

        def critic(attributes, shapes, calendar=None):
            return weight * tf.reduce_sum(shapes, axis=(1, 2))

        window = None, tf.ones((2, 3, 1))
        with tf.GradientTape() as tape:
            found = regularisers.gradient_penalty(critic, window, window, tf.constant([0.2, 0.8]))
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
    for turn in (0, 1):
        model.discriminator.seen.clear()
        model.discriminate(real, fake, turn=turn)
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


class TestClipWeights:
    def fill(self, network):
        for variable in network.trainable_variables:
            variable.assign(tf.fill(variable.shape, 9.0 if variable.name == "bias" else -5.0))

    def test_biases_are_left_alone_and_all_others_clipped(self):
        network = compiled().discriminator
        self.fill(network)
        regularisers.clip_weights(network, 0.25)
        kinds = {}
        for variable in network.trainable_variables:
            values = kinds.setdefault(variable.name == "bias", set())
            values |= set(variable.numpy().ravel().tolist())
        assert kinds == {True: {9.0}, False: {-0.25}}

    def test_small_weights_stay(self):
        network = compiled().discriminator
        before = [variable.numpy() for variable in network.trainable_variables]
        regularisers.clip_weights(network, 100.0)
        pairs = zip(network.trainable_variables, before, strict=True)
        assert all(np.array_equal(variable, old) for variable, old in pairs)

    def test_a_discriminator_step_clips(self):
        model = compiled(objective="wgan")
        self.fill(model.discriminator)
        discriminated(model)
        for variable in model.discriminator.trainable_variables:
            if variable.name == "bias":
                np.testing.assert_allclose(variable, 9.0, atol=1e-2)  # a step of Adam
            else:
                assert np.abs(variable).max() == pytest.approx(0.1)

    def test_other_objectives_dont_clip(self):
        model = compiled(objective="bce")
        self.fill(model.discriminator)
        discriminated(model)
        assert max(np.abs(v).max() for v in model.discriminator.trainable_variables) > 4


class TestWithoutPenalties:
    def test_the_gradient_is_left_out_and_both_are_logged_as_0(self, monkeypatch):
        def refuse(*args, **kwargs):
            raise AssertionError("the gradient of the inputs was taken")

        monkeypatch.setattr(regularisers, "squared_gradients", refuse)
        logs = discriminated(compiled(r1=0.0, r2=0.0))
        assert (float(logs["r1"]), float(logs["r2"])) == (0.0, 0.0)
        assert "gradient_penalty" not in logs

    def test_the_step_is_that_with_penalties_of_no_weight(self):
        """A weight of 1e-30 takes the gradient, but moves nothing."""
        without, with_none = compiled(r1=0.0, r2=0.0), compiled(r1=1e-30, r2=1e-30)
        logs, others = discriminated(without), discriminated(with_none)
        assert float(logs["d_loss"]) == pytest.approx(float(others["d_loss"]), rel=1e-6)
        pairs = zip(
            without.discriminator.trainable_variables,
            with_none.discriminator.trainable_variables,
            strict=True,
        )
        for one, other in pairs:
            np.testing.assert_allclose(one, other, atol=1e-6)

    def test_a_penalty_of_weight_moves_the_step(self):
        without, heavy = compiled(r1=0.0, r2=0.0), compiled(r1=100.0, r2=0.0)
        discriminated(without)
        assert float(discriminated(heavy)["r1"]) > 0
        one, other = (m.discriminator.logit.kernel.numpy() for m in (without, heavy))
        assert np.abs(one - other).max() > 1e-5
