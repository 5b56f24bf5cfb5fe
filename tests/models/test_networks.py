import numpy as np
import pytest
import tensorflow as tf

from rnngan.config.run_config import RunConfig
from rnngan.data.network_shape import Length, NetworkShape
from rnngan.data.windows import WindowStatistics
from rnngan.models.build import build_model
from rnngan.models.generator import floor_vector, snapped, straight_through
from rnngan.models.noise import Stream

LENGTH = Length(0, 4.0, 1.5, tuple((rows - 4.0) / 1.5 for rows in range(2, 7)))
SHAPES = {
    "plain": (NetworkShape(6, 3, units=5, rows=2), ()),
    "ragged chunks": (NetworkShape(7, 3, units=5, rows=2), ()),
    "drifting": (NetworkShape(6, 3, units=5, rows=2), (0, 2)),
    "categories": (NetworkShape(6, 6, categories=((1, 3), (4, 2)), units=5, rows=3), (0,)),
    "static": (
        NetworkShape(6, 2, statics=4, static_categories=((1, 3),), units=5, rows=2),
        (1,),
    ),
    "lengths": (
        NetworkShape(6, 2, statics=1, sequence_length=LENGTH, units=5, rows=2),
        (0,),
    ),
    "calendar": (NetworkShape(7, 2, calendar=4, units=5, rows=2), ()),
    "one column": (NetworkShape(4, 1, units=5, rows=1), (0,)),
}


def build(name, seed=0):
    shape, drifting = SHAPES[name]
    ones = (1.0,) * shape.features
    statistics = WindowStatistics(
        drifting=drifting,
        scale=ones,
        attribute_mean=(0.0,) * len(drifting),
        attribute_std=(1.0,) * len(drifting),
        difference_std=ones,
    )
    return build_model(RunConfig(seed=seed), shape, statistics), shape, drifting


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("batch", [1, 3])
def test_networks_fit_together(name, batch):
    model, shape, drifting = build(name)
    calendar = tf.zeros((batch, shape.length, shape.calendar)) if shape.calendar else None
    latents = model.generator.draw(batch, 0, Stream.SAMPLE, 0)
    attributes, shapes = model.generator(*latents, calendar)
    assert shapes.shape == (batch, shape.length, shape.features)
    width = len(drifting) + shape.statics
    assert (None if attributes is None else tuple(attributes.shape)) == (
        (batch, width) if width else None
    )
    assert model.discriminator(attributes, shapes, calendar).shape == (batch,)


def test_static_categories_come_out_one_hot_and_lengths_whole():
    model, _, _ = build("static")
    attributes, _ = model.generator(*model.generator.draw(64, 0, Stream.SAMPLE, 0))
    one_hot = attributes.numpy()[:, 2:5]  # one drifting mean, one static number, then the category
    np.testing.assert_allclose(one_hot.sum(axis=1), 1, atol=1e-6)
    np.testing.assert_allclose(one_hot.max(axis=1), 1, atol=1e-6)
    model, _, _ = build("lengths")
    attributes, shapes = model.generator(*model.generator.draw(64, 0, Stream.SAMPLE, 0))
    lengths = attributes.numpy()[:, 1] * 1.5 + 4
    np.testing.assert_allclose(lengths, np.rint(lengths), atol=1e-5)
    assert 2 <= np.rint(lengths.min()) <= np.rint(lengths.max()) <= 6
    after = np.arange(6) >= np.rint(lengths)[:, None]
    assert not shapes.numpy()[after].any()


def test_the_calendar_reaches_both_networks():
    model, shape, _ = build("calendar")
    latents = model.generator.draw(2, 0, Stream.SAMPLE, 0)
    ones = tf.ones((2, shape.length, shape.calendar))
    assert np.abs(model.generator(*latents, ones)[1] - model.generator(*latents, 0 * ones)[1]).max()
    shapes = model.generator(*latents, ones)[1]
    assert np.abs(
        model.discriminator(None, shapes, ones) - model.discriminator(None, shapes, 0 * ones)
    ).max()


def test_snapped_values_stand_on_the_grid_and_pass_the_gradient():
    values = tf.constant([[0.2], [9.0], [2.9]])
    with tf.GradientTape() as tape:
        tape.watch(values)
        found = snapped(values, (0.0, 1.0, 5.0))
    assert found.numpy().tolist() == [[0.0], [5.0], [1.0]]
    assert tape.gradient(found, values).numpy().tolist() == [[1.0], [1.0], [1.0]]


def test_categories_come_out_one_hot():
    model, _, _ = build("categories")
    _, shapes = model.generator(*model.generator.draw(64, 0, Stream.SAMPLE, 0))
    for start, size in ((1, 3), (4, 2)):
        block = shapes.numpy()[:, :, start : start + size]
        np.testing.assert_allclose(block.sum(axis=-1), 1, atol=1e-6)
        np.testing.assert_allclose(block.max(axis=-1), 1, atol=1e-6)


def test_features_with_a_floor_stay_above_it_and_often_touch_it():
    shape = NetworkShape(6, 3, floors=((1, -0.01), (2, 5.0)), units=5, rows=2)
    assert floor_vector(shape, drifting=[2]).numpy().tolist() == [
        -np.inf,
        np.float32(-0.01),
        -np.inf,
    ]
    assert floor_vector(shape, drifting=[1, 2]) is None
    statistics = WindowStatistics(
        drifting=(2,),
        scale=(1.0,) * 3,
        attribute_mean=(0.0,),
        attribute_std=(1.0,),
        difference_std=(1.0,) * 3,
    )
    model = build_model(RunConfig(), shape, statistics)
    _, shapes = model.generator(*model.generator.draw(64, 0, Stream.SAMPLE, 0))
    low = shapes.numpy().min(axis=(0, 1))
    assert low[1] == np.float32(-0.01)
    assert (shapes.numpy()[:, :, 1] == low[1]).mean() > 0.1
    assert low[0] < -0.01
    assert low[2] < 0


def test_straight_through_has_the_gradient_of_softmax():
    logits, weights = tf.constant([[0.3, 1.2, -0.5]]), tf.constant([[2.0, -1.0, 0.5]])
    gradients = []
    for function in (straight_through, tf.nn.softmax):
        with tf.GradientTape() as tape:
            tape.watch(logits)
            total = tf.reduce_sum(function(logits) * weights)
        gradients.append(tape.gradient(total, logits).numpy())
    assert straight_through(logits).numpy().round(6).tolist() == [[0, 1, 0]]
    np.testing.assert_allclose(gradients[0], gradients[1], atol=1e-6)


def test_discriminator_sees_every_row():
    model, shape, _ = build("ragged chunks")
    windows = np.random.default_rng(0).normal(size=(1, shape.length, 3)).astype("float32")
    logit = float(model.discriminator(None, windows)[0])
    for row in range(shape.length):
        changed = windows.copy()
        changed[0, row] += 1.0
        assert float(model.discriminator(None, changed)[0]) != logit, row


def test_discriminator_reads_scaled_differences():
    model, _, _ = build("one column")
    model.discriminator._difference_std = tf.constant([2.0])
    windows = np.array([[[1.0], [5.0], [4.0], [4.0]]], "float32")
    seen = model.discriminator.seen(windows)
    assert seen.numpy()[0].tolist() == [[1, 0], [5, 2], [4, -0.5], [4, 0]]


def test_weights_are_a_function_of_the_seed():
    same = [build("drifting", seed=4)[0].get_weights() for _ in range(2)]
    other = build("drifting", seed=5)[0].get_weights()
    assert all(np.array_equal(a, b) for a, b in zip(*same, strict=True))
    kernels = [i for i, weight in enumerate(other) if weight.ndim == 2]
    assert all(not np.array_equal(same[0][i], other[i]) for i in kernels)


def test_generator_and_its_average_start_equal_and_networks_differ():
    model, _, _ = build("drifting")
    pairs = zip(model.generator.get_weights(), model.average.get_weights(), strict=True)
    assert all(np.array_equal(a, b) for a, b in pairs)
    recurrent = model.generator.lstm.recurrent_kernel, model.discriminator.lstm.recurrent_kernel
    assert not np.array_equal(*map(np.asarray, recurrent))


def test_building_leaves_global_random_states_alone():
    np.random.seed(1)
    expected = np.random.get_state()[1].tolist()
    build("plain")
    assert np.random.get_state()[1].tolist() == expected
