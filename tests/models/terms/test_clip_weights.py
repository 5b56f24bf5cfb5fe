"""The limit on the weights of the discriminator."""

import numpy as np
import pytest
import tensorflow as tf

from rnngan.config.run_config import RunConfig
from rnngan.data.network_shape import NetworkShape
from rnngan.data.windows import WindowStatistics
from rnngan.models.build import build_model, compile_model
from rnngan.models.terms.clip_weights import ClipWeights

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


def discriminated(model, batch=4):
    """Logs of a discriminator step with real windows of noise."""
    rng = np.random.default_rng(0)
    windows = rng.normal(size=(batch, SHAPE.length, 3)).astype("float32")
    windows[:, :, 2] = windows[:, :1, 2]
    return model.discriminator_step(tf.constant(windows), 0)


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
