"""Maximum likelihood: numbers by hand, what moves, what is learned."""

import numpy as np
import pytest
import tensorflow as tf
from small_rows import batch, dataset, row_model, settings

from rnngan.models.noise import Stream
from rnngan.models.rows.build import build_likelihood
from rnngan.models.rows.likelihood import negative_log_likelihood


@pytest.fixture(scope="module")
def data():
    """Statics, a calendar, and windows of four rows."""
    return dataset(settings(data={"calendar": ["weekday"]}))


@pytest.fixture
def learner(data):
    return build_likelihood(row_model(data), data.config)


def values(network):
    return [weight.numpy() for weight in network.trainable_variables]


def same(one, other):
    return [np.array_equal(a, b) for a, b in zip(one, other, strict=True)]


def test_it_is_the_sum_over_a_row_a_first_one_and_a_static_one(data, learner):
    _, windows = batch(data)
    parts = learner.generator.losses(windows[..., :-2], windows[..., -2:])
    assert len(parts) == 3
    whole = negative_log_likelihood(learner.generator, windows)
    assert float(whole) == pytest.approx(sum(map(float, parts)), rel=1e-6)


def test_a_step_moves_the_generator_and_its_average_by_its_formula(data, learner):
    networks = learner.generator, learner.average, learner.likelihood
    before = [values(network) for network in networks]
    step, windows = batch(data)
    logs = learner.train_step((step, windows))
    after = [values(network) for network in networks]
    assert np.isfinite([float(value) for value in logs.values()]).all()
    assert not any(same(before[0], after[0]))
    assert all(same(before[2], after[2]))
    for old, own, new in zip(before[1], after[0], after[1], strict=True):
        np.testing.assert_allclose(new, 0.1 * old + 0.9 * own, atol=1e-6)  # (1 + 0) / (10 + 0)


def test_what_is_dropped_stays_so_through_a_window_and_is_made_up_for(data, learner):
    generator = learner.generator
    inputs, outputs = generator.masks(0.5, 400, 0, Stream.DROPOUT, 3)
    assert inputs.shape == (400, generator.lstm.kernel.shape[0])
    assert outputs.shape == (400, generator.lstm.units)
    assert {0.0, 2.0} == set(np.unique(inputs))
    _, windows = batch(data)
    plain = float(negative_log_likelihood(generator, windows))
    one = tf.ones_like(inputs[:4]), tf.ones_like(outputs[:4])
    assert float(negative_log_likelihood(generator, windows, one)) == pytest.approx(plain, rel=1e-6)
    some = generator.masks(0.5, 4, 0, Stream.DROPOUT, 3)
    assert float(negative_log_likelihood(generator, windows, some)) != pytest.approx(plain)
    assert generator.masks(0.0, 4, 0, Stream.DROPOUT, 3) is None


def test_likelihood_is_learned(data, learner):
    """On the same few windows; a gradient of 0, or one that points elsewhere, would not do."""
    learner.rate_factor.assign(20.0)
    _, windows = batch(data, size=8)
    step = tf.function(lambda number: learner.train_step((number, windows)))
    losses = [float(step(tf.constant(n, tf.int64))["likelihood"]) for n in range(60)]
    assert losses[-1] < losses[0] - 3.0
    assert max(losses[-5:]) < min(losses[:5])


def test_the_gradient_is_the_slope_of_the_loss(data, learner):
    """Along a random direction, by a difference of both sides; a stopped gradient would fail."""
    network, (_, windows) = learner.generator, batch(data)
    variables = network.trainable_variables
    rng = np.random.default_rng(0)
    directions = [rng.normal(size=v.shape).astype("float32") for v in variables]
    with tf.GradientTape() as tape:
        loss = negative_log_likelihood(network, windows)
    gradients = tape.gradient(loss, variables)
    expected = sum(
        float(np.sum(tf.convert_to_tensor(g) * d))
        for g, d in zip(gradients, directions, strict=True)
    )
    sides = []
    for size in (1e-3, -1e-3):
        for variable, direction in zip(variables, directions, strict=True):
            variable.assign_add(size * direction)
        sides.append(float(negative_log_likelihood(network, windows)))
        for variable, direction in zip(variables, directions, strict=True):
            variable.assign_sub(size * direction)
    assert (sides[0] - sides[1]) / 2e-3 == pytest.approx(expected, rel=0.02)
