"""Convolutions side by side: each computes what one alone of Keras computes."""

import keras
import numpy as np
import pytest

from rnngan.evaluation.convolutions import ConvolutionalNetwork, EnsembleConvolution

INPUTS = np.random.default_rng(0).normal(size=(2, 5, 9, 3)).astype("float32")


@pytest.mark.parametrize("dilation", [1, 3])
def test_each_member_computes_what_keras_computes(dilation):
    ensemble = EnsembleConvolution(2, 7, channels=4, dilation=dilation)
    found = ensemble(INPUTS)
    for member in range(2):
        alone = keras.layers.Conv1D(4, 3, padding="same", dilation_rate=dilation)
        alone.build((None, 9, 3))
        kernel = np.reshape(ensemble.kernel[member], (3, 3, 4))
        alone.set_weights([kernel, np.asarray(ensemble.bias[member, 0])])
        np.testing.assert_allclose(found[member], alone(INPUTS[member]), atol=1e-5)


def test_members_are_independent():
    network = ConvolutionalNetwork(2, 0)
    network.build((2, None, 9, 3))
    first = np.asarray(network(INPUTS))
    assert first.shape == (2, 5)
    changed = INPUTS.copy()
    changed[1] += 1.0
    other = np.asarray(network(changed))
    np.testing.assert_allclose(first[0], other[0], atol=1e-6)
    assert np.abs(first[1] - other[1]).max() > 1e-3


@pytest.mark.parametrize("length", [1, 2, 5])
def test_windows_may_be_short(length):
    network = ConvolutionalNetwork(1, 0)
    network.build((1, None, length, 3))
    assert network(INPUTS[:1, :, :length]).shape == (1, 5)
