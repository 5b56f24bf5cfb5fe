"""What is written for people: draws and limits."""

import numpy as np
import pytest
import tensorflow as tf
from small_texts import VOCABULARY, config

from rnngan.data.text.tokenizer import BEGIN, END
from rnngan.models.noise import Stream
from rnngan.models.text.build import TextModel
from rnngan.models.text.writer import Writer, kept, pick


@pytest.fixture
def model():
    return TextModel(config(), VOCABULARY)


def test_the_likeliest_and_the_share_that_may_be_drawn():
    logits = tf.math.log([[0.5, 0.2, 0.3]])
    assert kept(logits, 0, 1.0).numpy().all()
    assert kept(logits, 1, 1.0).numpy().tolist() == [[True, False, False]]
    assert kept(logits, 0, 0.5).numpy().tolist() == [[True, False, False]]
    assert kept(logits, 0, 0.51).numpy().tolist() == [[True, False, True]]
    many = tf.repeat(logits, 4000, axis=0)
    drawn = pick(many, [1, 2], 1.0).numpy()
    assert np.bincount(drawn) / 4000 == pytest.approx([0.5, 0.2, 0.3], abs=0.03)
    colder = pick(many, [1, 2], 0.5).numpy()  # squares: 25, 4 and 9 of 38
    assert np.bincount(colder) / 4000 == pytest.approx([25 / 38, 4 / 38, 9 / 38], abs=0.03)
    assert set(pick(many, [1, 2], 1.0, (2, 1.0)).numpy()) == {0, 2}


def test_what_is_written_depends_on_its_draw_alone_and_keeps_its_limits(model):
    write = Writer(model.generator, True)
    begin = tf.constant([BEGIN])

    def written(number, longest=30, shortest=1):
        draw = 7, Stream.SAMPLE, tf.constant(number)
        return write(begin, 50, longest, shortest, draw, 1.0, 0, 1.0).numpy()

    assert np.array_equal(written(1), written(1))
    assert not np.array_equal(written(1), written(2))
    assert written(1).shape == (30, 50)
    assert np.array_equal(written(1, longest=12), written(1)[:12])
    late = written(1, shortest=6)
    assert (late[:5] != END).all()
    ended = np.cumsum(written(1) == END, axis=0) > 0
    assert (written(1)[ended] == END).all()
    endless = Writer(model.generator, False)(begin, 50, 30, 1, (7, Stream.SAMPLE, 0), 1.0, 0, 1.0)
    assert (endless.numpy() != END).all()
