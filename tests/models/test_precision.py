"""Mixed precision: which products are rounded to bfloat16, and that nothing else is.

1 + 2**-8 is the first float32 number beside 1 that bfloat16, with its eight digits, rounds to 1.
"""

from functools import cache

import keras
import numpy as np
import pytest
import small_texts
import small_windows
import tensorflow as tf
from small_rows import batch, dataset, row_model, settings

from rnngan.models import weights
from rnngan.models.lstm import LSTM
from rnngan.models.precision import Dense, product
from rnngan.models.rows.build import build_adversarial, build_likelihood
from rnngan.models.text.build import TextModel, build_adversarial_model, build_language_model

MIXED = "mixed_bfloat16"
ROUNDED = np.float32([[1 + 2**-8]])
PENALTIES = {"r1": 1.0, "r2": 1.0, "gradient_penalty": 1.0}
NEAR = 0.03  # of the larger of a loss and 1


def test_a_product_is_rounded_where_that_is_asked_for():
    one = np.float32([[1.0]])
    found = [product(ROUNDED, one, dtype).numpy() for dtype in ("float32", "bfloat16")]
    assert found == [ROUNDED, one]
    assert [each.dtype for each in found] == ["float32", "float32"]


def test_a_dense_layer_gives_float32_of_float32_weights():
    layer = Dense(1, dtype=MIXED)
    layer.build((None, 1))
    layer.set_weights([ROUNDED, np.float32([0.0])])
    assert layer.kernel.numpy() == ROUNDED
    found = layer(np.float32([[1.0]]))
    assert (found.dtype, float(found[0, 0])) == ("float32", 1.0)


def test_states_and_biases_of_an_lstm_are_not_rounded():
    """Without inputs an LSTM is made of its bias and its state alone."""
    outputs = []
    for policy in ("float32", MIXED):
        layer = LSTM(2, dtype=policy)
        layer.build((None, None, 1))
        bias = 0.1 * np.arange(8, dtype="float32")
        layer.set_weights([np.zeros((1, 8)), np.zeros((2, 8)), bias])
        state = np.full((1, 2), 0.7, "float32"), np.full((1, 2), 0.3, "float32")
        inputs = np.ones((3, 1, 1), "float32")
        outputs += [layer(inputs, state=state), layer.run(inputs, None, state)[0]]
        outputs.append(layer.run(np.ones((70, 1, 1), "float32"), None, state)[0][:3])  # a loop
    for each in outputs:
        assert each.dtype == "float32"
        np.testing.assert_allclose(each, outputs[0], rtol=1e-6)


@cache
def rows(precision):
    """The logs of a step of likelihood and of one against the discriminator, and the networks."""
    config = settings(precision=precision, **PENALTIES)
    data = dataset(config, ["day", "x", "y", "mood", "age"])
    model = row_model(data)
    learner = build_likelihood(model, config)
    logs = learner.train_step(batch(data))
    composed = build_adversarial(model, config, 4)
    logs |= {f"later {n}": v for n, v in composed.train_step(batch(data, 1)).items()}
    return logs, model, composed


@cache
def windows(precision):
    """The same of windows, which have one phase."""
    model = small_windows.compiled(precision=precision, **PENALTIES)
    logs = small_windows.discriminated(model)
    real = np.random.default_rng(1).normal(size=(4, 4, 3)).astype("float32")
    return logs | model.generator_step(tf.constant(real), 0), model, model


@cache
def texts(precision):
    """The same of texts, whose discriminator pays R1 and R2."""
    config = small_texts.config({"precision": precision, "r1": 1.0, "r2": 1.0})
    model = TextModel(config, small_texts.VOCABULARY)
    step = tf.constant(0), *small_texts.some()
    logs = build_language_model(model, config).train_step(step)
    composed = build_adversarial_model(model, config, small_texts.LENGTH)
    logs |= {f"later {n}": v for n, v in composed.train_step(step).items()}
    return logs, model, composed


@pytest.mark.parametrize("learned", [rows, windows, texts])
def test_losses_and_penalties_are_near_those_of_float32(learned, untraced):
    (plain, *_), (mixed, *networks) = (learned(name) for name in ("float32", MIXED))
    assert plain.keys() == mixed.keys()
    assert any(float(plain[name]) != float(mixed[name]) for name in plain)
    for name, value in plain.items():
        assert mixed[name].dtype == "float32", name
        assert float(mixed[name]) == pytest.approx(float(value), rel=NEAR, abs=NEAR), name
    composed = networks[-1]
    optimizers = composed.generator_optimizer, composed.discriminator_optimizer
    for variable in [*composed.variables, *(v for each in optimizers for v in each.variables)]:
        assert np.isfinite(variable.numpy()).all()
        assert variable.dtype in ("float32", "int32", "int64"), variable.path


@pytest.mark.parametrize("learned", [rows, windows, texts])
def test_what_learns_is_mixed_and_what_generates_is_not(learned, untraced):
    _, model, _ = learned(MIXED)
    assert model.generator.lstm.compute_dtype == "bfloat16"
    assert model.discriminator.lstm.compute_dtype == "bfloat16"
    assert model.discriminator.logit.compute_dtype == "float32"
    copies = [model.average, *([model.likelihood] if hasattr(model, "likelihood") else [])]
    for network in copies:
        layers = network._flatten_layers()
        assert {layer.compute_dtype for layer in layers} == {"float32"}
    assert keras.config.dtype_policy().name == "float32"


def test_heads_are_float32(untraced):
    _, model, _ = rows(MIXED)
    heads = model.generator.next_row.heads
    assert {head.compute_dtype for head in heads.values()} == {"float32"}
    assert model.generator.next_row.compute_dtype == "bfloat16"


def test_a_step_from_the_same_weights_ends_with_the_same_bytes(untraced):
    """By this a training resumes exactly: what a checkpoint holds is float32, and all of it."""
    model = windows(MIXED)[2]
    variables, real = weights.of_training(model), tf.random.stateless_normal((4, 4, 3), (1, 2))
    before, found = weights.values(variables), []
    for _ in range(2):
        weights.assign(before, variables, "what a checkpoint holds")
        model.train_step((tf.constant(3), real))
        found.append(weights.dump(weights.values(variables)))
    assert found[0] == found[1] != weights.dump(before)
