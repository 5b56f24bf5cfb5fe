"""The VAE-GAN's loss against numbers worked out by hand, and what moves in its steps."""

import math
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import tensorflow as tf

from rnngan.config.run_config import RunConfig
from rnngan.data.conditions import Conditions
from rnngan.data.dataset import prepare
from rnngan.data.windows import WindowStatistics
from rnngan.models.build import compile_model
from rnngan.models.noise import Stream
from rnngan.models.terms import Scene
from rnngan.models.trained import assemble
from rnngan.models.variants import vae
from rnngan.models.variants.vae import Reconstruction, annealed, divergence, squared_error
from rnngan.runs import store
from rnngan.training.train_table import train

SMALL = {"units": 8, "latent": 2, "encoder": True}


def waves(count=400):
    """Return a frame whose windows differ by their phase alone."""
    return pd.DataFrame({"x": np.sin(np.arange(count) / 3.0)})


def prepared(frame, steps=5, kl=0.01, **model):
    training = {"steps": steps, "batch_size": 16, "continue_steps": 0, "kl_weight": kl}
    config = RunConfig(data={"window": 12}, model=SMALL | model, training=training)
    return prepare(frame, config)


def untrained(dataset):
    statistics = WindowStatistics.fit(dataset.train, dataset.transform)
    trained = assemble(dataset.config, dataset.schema, dataset.transform, statistics, Conditions())
    compile_model(trained.model, dataset.config.training)
    return trained


@pytest.mark.parametrize(
    ("mean", "variance", "expected"),
    [
        (0.0, 1.0, 0.0),
        (2.0, 1.0, 2.0),  # ½ 2²
        (0.0, math.e, (math.e - 2) / 2),  # ½ (σ² - 1 - log σ²)
        (1.0, 0.5, (1 + 0.5 - 1 + math.log(2)) / 2),
    ],
)
def test_divergence_of_one_gaussian(mean, variance, expected):
    found = divergence(np.array([[mean]], "float32"), np.array([[math.log(variance)]], "float32"))
    assert float(found) == pytest.approx(expected, abs=1e-6)


def test_divergence_is_summed_over_the_latent_vector_and_averaged_over_windows():
    mean = np.array([[1.0, 1.0, 2.0], [0.0, 0.0, 0.0]], "float32")
    assert float(divergence(mean, np.zeros_like(mean))) == 1.5  # (½ + ½ + 2 + 0) / 2


def test_squared_error_adds_attributes_to_shapes():
    real = np.zeros((2, 1)), np.zeros((2, 2, 1))
    made = np.array([[3.0], [1.0]]), np.array([[[1.0], [1.0]], [[0.0], [2.0]]])
    assert float(squared_error(real, made)) == 5.0 + 1.5


def test_squared_error_without_attributes_is_that_of_shapes():
    real, made = (None, np.zeros((1, 2, 1))), (None, np.array([[[1.0], [3.0]]]))
    assert float(squared_error(real, made)) == 5.0


@pytest.mark.parametrize(("step", "share"), [(0, 0.0), (150, 0.5), (300, 1.0), (1000, 1.0)])
def test_beta_grows_over_the_first_third(step, share):
    assert float(annealed(tf.constant(step, tf.int64), 1000.0)) == pytest.approx(share, abs=1e-6)


class Echo:
    """A model whose decoder writes the latent vector as a window of one row."""

    schedule_steps = 100.0
    generator = SimpleNamespace(shape_=SimpleNamespace(steps=1, step_noise=3))
    discriminator = SimpleNamespace(features=lambda attributes, shapes, calendar: 2 * shapes[:, 0])

    def write(self, inputs, calendar):
        latent, self.step_noise, self.given = inputs
        return None, latent[:, None]


class Posterior(tf.Module):
    """An encoder with mean 1 + the window's only row and hardly any spread."""

    latent = 1

    def __call__(self, attributes, shapes, calendar):
        mean = shapes[:, 0] + 1.0
        return mean, tf.fill(tf.shape(mean), -10.0)


def echoed(step, weight=3.0, kl_weight=0.5):
    model, real = Echo(), (None, tf.zeros((4000, 1, 1)))
    scene = Scene(step, real, None, tf.zeros((4000, 1)), None, given="given")
    term = Reconstruction(Posterior(), weight, kl_weight, seed=0)
    return model, *term.loss(model, scene)


def test_loss_is_the_weighted_error_and_annealed_divergence():
    _, loss, shown = echoed(step=15)
    kl = (1 + math.exp(-10) - 1 + 10) / 2
    assert float(shown["latent_kl"]) == pytest.approx(kl, rel=1e-5)
    assert float(shown["reconstruction"]) == pytest.approx(1 + 4, abs=0.01)  # values + features
    expected = 3 * float(shown["reconstruction"]) + 0.5 * 0.5 * kl
    assert float(loss) == pytest.approx(expected, rel=1e-5)


def test_divergence_counts_for_nothing_at_the_first_step():
    _, loss, shown = echoed(step=0)
    assert float(loss) == pytest.approx(3 * float(shown["reconstruction"]), rel=1e-6)


def test_decoder_sees_neither_real_rows_nor_noise_of_the_steps():
    model, _, _ = echoed(step=1)
    assert not np.any(model.step_noise)
    assert model.step_noise.shape == (1, 4000, 3)
    assert model.given == "given"


def values(network):
    return [variable.numpy() for variable in network.trainable_variables]


def moved(before, network):
    return [not np.array_equal(b, v) for b, v in zip(before, values(network), strict=True)]


def test_a_generator_step_moves_generator_and_encoder_but_not_the_discriminator():
    dataset = prepared(waves())
    model = untrained(dataset).model
    real = model.generator.normaliser.split(tf.constant(dataset.train.gather(range(16))))
    networks = model.generator, model.encoder, model.discriminator
    before = [values(network) for network in networks]
    inputs = model.drawn(real, Stream.GENERATOR, tf.constant(3, tf.int64))
    model.generator_step(inputs, None, real, tf.constant(3, tf.int64))
    generator, encoder, discriminator = map(moved, before, networks)
    assert all(generator)
    assert all(encoder)
    assert not any(discriminator)


def test_a_discriminator_step_leaves_the_encoder_alone():
    dataset = prepared(waves())
    model = untrained(dataset).model
    real = model.generator.normaliser.split(tf.constant(dataset.train.gather(range(16))))
    before = values(model.encoder)
    model.discriminator_step(real, model.drawn(real, Stream.DISCRIMINATOR, tf.constant(0)))
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
