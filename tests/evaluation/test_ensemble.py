"""Networks side by side: each computes what it would alone, and none sees another."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from rnngan.evaluation import ensemble
from rnngan.evaluation.ensemble import EnsembleDense, EnsembleGRU, EnsembleNetwork


def windows(seed, shape):
    return np.random.default_rng(seed).normal(size=shape).astype("float32")


def test_a_step_of_the_gru_by_hand():
    """One unit, weights 1 in each gate, no recurrence: z = σ(1), h = (1 - z) tanh 1, and so on."""
    layer = EnsembleGRU(1, 1, seed=0)
    layer.build((1, None, 2, 1))
    layer.set_weights([np.ones((1, 1, 3)), np.zeros((1, 1, 3)), np.zeros((1, 1, 3))])
    update, candidate = 1 / (1 + np.exp(-1.0)), np.tanh(1.0)
    first = (1 - update) * candidate
    second = candidate + update * (first - candidate)
    found = layer(np.ones((1, 1, 2, 1), "float32")).numpy()  # (time, judges, batch, units)
    assert found[:, 0, 0, 0].tolist() == pytest.approx([first, second])


def test_an_ensemble_of_one_is_the_layer_of_keras():
    inputs, layer = windows(0, (1, 4, 5, 2)), EnsembleDense(1, outputs=3, seed=7)
    layer.build((None, 2))
    alone = keras.layers.Dense(3)
    alone.build((None, 2))
    alone.set_weights([layer.kernel.numpy()[0], layer.bias.numpy()[0, 0]])
    np.testing.assert_allclose(layer(inputs[:, :, 0])[0], alone(inputs[0, :, 0]), atol=1e-6)


def test_each_gru_of_the_ensemble_is_a_keras_gru():
    rng = np.random.default_rng(0)
    inputs = rng.normal(size=(3, 4, 5, 2)).astype("float32")  # judges, batch, time, features
    layer = EnsembleGRU(3, 6, seed=1)
    outputs = layer(inputs).numpy()  # (time, judges, batch, units)
    for judge in range(3):
        alone = keras.layers.GRU(6, reset_after=False, return_sequences=True)
        alone.build((None, 5, 2))
        kernels = (layer.kernel, layer.recurrent_kernel, layer.bias[:, 0])
        alone.set_weights([np.asarray(kernel)[judge] for kernel in kernels])
        expected = np.swapaxes(alone(inputs[judge]), 0, 1)
        np.testing.assert_allclose(outputs[:, judge], expected, atol=1e-6)


def test_dense_of_the_ensemble_by_hand():
    dense = EnsembleDense(2, outputs=1, seed=0)
    dense.build((None, 2))
    dense.set_weights([np.array([[[1.0], [2.0]], [[3.0], [4.0]]]), np.array([[[0.5]], [[-1.0]]])])
    inputs = np.array([[[1.0, 1.0]], [[1.0, 2.0]]], "float32")  # judges, batch, inputs
    assert dense(inputs).numpy().tolist() == [[[3.5]], [[10.0]]]


def test_no_judge_is_moved_by_the_loss_of_another():
    network = EnsembleNetwork(2, 3, seed=0)
    network.build((2, None, 8, 2))
    inputs = tf.constant(windows(0, (2, 4, 8, 2)))
    with tf.GradientTape() as tape:
        first = tf.reduce_sum(network(inputs)[0])
    for gradient in tape.gradient(first, network.trainable_variables):
        assert float(tf.reduce_sum(tf.abs(gradient[0]))) > 0
        assert float(tf.reduce_sum(tf.abs(gradient[1]))) == 0


def test_judges_start_from_different_weights_that_their_seed_decides():
    kernels = [EnsembleGRU(2, 3, seed) for seed in (0, 0, 1)]
    for layer in kernels:
        layer.build((2, None, 4, 2))
    a, b, shifted = (layer.kernel.numpy() for layer in kernels)
    assert np.array_equal(a, b)
    assert not np.array_equal(a[0], a[1])
    assert np.array_equal(a[1], shifted[0])


def test_logits_of_the_last_state_or_of_every_step():
    inputs = windows(0, (2, 4, 5, 3))
    last, every = EnsembleNetwork(2, 3, seed=0), EnsembleNetwork(2, 3, seed=0, every_step=True)
    three = EnsembleNetwork(2, 3, seed=0, outputs=3)
    assert three(inputs).shape == (2, 4, 3)
    assert every(inputs).shape == (5, 2, 4)
    np.testing.assert_allclose(last(inputs), every(inputs)[-1], atol=1e-6)


class Slope(keras.layers.Layer):
    """A weight a network, at which its loss is w · slope: Adam moves each by its own sign alone."""

    def build(self, shape):
        self.weight = self.add_weight(shape=(2,), initializer="zeros")

    def call(self, inputs):
        return self.weight * inputs


def test_each_network_goes_down_its_own_loss_and_reports_come_after_each_tenth():
    """Adam's steps on a constant slope are the learning rate long, whatever the slope."""
    network, reports = Slope(), []
    network.build((2,))
    slopes = tf.constant([3.0, -0.1])
    ensemble.train(network, lambda net, x: net(x), lambda i: (slopes,), 25, reports.append)
    expected = 25 * ensemble.LEARNING_RATE
    assert network.weight.numpy().tolist() == pytest.approx([-expected, expected], rel=1e-4)
    assert reports == [0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 25]


def test_batches_know_their_iteration():
    network = Slope()
    network.build((2,))

    def batch(iteration):  # a slope at the fourth iteration alone
        return (tf.cast(iteration == 3, tf.float32) * tf.ones(2),)

    ensemble.train(network, lambda net, x: net(x), batch, 3)
    assert network.weight.numpy().tolist() == [0.0, 0.0]
    ensemble.train(network, lambda net, x: net(x), batch, 4)
    assert (network.weight.numpy() < 0).all()


def test_a_reporter_hands_on_who_trains_and_how_far():
    seen = []
    ensemble.reporter(lambda *row: seen.append(row), "forecasters", 40)(4)
    assert seen == [("forecasters", 4, 40)]
    assert ensemble.reporter(None, "forecasters", 40) is None
