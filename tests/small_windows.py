"""Networks of windows that are built in no time, and a step of them."""

import numpy as np
import tensorflow as tf

from rnngan.config.run_config import RunConfig
from rnngan.data.network_shape import NetworkShape
from rnngan.data.windows import WindowStatistics
from rnngan.models.build import build_model, compile_model

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
