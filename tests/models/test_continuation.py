"""Who moves in a step of a `ContinuationModel`, and what becomes of the chains."""

import numpy as np
import pytest
import tensorflow as tf

from rnngan.config.run_config import RunConfig
from rnngan.data.network_shape import NetworkShape
from rnngan.data.windows import WindowStatistics
from rnngan.models import autoregression, continuation, objectives
from rnngan.models.build import (
    build_continuer,
    build_model,
    compile_model,
    discriminator_terms,
)
from rnngan.models.continuation import ContinuationModel
from rnngan.training import continuing

CHAINS, BATCH = 3, 4
SHAPES = {
    "plain": (NetworkShape(6, 3, units=5, rows=2), ()),
    "ragged chunks": (NetworkShape(7, 3, units=5, rows=2), (0,)),
    "one feature": (NetworkShape(4, 1, units=5, rows=1), ()),
    "categories": (NetworkShape(6, 5, categories=((1, 4),), units=5, rows=3), (0,)),
    "static": (NetworkShape(6, 2, statics=2, units=5, rows=2), (1,)),
    "calendar": (NetworkShape(7, 2, calendar=2, units=5, rows=2), ()),
    "calendar and static": (NetworkShape(6, 2, statics=1, calendar=2, units=5, rows=2), (0,)),
}


def windows(shape, count, seed=0):
    """Windows as the model takes them: twice as long, and with a calendar, where there is one."""
    rng = np.random.default_rng(seed)
    length = shape.length * (2 if shape.calendar else 1)
    rows = rng.normal(size=(count, length, shape.features))
    for start, size in shape.categories:
        rows[..., start : start + size] = np.eye(size)[rng.integers(0, size, (count, length))]
    static = np.repeat(rng.normal(size=(count, 1, shape.statics)), length, axis=1)
    calendar = rng.normal(size=(count, length, shape.calendar))
    return np.concatenate([rows, static, calendar], axis=2).astype("float32")


def build(name, objective="bce"):
    """The second phase of a training whose first phase has this objective."""
    shape, drifting = SHAPES[name]
    ones = (1.0,) * shape.features
    statistics = WindowStatistics(
        drifting=drifting,
        scale=ones,
        attribute_mean=(0.0,) * len(drifting),
        attribute_std=(1.0,) * len(drifting),
        difference_std=ones,
    )
    training = {"steps": 100, "continue_steps": 100, "objective": objective, "ema_decay": 0.9}
    config = RunConfig(data={"lengths": "windows"}, training=training)
    model = build_model(config, shape, statistics)
    autoregression.initialise(model.continuer, windows(shape, 200)[:, : shape.length])
    rules = continuing._rules(config.training)
    student = build_continuer(shape, statistics, 0, "student")
    student.set_weights(model.continuer.get_weights())
    chains = windows(shape, CHAINS, 7)[:, : shape.length, : shape.features + shape.statics]
    learner = ContinuationModel(
        student,
        model.continuer,
        model.discriminator,
        model.generator.normaliser,
        chains,
        objective=objectives.get(rules.objective),
        seed=0,
        settings=rules,
    )
    learner.discriminator_terms = discriminator_terms(learner, rules)
    compile_model(learner, rules)
    return learner, model, shape, chains


def stepped(learner, shape, number=0):
    return learner.train_step(
        (tf.constant(number, tf.int64), tf.constant(windows(shape, 2 * BATCH)))
    )


def weights(*networks):
    return [[variable.numpy() for variable in network.variables] for network in networks]


def moved(network, before):
    return {
        variable.path.split("/", 1)[1]: not np.array_equal(variable.numpy(), old)
        for variable, old in zip(network.variables, before, strict=True)
    }


@pytest.mark.parametrize("name", SHAPES)
def test_a_step_moves_continuer_average_and_discriminator_alone(name):
    learner, model, shape, _ = build(name)
    networks = (
        learner.generator,
        learner.average,
        learner.discriminator,
        model.generator,
        model.average,
    )
    before = weights(*networks)
    logs = [
        stepped(learner, shape, number) for number in range(3)
    ]  # the LSTM moves from the second on
    for found in logs:
        assert set(found) == {
            "d_loss",
            "g_loss",
            "r1",
            "r2",
            "divergence",
            "d_gradient",
            "g_gradient",
        }
        assert all(np.isfinite(float(value)) for value in found.values())
    fixed = {"mean", "axes", "low", "high"}
    for network, old in zip(networks[:2], before[:2], strict=True):
        change = moved(network, old)
        assert {path for path, has in change.items() if not has} == fixed
    assert all(moved(learner.discriminator, before[2]).values())
    assert not any(moved(model.generator, before[3]).values())
    assert not any(moved(model.average, before[4]).values())


@pytest.mark.parametrize("objective", objectives.names())
def test_every_objective_gives_finite_losses(objective):
    learner, _, shape, _ = build("plain", objective)
    assert all(np.isfinite(float(value)) for value in stepped(learner, shape).values())


def test_the_first_step_moves_the_linear_part_alone_with_the_lstm_silent():
    learner, _, shape, _ = build("plain")
    (before,) = weights(learner.generator)
    stepped(learner, shape)
    change = moved(learner.generator, before)
    assert change["linear/kernel"]
    assert change["learned/kernel"]
    assert not change["lstm/kernel"]


def test_the_average_follows():
    learner, _, shape, _ = build("plain")
    old = learner.average.linear.kernel.numpy()
    stepped(learner, shape)
    expected = 0.1 * old + 0.9 * learner.generator.linear.kernel.numpy()  # decay(0) = 1/10
    np.testing.assert_allclose(learner.average.linear.kernel.numpy(), expected, atol=1e-6)


@pytest.mark.parametrize("name", ["plain", "ragged chunks", "static", "one feature"])
def test_chains_become_what_was_written_behind_them(name, monkeypatch):
    monkeypatch.setattr(continuation, "FRESH", 0.0)
    learner, _, shape, chains = build(name)
    past = tf.constant(windows(shape, BATCH))
    grown = learner._with_chains(past, tf.constant(0, tf.int64))
    assert np.array_equal(grown[-CHAINS:], chains)
    assert np.array_equal(grown[:-CHAINS], past[:-CHAINS])
    rows = learner._written(grown, None, tf.constant(0, tf.int64)).numpy()
    stepped(learner, shape)
    kept = learner.chains.numpy()
    assert kept.shape == chains.shape
    np.testing.assert_allclose(kept[..., : shape.features], rows[-CHAINS:, -shape.length :])
    assert np.array_equal(kept[..., shape.features :], chains[..., shape.features :])
    stepped(learner, shape, 1)
    assert not np.array_equal(learner.chains.numpy(), kept)


def test_some_chains_begin_anew_at_a_real_window(monkeypatch):
    learner, _, shape, chains = build("plain")
    monkeypatch.setattr(continuation, "FRESH", 0.4)
    past = windows(shape, BATCH, 3)
    renewed = 0
    for number in range(100):
        found = learner._with_chains(tf.constant(past), tf.constant(number, tf.int64)).numpy()
        for place in range(CHAINS):
            row, real = found[BATCH - CHAINS + place], past[BATCH - CHAINS + place]
            assert np.array_equal(row, real) or np.array_equal(row, chains[place])
            renewed += np.array_equal(row, real)
    assert renewed / (100 * CHAINS) == pytest.approx(0.4, abs=0.1)


def test_a_calendar_leaves_the_chains_alone():
    learner, _, shape, chains = build("calendar")
    stepped(learner, shape)
    assert np.array_equal(learner.chains.numpy(), chains)


def test_windows_are_cut_with_the_calendar_of_their_rows():
    """Rows and calendar hold the number of the row: a cut at 3 begins with 3 in both."""
    learner, _, shape, _ = build("calendar")
    count = np.arange(2 * shape.length, dtype="float32")[None, :, None]
    both = np.repeat(np.repeat(count, 2, axis=0), 2, axis=2)  # (batch, 2 * time, features)
    past, rows = both[:, : shape.length], both[:, shape.length :]
    calendars = (None, tf.constant(past), tf.constant(rows))
    (_, cut), calendar = learner._cut(
        tf.constant(past), tf.constant(rows), calendars, tf.constant(3)
    )
    expected = np.arange(3, 3 + shape.length)
    assert np.array_equal(cut.numpy()[0, :, 0], expected)
    assert np.array_equal(calendar.numpy()[1, :, 1], expected)


def test_the_same_steps_give_the_same_weights():
    found = []
    for _ in range(2):
        learner, _, shape, _ = build("static")
        stepped(learner, shape)
        stepped(learner, shape, 1)
        found.append(learner.get_weights())
    assert all(np.array_equal(one, other) for one, other in zip(*found, strict=True))


def test_it_runs_through_fit():
    learner, _, shape, _ = build("calendar and static")
    made = np.repeat(windows(shape, 2 * BATCH)[None], 4, axis=0)  # (steps, windows, …)
    data = tf.data.Dataset.from_tensor_slices(made).enumerate()
    history = learner.fit(data, verbose=0, shuffle=False).history
    assert all(np.isfinite(value).all() for value in history.values())
    assert int(learner.generator_optimizer.iterations) == 4
