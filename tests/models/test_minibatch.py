"""What the discriminator sees of a whole batch, worked out by hand for two windows a side."""

import math

import numpy as np
import pytest
import tensorflow as tf

from rnngan.config.run_config import RunConfig
from rnngan.data.network_shape import NetworkShape
from rnngan.data.windows import WindowStatistics
from rnngan.models import minibatch
from rnngan.models.build import build_model

KINDS = ("std", "discrimination")
ONE = tf.constant([[0.0, 0.0], [2.0, 4.0]])
OTHER = tf.constant([[3.0, 5.0], [3.0, 5.0]])


def layer(kind, units=2):
    found = minibatch.layer(kind)
    found.build((None, units))
    return found


def discrimination(value):
    """The layer with all kernels at `value`."""
    found = layer("discrimination", 1)
    found.kernel.assign(tf.fill(found.kernel.shape, value))
    return found


class TestStd:
    def test_is_the_mean_of_the_standard_deviations_of_the_features(self):
        # features 0, 2 and 0, 4: standard deviations 1 and 2
        assert layer("std")(ONE).numpy() == pytest.approx(np.array([[1.5], [1.5]]))

    def test_of_equal_windows_it_is_as_good_as_0(self):
        assert layer("std")(OTHER).numpy() == pytest.approx(np.zeros((2, 1)), abs=1.1e-4)


class TestDiscrimination:
    def test_is_how_close_the_other_window_is(self):
        # features 0 and 1, five dimensions of log 2 / 5 each: an L1 distance of log 2
        found = discrimination(math.log(2) / 5)(tf.constant([[0.0], [1.0]]))
        assert found.numpy() == pytest.approx(np.full((2, 100), 0.5))

    def test_of_three_windows_two_are_summed(self):
        # features 0, 1, 3: distances log 2, 3 log 2 and 2 log 2
        found = discrimination(math.log(2) / 5)(tf.constant([[0.0], [1.0], [3.0]])).numpy()
        assert found[:, 0] == pytest.approx([1 / 2 + 1 / 8, 1 / 2 + 1 / 4, 1 / 8 + 1 / 4], rel=1e-5)

    def test_kernels_are_apart(self):
        found = layer("discrimination", 1)
        kernel = np.zeros((1, 500), "float32")
        kernel[0, 5:10] = math.log(3) / 5  # the second of 100
        found.kernel.assign(kernel)
        made = found(tf.constant([[0.0], [1.0]])).numpy()
        assert made[0, :3] == pytest.approx([1, 1 / 3, 1], rel=1e-5)


@pytest.mark.parametrize("kind", KINDS)
class TestEveryKind:
    def test_sides_are_not_mixed(self, kind):
        found = layer(kind)
        both = found(tf.concat([ONE, OTHER], axis=0), sides=2).numpy()
        apart = np.concatenate([found(ONE), found(OTHER)])
        np.testing.assert_allclose(both, apart, rtol=1e-5, atol=1e-6)
        assert np.abs(found(tf.concat([ONE, OTHER], axis=0)).numpy() - apart).max() > 0.01

    def test_a_batch_of_one_is_finite_and_so_are_its_slopes(self, kind):
        found, features = layer(kind), tf.Variable([[1.0, 2.0]])
        with tf.GradientTape() as outer:
            with tf.GradientTape() as inner:
                made = tf.reduce_sum(found(features))
            slope = inner.gradient(made, features)
            size = tf.reduce_sum(tf.square(slope))  # as R1 does
        assert float(made) == pytest.approx(0, abs=1.1e-4)
        assert np.isfinite(slope).all()
        again = outer.gradient(size, features)
        assert again is None or np.isfinite(again).all()

    def test_the_discriminator_tells_it_beside_the_features(self, kind):
        shape = NetworkShape(length=4, features=1, units=3, rows=2, minibatch=kind)
        statistics = WindowStatistics(
            drifting=(), scale=(1.0,), attribute_mean=(), attribute_std=(), difference_std=(1.0,)
        )
        network = build_model(RunConfig(), shape, statistics).discriminator
        width = {"std": 1, "discrimination": 100}[kind]
        assert network.logit.kernel.shape == (3 + width, 1)
        windows = tf.random.normal((6, 4, 1), seed=0)
        both = network(None, windows, sides=2).numpy()
        apart = np.concatenate([network(None, windows[:3]), network(None, windows[3:])])
        np.testing.assert_allclose(both, apart, rtol=1e-5, atol=1e-6)
        alone = np.concatenate([network(None, windows[i : i + 1]) for i in range(6)])
        assert np.abs(both - alone).max() > 1e-4


def test_none_is_no_layer():
    assert minibatch.layer("none") is None
