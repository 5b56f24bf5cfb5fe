"""Codes that the discriminator's features give away: information, draws, who moves when."""

import math

import keras
import numpy as np
import pytest
import tensorflow as tf

from rnngan.config.run_config import RunConfig
from rnngan.data.network_shape import NetworkShape
from rnngan.data.transforms import Block, TableTransform
from rnngan.data.windows import Windows, WindowStatistics
from rnngan.models.build import build_model, compile_model
from rnngan.models.inputs import draw_inputs, write
from rnngan.models.noise import Stream
from rnngan.models.variants import infogan
from rnngan.models.variants.infogan import CodeHead

THREE = (("categorical", 3),)
NUMBER = (("continuous", 1),)


def head_that_says(codes, output):
    """Return a head whose output is `output` whatever the features are."""
    head = CodeHead(codes, units=4)
    head.build((None, 2))
    for variable in head.trainable_variables:
        variable.assign(np.zeros(variable.shape))
    head.last.bias.assign(np.array(output, "float32"))
    return head


def information(codes, output, given):
    given = tf.constant(given, tf.float32)
    features = tf.zeros((len(given), 2))
    return [float(bound) for bound in head_that_says(codes, output).information(features, given)]


def test_information_of_even_logits_is_none():
    assert information(THREE, [5.0, 5.0, 5.0], [[1, 0, 0], [0, 0, 1]]) == pytest.approx([0.0])


def test_information_of_worked_logits():
    # softmax(log 2, 0, 0) = (1/2, 1/4, 1/4); codes 0 and 1: log 3 + (log 1/2 + log 1/4) / 2
    found = information(THREE, [math.log(2), 0.0, 0.0], [[1, 0, 0], [0, 1, 0]])
    assert found == pytest.approx([math.log(3) - 1.5 * math.log(2)])


def test_information_of_certain_logits_is_the_entropy():
    assert information(THREE, [99.0, 0.0, 0.0], [[1, 0, 0]]) == pytest.approx([math.log(3)])


@pytest.mark.parametrize("scale", [0.0, 1.0, 30.0])
def test_information_about_a_category_never_exceeds_its_entropy(scale):
    logits = scale * np.random.default_rng(0).normal(size=3)
    given = np.eye(3)[np.random.default_rng(1).integers(0, 3, 50)]
    assert information(THREE, logits, given)[0] <= math.log(3)


def test_information_about_a_number():
    # std = 1, mean 0.25, code 0.75: log 2 - (0.5² + log 2π) / 2
    raw = infogan.LEAST_LOG_STD + math.log(math.expm1(-infogan.LEAST_LOG_STD))  # gives log std 0
    expected = math.log(2) - (0.25 + math.log(2 * math.pi)) / 2
    assert information(NUMBER, [0.25, raw], [[0.75]]) == pytest.approx([expected], abs=1e-6)


def test_information_about_an_exact_number_has_an_end():
    # std = exp(-1.2): log 2 + 1.2 - log(2π) / 2
    expected = math.log(2) + 1.2 - math.log(2 * math.pi) / 2
    assert information(NUMBER, [0.5, -99.0], [[0.5]]) == pytest.approx([expected], abs=1e-6)
    assert infogan.most_information("continuous", 1) == pytest.approx(expected)


def test_each_code_reads_its_own_part():
    codes = (("categorical", 2), ("continuous", 1), ("categorical", 2))
    output = [0.0, 0.0, 0.0, -99.0, 99.0, 0.0]  # nothing; exact; certain
    found = information(codes, output, [[1, 0, 0.0, 1, 0]])
    most = infogan.most_information("continuous", 1)
    assert found == pytest.approx([0.0, most, math.log(2)], abs=1e-6)


def trained_head(codes, features, given, steps=300):
    head = CodeHead(codes, units=16)
    head.build((None, features.shape[1]))
    adam = keras.optimizers.Adam(0.01)

    @tf.function
    def step():
        with tf.GradientTape() as tape:
            loss = -sum(head.information(features, given))
        variables = head.trainable_variables
        adam.apply_gradients(zip(tape.gradient(loss, variables), variables, strict=True))

    for _ in range(steps):
        step()
    return head


def test_a_code_that_features_show_is_recovered_in_full():
    given = infogan.draw(THREE, 256, seed=0, step=0)
    features = tf.concat([2.0 * given - 1.0, noise(256, 2)], axis=1)
    head = trained_head(THREE, features, given)
    assert float(head.information(features, given)[0]) == pytest.approx(math.log(3), abs=0.02)


def test_features_without_the_code_say_nothing_of_it():
    given, fresh = (infogan.draw(THREE, 4096, seed=0, step=step) for step in (0, 1))
    features = noise(4096, 3)
    head = trained_head(THREE, features, given, steps=100)
    assert float(head.information(features, fresh)[0]) == pytest.approx(0.0, abs=0.03)


def noise(count, width):
    return tf.constant(np.random.default_rng(5).normal(size=(count, width)), tf.float32)


def test_draws_are_functions_of_seed_and_step():
    def drawn(seed, step):
        return infogan.draw((*THREE, *NUMBER), 16, seed, step).numpy()

    np.testing.assert_array_equal(drawn(0, 3), drawn(0, 3))
    assert not np.array_equal(drawn(0, 3), drawn(0, 4))
    assert not np.array_equal(drawn(0, 3), drawn(1, 3))


def test_categories_are_uniform():
    drawn = infogan.draw((("categorical", 5),), 10_000, 0, 0).numpy()
    assert drawn.sum(axis=1).tolist() == [1.0] * 10_000
    np.testing.assert_allclose(drawn.mean(axis=0), 0.2, atol=0.016)  # 4 standard errors


def test_numbers_are_uniform_from_minus_one_to_one():
    drawn = infogan.draw(NUMBER, 10_000, 0, 0).numpy()
    assert abs(drawn).max() <= 1.0
    shares = np.histogram(drawn, np.linspace(-1, 1, 5))[0] / 10_000
    np.testing.assert_allclose(shares, 0.25, atol=0.018)


def test_two_codes_are_independent():
    drawn = infogan.draw((*NUMBER, *NUMBER), 10_000, 0, 0).numpy()
    assert abs(np.corrcoef(drawn.T)[0, 1]) < 0.04


LAYOUT = TableTransform(blocks=(Block(name="a", start=0), Block(name="b", start=1)))


def compiled(**training):
    config = RunConfig(training={"steps": 100, **training})
    rows = np.random.default_rng(0).normal(size=(240, 2)).astype("float32")
    data = Windows(rows, np.arange(0, 240, 6), 6)
    statistics = WindowStatistics.fit(data, LAYOUT)
    shape = NetworkShape(6, 2, units=8, rows=2, codes=(*THREE, *NUMBER))
    model = build_model(config, shape, statistics)
    compile_model(model, config.training)
    return model, data.gather(data.starts[:8] // 6)


def weights(model, name):
    return [v.numpy() for v in getattr(model, name).trainable_variables]


def step_moves(model, take):
    names = ("generator", "code_head", "discriminator", "average")
    before = {name: weights(model, name) for name in names}
    take()
    return {
        name: [
            not np.array_equal(a, b)
            for a, b in zip(before[name], weights(model, name), strict=True)
        ]
        for name in names
    }


def test_a_generator_step_moves_generator_and_head_alone():
    model, windows = compiled()
    moved = step_moves(model, lambda: model.generator_step(tf.constant(windows), 0))
    assert all(moved["generator"] + moved["code_head"])
    assert not any(moved["discriminator"] + moved["average"])


def test_a_discriminator_step_moves_the_discriminator_alone():
    model, windows = compiled()
    moved = step_moves(model, lambda: model.discriminator_step(tf.constant(windows), 0))
    assert all(moved["discriminator"])
    assert not any(moved["generator"] + moved["code_head"] + moved["average"])


def test_the_history_names_the_information_unweighted():
    model, windows = compiled(code_weight=0.25)
    real, _ = model.split(tf.constant(windows))
    inputs = draw_inputs(model.generator, real, model.seed, Stream.GENERATOR, 0)
    features = model.discriminator.features(*write(model.generator, inputs))
    expected = sum(float(b) for b in model.code_head.information(features, inputs.given))
    shown = model.generator_step(tf.constant(windows), 0)
    assert float(shown["mutual_information"]) == pytest.approx(expected, abs=1e-5)


def test_the_head_is_kept_with_the_last_good_weights():
    model, _ = compiled()
    kept = {id(variable) for variable in model.weights}
    assert {id(variable) for variable in model.code_head.variables} <= kept


def test_without_codes_there_is_no_head():
    config = RunConfig()
    rows = np.random.default_rng(0).normal(size=(240, 2)).astype("float32")
    statistics = WindowStatistics.fit(Windows(rows, np.arange(0, 240, 6), 6), LAYOUT)
    model = build_model(config, NetworkShape(6, 2, units=8, rows=2), statistics)
    assert model.code_head is None
    assert model.generator_terms == []
