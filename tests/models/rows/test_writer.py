"""One row: all that may be written has probability one, and draws are as likely as they should."""

from itertools import product

import numpy as np
import pytest
import tensorflow as tf
from small_rows import COLUMNS, MISSING, MOOD, X, Y, noise, stir

from rnngan.data.row_statistics import RowColumn
from rnngan.models.rows import writer as module
from rnngan.models.rows.layout import Past, RowLayout
from rnngan.models.rows.writer import RowWriter

TWO = RowColumn(name="two", kind="category", start=3, size=2)
FEW = Y.model_copy(
    update={"start": 5, "knots": ((-1.0,) * 3, (0.0,) * 3, (2.0,) * 3), "shares": (0.2, 0.4, 0.4)}
)
CONTEXT = 3
SMOOTH = RowColumn(name="s", kind="smooth", start=3, std=2.0, unit=0.5, grid=0.01, low=-9, high=9)
TIED = MOOD, SMOOTH, SMOOTH.model_copy(update={"start": 4, "name": "t"}), Y
COVARIANCE = ((1.0, 0.8, 0.0), (0.8, 1.0, 0.0), (0.0, 0.0, 1.0))
WRITERS = [False, True]  # whether of many columns


def built(columns, many, monkeypatch, first=False):
    """A writer with weights; `many` has it write two columns at once, from a summary."""
    if many:
        monkeypatch.setattr(module, "GROUPS", (len(columns) + 1) // 2)
    covariance = COVARIANCE if columns is TIED else ()
    found = RowWriter(RowLayout(columns, covariance=covariance), width=4, first=first)
    found.build((None, CONTEXT))
    rng = np.random.default_rng(3)
    found.initialise(lambda weight, std: weight.assign(rng.normal(0, 2 * std, weight.shape)))
    stir(found)
    assert found.summarised == many
    return found


def past(rows, count):
    """Rows before: a value of 1 that moved by 0.5, each."""
    numbers = len(rows.layout.numbers)
    row = tf.concat([tf.zeros((count, rows.layout.onehots)), tf.ones((count, numbers))], axis=-1)
    return Past(row, tf.fill((count, numbers), 0.5), tf.zeros((count, numbers)))


def every_row():
    """All 18 rows of a mood, one of two, and a number of three values."""
    parts = product(np.eye(3), np.eye(2), [[-1.0], [0.0], [2.0]])
    return np.array([np.concatenate(part) for part in parts], "float32")


@pytest.mark.parametrize("many", WRITERS)
@pytest.mark.parametrize("first", [False, True])
def test_all_rows_together_have_probability_one_and_draws_have_their_frequencies(
    many, first, monkeypatch
):
    found, rows, draws = built((MOOD, TWO, FEW), many, monkeypatch, first), every_row(), 20_000
    context = tf.constant([[1.0, -1.0, 0.5]])
    before = (lambda count: None) if first else (lambda count: past(found, count))
    losses = found.losses(tf.repeat(context, 18, axis=0), tf.constant(rows), before(18))
    shares = np.exp(-losses.numpy())
    assert shares.sum() == pytest.approx(1.0, rel=1e-5)
    assert shares.max() - shares.min() > 0.05  # weights do something
    made = found.draw(
        tf.repeat(context, draws, axis=0), noise(draws)(0, found.noise), before(draws)
    )
    near = np.abs(made.numpy()[:, None] - rows).sum(axis=-1)
    assert near.min(axis=1).max() < 1e-5
    counts = np.bincount(near.argmin(axis=1), minlength=18) / draws
    assert counts == pytest.approx(shares, abs=0.011)


@pytest.mark.parametrize("many", WRITERS)
@pytest.mark.parametrize("first", [False, True])
@pytest.mark.parametrize("columns", [COLUMNS, MISSING, TIED])
def test_draws_are_written_from_what_their_likelihood_is_computed_from(
    columns, first, many, monkeypatch
):
    """Heads get the same hidden units in a draw, column after column, and of the row at once.

    So do smooth numbers what they stand around.
    """
    found, count = built(columns, many, monkeypatch, first), 7
    context = tf.random.stateless_normal((count, CONTEXT), [1, 2])
    parts, centres = {}, []
    for kind, head in found.heads.items():

        def spied(hidden, *rest, kind=kind, draw=head.draw, **more):
            parts.setdefault(kind, []).append(hidden)
            if kind == "smooth":
                centres.append(rest[2])
            return draw(hidden, *rest, **more)

        monkeypatch.setattr(head, "draw", spied)
    before = None if first else past(found, count)
    row = found.draw(context, noise(count)(0, found.noise), before)
    seen = found._seen(row, before)
    for kind, units in found._of_kinds(found._hidden(context, seen)).items():
        np.testing.assert_allclose(tf.concat(parts[kind], axis=0), units, atol=1e-5)
    at_once, smooth = [], found.heads["smooth"]
    whole = smooth.losses

    def kept(hidden, values, before, *rest):
        at_once.append(before)
        return whole(hidden, values, before, *rest)

    monkeypatch.setattr(smooth, "losses", kept)
    found.losses(context, row, before)
    np.testing.assert_allclose(tf.concat(centres, axis=0), at_once[0], atol=1e-5)
    if columns is TIED and first:
        assert np.abs(at_once[0][1]).max() > 0.1 or many  # of a pair, neither stands on the other


@pytest.mark.parametrize("many", WRITERS)
def test_a_column_sees_those_before_it_and_no_other(many, monkeypatch):
    """What columns 0 … 4 are changes the units of later ones alone; of many, of later pairs."""
    columns = (
        MOOD,
        TWO,
        X.model_copy(update={"start": 5}),
        *(Y.model_copy(update={"start": 6 + n}) for n in range(2)),
    )
    found = built(columns, many, monkeypatch)
    context = tf.zeros((1, CONTEXT))
    seen = tf.random.stateless_normal((1, int(found.offsets[-1])), [1, 2])
    whole = found._hidden(context, seen).numpy()
    groups = [0, 1, 1, 2, 2] if many else [0, 1, 2, 3, 4]
    for column in range(5):
        changed = seen.numpy()
        changed[:, found.offsets[column] : found.offsets[column + 1]] += 1.0
        other = found._hidden(context, tf.constant(changed)).numpy()
        moved = np.abs(other - whole).max(axis=(1, 2)) > 1e-6
        assert moved.tolist() == [group > groups[column] for group in groups]


def test_a_row_is_the_sum_of_its_heads(monkeypatch):
    """One of three, one mixture, one of two cells: each head asked by itself."""
    found = built(COLUMNS, False, monkeypatch)
    context, before = tf.ones((1, CONTEXT)), past(found, 1)
    row = tf.constant([[0.0, 1.0, 0.0, 1.3, 2.0]])
    seen = found._seen(row, before)
    assert seen.numpy()[0] == pytest.approx([1.3, 0.6, 0, 0, 1, 0, 2.0, 1.0, 0])
    hidden = found._hidden(context, seen)
    parts = [
        found.heads["category"].losses(hidden[1:2], tf.constant([[1]])),
        found.heads["smooth"].losses(hidden[:1], *map(tf.constant, ([[1.3]], [[1.0]], [[0.5]]))),
        found.heads["cells"].losses(hidden[2:], tf.constant([[1]]), tf.constant([[1.0]])),
    ]
    whole = found.losses(context, row, before)
    assert float(whole[0]) == pytest.approx(sum(float(part[0, 0]) for part in parts), rel=1e-5)


def test_what_is_missing_has_no_density_and_is_written_as_the_value_before(monkeypatch):
    found = built(MISSING, False, monkeypatch)
    before, context = past(found, 2), tf.ones((2, CONTEXT))
    rows = tf.constant([[0, 1, 1, 0, 0, 1.0, 0.0], [0, 1, 1, 0, 0, 7.0, 0.0]])
    context_loss = found.losses(context, rows, before)
    seen = found._seen(rows, before)
    hidden = found._hidden(context, seen)
    both = found.heads["category"].losses(found._of_kinds(hidden)["category"], found._chosen(rows))
    cells = found.heads["cells"].losses(
        hidden[3:], tf.constant([[0, 0]]), tf.constant([[1.0, 1.0]])
    )
    expected = (both[0] + both[1] + cells[0]).numpy()
    assert context_loss.numpy() == pytest.approx(expected, rel=1e-5)
    count = 200
    for before, value in ((past(found, count), 1.0), (None, 0.0)):
        writer = found if before is not None else built(MISSING, False, monkeypatch, first=True)
        context = tf.random.stateless_normal((count, CONTEXT), [7, 7])
        made = writer.draw(context, noise(count)(0, writer.noise), before)
        missing = made.numpy()[:, 1] > 0.5
        assert 0 < missing.sum() < count
        assert made.numpy()[missing, 5] == pytest.approx(value)
        assert np.ptp(made.numpy()[~missing, 5]) > 0.1


def test_gradients_reach_every_weight_through_draws(monkeypatch):
    for many in WRITERS:
        found = built(MISSING, many, monkeypatch)
        context = tf.random.stateless_normal((99, CONTEXT), [7, 7])
        with tf.GradientTape() as tape:
            row = found.draw(context, noise(99)(0, found.noise), past(found, 99))
            total = tf.reduce_sum(row * tf.random.stateless_normal(row.shape, [1, 2]))
        gradients = tape.gradient(total, found.trainable_variables)
        assert all(g is not None and np.abs(g.numpy()).max() > 0 for g in gradients)
