"""What is unlikely beside what, by hand; and that likelihood and draws agree on it."""

import numpy as np
import pytest
import tensorflow as tf
from small_rows import MOOD, X, Y, noise, stir

from rnngan.data.row_ranges import Range
from rnngan.models.rows.layout import Past, RowLayout
from rnngan.models.rows.ranges import UNLIKELY
from rnngan.models.rows.writer import RowWriter

COLUMNS = MOOD, X, Y  # three moods; x is smooth; y is 0, or 1 … 4
LOW_X = Range(category=0, number=3, low=-1e9, high=0.5)  # the first mood: x under 0.5
NO_Y = Range(category=2, number=4, low=-0.5, high=0.5)  # the last mood: y is 0


def layout(*ranges):
    return RowLayout(COLUMNS, ranges=ranges)


def test_a_category_loses_where_a_number_lies_outside():
    lost = layout(LOW_X, NO_Y).ranges.beside_numbers(tf.constant([[0.4], [0.6]]), 4)
    assert lost.numpy().tolist() == [[[0, 0, 0, 0], [UNLIKELY, 0, 0, 0]]]


def test_cells_lose_that_lie_outside_what_their_category_shows():
    lost = layout(LOW_X, NO_Y).ranges.beside_categories(tf.constant(np.eye(3, dtype="float32")), 3)
    assert lost.numpy().tolist() == [[[0, 0, 0], [0, 0, 0], [0, UNLIKELY, 0]]]


def test_what_no_row_has_shown_is_hardly_drawn():
    writer = RowWriter(layout(LOW_X, NO_Y), width=4)
    writer.build((None, 2))
    stir(writer)
    count = 5000
    row = tf.concat([tf.zeros((count, 3)), tf.ones((count, 2))], axis=-1)
    past = Past(row, tf.fill((count, 2), 0.5), tf.zeros((count, 2)))
    made = writer.draw(tf.ones((count, 2)), noise(count)(0, writer.noise), past).numpy()
    moods, x, y = made[:, :3] > 0.5, made[:, 3], made[:, 4]
    assert moods.any(axis=0).all()
    assert (x > 0.5).mean() > 0.3
    assert (moods[:, 0] & (x > 0.5)).mean() < 0.002
    assert (moods[:, 2] & (y > 0.5)).mean() < 0.002
    plain = RowWriter(layout(), width=4)
    plain.build((None, 2))
    stir(plain)
    made = plain.draw(tf.ones((count, 2)), noise(count)(0, plain.noise), past).numpy()
    assert ((made[:, 0] > 0.5) & (made[:, 3] > 0.5)).mean() > 0.02


def test_the_likelihood_knows_it_too():
    """All six pairs of a mood and a cell at one x have probability one, and odd ones little."""
    writer = RowWriter(layout(LOW_X, NO_Y), width=4)
    writer.build((None, 2))
    stir(writer)
    pairs = [(*np.eye(3)[mood], 0.6, y) for mood in range(3) for y in (0.0, 2.0)]
    rows = tf.constant(np.array(pairs, "float32"))
    row = tf.concat([tf.zeros((6, 3)), tf.ones((6, 2))], axis=-1)
    past = Past(row, tf.fill((6, 2), 0.5), tf.zeros((6, 2)))
    shares = np.exp(-writer.losses(tf.ones((6, 2)), rows, past).numpy())
    density = shares.sum()  # of x alone
    assert shares[:2].sum() / density < 0.01  # the first mood
    assert shares[5] / density < 0.01  # the last one, with a y over 0
    other = rows.numpy().copy()
    other[:, 3] = 0.4
    shares = np.exp(-writer.losses(tf.ones((6, 2)), tf.constant(other), past).numpy())
    assert shares[:2].sum() / shares.sum() > 0.05
    assert shares.sum() > 0


@pytest.mark.parametrize("ranges", [(), (LOW_X,)])
def test_there_are_none_where_nothing_is_known(ranges):
    assert (layout(*ranges).ranges is not None) == bool(ranges)
