"""The limit on the weights of the discriminator."""

import numpy as np
import pytest
import tensorflow as tf
from small_windows import compiled, discriminated

from rnngan.models.terms.clip_weights import ClipWeights


class TestClipWeights:
    def fill(self, network):
        for variable in network.trainable_variables:
            variable.assign(tf.fill(variable.shape, 9.0 if variable.name == "bias" else -5.0))

    def test_biases_are_left_alone_and_all_others_clipped(self):
        model = compiled()
        network = model.discriminator
        self.fill(network)
        ClipWeights(0.25).update(model, 0)
        found = {}
        for variable in network.trainable_variables:
            values = found.setdefault(variable.name == "bias", set())
            values |= set(variable.numpy().ravel().tolist())
        assert found == {True: {9.0}, False: {-0.25}}

    def test_small_weights_stay(self):
        model = compiled()
        network = model.discriminator
        before = [variable.numpy() for variable in network.trainable_variables]
        ClipWeights(100.0).update(model, 0)
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
