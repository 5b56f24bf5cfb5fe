"""What is written for the discriminator, and its gradients."""

import numpy as np
import pytest
import tensorflow as tf

from rnngan.config.run_config import validate
from rnngan.data.text.tokenizer import BEGIN, UNKNOWN
from rnngan.models.noise import Stream
from rnngan.models.text import rollout
from rnngan.models.text.build import TextModel

VOCABULARY, LENGTH, BATCH = 9, 5, 4


def config(**text):
    plain = {"embedding": 4}
    training = {"steps": 10, "adversarial_steps": 10, "batch_size": BATCH}
    return validate(
        {"kind": "text", "model": {"units": 6}, "training": training, "text": plain | text}
    )


@pytest.fixture
def model():
    return TextModel(config(), VOCABULARY)


def test_rows_are_hard_forward_and_soft_backward(model):
    draws = rollout.gumbel((LENGTH, BATCH, VOCABULARY), 0, Stream.GENERATOR, 0)
    tokens, present, rows = rollout.relaxed(model.generator, draws, 0.7)
    assert np.allclose(rows, tf.one_hot(tokens, VOCABULARY), atol=1e-6)
    again, also = rollout.sampled(model.generator, draws)
    assert np.array_equal(tokens, again)
    assert np.array_equal(present, also)
    assert not np.isin(tokens, (BEGIN, UNKNOWN)).any()
    with tf.GradientTape() as tape:
        _, _, rows = rollout.relaxed(model.generator, draws[:1], 0.7)
        one = rows[0, 0, 3]
    slope = tape.gradient(one, model.generator.bias).numpy()
    logits, _ = model.generator.advance(*model.generator.begin(BATCH))
    soft = tf.nn.softmax((logits + draws[0]) / 0.7)[0].numpy()
    expected = soft[3] * ((np.arange(VOCABULARY) == 3) - soft) / 0.7  # of a softmax
    assert slope == pytest.approx(expected, abs=1e-5)


def test_a_sequence_counts_up_to_its_end():
    tokens = tf.constant([[5, 0], [0, 5], [6, 5]])
    assert rollout.present_in(tokens).numpy().tolist() == [[1, 1], [1, 0], [0, 0]]
