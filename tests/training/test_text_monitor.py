"""How a generator of texts does on what is held out: with networks and a writer that are stubs."""

import math
from types import SimpleNamespace

import numpy as np
import pytest
import tensorflow as tf

from rnngan.config.run_config import validate
from rnngan.data.text.corpus import Sequences
from rnngan.models.noise import Stream
from rnngan.training import text_monitor
from rnngan.training.text_monitor import SEQUENCES, HeldOut

PATIENCE = HeldOut.patience


def sequences(*rows, ended=True):
    lengths = np.array([len(row) for row in rows], "int32")
    ids = np.array([token for row in rows for token in row], "int32")
    return Sequences(ids, np.cumsum(lengths) - lengths, lengths, np.full(len(rows), ended))


def held_out(*rows, train=((3, 4),), mode="line"):
    config = validate({"kind": "text", "text": {"mode": mode}})
    corpus = SimpleNamespace(validation=sequences(*rows), train=sequences(*train))
    return HeldOut(corpus, config)


@pytest.fixture
def written(monkeypatch):
    """Rows (sequences, time) that the writer writes, and the draws it is asked for."""
    stub = SimpleNamespace(rows=[[3, 4, 0, 9]], draws=[])

    def write(begin, batch, longest, shortest, draw, *how):
        stub.draws.append((begin.tolist(), batch, longest, draw))
        return tf.constant(np.array(stub.rows, "int32").T)

    monkeypatch.setattr(text_monitor, "Writer", lambda network, ends: write)
    return stub


class Model:
    """Has averages of one weight, the number of the look that it stands for."""

    def __init__(self):
        self.look, self.kept = 0, []
        self.average = SimpleNamespace(parts={"tokens": [self]})
        self.likelihood = SimpleNamespace(parts={"tokens": [self]})

    def get_weights(self):
        return [self.look]

    def set_weights(self, weights):
        self.kept.append(weights)


@pytest.fixture
def model():
    return Model()


def test_likelihood_ends_after_looks_without_a_gain_and_the_best_is_kept(model):
    held, watch, ends = held_out((3, 4), (5,)), {}, []
    losses = iter([2.0, 1.5, 1.6, 1.5, 1.7])
    held._of_tokens = lambda network: tf.constant([next(losses)])
    for look in range(5):
        model.look = look
        ends.append(held.enough(model, watch))
    assert ends == [False] * 4 + [True]
    assert model.kept == [[0], [1]]
    assert watch == {"held_out": pytest.approx(1.7), "best tokens": 1.5, "since": PATIENCE}


def test_without_validation_texts_likelihood_never_ends(model):
    watch = {}
    assert not held_out().enough(model, watch)
    assert watch == {}


def test_a_distance_and_a_variety_by_hand(model, written):
    """Real pairs: 3 4, 4 END, 4 3 and 3 END of one text each; the written text has 3 4, 4 END."""
    held = held_out((3, 4), (4, 3))
    assert held.variety(model, 20) == 2 / 4
    # shares: 1/2, 1/2 against 1/4 four times; the middle is 3/8 twice and 1/8 twice
    expected = (math.log(0.5 / 0.375) + 0.5 * math.log(0.25 / 0.375) + 0.5 * math.log(2)) / 2
    assert held.distance(model) == pytest.approx(expected)
    [first, second] = written.draws
    assert first == ([1], 2, 3, (0, Stream.VALIDATION, 20))  # BEGIN; two tokens and END
    assert second[3] == (0, Stream.VALIDATION, 0)  # the same at every step


def test_what_has_no_end_counts_to_its_last_token(model, written):
    written.rows = [[3, 4, 3]]
    assert held_out((3, 4)).variety(model, 0) == 2 / 2  # 3 4 and 4 3, of 3 4 and 4 END


def test_a_few_texts_are_enough_and_always_the_same():
    many = [(3 + number % 7,) for number in range(SEQUENCES + 90)]
    one, other = held_out(*many), held_out(*many)
    assert len(one.ids) == SEQUENCES
    assert np.array_equal(one.ids, other.ids)
