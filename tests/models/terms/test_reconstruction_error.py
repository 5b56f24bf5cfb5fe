"""The VAE-GAN's loss against numbers worked out by hand."""

import math
from types import SimpleNamespace

import numpy as np
import pytest
import tensorflow as tf

from rnngan.models.terms import Batch
from rnngan.models.terms.reconstruction_error import (
    Reconstruction,
    annealed,
    divergence,
    squared_error,
)


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


class Decoder:
    """Writes the latent vector as a window of one row, and remembers what else it was given."""

    shape_ = SimpleNamespace(steps=1, step_noise=3)

    def __call__(self, latent, step_noise, calendar, given):
        self.step_noise, self.given = step_noise, given
        return None, latent[:, None]


class Echo:
    """A model with this decoder; the discriminator's features are the rows, twice as large."""

    schedule_steps = 100.0
    discriminator = SimpleNamespace(features=lambda attributes, shapes, calendar: 2 * shapes[:, 0])

    def __init__(self):
        self.generator = Decoder()


class Posterior(tf.Module):
    """An encoder with mean 1 + the window's only row and hardly any spread."""

    latent = 1

    def __call__(self, attributes, shapes, calendar):
        mean = shapes[:, 0] + 1.0
        return mean, tf.fill(tf.shape(mean), -10.0)


def echoed(step, weight=3.0, kl_weight=0.5):
    model, real = Echo(), (None, tf.zeros((4000, 1, 1)))
    batch = Batch(step, real, None, given="given", real_features=tf.zeros((4000, 1)))
    term = Reconstruction(Posterior(), weight, kl_weight, seed=0)
    return model, *term.loss(model, batch)


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
    assert not np.any(model.generator.step_noise)
    assert model.generator.step_noise.shape == (1, 4000, 3)
    assert model.generator.given == "given"
