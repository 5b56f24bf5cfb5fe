"""A step against the discriminator: every objective, what moves, what is written."""

import numpy as np
import pytest
import tensorflow as tf
from small_rows import batch, dataset, row_model, settings

from rnngan.config import catalogue
from rnngan.models.rows import adversarial
from rnngan.models.rows.build import build_adversarial

LAST = "generator/static_row/before"  # of one static column: nothing is written behind it
STEPS = 8  # so that the discriminator is two steps ahead


def made(found, steps=STEPS, model=None, **training):
    """The `RowAdversarialModel` that learns a data set."""
    config = settings(**training)
    return build_adversarial(model or row_model(found), config, steps)


@pytest.fixture(scope="module")
def data():
    """A calendar, a condition, a static column that is drawn, columns of every kind."""
    return dataset(settings(data={"calendar": ["weekday"], "condition": ["ward"]}))


@pytest.fixture(scope="module")
def small():
    """Two columns."""
    return dataset(columns=["x", "y"])


@pytest.fixture(scope="module")
def networks(small):
    """Its networks, which one objective after another goes on with."""
    return row_model(small)


def values(network):
    return [weight.numpy() for weight in network.trainable_variables]


def same(one, other):
    return [np.array_equal(a, b) for a, b in zip(one, other, strict=True)]


def finite(logs):
    return all(np.isfinite(float(value)) for value in logs.values())


@pytest.mark.parametrize("objective", catalogue.objectives())
def test_every_objective_takes_a_finite_step_that_moves_all_networks(small, networks, objective):
    model = made(small, 3, networks, objective=objective)
    parts = model.generator, model.average, model.discriminator
    before = [values(part) for part in parts]
    logs = model.train_step(batch(small, size=4 * model.settings.d_steps))
    after = [values(part) for part in parts]
    assert finite(logs)
    assert {"d_loss", "g_loss", "r1", "r2", "likelihood", "d_gradient"} <= set(logs)
    assert finite({"smallest": min(np.isfinite(w).all() for part in after for w in part)})
    assert not any(same(before[0], after[0]))
    assert same(before[2], after[2]).count(True) <= 1  # the logit's bias may cancel
    for old, own, new in zip(before[1], after[0], after[1], strict=True):
        decay = min(0.999, (1 + adversarial.MEMORY) / (10 + adversarial.MEMORY))
        np.testing.assert_allclose(new, decay * old + (1 - decay) * own, atol=1e-6)


def test_the_generator_stays_while_the_discriminator_is_ahead(data):
    model = made(data)
    assert model.ahead == 2
    before = values(model.generator), values(model.average), values(model.discriminator)
    first = model.train_step(batch(data, 1))
    assert finite(first)
    assert (float(first["likelihood"]), float(first["g_gradient"])) == (0, 1)
    assert all(same(before[0], values(model.generator)))
    assert all(same(before[1], values(model.average)))
    assert not any(same(before[2], values(model.discriminator)))
    assert int(model.generator_optimizer.iterations) == 0
    second = model.train_step(batch(data, 2))
    assert finite(second)
    assert second.keys() == first.keys()
    still = same(before[0], values(model.generator))
    named = zip(model.generator.trainable_variables, still, strict=True)
    assert [v.path for v, stays in named if stays] == [LAST]


def halves(model, data, step=2, size=4):
    """The tape, the loss and the windows of the generator's half."""
    step, windows = batch(data, step, size)
    some = windows[: model.windows]
    real, calendar = model.split(some)
    with tf.GradientTape() as tape:
        loss, _ = model.loss_of(real, model.write(some, step), calendar, step)
    return tape, loss, windows, step


def test_a_generator_step_moves_the_generator_alone_by_two_gradients_of_norm_one(data):
    model = made(data, likelihood_weight=0.5)
    given = []
    model.generator_optimizer.apply_gradients = lambda pairs: given.append(list(pairs))
    before = values(model.discriminator), values(model.average)
    logs = model.learn(*halves(model, data))
    [pairs] = given
    owners = [id(variable) for variable in model.generator.trainable_variables]
    assert [id(variable) for _, variable in pairs] == owners
    assert all(same(before[0], values(model.discriminator)))
    assert all(same(before[1], values(model.average)))
    assert finite(logs)
    model.likelihood_weight = 0.0
    alone = model.learn(*halves(model, data))
    assert float(alone["likelihood"]) == 0
    assert float(alone["g_gradient"]) == pytest.approx(float(logs["g_gradient"]), rel=1e-4)
    norm = float(tf.linalg.global_norm([gradient for gradient, _ in given[1]]))
    assert norm == pytest.approx(min(1.0, float(alone["g_gradient"])), rel=1e-3)
    kept = [one - other for (one, _), (other, _) in zip(*given, strict=True)]
    assert float(tf.linalg.global_norm(kept)) == pytest.approx(0.5, rel=1e-2)


@pytest.mark.parametrize("factor", [1e6, float("nan")])
def test_an_exploded_gradient_is_left_out_and_the_likelihood_stays(data, factor):
    model, given = made(data, likelihood_weight=0.5), []
    model.generator_optimizer.apply_gradients = lambda pairs: given.append(list(pairs))
    model.learn(*halves(model, data))
    tape, loss, windows, step = halves(model, data)
    with tape:
        loss *= factor
    model.learn(tape, loss, windows, step)
    norms = [float(tf.linalg.global_norm([gradient for gradient, _ in pairs])) for pairs in given]
    assert norms[0] > 0.501
    assert norms[1] == pytest.approx(0.5, rel=1e-3)


def test_what_has_exploded_is_ten_times_what_is_usual(data):
    """Of 2, 2, 19 the last is usual, and moves the usual norm to 2 (19 / 2)^.05; 1 % for others."""
    model, infinity = made(data), float("inf")
    norms = float("nan"), 2.0, 2.0, 19.0, 23.0, infinity, float("nan"), 22.0
    found = [bool(model.exploded(tf.constant(norm))) for norm in norms]
    assert found == [True, False, False, False, True, True, True, False]
    usual = 2 * 9.5**0.05 * 1.01**3
    assert float(model.usual_norm) == pytest.approx(usual * (22 / usual) ** 0.05)


def test_gradients_of_nothing_are_zero_and_large_ones_are_clipped():
    variables = [tf.Variable([0.0, 0.0]), tf.Variable([0.0])]
    found, norm = adversarial._clipped([tf.constant([3.0, 4.0]), None], variables)
    assert [part.numpy() for part in found] == [pytest.approx([0.6, 0.8]), pytest.approx([0.0])]
    assert float(norm) == 5.0


def test_windows_are_written_for_the_conditions_and_the_calendar_of_real_ones(data, monkeypatch):
    model, asked = made(data, batch_size=8), []
    whole = adversarial.roll

    def rolled(*arguments):
        asked.extend(arguments)
        return whole(*arguments)

    monkeypatch.setattr(adversarial, "roll", rolled)
    step, windows = batch(data, 1, 4)
    attributes, shapes = model.write(windows, step)
    assert attributes.shape[0] == model.windows == 4
    assert shapes.shape == (4, 4, model.generator.layout.width)
    clock, given = asked[-2:]
    np.testing.assert_array_equal(tf.transpose(clock, (1, 0, 2)), windows[..., -2:])
    conditions = np.array(model.generator.shape_.conditions)
    statics = windows[:, 0, data.transform.features :].numpy()
    np.testing.assert_array_equal(given, statics[:, conditions])


def test_terms_of_the_generator_and_rounds_of_the_discriminator_serve_rows_too(small, networks):
    asked = {"match": "mse", "feature_matching": 1.0, "historical_averaging": 0.1}
    model = made(small, 3, networks, d_steps=3, **asked)
    before = values(model.generator)
    logs = model.train_step(batch(small, 0, 12))
    assert finite(logs)
    assert {"match", "feature_matching"} <= set(logs)
    counts = model.discriminator_optimizer, model.generator_optimizer
    assert [int(optimizer.iterations) for optimizer in counts] == [3, 1]
    assert not any(same(before, values(model.generator)))
    once = made(small, 3, networks).train_step(batch(small, 1, 4))
    assert "match" not in once


@pytest.mark.parametrize(("size", "written"), [(1, 1), (3, 1), (6, 3)])
def test_half_of_a_batch_is_written(small, networks, size, written):
    model = made(small, 3, networks, batch_size=size)
    assert model.windows == written
    assert finite(model.train_step(batch(small, 0, size)))


def test_gradients_reach_the_ends_of_whole_sequences():
    config = settings(data={"lengths": "learn"})
    found = dataset(config, columns=["x"], rows=5, uneven=True)
    model = made(found, batch_size=32)
    assert model.generator.statistics.ends
    assert finite(model.train_step(batch(found, 2, 32)))
    tape, loss, *_ = halves(model, found, size=32)
    kernel = model.generator.next_row.heads["category"].kernel
    gradient = tf.convert_to_tensor(tape.gradient(loss, kernel)).numpy()
    assert np.abs(gradient[-1]).max() > 0  # the end is the last of the categories


def test_features_are_matched_where_that_is_asked_for(small, networks):
    logs = made(small, 3, networks, feature_matching=1.0).train_step(batch(small))
    assert float(logs["feature_matching"]) > 0
