"""Maximum likelihood: numbers by hand, what moves, what is learned."""

import math

import numpy as np
import pytest
import tensorflow as tf
from small_texts import BATCH, VOCABULARY, config, moved, some, values

from rnngan.data.text.tokenizer import BEGIN, END, UNKNOWN
from rnngan.models.noise import Stream
from rnngan.models.text.build import TextModel, build_language_model
from rnngan.models.text.likelihood import negative_log_likelihood, token_losses
from rnngan.models.text.writer import Writer


@pytest.fixture
def model():
    return TextModel(config(), VOCABULARY)


def test_a_network_that_knows_nothing_has_the_likelihood_of_a_guess(model):
    for weight in model.generator.trainable_variables:
        weight.assign(tf.zeros_like(weight))
    ids, counts = some()
    assert float(negative_log_likelihood(model.generator, ids, counts)) == pytest.approx(
        math.log(VOCABULARY)
    )
    assert len(token_losses(model.generator, ids, counts)) == 5 + 3 + 2 + 1


def test_a_bias_is_a_likelihood_by_hand(model):
    """With all else zero, the logits are the bias: 2 for token 3, 0 for the other eight."""
    for weight in model.generator.trainable_variables:
        weight.assign(tf.zeros_like(weight))
    model.generator.bias.assign([0, 0, 0, 2.0, 0, 0, 0, 0, 0])
    losses = token_losses(model.generator, tf.constant([[1, 3, 4]]), tf.constant([2])).numpy()
    total = math.log(math.exp(2) + 8)
    assert losses == pytest.approx([total - 2, total])


def test_what_was_never_seen_is_not_predicted(model):
    ids = tf.constant([[BEGIN, 3, UNKNOWN, END]])
    assert len(token_losses(model.generator, ids, tf.constant([3]))) == 2


def test_padding_has_no_part(model):
    ids, counts = some()
    wider = tf.pad(ids, [[0, 0], [0, 3]], constant_values=7)
    one, other = (negative_log_likelihood(model.generator, i, counts) for i in (ids, wider))
    assert float(one) == pytest.approx(float(other), rel=1e-6)


def test_likelihood_moves_the_generator_and_its_average_alone(model):
    learner = build_language_model(model, config())
    networks = (model.generator, model.average, model.likelihood, model.discriminator)
    before = [values(network) for network in networks]
    logs = learner.train_step((tf.constant(0), *some()))
    assert np.isfinite(float(logs["likelihood"]))
    found = [moved(network, old) for network, old in zip(networks, before, strict=True)]
    assert found == [True, True, False, False]


def test_likelihood_learns_a_sentence(model):
    learner = build_language_model(model, config({"dropout": 0.0}))
    learner.rate_factor.assign(10.0)
    learner.schedule_steps.assign(300.0)
    ids = tf.constant([[1, 3, 4, 5, 6, 0]] * BATCH)
    counts = tf.constant([5] * BATCH)
    step = tf.function(lambda number: learner.train_step((number, ids, counts)))
    for number in range(200):
        logs = step(tf.constant(number))
    assert float(logs["likelihood"]) < 0.2
    write = Writer(model.generator, True)
    draw = 0, Stream.SAMPLE, tf.constant(0)
    assert write(tf.constant([BEGIN]), 1, 8, 1, draw, 0.0, 0, 1.0).numpy()[:, 0].tolist() == [
        3, 4, 5, 6, 0, 0, 0, 0,
    ]  # fmt: skip
