"""Looks at a row generator while it trains: patience by hand, and what is measured."""

import numpy as np
import pytest
import tensorflow as tf
from small_rows import dataset, row_model, settings

from rnngan.models.rows.build import build_adversarial
from rnngan.models.rows.likelihood import negative_log_likelihood
from rnngan.training import row_monitor
from rnngan.training.row_monitor import LOOKS, SURE, UNSEEN, HeldOut, area_under_curve

PATIENCE = HeldOut.patience


@pytest.fixture(scope="module")
def data():
    return dataset(columns=["x", "y"])


@pytest.fixture
def held(data, monkeypatch):
    monkeypatch.setattr(row_monitor, "WINDOWS", 32)
    return HeldOut.of(data, seed=1)


@pytest.fixture(scope="module")
def model(data):
    return build_adversarial(row_model(data), settings(), 8)


def looks(held, losses, monkeypatch):
    """What `enough` finds at each look, and the weights that were kept last."""
    monkeypatch.setattr(held, "losses", lambda network: losses[len(found)])

    class Layer:
        kept = None

        def get_weights(self):
            return len(found)  # the number of the look

        def set_weights(self, weights):
            self.kept = weights

    class Network:
        def __init__(self):
            self.parts = {"next": [Layer()], "first": [Layer()]}

    class Model:
        average, likelihood = Network(), Network()

    found, watch = [], {}
    for _ in losses:
        found.append(held.enough(Model, watch))
    return found, [layer.kept for (layer,) in Model.likelihood.parts.values()], watch


def test_the_best_is_kept_and_five_looks_without_a_gain_are_enough(held, monkeypatch):
    losses = [(5.0, 3.0), (4.0, 4.0), *[(4.5, 3.5)] * PATIENCE]
    found, kept, watch = looks(held, losses, monkeypatch)
    assert found == [False] * (1 + PATIENCE) + [True]
    assert kept == [1, 0]  # each part at its own best look
    assert watch == {"held_out": 8.0, "best next": 4.0, "best first": 3.0, "since": PATIENCE}


def test_a_gain_sets_patience_back(held, monkeypatch):
    worse = [(6.0, 6.0)] * (PATIENCE - 1)
    found, kept, watch = looks(held, [(5.0, 5.0), *worse, (6.0, 4.0), *worse], monkeypatch)
    assert not any(found)
    assert kept == [0, PATIENCE]
    assert watch["since"] == PATIENCE - 1


def test_what_is_looked_at_is_held_out_and_its_loss_is_the_likelihood(data, held, model):
    assert held.windows.shape == (32, 4, data.transform.features)
    real = data.holdout.gather(range(len(data.holdout)))
    found = held.windows.numpy()
    assert all((np.abs(real - window).max(axis=(1, 2)) == 0).any() for window in found)
    expected = negative_log_likelihood(model.average, held.windows)
    assert sum(held.losses(model.average)) == pytest.approx(float(expected), rel=1e-5)


def test_nothing_is_enough_without_held_out_windows(monkeypatch):
    monkeypatch.setattr(row_monitor, "WINDOWS", 32)
    config = settings(data={"holdout": 0.0})
    held, watch = HeldOut.of(dataset(config, columns=["x", "y"]), 1), {}
    assert held.empty
    assert not held.enough("no model", watch)
    assert watch == {}


@pytest.mark.parametrize(
    ("logits", "looked", "found"),
    [
        ((0.0, 0.0), SURE, [False] * (LOOKS - 1) + [True]),  # 0.5: it sees nothing
        ((1.0, 0.0), SURE, [False] * LOOKS),  # 1: it sees everything
        ((0.0, 0.0), SURE - 1, [False] * LOOKS),  # at first it sees nothing yet
        ((0.0, 0.0), None, [False] * LOOKS),  # a phase that ends before the first look
    ],
)
def test_a_discriminator_that_sees_nothing_twice_is_blind(
    held, model, logits, looked, found, monkeypatch
):
    sides = []

    def discriminator(attributes, shapes, calendar):
        sides.append(shapes.shape)
        return tf.fill((32,), logits[(len(sides) - 1) % 2])

    monkeypatch.setattr(model, "discriminator", discriminator)
    monkeypatch.setattr(held, "_written", lambda *_: (None, tf.zeros((32, 4, 2))))
    watch = {} if looked is None else {"looked": looked}
    assert [held.unseen(model, watch) for _ in range(LOOKS)] == found
    assert watch["held_out"] == (0.5 if logits == (0.0, 0.0) else 1.0)
    assert UNSEEN > 0.5


def test_real_windows_spread_as_they_do_and_are_at_no_distance(held, model, monkeypatch):
    real = model.split(held.windows)[0]
    monkeypatch.setattr(held, "_written", lambda *_: real)
    assert held.spread(model, 0) == pytest.approx(1.0)
    assert held.distance(model) == pytest.approx(0.0, abs=1e-9)
    one = real[1][:1]
    monkeypatch.setattr(held, "_written", lambda *_: (real[0], tf.repeat(one, 32, axis=0)))
    assert held.spread(model, 0) == pytest.approx(0.0, abs=1e-5)
    assert held.distance(model) > 0.1


def test_as_many_windows_of_the_average_are_written_as_real_ones(held, model):
    attributes, shapes = held._written(model, 3)
    assert attributes is None
    assert shapes.shape == (32, 4, model.generator.layout.width)
    assert np.array_equal(shapes, held._written(model, 3)[1])
    assert not np.array_equal(shapes, held._written(model, 4)[1])


@pytest.mark.parametrize(
    ("real", "made", "area"),
    [([1, 2], [0, -1], 1.0), ([0, 0], [0, 0], 0.5), ([1, 3], [2, 2], 0.5), ([0], [1], 0.0)],
)
def test_the_area_under_the_curve_is_the_share_of_pairs_in_order(real, made, area):
    assert area_under_curve(np.array(real), np.array(made)) == area
