"""What a discriminator of rows sees: levels and moves by hand."""

import numpy as np
import pytest
import tensorflow as tf
from small_rows import COLUMNS, LENGTH

from rnngan.data.network_shape import NetworkShape
from rnngan.models.rows.discriminator import RowDiscriminator
from rnngan.models.rows.layout import RowLayout


@pytest.fixture
def network():
    found = RowDiscriminator(RowLayout(COLUMNS), NetworkShape(LENGTH, 5, units=4, rows=2))
    found.build(None)
    return found


def test_levels_are_in_spreads_and_moves_in_usual_moves(network):
    """x, in usual moves of half a spread: 2, 3, 40. One-hots stand as they are."""
    shapes = np.zeros((1, 3, 5), "float32")
    shapes[0, :, 0], shapes[0, :, 3] = [1, 0, 1], [2, 3, 40]
    levels, moves = np.split(network.seen(tf.constant(shapes)).numpy()[0], 2, axis=-1)
    assert levels[:, 0].tolist() == [1, 0, 1]
    assert levels[:, 3].tolist() == [1, 1.5, 8]
    assert moves[:, 0].tolist() == [0, -1, 1]
    assert moves[:, 3].tolist() == [0, 1, 8]


def test_a_logit_a_window_and_a_slope_along_the_usual_move(network):
    shapes = tf.random.stateless_normal((3, LENGTH, 5), [1, 2])
    with tf.GradientTape() as tape:
        tape.watch(shapes)
        logits = network(None, shapes)
    assert logits.shape == (3,)
    assert np.abs(tape.gradient(logits, shapes).numpy()).min(axis=(0, 1)).shape == (5,)
    outlier = shapes.numpy()
    outlier[0, 2, 3] = 1e6
    further = outlier.copy()
    further[0, 2, 3] = 1e9
    assert np.array_equal(network(None, outlier), network(None, further))
