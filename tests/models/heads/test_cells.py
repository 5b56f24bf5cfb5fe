"""Cells by hand: which one a value lies in, and which value a share of one is."""

import numpy as np
import pytest
import tensorflow as tf

from rnngan.data.row_statistics import FEW, RowColumn
from rnngan.models.heads.cells import UNKNOWN, CellsHead

TWO = RowColumn(
    name="two", kind="cells", start=0, knots=((0.0, 0.0, 0.0), (4.0, 5.0, 8.0)), shares=(0.25, 0.75)
)
THREE = RowColumn(
    name="three", kind="cells", start=1, knots=((-1.0,) * 3, (0.0, 1.0, 2.0), (3.0, 3.0, 3.0)),
    shares=(0.5, 0.25, 0.25),
)  # fmt: skip


@pytest.fixture
def head():
    found = CellsHead([TWO, THREE], width=2)
    found.build()
    return found


def test_a_value_lies_in_the_cell_that_is_nearest(head):
    """Edges are in the middle between two cells: 2; and -0.5 and 2.5."""
    values = tf.constant([[-9.0, 1.9, 2.1, 5.0, 99.0], [-0.6, -0.4, 2.4, 2.6, 99.0]])
    assert head.cell_of(values).numpy().tolist() == [[0, 0, 1, 1, 1], [0, 1, 1, 2, 2]]


@pytest.mark.parametrize(
    ("cell", "share", "values"),
    [
        ([0, 1], 0.0, [0.0, 0.0]),
        ([1, 1], 0.0, [4.0, 0.0]),
        ([1, 1], 0.25, [4.5, 0.5]),
        ([1, 1], 0.5, [5.0, 1.0]),
        ([1, 1], 0.75, [6.5, 1.5]),
        ([0, 2], 0.9, [0.0, 3.0]),  # cells of one value
    ],
)
def test_a_share_of_a_cell_is_on_the_line_between_its_knots(head, cell, share, values):
    chosen = tf.one_hot(cell, 3)[:, None]
    found = head.value(chosen, tf.fill((2, 1), share), slice(None))
    assert found[:, 0].numpy() == pytest.approx(values)
    second = head.value(chosen[1:], tf.fill((1, 1), share), slice(1, 2))
    assert second.numpy() == pytest.approx(found[1:].numpy())


def test_what_is_written_lies_in_the_cell_that_was_drawn(head):
    uniform = tf.random.stateless_uniform((2, 2, 999), [0, 1])
    chosen = head.draw(tf.zeros((2, 999, 2)), uniform[0], slice(None))
    values = head.value(chosen, uniform[1], slice(None))
    assert (head.cell_of(values).numpy() == chosen.numpy().argmax(axis=-1)).all()


def test_a_value_within_a_cell_has_the_density_between_its_knots(head):
    """Half of the rows of a cell lie between two of its three knots; unknown ones lose 8 nats."""
    values = tf.constant([[0.0, 4.5, 6.0, 10.0, 0.5], [-1.0, 0.5, 2.0, 3.0, 4.0]])
    expected = [
        [0.0, np.log(2 * 1), np.log(2 * 3), np.log(2 * 3) + 2, UNKNOWN + 0.5],
        [0.0, np.log(2 * 1), np.log(2 * 1), 0.0, UNKNOWN + 1.0],
    ]
    assert head.surprise_within(values).numpy() == pytest.approx(np.array(expected), abs=1e-5)


def test_a_single_cell_is_certain():
    only = CellsHead([TWO.model_copy(update={"knots": ((3.0,) * 3,), "shares": (1.0,)})], width=2)
    only.build()
    cell = only.cell_of(tf.constant([[3.0, 7.0]]))
    assert cell.numpy().tolist() == [[0, 0]]
    assert only.losses(tf.zeros((1, 2, 2)), cell).numpy().tolist() == [[0, 0]]
    drawn = only.draw(tf.zeros((1, 2, 2)), tf.constant([[0.0, 0.9]]), slice(None))
    assert only.value(drawn, tf.constant([[0.0, 0.9]]), slice(None)).numpy().tolist() == [[3, 3]]


def test_training_begins_at_the_shares_of_the_rows(head):
    logits = head.logits(tf.zeros((2, 1, 2)))[:, 0]
    assert tf.nn.softmax(logits[0]).numpy() == pytest.approx([0.25, 0.75, 0.0])
    assert tf.nn.softmax(logits[1]).numpy() == pytest.approx([0.5, 0.25, 0.25])


def test_each_of_few_cells_is_free_and_many_move_in_waves():
    """Of 20 cells of as many rows each, those at 1/40, 3/40, … move by √(2/8) cos(π j at)."""
    many = TWO.model_copy(
        update={"knots": tuple((float(i),) * 3 for i in range(20)), "shares": (0.05,) * 20}
    )
    head = CellsHead([THREE, many], width=1)
    head.build()
    assert head.kernel.shape == (2, 1, FEW)
    kernel = np.zeros((2, 1, FEW), "float32")
    kernel[0, 0, 2], kernel[1, 0, 0] = 3.0, 2.0
    head.kernel.assign(kernel)
    moved = (head.logits(tf.ones((2, 1, 1))) - head.logits(tf.zeros((2, 1, 1))))[:, 0].numpy()
    assert moved[0, :3] == pytest.approx([0, 0, 3])
    at = (np.arange(20) + 0.5) / 20
    assert moved[1] == pytest.approx(2 * 0.5 * np.cos(np.pi * at), abs=1e-5)


def test_the_cell_of_the_row_before_has_a_logit_of_its_own(head):
    """One for each unit of the hidden: 2 · 0.5 + 1 · 3 = 4 in the first column."""
    head.stay.assign([[[2.0], [1.0]], [[0.0], [-1.0]]])
    hidden = tf.constant([[[0.5, 3.0]], [[0.0, 1.0]]])
    before = tf.constant([[5.0], [-1.0]])  # in cells 1 and 0
    moved = (head.logits(hidden, slice(None), before) - head.logits(hidden))[:, 0].numpy()
    assert moved[0, :2].tolist() == [0, 4]
    assert moved[1].tolist() == [-1, 0, 0]
    second = head.logits(hidden[1:], slice(1, 2), before[1:])
    assert second[0, 0].numpy() == pytest.approx(head.logits(hidden)[1, 0].numpy() + moved[1])
