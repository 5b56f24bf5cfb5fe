"""Rows by hand: where everything stands, what is there, what a network reads."""

import numpy as np
import pytest
import tensorflow as tf
from small_rows import COLUMNS, MISSING, MOOD, THERE, X, Y

from rnngan.models.rows.layout import END, Past, RowLayout, clipped

MIXED = Y, THERE, MOOD, X.model_copy(update={"present": 5})  # in no order
FEATURES = np.array([[0, 1, 0, 12.0, 3.0, 1, 0]], "float32")  # x is 12 = 10 + 1 · 2; it is there


def test_one_hots_stand_first_then_numbers_in_units_of_their_spread():
    layout = RowLayout(MIXED)
    assert [c.name for c in (*layout.categories, *layout.numbers)] == ["x", "mood", "x", "y"]
    assert (layout.features, layout.onehots, layout.width, layout.reading) == (7, 5, 7, 13)
    assert layout.pack(FEATURES).numpy().tolist() == [[1, 0, 0, 1, 0, 1.0, 3.0]]
    assert layout.unpack(layout.pack(FEATURES).numpy()) == pytest.approx(FEATURES)


def test_masks_are_written_first_then_smooth_numbers_categories_and_rough_numbers():
    """A category sees the smooth numbers of its row; a rough number sees its category."""
    layout = RowLayout(MIXED, ends=True)
    assert [c.kind for c in layout.columns] == [
        "category",
        "smooth",
        "category",
        "category",
        "cells",
    ]
    assert [c.name for c in layout.columns] == ["x", "x", "mood", "", "y"]


def test_the_end_stands_behind_the_other_categories():
    layout = RowLayout(COLUMNS, ends=True)
    assert [c.name for c in layout.categories] == ["mood", ""]
    assert layout.categories[1].start == layout.features == 5
    assert END.start == 0  # the constant is as it was
    rows = layout.pack(np.array([[0, 1, 0, 12.0, 3.0, 0, 1]], "float32")).numpy()
    assert rows.tolist() == [[0, 1, 0, 0, 1, 1.0, 3.0]]
    assert layout.unpack(rows).tolist() == [[0, 1, 0, 12.0, 3.0]]


def test_what_is_there():
    layout = RowLayout(MISSING)
    rows = tf.constant([[1, 0, 0, 1, 0, 1.0, 3.0], [0, 1, 0, 1, 0, 1.0, 3.0]])
    assert layout.there(rows).numpy().tolist() == [[1, 1], [0, 1]]  # x, and y, which always is
    assert RowLayout(COLUMNS).there(rows) is None


def test_a_missing_number_carries_the_value_before():
    """x is 4, missing, missing, 5 in one sequence, and missing, 6, missing, 7 in the other."""
    layout = RowLayout(MISSING)
    there = np.array([[1, 0], [0, 1], [0, 0], [1, 1]])
    x = np.array([[4.0, 9], [9, 6], [9, 9], [5, 7]])
    rows = np.stack([there, 1 - there, x * 0, x * 0, x * 0, x, x + 100], axis=-1)
    found = layout.carried(tf.constant(rows, "float32")).numpy()
    assert found[..., 5].tolist() == [[4, 0], [4, 6], [4, 6], [5, 7]]
    assert found[..., 6].tolist() == (x + 100).tolist()
    assert found[..., :5].tolist() == rows[..., :5].tolist()
    plain = tf.constant(rows[..., :5], "float32")
    assert RowLayout(COLUMNS).carried(plain) is plain


def test_a_network_reads_levels_moves_and_whether_they_are_the_same():
    """x: level 2, moved by 1, which is 2 usual moves; as before. y: far out, and it stayed."""
    layout = RowLayout(COLUMNS)
    past = Past(
        tf.constant([[1, 0, 0, 2.0, 99.0]]),
        tf.constant([[1.0, 0.0]]),
        tf.constant([[0.005, 3.0]]),
    )
    assert layout.read(past).numpy().tolist() == [[1, 0, 0, 2, 8, 2, 0, 0, 1, 1, 0]]
    assert layout.reading == 11


def test_an_outlier_is_large_and_no_more():
    assert clipped(tf.constant([-99.0, 3.0, 99.0])).numpy().tolist() == [-8, 3, 8]


def test_a_network_also_reads_what_the_other_numbers_do_not_tell():
    """Of a covariance of .8 the precision matrix is (1, -.8; -.8, 1) / .36."""
    columns = [c.model_copy(update={"unit": 1e-6}) for c in (X, Y)]
    layout = RowLayout(columns, covariance=((1.0, 0.8), (0.8, 1.0)))
    past = Past(tf.constant([[1.0, 0.5]]), tf.zeros((1, 2)), tf.zeros((1, 2)))
    read = layout.read(past).numpy()[0]
    assert len(read) == layout.reading == 10
    assert read[-2:] == pytest.approx([(1.0 - 0.4) / 0.6, (0.5 - 0.8) / 0.6], rel=1e-4)
