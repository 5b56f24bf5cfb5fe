"""Rows by likelihood and rows by chance: one and the same network, step by step."""

import numpy as np
import pytest
import tensorflow as tf
from small_rows import AGE, COLUMNS, LENGTH, MISSING, WARD, generator, noise, windows

from rnngan.models.rows.layout import Past
from rnngan.models.rows.rolling import roll

CASES = {  # what is learned: arguments of `generator`, and those of `windows` besides
    "plain": ({}, {}),
    "missing": ({"columns": MISSING}, {}),
    "static": ({"static": (WARD, AGE)}, {}),
    "condition": ({"static": (WARD, AGE), "conditions": (0, 1)}, {}),
    "calendar": ({"calendar": 2}, {}),
    "ends": ({"static": (WARD, AGE), "ends": True}, {}),
}
COUNT = 6


@pytest.fixture(params=CASES)
def case(request):
    """A generator, and windows of which it writes such."""
    given, _ = CASES[request.param]
    found = generator(**given)
    real = windows(COUNT, **{key: value for key, value in given.items() if key != "conditions"})
    return found, real


def split(found, real):
    width = found.shape_.calendar
    return (real[..., :-width], real[..., -width:]) if width else (real, None)


def as_windows(found, static, rows, clock):
    """Features (batch, time, …) of written rows, as a table would have them."""
    features = found.layout.unpack(rows.numpy()).transpose(1, 0, 2)
    repeated = np.repeat(static.numpy()[:, None], len(rows), axis=1)
    if found.statistics.ends:
        last = rows.numpy()[..., found.layout.onehots - 1] > 0.5
        lengths = np.where(last.any(axis=0), last.argmax(axis=0) + 1, LENGTH)
        repeated[:, :, 3] = (lengths - 3.0)[:, None]
    return tf.constant(np.concatenate([features, repeated], axis=-1).astype("float32"))


def ended(rows, end):
    """Rows whose last one ends the sequence, as no window is longer."""
    rows = rows.numpy()
    rows[-1, :, end - 2 : end] = 0.0, 1.0
    return tf.constant(rows)


def by_hand(found, static, rows, clock):
    """Losses of each row (time, batch), with the state that free running goes through."""
    first = tf.zeros((rows.shape[1], 1))
    context = found.context(static)
    beginning = found.beginning(static, None if clock is None else clock[:1])
    losses = [found.first_row.losses(beginning, rows[0])]
    nothing = tf.zeros_like(rows[0, :, found.layout.onehots :])
    memory = tf.zeros((rows.shape[1], found.lstm.units))
    past, hidden, cell = Past(rows[0], nothing, nothing), memory, memory
    for number in range(1, len(rows)):
        parts = [found.layout.read(past), first + float(number == 1)]
        inputs = tf.concat(parts if clock is None else [*parts, clock[number]], axis=-1)
        hidden, cell = found.lstm.advance(inputs, (hidden, cell), context)
        losses.append(found.next_row.losses(hidden, rows[number], past))
        move = (rows[number] - past.row)[:, found.layout.onehots :]
        past = Past(rows[number], move, move - past.move)
    return tf.stack(losses).numpy()


def test_teacher_forcing_is_free_running_on_the_same_rows(case):
    """What was written freely is as likely under `losses` as row by row with its state."""
    found, real = case
    clock, given = found.asked(real)
    static, rows = roll(found, COUNT, LENGTH, noise(COUNT), clock, given)
    if found.statistics.ends:
        rows = ended(rows, found.layout.onehots)
    made = as_windows(found, static, rows, clock)
    calendar = None if clock is None else tf.transpose(clock, (1, 0, 2))
    one, first, *more = (float(loss) for loss in found.losses(made, calendar))
    losses = by_hand(found, static, rows, clock)
    alive = np.ones(losses.shape)
    if found.statistics.ends:
        lengths = made.numpy()[:, 0, -1] + 3
        alive = np.arange(LENGTH)[:, None] < lengths
    assert first == pytest.approx(losses[0].mean(), rel=1e-4)
    assert one == pytest.approx(losses[1:][alive[1:] > 0].mean(), rel=1e-4)
    assert len(more) == (found.static_row is not None)


def test_a_later_row_changes_no_loss_of_an_earlier_one():
    found, real = generator(), windows(1)
    changed = real.numpy()
    changed[:, 3:] = windows(1, seed=9).numpy()[:, 3:]
    sides = []
    for side in (real, tf.constant(changed)):
        rows, _ = found.rows_of(side)
        sides.append(by_hand(found, tf.zeros((1, 0)), rows, None)[:, 0])
        one, first = found.losses(side)
        assert float(one) == pytest.approx(sides[-1][1:].mean(), rel=1e-4)
        assert float(first) == pytest.approx(sides[-1][0], rel=1e-5)
    assert sides[0][:3] == pytest.approx(sides[1][:3], rel=1e-6)
    assert np.abs(sides[0][3:] - sides[1][3:]).min() > 1e-3


def test_rows_behind_an_end_count_for_nothing():
    found = generator(ends=True)
    real = windows(2, ends=True).numpy()
    real[:, :, -1] = [[-1.0], [0.0]]  # 2 and 3 rows
    rows, alive = found.rows_of(tf.constant(real))
    assert alive.numpy().T.tolist() == [[1, 1, 0, 0, 0], [1, 1, 1, 0, 0]]
    last = rows.numpy()[..., found.layout.onehots - 1].T
    assert [row[:3].tolist() for row in last] == [[0, 1, 1], [0, 0, 1]]
    other = real.copy()
    other[0, 2:, :5], other[1, 3:, :5] = 7.0, -7.0
    one, two = (list(map(float, found.losses(tf.constant(side)))) for side in (real, other))
    assert one == pytest.approx(two, rel=1e-6)


def test_no_network_is_shown_the_length_that_it_has_to_find():
    found = generator(static=(WARD, AGE), ends=True)
    real = windows(COUNT, static=(WARD, AGE), ends=True)
    with tf.GradientTape() as tape:
        total = tf.add_n(found.losses(real))
    kernels = found.lstm.context_kernel, found.first_row.kernel
    known, first = (tf.convert_to_tensor(g).numpy() for g in tape.gradient(total, kernels))
    assert np.abs(known[3]).max() == 0
    assert np.abs(first[1 + 3]).max() == 0
    assert np.abs(known[:3]).min(axis=1).max() > 0
    attributes, _ = found.shown_of(real)
    assert attributes.numpy()[:, 3].tolist() == [0] * COUNT


def test_a_missing_number_in_a_window_is_the_one_before_it():
    found, real = generator(columns=MISSING), windows(1, columns=MISSING).numpy()
    real[0, :, 5], real[0, :, 6] = [1, 0, 1, 0, 0], [0, 1, 0, 1, 1]
    rows, _ = found.rows_of(tf.constant(real))
    x = (real[0, :, 3] - 10) / 2
    assert rows.numpy()[:, 0, 5] == pytest.approx([x[0], x[0], x[2], x[2], x[2]])


def test_conditions_are_as_given_and_other_static_columns_are_drawn():
    found = generator(static=(WARD, AGE), conditions=(0, 1))
    given = tf.constant([[1.0, 0.0], [0.0, 1.0]] * 50)
    static, _ = found.begin(100, noise(100), given=given)
    assert (static.numpy()[:, :2] == given.numpy()).all()
    ages = static.numpy()[:, 2]
    assert set(np.rint(ages).tolist()) == {32, 48}  # 40 - 8 and 40 + 8
    free = generator(static=(WARD, AGE))
    static, _ = free.begin(100, noise(100))
    assert set(static.numpy()[:, :2].argmax(axis=1).tolist()) == {0, 1}
    assert static.numpy()[:, :2].sum(axis=1) == pytest.approx(1.0)


def test_what_a_discriminator_sees_is_in_usual_moves_and_zero_behind_the_end():
    found = generator(ends=True)
    real = windows(2, ends=True).numpy()
    real[:, :, -1] = [[-1.0], [2.0]]
    real[:, :, 3] = 12.0  # level 1, in moves of 0.5: 2
    attributes, shapes = found.shown_of(tf.constant(real))
    assert shapes.shape == (2, LENGTH, found.layout.width)
    assert shapes.numpy()[:, :, 5].tolist() == [[2, 2, 0, 0, 0], [2] * 5]
    assert attributes.numpy().tolist() == [[0], [0]]
    rows = np.zeros((LENGTH, 1, found.layout.width), "float32")
    rows[:, 0, 3], rows[:, 0, 4], rows[:, 0, 5] = [1, 1, 0, 1, 1], [0, 0, 1, 0, 0], 1.0
    _, shapes = found.shown(tf.zeros((1, 1)), tf.constant(rows))
    assert shapes.numpy()[0, :, 5].tolist() == [2, 2, 2, 0, 0]
    plain = generator()
    assert plain.shown_of(windows(2))[0] is None


def test_first_weights_are_functions_of_the_seed():
    one, again, other = (generator(seed=seed).get_weights() for seed in (1, 1, 2))
    assert all(np.array_equal(a, b) for a, b in zip(one, again, strict=True))
    assert not any(np.array_equal(a, b) for a, b in zip(one, other, strict=True) if a.ndim > 2)
    shapes = [weight.shape for weight in generator(columns=COLUMNS).get_weights()]
    assert shapes == [weight.shape for weight in one]
