"""Draws given what is known, against probabilities that are counted out one by one."""

from itertools import product

import numpy as np
import pytest
import tensorflow as tf
from small_rows import COLUMNS, LENGTH, MISSING, WARD, generator, windows

from rnngan.data.row_statistics import RowColumn
from rnngan.models.noise import Stream, key
from rnngan.models.rows.layout import Past
from rnngan.models.rows.particles import Known, complete, traced_back
from rnngan.models.rows.rolling import noise_of, roll

A = RowColumn(name="a", kind="category", start=0, size=2)
B = RowColumn(name="b", kind="category", start=2, size=2)
TIME = 3


def uniform_of(count):
    return lambda row: tf.random.stateless_uniform((count,), [7, row])


def known_of(rows, cells, static=None, static_cells=None, banned=None):
    """`Known` of rows (time, sequences, width)."""
    count = rows.shape[1]
    static = np.zeros((count, 0), "float32") if static is None else static
    static_cells = np.zeros(static.shape, bool) if static_cells is None else static_cells
    banned = np.zeros(rows.shape, bool) if banned is None else banned
    parts = rows.astype("float32"), cells, static.astype("float32"), static_cells, banned
    return Known(*map(tf.constant, parts))


def run(network, known, particles, seed=0):
    """Rows (time, sequences, width) of what is drawn in the end, and static features."""
    count = known.rows.shape[1]
    noise = noise_of(key(seed, Stream.COMPLETE, 0), count * particles)
    static, rows, lines, weights = complete(network, known, particles, noise, uniform_of(count))
    chosen, end = traced_back(lines.numpy(), weights.numpy(), uniform_of(count)(99).numpy())
    first = np.arange(count) * particles
    rows = np.take_along_axis(rows.numpy(), (first + chosen)[..., None], axis=1)
    return rows, static.numpy()[first + end]


def log_probability(network, rows):
    """Of whole sequences (time, sequences, width), row after row, by the losses of each."""
    count = rows.shape[1]
    rows = tf.constant(rows, "float32")
    beginning = network.beginning(tf.zeros((count, 0)), None)
    total = network.first_row.losses(beginning, rows[0])
    nothing, memory = tf.zeros((count, 0)), tf.zeros((count, network.lstm.units))
    state = (memory, memory)
    for at in range(1, len(rows)):
        past = Past(rows[at - 1], nothing, nothing)
        first = tf.fill((count, 1), float(at == 1))
        state = network.lstm.advance(tf.concat([network.layout.read(past), first], -1), state)
        total += network.next_row.losses(state[0], rows[at], past)
    return -total.numpy()


def test_what_is_drawn_has_its_probability_given_all_that_is_known():
    """Two columns of two values over three rows: 64 sequences, of which 8 fit what is known.

    b is known in the rows 1 and 2, a in row 0: one cell beside, two behind, one before.
    """
    network = generator(columns=(A, B), seed=3)
    every = np.array(list(product(range(4), repeat=TIME)))  # 2 a + b of each row
    onehot = np.eye(2)
    rows = np.concatenate([onehot[every // 2], onehot[every % 2]], axis=-1).transpose(1, 0, 2)
    fits = (every[:, 0] // 2 == 1) & (every[:, 1] % 2 == 0) & (every[:, 2] % 2 == 1)
    shares = np.exp(log_probability(network, rows))
    assert shares.sum() == pytest.approx(1.0, abs=1e-4)
    expected = np.where(fits, shares, 0) / shares[fits].sum()
    cells = np.zeros((TIME, 1, 4), bool)
    cells[0, :, :2] = cells[1:, :, 2:] = True
    some = rows[:, [int(np.flatnonzero(fits)[0])]]
    count = 2000
    known = known_of(np.repeat(some, count, axis=1), np.repeat(cells, count, axis=1))
    found, _ = run(network, known, particles=16)
    codes = 2 * found[..., :2].argmax(-1) + found[..., 2:].argmax(-1)
    numbers = codes[0] * 16 + codes[1] * 4 + codes[2]
    frequencies = np.bincount(numbers, minlength=64) / count
    assert frequencies[~fits].sum() == 0
    assert frequencies == pytest.approx(expected, abs=0.04)
    free = shares.reshape(4, 4, 4).sum(axis=(1, 2))  # and what is known behind has mattered
    assert np.abs(expected - np.where(fits, shares / free[every[:, 0]], 0)).max() > 0.04


@pytest.mark.parametrize("given", [{"static": (WARD,)}, {"columns": MISSING, "ends": True}])
@pytest.mark.parametrize("particles", [1, 4])
def test_what_is_known_throughout_stays(given, particles):
    network = generator(**{"columns": COLUMNS} | given)
    real = windows(3, **{"columns": COLUMNS} | given)
    rows, _ = network.rows_of(real)
    static = network._static_of(real).numpy()
    known = known_of(rows.numpy(), np.ones(rows.shape, bool), static, np.ones(static.shape, bool))
    found, end = run(network, known, particles)
    np.testing.assert_allclose(found, rows, atol=1e-5)
    np.testing.assert_allclose(end, static, atol=1e-5)


@pytest.mark.parametrize("given", [{"static": (WARD,)}, {"columns": MISSING, "ends": True}])
def test_where_nothing_is_known_sequences_are_written_freely(given):
    network, count = generator(**{"columns": COLUMNS} | given), 3
    shape, width = (LENGTH, count), network.layout.width
    static = np.zeros((count, network.shape_.statics))
    nothing = np.zeros((*shape, width)), np.zeros((*shape, width), bool)
    found, end = run(network, known_of(*nothing, static), particles=1, seed=5)
    freely = roll(network, count, LENGTH, noise_of(key(5, Stream.COMPLETE, 0), count))
    np.testing.assert_allclose(end, freely[0], atol=1e-6)
    np.testing.assert_allclose(found, freely[1], atol=1e-6)


def test_values_that_are_banned_are_never_drawn():
    network, count = generator(columns=(A, B)), 50
    nothing = np.zeros((TIME, count, 4)), np.zeros((TIME, count, 4), bool)
    banned = np.zeros((TIME, count, 4), bool)
    banned[1, :, 2] = True  # the first value of b, in the second row
    found, _ = run(network, known_of(*nothing, banned=banned), particles=2)
    assert found[1, :, 2].sum() == 0
    assert 0 < found[0, :, 2].sum() < count


def test_particles_that_hardly_count_are_let_go_and_the_others_are_traced_back():
    """Four of one sequence: in the second row the last counts for all, and came from itself."""
    lines = np.array([[[0, 1, 2, 3]], [[3, 3, 3, 3]], [[0, 1, 2, 3]]])
    found, end = traced_back(lines, np.log([[0.1, 0.2, 0.3, 0.4]]), np.array([0.35]))
    assert found.tolist() == [[3], [3], [2]]
    assert end.tolist() == [2]
