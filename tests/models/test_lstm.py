import keras
import numpy as np
import pytest
import tensorflow as tf

from rnngan.models.lstm import LONGEST_UNROLLED, LSTM


def keras_order(kernel, units):
    """Gates from our order (input, forget, output, candidate) to Keras'."""
    enter, keep, leave, candidate = np.split(np.asarray(kernel), 4, axis=-1)
    return np.concatenate([enter, keep, candidate, leave], axis=-1)


def major(array):
    """Batch-major to time-major, and back."""
    return np.swapaxes(array, 0, 1)


def twin(layer, features):
    """keras.layers.LSTM with the weights of ours."""
    theirs = keras.layers.LSTM(layer.units, return_sequences=True)
    theirs.build((None, None, features))
    weights = (layer.kernel, layer.recurrent_kernel, layer.bias)
    theirs.set_weights([keras_order(weight, layer.units) for weight in weights])
    return theirs


@pytest.mark.parametrize("length", [1, 7, LONGEST_UNROLLED + 3])
def test_computes_what_keras_computes(length):
    inputs = np.random.default_rng(0).normal(size=(4, length, 3)).astype("float32")
    layer = LSTM(5)
    ours = layer(major(inputs)).numpy()
    np.testing.assert_allclose(major(ours), twin(layer, 3)(inputs), atol=2e-6)


def test_context_is_the_same_as_repeating_it_at_every_step():
    rng = np.random.default_rng(1)
    inputs = rng.normal(size=(4, 6, 3)).astype("float32")
    context = rng.normal(size=(4, 2)).astype("float32")
    layer = LSTM(5)
    ours = layer(major(inputs), context=context)
    repeated = np.concatenate([inputs, np.repeat(context[:, None], 6, axis=1)], axis=-1)
    whole = LSTM(5)
    whole.build((None, None, 5))
    joined = np.concatenate([layer.kernel, layer.context_kernel], axis=0)
    whole.set_weights([joined, layer.recurrent_kernel, layer.bias])
    np.testing.assert_allclose(ours, whole(major(repeated)), atol=1e-6)


def test_starts_from_the_given_state():
    inputs = np.zeros((1, 1, 1), "float32")
    layer = LSTM(1)
    layer.build((None, None, 1))
    layer.set_weights([np.zeros((1, 4)), np.zeros((1, 4)), np.zeros(4)])
    state = (np.array([[0.0]], "float32"), np.array([[2.0]], "float32"))
    # every gate is 1/2, the candidate 0: cell = 2 / 2 = 1, hidden = tanh(1) / 2
    assert layer(inputs, state=state).numpy().item() == pytest.approx(np.tanh(1) / 2)


def test_forget_gate_starts_at_one():
    layer = LSTM(2)
    layer.build((None, None, 1))
    assert layer.bias.numpy().tolist() == [0, 0, 1, 1, 0, 0, 0, 0]


@pytest.mark.parametrize("length", [4, LONGEST_UNROLLED + 1])
def test_second_order_gradients_exist(length):
    inputs = tf.constant(np.random.default_rng(2).normal(size=(length, 2, 3)), tf.float32)
    layer = LSTM(3)
    layer(inputs)

    @tf.function
    def gradient():
        with tf.GradientTape() as outer:
            with tf.GradientTape() as inner:
                inner.watch(inputs)
                total = tf.reduce_sum(layer(inputs))
            squared = tf.reduce_sum(inner.gradient(total, inputs) ** 2)
        return outer.gradient(squared, layer.recurrent_kernel.value)

    assert float(tf.reduce_max(tf.abs(gradient()))) > 0
