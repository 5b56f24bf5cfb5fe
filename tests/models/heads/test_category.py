"""One of a few: likelihoods by hand, values that can't be, frequencies."""

import math

import numpy as np
import pytest
import tensorflow as tf

from rnngan.data.row_statistics import RowColumn
from rnngan.models.heads.category import CategoryHead

DRAWS = 20_000
COLUMNS = [
    RowColumn(name="two", kind="category", start=0, size=2),
    RowColumn(name="three", kind="category", start=2, size=3),
]


@pytest.fixture
def head():
    """Logits 0 and log 3 of the first column, 0 of the second; `hidden` has no part yet."""
    found = CategoryHead(COLUMNS, width=4)
    found.build()
    found.bias.assign([[0.0, math.log(3), 50.0], [0.0, 0.0, 0.0]])
    return found


def test_likelihoods_by_hand(head):
    """1/4 and 3/4, whatever the bias of a value that the column has not; then 1/3."""
    losses = head.losses(tf.zeros((2, 2, 4)), tf.constant([[0, 1], [2, 0]])).numpy()
    assert losses == pytest.approx(
        np.array([[math.log(4), math.log(4 / 3)], [math.log(3), math.log(3)]]), rel=1e-5
    )


def test_what_it_is_written_from_has_a_part(head):
    head.kernel.assign(tf.one_hot([[0] * 4, [1] * 4], 3))  # the sum of `hidden` is added
    hidden = tf.fill((2, 1, 4), 0.5)
    assert head.logits(hidden)[0, 0, :2].numpy() == pytest.approx([2.0, math.log(3)])
    assert head.logits(hidden)[1, 0].numpy() == pytest.approx([0.0, 2.0, 0.0])
    some = head.logits(hidden[1:], slice(1, 2))
    assert some.numpy() == pytest.approx(head.logits(hidden)[1:].numpy())


def test_frequencies_are_the_probabilities_and_what_a_column_has_not_is_never_drawn(head):
    uniform = tf.random.stateless_uniform((2, DRAWS), [0, 1])
    made = head.draw(tf.zeros((2, DRAWS, 4)), uniform, slice(None)).numpy()
    assert made.sum(axis=-1) == pytest.approx(1.0, abs=1e-6)
    assert made[0].mean(axis=0) == pytest.approx([0.25, 0.75, 0.0], abs=0.011)
    assert made[0, :, 2].max() == 0
    assert made[1].mean(axis=0) == pytest.approx([1 / 3] * 3, abs=0.011)
