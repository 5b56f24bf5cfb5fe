"""Numbers that go straight between two hours: as they are drawn, and as they are learned."""

import math

import numpy as np
import pytest
import tensorflow as tf
from small_rows import MOOD, X, Y, generator, noise

from rnngan.data.piecewise import STRAIGHT
from rnngan.models.heads.smooth import EVENTS
from rnngan.models.rows.lines import Lines

ROWS = 6  # of an hour
CLOCK = np.stack([f(2 * np.pi * np.arange(24) / ROWS) for f in (np.sin, np.cos)], axis=1)
BENDS = (0, (tuple(CLOCK[1].tolist()),))  # in the row behind the hour
HOURLY = X.model_copy(update={"bends": BENDS})
PLAIN = X.model_copy(update={"name": "plain", "start": 5})
COLUMNS = MOOD, HOURLY, Y, PLAIN


def straight(clock, values=(0.0, 0.0), moves=(1.0, 1.0), first=0.0):
    lines = Lines([HOURLY, PLAIN])
    values, moves = (tf.constant([part]) for part in (values, moves))
    clock = tf.constant(CLOCK[clock : clock + 1], "float32")
    return (
        lines.straight(values, moves, tf.constant([[first]]), clock)
        .numpy()[0]
        .astype(bool)
        .tolist()
    )


def nothing(layout):
    """What is known before any row."""
    return tf.zeros((1, layout.width)), *[tf.zeros((1, len(layout.numbers)))] * 2


def test_a_line_goes_on_until_the_row_behind_the_hour():
    assert [straight(row)[0] for row in range(7)] == [True, False, True, True, True, True, True]
    assert not any(straight(row)[1] for row in range(7))  # the other number has no lines


def test_nothing_is_known_of_a_line_before_its_second_row():
    assert straight(3, first=1.0) == [False, False]


@pytest.mark.parametrize(("value", "move", "goes_on"), [(8.5, 0.5, True), (8.5, 0.6, False)])
def test_a_line_does_not_go_on_beyond_what_was_learned(value, move, goes_on):
    """Up to 9."""
    assert straight(3, (value, 0.0), (move, 1.0))[0] == goes_on


def written(rows=24, count=64):
    """Rows (time, count, 2) of both numbers, drawn freely, those of a whole hour on."""
    found = generator(COLUMNS, calendar=2)
    clock = tf.constant(np.repeat(CLOCK[:, None], count, axis=1), "float32")
    draw = noise(count)
    static, state = found.begin(count, draw, clock[0])
    made = [state[0]]
    for number in range(1, rows):
        first = tf.fill((count, 1), float(number == 1))
        offset, drawn = found.context(static), draw(number, found.next_row.noise)
        state = found.advance(state, first, offset, drawn, clock[number])
        made.append(state[0])
    return tf.stack(made).numpy()[:, :, found.layout.onehots :][..., :2]


def test_what_is_drawn_bends_at_the_hour_alone():
    made = written()
    bend = np.abs(np.diff(made, n=2, axis=0))  # (22, count, 2): that of row 2, 3, …
    inside = np.abs(2 * made[1:-1] - made[:-2]) <= 9  # else a line would leave what was learned
    off = (np.arange(2, 24) % ROWS != 1)[:, None, None]
    assert (bend * inside * off)[..., 0].max() < 1e-4
    assert (bend * ~off)[..., 0].max() > 0.1
    assert (bend * off)[..., 1].max() > 0.1


def test_later_columns_see_the_line():
    """All that is written behind a number follows from what it became."""
    found = generator(COLUMNS, calendar=2)
    count, clock = 16, tf.constant(np.repeat(CLOCK[3:4], 16, axis=0), "float32")
    row = tf.zeros((count, found.layout.width))
    move = tf.concat([tf.fill((count, 1), 0.7), tf.zeros((count, 2))], axis=1)
    state = row, move, move, *[tf.zeros((count, found.lstm.units))] * 2
    drawn = noise(count)(1, found.next_row.noise)
    after = found.advance(state, tf.zeros((count, 1)), 0.0, drawn, clock)
    numbers = after[0][:, found.layout.onehots :].numpy()
    assert numbers[:, 0] == pytest.approx(np.full(count, 0.7))
    assert after[1][:, 0].numpy() == pytest.approx(np.full(count, 0.7))


def test_nothing_is_learned_on_a_line_and_a_bend_there_is_a_surprise():
    found = generator(COLUMNS, calendar=2)
    head = found.next_row.heads["smooth"]
    hidden = tf.zeros((2, 3, found.next_row.units))
    before, move = tf.zeros((2, 3)), tf.fill((2, 3), 0.5)
    values = tf.constant([[0.5, 0.5, 0.8], [0.5, 0.5, 0.8]])
    on = tf.constant([[1.0, 0.0, 1.0], [0.0, 0.0, 0.0]])
    plain = head.losses(hidden, values, before, move).numpy()
    losses = head.losses(hidden, values, before, move, straight=on).numpy()
    assert losses[1] == pytest.approx(plain[1])
    assert losses[0].tolist() == pytest.approx([0.0, plain[0, 1], plain[0, 2] - math.log(STRAIGHT)])


def test_a_choice_at_the_hour_learns_from_likelihood_alone():
    """Drawn values give no gradient to whether a line goes on; those of the other number do."""
    head = generator(COLUMNS, calendar=2).next_row.heads["smooth"]
    shape = 2, 50
    uniform = tf.random.stateless_uniform(shape, [0, 1])
    normal = tf.random.stateless_normal(shape, [0, 2])
    past = tf.zeros(shape), tf.ones(shape)  # values and moves
    with tf.GradientTape() as tape:
        hidden = tf.zeros((*shape, head.width))
        drawn = head.draw(hidden, uniform, normal, *past, slice(None))
        total = tf.reduce_sum(drawn)
    events = tape.gradient(total, head.bias)[:, :EVENTS].numpy()
    assert not events[0].any()
    assert events[1].all()


def test_without_a_calendar_there_are_no_lines():
    assert generator(COLUMNS).lines is None
    assert generator((MOOD, X, Y), calendar=2).lines is None
    found = generator(COLUMNS, calendar=2)
    assert found.past(nothing(found.layout), tf.zeros((1, 1))).straight is None
