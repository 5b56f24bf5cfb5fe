"""The generator of texts, step by step and with dropout."""

import numpy as np
import pytest
import tensorflow as tf
from small_texts import BATCH, VOCABULARY, config, some

from rnngan.data.text.tokenizer import BEGIN, UNKNOWN
from rnngan.models.noise import Stream
from rnngan.models.text.build import TextModel


@pytest.fixture
def model():
    return TextModel(config(), VOCABULARY)


def test_steps_by_hand_are_the_whole_at_once(model):
    ids, _ = some()
    tokens = tf.transpose(ids)
    known, _ = model.generator.read(tokens)
    embedded, state = model.generator.begin(BATCH)
    for step in range(3):
        logits, state = model.generator.advance(embedded, state)
        expected = model.generator.logits(known[step])
        assert logits.numpy()[:, 3:] == pytest.approx(expected.numpy()[:, 3:], abs=1e-5)
        assert (logits.numpy()[:, [BEGIN, UNKNOWN]] < -1e8).all()
        embedded = tf.gather(tf.convert_to_tensor(model.generator.embedding), tokens[step + 1])


def test_dropout_keeps_the_mean_and_is_a_function_of_the_step(model):
    masks = model.generator.masks(0.5, 50, 400, 0, Stream.DROPOUT, 3)
    again = model.generator.masks(0.5, 50, 400, 0, Stream.DROPOUT, 3)
    other = model.generator.masks(0.5, 50, 400, 0, Stream.DROPOUT, 4)
    assert {0.0, 2.0} == set(np.unique(masks[1]))
    assert float(tf.reduce_mean(masks[1])) == pytest.approx(1.0, abs=0.02)
    assert np.array_equal(masks[0], again[0])
    assert not np.array_equal(masks[0], other[0])
