"""Who moves in which half of a step, on whole and on ragged batches."""

import numpy as np
import pytest
import tensorflow as tf

from rnngan.config.run_config import RunConfig
from rnngan.data.network_shape import NetworkShape
from rnngan.data.transforms import Block, TableTransform
from rnngan.data.windows import Windows, WindowStatistics
from rnngan.models import adversarial, objectives
from rnngan.models.build import build_model, compile_model
from rnngan.models.inputs import draw_inputs
from rnngan.models.noise import Stream

LENGTH, FEATURES = 6, 3
DIFFERENCES = ("hinge", "relativistic", "wgan")  # what is added to all logits cancels out

LAYOUT = TableTransform(blocks=tuple(Block(name=str(i), start=i) for i in range(FEATURES)))


def windows(count, seed=0):
    rng = np.random.default_rng(seed)
    level = rng.normal(0, 5, (count, 1, 1)) * [1, 0, 0]
    return (rng.normal(size=(count, LENGTH, FEATURES)) * 0.3 + level).astype("float32")


def compiled(objective="bce", **training):
    config = RunConfig(training={"steps": 100, "objective": objective, **training})
    rows = windows(200).reshape(-1, FEATURES)
    data = Windows(rows, np.arange(0, len(rows), LENGTH), LENGTH)
    statistics = WindowStatistics.fit(data, LAYOUT)
    assert statistics.drifting == (0,)
    model = build_model(config, NetworkShape(LENGTH, FEATURES, units=8, rows=2), statistics)
    compile_model(model, config.training)
    return model


def weights(model):
    networks = ("generator", "average", "discriminator")
    return {
        name: [v.numpy() for v in getattr(model, name).trainable_variables] for name in networks
    }


def moved(before, after):
    changed = {}
    for name in before:
        pairs = zip(before[name], after[name], strict=True)
        changed[name] = [not np.array_equal(a, b) for a, b in pairs]
    return changed


@pytest.mark.parametrize("objective", objectives.names())
def test_a_discriminator_step_moves_only_the_discriminator(objective):
    model = compiled(objective)
    names = [v.path.split("/", 1)[1] for v in model.discriminator.trainable_variables]
    for step, batch in enumerate((8, 3, 1)):
        before = weights(model)
        model.discriminator_step(tf.constant(windows(batch)), step)
        change = moved(before, weights(model))
        still = {name for name, has in zip(names, change["discriminator"], strict=True) if not has}
        assert still <= ({"logit/bias"} if objective in DIFFERENCES else set()), batch
        assert not any(change["generator"] + change["average"]), batch


@pytest.mark.parametrize("objective", objectives.names())
def test_a_generator_step_moves_only_the_generator(objective):
    model = compiled(objective)
    for step, batch in enumerate((8, 3, 1)):
        before = weights(model)
        model.generator_step(tf.constant(windows(batch)), step)
        change = moved(before, weights(model))
        assert all(change["generator"]), batch
        assert not any(change["discriminator"] + change["average"]), batch


def test_both_networks_go_on_moving_through_fit_with_a_ragged_last_batch():
    model = compiled()
    before = weights(model)
    data = tf.data.Dataset.from_tensor_slices(windows(11)).batch(4).enumerate()  # 4, 4, 3
    for _ in range(2):
        model.fit(data, verbose=0, shuffle=False)
        after = weights(model)
        change = moved(before, after)
        assert all(change["generator"])
        assert all(change["average"])
        assert all(change["discriminator"])
        before = after
    last = tf.constant(windows(3))
    logs = model.train_step((tf.constant(6, tf.int64), last))
    assert all(any(part) for part in moved(before, weights(model)).values())
    assert all(np.isfinite(float(value)) for value in logs.values())


def test_average_follows_the_generator_in_a_whole_step():
    model = compiled()
    before = weights(model)
    model.train_step((tf.constant(0, tf.int64), tf.constant(windows(8))))
    after = weights(model)
    for old, new, average in zip(
        before["average"], after["generator"], after["average"], strict=True
    ):
        np.testing.assert_allclose(average, 0.1 * old + 0.9 * new, atol=1e-6)  # decay(0) = 1/10


def test_the_penalties_are_half_gamma_times_the_mean_squared_gradient():
    model = compiled(r1=3.0, r2=5.0)
    weight = tf.Variable([[2.0], [0.0], [1.0]])  # linear critic: squared norm 6 * (4 + 1) = 30

    class Linear(tf.Module):
        trainable_variables = [weight]  # noqa: RUF012

        def __call__(self, attributes, shapes, calendar=None, sides=1):
            return tf.reduce_sum(tf.matmul(shapes, weight), axis=(1, 2))

    model.discriminator = Linear()
    model.discriminator_optimizer = type(model.discriminator_optimizer)(0.0)
    logs = model.discriminator_step(tf.constant(windows(4)), 0)
    assert float(logs["r1"]) == pytest.approx(1.5 * 30)
    assert float(logs["r2"]) == pytest.approx(2.5 * 30)


def test_a_discriminator_left_alone_learns_to_part_the_two():
    model = compiled(learning_rate=1e-2, final_learning_rate=1e-2, r1=0.0, r2=0.0)
    step = tf.function(model.discriminator_step)
    losses = []
    for number in range(60):
        at = tf.constant(number)  # a number of Python would be traced anew
        losses.append(float(step(tf.constant(windows(16, number)), at)["d_loss"]))
    assert losses[0] > 1.2  # about 2 log 2 = 1.39
    assert np.mean(losses[-5:]) < 0.3


def recorded(model, monkeypatch):
    """Real shapes, latent vectors and number of each discriminator step, once one is taken."""
    seen = []

    def record(generator, real, seed, stream, step):
        inputs = draw_inputs(generator, real, seed, stream, step)
        if stream == Stream.DISCRIMINATOR:
            seen.append((real[1].numpy(), inputs.latent.numpy(), int(step)))
        return inputs

    monkeypatch.setattr(adversarial, "draw_inputs", record)
    return seen


def test_each_discriminator_step_has_its_own_windows_and_noise(monkeypatch):
    model = compiled(d_steps=3)
    seen = recorded(model, monkeypatch)
    batch = tf.constant(windows(12))
    for step in range(2):
        model.train_step((tf.constant(step, tf.int64), batch))
    assert [number for _, _, number in seen] == [0, 1, 2, 3, 4, 5]
    shapes = model.generator.normaliser.split(batch)[1].numpy()
    for number in range(3):
        assert np.array_equal(seen[number][0], shapes[4 * number : 4 * number + 4])
    for first in range(6):
        assert not any(np.array_equal(seen[first][1], seen[other][1]) for other in range(first))
    assert int(model.discriminator_optimizer.iterations) == 6
    assert int(model.generator_optimizer.iterations) == 2


def rate(optimizer, step=None):
    return float(optimizer._learning_rate(optimizer.iterations if step is None else step))


def test_both_learning_rates_end_with_the_training_however_many_steps_the_discriminator_takes(
    untraced,
):
    model = compiled(steps=4, d_steps=3, learning_rate=1e-3, final_learning_rate=1e-4)
    optimizers = model.generator_optimizer, model.discriminator_optimizer
    assert [rate(optimizer) for optimizer in optimizers] == pytest.approx([1e-3, 1e-3])
    # half of the training: 2 steps of the generator and 6 of the discriminator
    assert rate(optimizers[0], 2) == rate(optimizers[1], 6) == pytest.approx(5.5e-4)
    data = tf.data.Dataset.from_tensor_slices(windows(48)).batch(12).enumerate()  # 4 steps
    model.fit(data, verbose=0, shuffle=False)
    assert [int(optimizer.iterations) for optimizer in optimizers] == [4, 12]
    assert [rate(optimizer) for optimizer in optimizers] == pytest.approx([1e-4, 1e-4])


def test_a_learning_rate_of_its_own_falls_by_the_same_share():
    rates = {"learning_rate": 1e-3, "final_learning_rate": 1e-4}
    model = compiled(**rates, discriminator_learning_rate=4e-3)
    found = [
        rate(o, step)
        for o in (model.generator_optimizer, model.discriminator_optimizer)
        for step in (0, 100)
    ]
    assert found == pytest.approx([1e-3, 1e-4, 4e-3, 4e-4])


def test_a_smoothed_label_reaches_the_objective():
    plain, smoothed = compiled(), compiled(label_smoothing=0.1)
    found = []
    for model in (plain, smoothed):
        model.discriminator.logit.bias.assign([20.0])  # softplus(20) + (1 - t) 20 and softplus(20)
        model.discriminator.logit.kernel.assign(tf.zeros((8, 1)))
        logs = model.discriminator_step(tf.constant(windows(4)), 0)
        found.append(float(logs["d_loss"]))
    assert found == pytest.approx([20.0, 22.0])  # 0.1 · 20 more


def test_the_generator_is_compared_with_the_windows_of_the_last_discriminator_step(monkeypatch):
    model = compiled("relativistic", d_steps=2)
    seen, step = [], type(model).generator_step

    def record(self, windows, number):
        seen.append(windows.numpy())
        return step(self, windows, number)

    monkeypatch.setattr(type(model), "generator_step", record)
    batch = tf.constant(windows(8))
    model.train_step((tf.constant(0, tf.int64), batch))
    assert np.array_equal(seen[0], batch[4:])
