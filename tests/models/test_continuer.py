"""How rows follow rows: numbers worked out by hand, and what holds in every written row."""

import numpy as np
import pytest
import tensorflow as tf

from rnngan.data.network_shape import NetworkShape
from rnngan.models.build import build_continuer
from rnngan.models.chunks import to_chunks
from rnngan.models.continuer import Continuer, draw
from rnngan.models.lstm import LSTM
from rnngan.models.noise import Stream

GRID = (-1.0, 0.0, 2.0)
SHAPES = {
    "plain": NetworkShape(6, 3, units=5, rows=2),
    "ragged chunks": NetworkShape(7, 3, units=5, rows=2),
    "one feature": NetworkShape(6, 1, units=5, rows=1),
    "one chunk": NetworkShape(4, 2, units=5, rows=4),
    "kinds": NetworkShape(
        7, 7, categories=((1, 3), (5, 2)), floors=((0, -0.3),), grids=((4, GRID),), units=5, rows=3
    ),
    "static": NetworkShape(6, 2, statics=4, units=5, rows=2),
    "calendar": NetworkShape(7, 2, calendar=4, units=5, rows=2),
}


def random(shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape).astype("float32")


def build(shape, low=-2.0, high=2.0, seed=1):
    """A continuer whose linear part and LSTM both speak."""
    found = Continuer(shape, np.full(shape.features, 0.5))
    found.build()
    for place, variable in enumerate(found.trainable_variables):
        variable.assign(0.3 * random(variable.shape, seed + place))
    found.axes.assign(np.eye(shape.features))
    found.low.assign(np.full(shape.features, low))
    found.high.assign(np.full(shape.features, high))
    return found


def given(shape, batch, steps=3):
    """Past, draws, static features and calendar for a call."""
    past = random((batch, shape.length, shape.features))
    static = random((batch, shape.statics), 1) if shape.statics else None
    calendar = None
    if shape.calendar:
        after = random((batch, steps * shape.rows, shape.calendar), 3)
        calendar = (random((batch, shape.length, shape.calendar), 2), after)
    return past, random((steps, batch, 64), 4), static, calendar


def written(continuer, past, draws, static=None, calendar=None):
    return continuer(past, draws[..., : continuer.noise_width], static, calendar).numpy()


@pytest.mark.parametrize("length", [5, 70])
def test_advancing_an_lstm_by_hand_is_running_it(length):
    layer, inputs = LSTM(4), random((length, 2, 3))
    outputs = layer(inputs).numpy()
    ran, last = layer.run(inputs)
    state = (tf.zeros((2, 4)), tf.zeros((2, 4)))
    stepped = []
    for row in inputs:
        state = layer.advance(row, state)
        stepped.append(state[0])
    np.testing.assert_allclose(ran, outputs)
    np.testing.assert_allclose(stepped, outputs, atol=1e-6)
    for mine, theirs in zip(state, last, strict=True):
        np.testing.assert_allclose(mine, theirs, atol=1e-6)


def test_running_on_from_a_state_is_running_at_once():
    layer, inputs = LSTM(4), random((5, 2, 3))
    whole = layer(inputs).numpy()
    state = layer.run(inputs[:2])[1]
    np.testing.assert_allclose(layer(inputs[2:], state=state), whole[2:], atol=1e-6)


@pytest.mark.parametrize("batch", [1, 3])
@pytest.mark.parametrize("name", SHAPES)
def test_step_by_step_is_the_whole_call(name, batch):
    shape = SHAPES[name]
    continuer = build(shape)
    past, draws, static, calendar = given(shape, batch)
    whole = written(continuer, past, draws, static, calendar)
    assert whole.shape == (batch, 3 * shape.rows, shape.features)
    before, after = calendar or (None, None)
    told = None if after is None else to_chunks(after, shape.rows)
    carried = continuer.start(past, static, before)
    for step in range(3):
        noise = draws[step][:, : continuer.noise_width]
        chunk, carried = continuer.step(
            carried, noise, static, None if told is None else told[step]
        )
        place = slice(step * shape.rows, (step + 1) * shape.rows)
        np.testing.assert_allclose(chunk, whole[:, place], atol=1e-5)


@pytest.mark.parametrize("name", ["plain", "one feature", "static", "calendar"])
def test_what_was_written_is_read_on_like_a_past(name):
    """Two chunks in one call are one chunk, and one more behind a past that ends with it."""
    shape = SHAPES[name]
    continuer = build(shape, low=-100.0, high=100.0)
    past, draws, static, calendar = given(shape, 2, steps=2)
    if shape.length % shape.rows:  # the row that is no part of a whole chunk is not read
        past = past[:, 1:]
        calendar = (calendar[0][:, 1:], calendar[1])
    noiseless = np.zeros_like(draws)  # a past is read without noise
    whole = written(continuer, past, noiseless, static, calendar)
    longer = np.concatenate([past, whole[:, : shape.rows]], axis=1)
    if calendar is not None:
        before, after = calendar
        told = np.concatenate([before, after[:, : shape.rows]], axis=1)
        calendar = (told, after[:, shape.rows :])
    second = written(continuer, longer, noiseless[:1], static, calendar)
    np.testing.assert_allclose(second, whole[:, shape.rows :], atol=1e-5)


def test_a_step_by_hand():
    """One feature, mean 1, axis 2, unit 1/2: 3 -> 4 reads 2 (4 - 1) = 6 and (4 - 3) / .5 = 2."""
    continuer = Continuer(NetworkShape(4, 1, units=2, rows=1, step_noise=1), [0.5])
    continuer.build()
    continuer.mean.assign([1.0])
    continuer.axes.assign([[2.0]])
    continuer.low.assign([-9.0])
    continuer.high.assign([9.0])
    continuer.linear.kernel.assign([[-0.5], [0.25], [3.0]])
    continuer.linear.bias.assign([0.1])
    past = np.array([[[0.0], [1.0], [3.0], [4.0]]], "float32")
    # move = -.5 * 6 + .25 * 2 + 3 * noise (1) + .1 = .6, in units of 1/2; then from 4.3:
    # 2 * 3.3 = 6.6 and .3 / .5 = .6: -3.3 + .15 + 0 + .1 = -3.05
    made = continuer(past, np.array([[[1.0]], [[0.0]]], "float32"))
    np.testing.assert_allclose(made.numpy()[0, :, 0], [4.3, 4.3 - 1.525], atol=1e-5)
    far = continuer(past, np.array([[[100.0]], [[-100.0]]], "float32"))
    assert far.numpy()[0, :, 0].tolist() == [9.0, -9.0]


def test_the_lstm_is_silent_at_first():
    shape = SHAPES["plain"]
    continuer = build_continuer(shape, Ones(3), seed=0, name="continuer")
    assert not np.asarray(continuer.learned.kernel).any()
    continuer.axes.assign(np.eye(3))
    continuer.low.assign([-9.0] * 3)
    continuer.high.assign([9.0] * 3)
    past, draws, *_ = given(shape, 2)
    first = written(continuer, past, draws)
    moves = first[:, :2] - np.stack([past[:, -1], first[:, 0]], axis=1)
    known = continuer.inputs(past[:, -2:], past[:, -3])
    inputs = np.concatenate([known, draws[0][:, : continuer.noise_width]], axis=1)
    linear = continuer.linear(inputs).numpy().reshape(2, 2, 3)
    np.testing.assert_allclose(moves, linear, atol=1e-5)
    continuer.lstm.kernel.assign(random(continuer.lstm.kernel.shape))
    assert np.array_equal(written(continuer, past, draws), first)
    continuer.learned.kernel.assign(random(continuer.learned.kernel.shape))
    assert not np.array_equal(written(continuer, past, draws), first)


class Ones:
    """Statistics of features whose moves have the standard deviation 1."""

    def __init__(self, features):
        self.difference_std = self.scale = (1.0,) * features


def test_first_weights_are_a_function_of_the_seed():
    one, again, other = (
        build_continuer(SHAPES["plain"], Ones(3), seed, "continuer").get_weights()
        for seed in (0, 0, 1)
    )
    assert all(np.array_equal(a, b) for a, b in zip(one, again, strict=True))
    assert any(not np.array_equal(a, b) for a, b in zip(one, other, strict=True))


def test_written_rows_keep_bounds_floors_grids_and_categories():
    shape = SHAPES["kinds"]
    continuer = build(shape, low=-1.5, high=1.0)
    low, high = continuer.low.numpy(), continuer.high.numpy()
    for start, size in shape.categories:
        low[start : start + size], high[start : start + size] = -1e6, 1e6
    low[4], high[4] = -2, 3
    continuer.low.assign(low)
    continuer.high.assign(high)
    past, draws, *_ = given(shape, 32, steps=20)
    rows = written(continuer, past, 10 * draws).reshape(-1, 7)
    for start, size in shape.categories:
        block = rows[:, start : start + size]
        np.testing.assert_allclose(np.sort(block, axis=1)[:, -1], 1, atol=1e-6)
        np.testing.assert_allclose(block.sum(axis=1), 1, atol=1e-6)
        assert (block.argmax(axis=1)[None] == np.arange(size)[:, None]).any(axis=1).all()
    assert rows[:, 0].min() == np.float32(-0.3)
    assert (rows[:, 0] == np.float32(-0.3)).mean() > 0.1
    assert rows[:, 0].max() == 1.0
    assert set(rows[:, 4].round(5).tolist()) == set(GRID)


def test_static_features_reach_it():
    shape = SHAPES["static"]
    continuer = build(shape)
    past, draws, static, _ = given(shape, 2)
    first = written(continuer, past, draws, static)
    other = written(continuer, past, draws, np.add(static, [[0], [1]]))
    assert np.array_equal(first[0], other[0])
    assert not np.array_equal(first[1], other[1])


def test_the_calendar_of_the_rows_to_be_written_reaches_it():
    shape = SHAPES["calendar"]
    continuer = build(shape)
    past, draws, _, (before, after) = given(shape, 2)
    first = written(continuer, past, draws, None, (before, after))
    changed = after.copy()
    changed[:, 2:] += 1  # the second chunk and what follows
    other = written(continuer, past, draws, None, (before, changed))
    assert np.array_equal(first[:, :2], other[:, :2])
    assert not np.array_equal(first[:, 2], other[:, 2])
    early = before.copy()
    early[:, -1] += 1  # told to the step that would have written it
    assert not np.array_equal(first, written(continuer, past, draws, None, (early, after)))


def test_series_of_a_batch_do_not_see_each_other():
    shape = SHAPES["plain"]
    continuer = build(shape)
    past, draws, *_ = given(shape, 3)
    together = written(continuer, past, draws)
    for place in range(3):
        alone = written(continuer, past[place : place + 1], draws[:, place : place + 1])
        np.testing.assert_allclose(alone[0], together[place], atol=1e-5)


def test_draws_are_a_function_of_seed_and_number():
    one = draw(3, 5, 4, 1, Stream.CONTINUE, 2).numpy()
    assert one.shape == (4, 5, 3)
    assert np.array_equal(one, draw(3, 5, 4, 1, Stream.CONTINUE, 2))
    others = [(2, Stream.CONTINUE, 2), (1, Stream.CHAINS, 2), (1, Stream.CONTINUE, 3)]
    assert not any(np.array_equal(one, draw(3, 5, 4, *other)) for other in others)


def test_gradients_reach_every_weight_through_one_hot_rows_grids_and_floors():
    shape = SHAPES["kinds"]
    continuer = build(shape)
    past, draws, *_ = given(shape, 4)
    with tf.GradientTape() as tape:
        made = continuer(past, draws[..., : continuer.noise_width])
        loss = tf.reduce_sum(made * random(made.shape, 9))
    for gradient in tape.gradient(loss, continuer.trainable_variables):
        assert np.isfinite(gradient).all()
        assert np.abs(gradient).max() > 0
