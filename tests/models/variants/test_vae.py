"""The encoder of the VAE-GAN: what moves in its steps, and what it learns."""

import numpy as np
import pandas as pd
import pytest
import tensorflow as tf

from rnngan.config.run_config import RunConfig
from rnngan.data.conditions import Conditions
from rnngan.data.dataset import prepare
from rnngan.data.windows import WindowStatistics
from rnngan.models.build import compile_model
from rnngan.models.trained import assemble
from rnngan.models.variants import vae
from rnngan.runs import store
from rnngan.training.train_table import train

SMALL = {"units": 8, "latent": 2, "encoder": True}


def waves(count=400):
    """Return a frame whose windows differ by their phase alone."""
    return pd.DataFrame({"x": np.sin(np.arange(count) / 3.0)})


def prepared(frame, steps=5, kl=0.01, **model):
    training = {"steps": steps, "batch_size": 16, "kl_weight": kl}
    config = RunConfig(data={"window": 12}, model=SMALL | model, training=training)
    return prepare(frame, config)


def untrained(dataset):
    statistics = WindowStatistics.fit(dataset.train, dataset.transform)
    trained = assemble(dataset.config, dataset.schema, dataset.transform, statistics, Conditions())
    compile_model(trained.model, dataset.config.training)
    return trained


def values(network):
    return [variable.numpy() for variable in network.trainable_variables]


def moved(before, network):
    return [not np.array_equal(b, v) for b, v in zip(before, values(network), strict=True)]


def test_a_generator_step_moves_generator_and_encoder_but_not_the_discriminator():
    dataset = prepared(waves())
    model = untrained(dataset).model
    windows = tf.constant(dataset.train.gather(range(16)))
    networks = model.generator, model.encoder, model.discriminator
    before = [values(network) for network in networks]
    model.generator_step(windows, tf.constant(3, tf.int64))
    generator, encoder, discriminator = map(moved, before, networks)
    assert all(generator)
    assert all(encoder)
    assert not any(discriminator)


def test_a_discriminator_step_leaves_the_encoder_alone():
    dataset = prepared(waves())
    model = untrained(dataset).model
    windows = tf.constant(dataset.train.gather(range(16)))
    before = values(model.encoder)
    model.discriminator_step(windows, tf.constant(0))
    assert not any(moved(before, model.encoder))


def test_every_weight_of_the_encoder_is_a_function_of_the_seed():
    first, second = (untrained(prepared(waves())).model.encoder.get_weights() for _ in range(2))
    assert all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))


@pytest.fixture(scope="module")
def learned():
    """A tiny run of a few hundred steps on sine windows, and its data set."""
    dataset = prepared(waves(), steps=400, units=16, kl=0.001)
    return train(dataset), dataset


def test_reconstruction_error_falls_clearly_below_that_of_the_own_mean_row(learned):
    trained, dataset = learned
    real = dataset.train.gather(range(100))
    made = vae.reconstructed(trained.model, real).numpy()
    own = np.abs(real - real.mean(axis=1, keepdims=True)).mean()
    assert np.abs(real - made).mean() < 0.5 * own


def test_codes_of_different_windows_differ(learned):
    trained, dataset = learned
    codes = vae.codes_of(trained.model, dataset.train.gather(range(100))).numpy()
    assert codes.shape == (100, 2)
    assert codes.std(axis=0).min() > 0.2


def test_a_saved_encoder_gives_the_same_codes(learned, tmp_path):
    trained, dataset = learned
    store.save(store.create(tmp_path / "run", False), trained)
    windows = dataset.train.gather(range(5))
    again = store.load(tmp_path / "run").model
    assert np.array_equal(vae.codes_of(again, windows), vae.codes_of(trained.model, windows))


def test_history_shows_the_error_and_the_divergence(learned):
    trained, _ = learned
    assert trained.history[-1]["reconstruction"] < trained.history[0]["reconstruction"]
    assert trained.history[-1]["latent_kl"] > 0.5
