"""Cells that are held while a row is drawn; how the others are drawn stands in test_writer.py."""

import numpy as np
import pytest
import tensorflow as tf
from small_rows import COLUMNS, MISSING, generator, noise

from rnngan.models.rows.layout import Held, Past

COUNT = 40


def drawn(network, held):
    """Rows that follow rows of zeros, drawn with some cells held."""
    layout = network.layout
    zeros = tf.zeros((COUNT, layout.width))
    past = Past(zeros, *(tf.zeros((COUNT, len(layout.numbers))) for _ in range(2)))
    writer = network.next_row
    context = tf.random.stateless_normal((COUNT, network.lstm.units), [1, 2])
    return writer.draw(context, noise(COUNT)(1, writer.noise), past, held).numpy()


@pytest.mark.parametrize("columns", [COLUMNS, MISSING])
def test_each_column_is_held_by_itself_and_those_before_it_are_drawn_as_ever(columns):
    network = generator(columns=columns)
    layout = network.layout
    free = drawn(network, None)
    written = [layout.stored.index(column) for column in layout.columns]  # in that order
    for number, column in enumerate(written):
        first, size = int(layout.firsts[column]), layout.stored[column].size
        some = slice(first, first + size)
        row, known = np.zeros(free.shape, "float32"), np.zeros(free.shape, bool)
        row[:, first], known[:, some] = 1.0, True
        made = drawn(network, Held(tf.constant(row), tf.constant(known)))
        there = network.layout.there(tf.constant(made))
        kept = made[:, some]
        if there is not None and column >= len(layout.categories):  # one that is missing has none
            kept = kept[there.numpy()[:, column - len(layout.categories)] > 0]
        np.testing.assert_allclose(kept, row[: len(kept), some], atol=1e-6)
        for earlier in written[:number]:
            at = slice(*(int(layout.firsts[earlier]) + n for n in (0, layout.stored[earlier].size)))
            np.testing.assert_allclose(made[:, at], free[:, at], atol=1e-6)


def test_later_columns_see_what_is_held():
    network = generator(columns=COLUMNS)
    zeros = np.zeros((COUNT, network.layout.width))
    row, known = zeros.astype("float32"), zeros.astype(bool)
    row[:, 3], known[:, 3] = 2.0, True  # the smooth number, which is written first
    held = Held(tf.constant(row), tf.constant(known))
    other = Held(tf.constant(-row), tf.constant(known))
    assert not np.allclose(drawn(network, held)[:, :3], drawn(network, other)[:, :3])


def test_a_value_that_is_banned_is_not_drawn():
    network = generator(columns=COLUMNS)
    zeros = tf.zeros((COUNT, network.layout.width), tf.bool)
    banned = np.zeros(zeros.shape, bool)
    banned[:, 1] = True
    free = drawn(network, None)
    made = drawn(network, Held(tf.zeros(zeros.shape), zeros, tf.constant(banned)))
    assert free[:, 1].sum() > 0
    assert made[:, 1].sum() == 0
    assert made[:, :3].sum() == pytest.approx(COUNT)
