"""Smooth numbers: events and densities against formulas written out, and draws against both."""

import math

import numpy as np
import pytest
import tensorflow as tf

from rnngan.data.row_statistics import RowColumn
from rnngan.models.heads.smooth import HALF_LOG_TAU, PARTS, SHARE_OF_GRID, SmoothHead, log_density

UNIT, GRID = 0.5, 0.01
COLUMN = RowColumn(
    name="x", kind="smooth", start=0, unit=UNIT, grid=GRID, low=-3.0, high=3.0, level=0.9
)
EVENTS = [math.log(2), 0.0]  # logits: repeats, slope repeats; that of a move is 0
WEIGHTS = np.log([0.1, 0.2, 0.3, 0.4])
OFFSETS = np.array([-1.0, 0.0, 1.0, 2.0])
LOGS = np.array([-1.0, -0.5, 0.0, -2.0])
SLOPES = np.array([0.0, 0.5, 1.0, -0.5])
BEFORE, MOVE = 1.2, 0.3


def built(first=False, **changed):
    """A head whose outputs are its bias: the constants above."""
    found = SmoothHead([COLUMN.model_copy(update=changed)], 2, first)
    found.build()
    events = [] if first else EVENTS
    found.bias.assign([[*events, *WEIGHTS, *OFFSETS, *LOGS]])
    if not first:
        found.slope.assign([SLOPES])
    return found


def density(value, means, scales):
    """Density of the mixture."""
    each = np.exp(-0.5 * ((value - means) / scales) ** 2) / (scales * math.sqrt(2 * math.pi))
    return float((np.exp(WEIGHTS) * each).sum())


def losses(head, values, before=BEFORE, move=MOVE):
    values = tf.constant([values], "float32")
    shape = values.shape
    past = (tf.fill(shape, before), None if head.first else tf.fill(shape, move))
    return head.losses(tf.zeros((1, shape[1], 2)), values, *past)[0].numpy()


def draws(head, count=40_000):
    uniform = tf.random.stateless_uniform((1, count), [0, 1])
    normal = tf.random.stateless_normal((1, count), [0, 2])
    past = [tf.fill((1, count), BEFORE), None if head.first else tf.fill((1, count), MOVE)]
    return head.draw(tf.zeros((1, count, 2)), uniform, normal, *past, slice(None))[0].numpy()


MEANS = 0.9 * BEFORE + SLOPES * MOVE + OFFSETS * UNIT
SCALES = np.exp(LOGS) * UNIT


def test_events_have_the_probabilities_of_their_logits():
    """2 : 1 : 1. What comes back to the value or goes on with the slope is no move."""
    found = losses(built(), [BEFORE, BEFORE + 0.004, BEFORE + MOVE, BEFORE + MOVE - 0.004])
    assert found == pytest.approx([math.log(2)] * 2 + [math.log(4)] * 2, rel=1e-5)


@pytest.mark.parametrize("value", [-0.7, 1.1, 1.25, 2.0])
def test_the_density_of_a_move_is_a_mixture_around_level_and_slope(value):
    expected = math.log(4) - math.log(density(value, MEANS, SCALES))
    assert losses(built(), [value]) == pytest.approx([expected], rel=1e-5)


def test_as_a_mass_a_move_counts_by_all_that_is_the_same_value():
    """A stretch of 0.51 steps of the grid on either side; an event counts as before."""
    values = tf.constant([[2.0, BEFORE]])
    past = tf.fill((1, 2), BEFORE), tf.fill((1, 2), MOVE)
    found = built().losses(tf.zeros((1, 2, 2)), values, *past, as_masses=True)[0].numpy()
    near = math.log(2 * 0.51 * GRID)
    expected = [math.log(4) - math.log(density(2.0, MEANS, SCALES)) - near, math.log(2)]
    assert found == pytest.approx(expected, rel=1e-5)


def test_a_scale_is_no_smaller_than_a_share_of_the_grid():
    head = built(grid=2.0)
    scales = np.maximum(SCALES, SHARE_OF_GRID * 2.0)
    expected = math.log(4) - math.log(density(4.0, MEANS, scales))
    assert losses(head, [4.0]) == pytest.approx([expected], rel=1e-5)


def test_a_first_row_stands_around_what_is_told():
    head = built(first=True)
    means = BEFORE + OFFSETS * UNIT
    expected = [-math.log(density(value, means, SCALES)) for value in (-1.0, 0.5)]
    assert losses(head, [-1.0, 0.5]) == pytest.approx(expected, rel=1e-5)
    assert head.outputs == 3 * PARTS
    assert {weight.name for weight in head.weights} == {"head_kernel", "bias"}


def test_all_that_may_happen_has_probability_one():
    """1/2 and 1/4 for the events; the density over all values, times 1/4, is the rest."""
    values = np.arange(-6, 9, 0.002) + 0.001
    values = values[np.abs(values - BEFORE) > GRID]
    values = values[np.abs(values - BEFORE - MOVE) > GRID]
    moved = float(np.exp(-losses(built(), values)).sum() * 0.002)
    assert moved == pytest.approx(0.25, abs=0.01)  # but for the two stretches left out


def test_draws_have_the_frequencies_of_events_and_the_moments_of_moves():
    made = draws(built(low=-99.0, high=99.0))
    repeats, goes_on = np.abs(made - BEFORE) < 1e-6, np.abs(made - BEFORE - MOVE) < 1e-6
    assert repeats.mean() == pytest.approx(0.5, abs=0.01)
    assert goes_on.mean() == pytest.approx(0.25, abs=0.01)
    moves = made[~repeats & ~goes_on]
    mean = (np.exp(WEIGHTS) * MEANS).sum()
    spread = math.sqrt((np.exp(WEIGHTS) * (MEANS**2 + SCALES**2)).sum() - mean**2)
    assert moves.mean() == pytest.approx(mean, abs=4 * spread / 100)
    assert moves.std() == pytest.approx(spread, rel=0.05)


def test_a_value_that_repeats_is_the_same_to_the_last_digit():
    made = draws(built(low=-99.0, high=99.0))
    repeats = np.abs(made - BEFORE) < 1e-6
    assert repeats.mean() == pytest.approx(0.5, abs=0.01)
    assert set(made[repeats].tolist()) == {float(np.float32(BEFORE))}


def test_draws_of_a_first_row_have_its_moments():
    made = draws(built(first=True, low=-99.0, high=99.0))
    mean = BEFORE + (np.exp(WEIGHTS) * OFFSETS).sum() * UNIT
    assert made.mean() == pytest.approx(mean, abs=0.03)


def test_draws_stay_within_the_bounds_and_on_the_grid():
    made = draws(built(grid=0.25, on_grid=True, low=-0.1, high=1.4))
    steps = (made + 0.1) / 0.25
    assert made.min() >= -0.1
    assert made.max() <= 1.4 + 1e-6
    assert steps == pytest.approx(np.rint(steps), abs=1e-5)


def test_the_gradient_passes_bounds_and_grid():
    """d value / d offset of the Gaussian that is drawn is the usual move."""
    head = built(grid=0.25, on_grid=True)
    past = tf.constant([[BEFORE]]), tf.constant([[MOVE]])
    with tf.GradientTape() as tape:
        made = head.draw(
            tf.zeros((1, 1, 2)), tf.constant([[0.999]]), tf.constant([[0.1]]), *past, slice(None)
        )
    gradient = tape.gradient(made, head.bias)[0].numpy()
    offsets = gradient[len(EVENTS) + PARTS : len(EVENTS) + 2 * PARTS]
    assert offsets[-1] == pytest.approx(UNIT * (1 + 0.1 - 0.1), rel=1e-5)


def test_some_columns_are_written_as_all_are():
    other = COLUMN.model_copy(update={"unit": 0.1, "level": 0.5, "grid": 0.02})
    head = SmoothHead([COLUMN, other], 2)
    head.build()
    head.kernel.assign(tf.random.stateless_normal(head.kernel.shape, [1, 2]))
    parts = [tf.random.stateless_normal((2, 5), [3, n]) for n in range(3)]
    hidden = tf.random.stateless_normal((2, 5, 2), [4, 4])
    uniform = tf.random.stateless_uniform((2, 5), [5, 5])
    whole = head.draw(hidden, uniform, *parts, slice(None)).numpy()
    second = head.draw(hidden[1:], uniform[1:], *(p[1:] for p in parts), slice(1, 2)).numpy()
    assert second == pytest.approx(whole[1:], rel=1e-5)


def test_the_gradient_that_is_written_out_is_that_of_the_formula():
    parts = [tf.random.stateless_normal((2, PARTS, 7), [6, n]) for n in range(3)]
    given = [tf.random.stateless_normal((2, 7), [7, 7]), *parts]

    def formula(values, weights, means, logs):
        away = (values[:, None] - means) / tf.exp(logs)
        each = tf.nn.log_softmax(weights, axis=1) - 0.5 * away**2 - logs - HALF_LOG_TAU
        return tf.reduce_logsumexp(each, axis=1)

    found = []
    for function in (log_density, formula):
        with tf.GradientTape() as tape:
            tape.watch(given)
            total = tf.reduce_sum(function(*given) * tf.range(7.0))
        found.append([total, *tape.gradient(total, given)])
    for one, other in zip(*found, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-3, atol=1e-4)


def test_a_value_near_one_that_recurs_becomes_that_one():
    """Usual gaps are 0.1, so up to 0.2 from one; beside it a column that has none."""
    values = (-1.0, -0.9, -0.8, 1.0)
    both = [COLUMN.model_copy(update={"values": values}), COLUMN]
    head = SmoothHead(both, 2)
    found = [-3.0, -1.21, -1.19, -0.86, -0.84, 0.0, 0.9, 2.9]

    def read(count, some, move=1.0):
        both, moves = tf.constant([found] * count), tf.fill((count, len(found)), move)
        return head._as_read(both, some, tf.zeros((count, 1)), moves, tf.zeros_like).numpy()

    moved = read(2, slice(None))
    assert moved[0] == pytest.approx([-3.0, -1.21, -1.0, -0.9, -0.8, 0.0, 1.0, 2.9])
    assert moved[1] == pytest.approx(found)
    assert read(1, slice(1, 2))[0] == pytest.approx(found)
    assert read(1, slice(0, 1), move=0.0)[0] == pytest.approx(found)  # an event stays exact


def test_what_goes_on_from_beyond_the_bounds_may_move_there_too():
    """Bounds are -3 and 3. From 3.5 on, 4 usual moves of 0.5 farther; from 2.9 on, not over 3."""
    head = built(level=1.0)
    shape = 1, 40_000
    uniform = tf.random.stateless_uniform(shape, [0, 1])
    normal = tf.random.stateless_normal(shape, [0, 2])
    for before, most in ((3.5, 5.5), (2.9, 3.0)):
        past = tf.fill(shape, before), tf.zeros(shape)
        made = head.draw(tf.zeros((*shape, 2)), uniform, normal, *past, slice(None))[0].numpy()
        assert made.max() == pytest.approx(most)
        assert (made > before).mean() > 0.1 or most == 3.0


RECURRING = tuple(np.linspace(-3, 3, 7).tolist())


READ = [{"grid": 1.0, "on_grid": True}, {"values": RECURRING}]


@pytest.mark.parametrize("changed", READ)
def test_a_move_that_would_be_read_as_the_value_before_goes_on_to_the_next(changed):
    """Values stand a whole unit apart and moves of a tenth all round back: 1/2 repeat, no more."""
    head = built(**{"unit": 0.1, "level": 1.0, "low": -3.0, "high": 3.0} | changed)
    head.slope.assign(tf.zeros_like(head.slope))
    shape = 1, 40_000
    uniform = tf.random.stateless_uniform(shape, [0, 1])
    normal = tf.random.stateless_normal(shape, [0, 2])
    still = tf.fill(shape, 1.0), tf.zeros(shape)
    made = head.draw(tf.zeros((*shape, 2)), uniform, normal, *still, slice(None))[0].numpy()
    assert set(made.tolist()) == {0.0, 1.0, 2.0}
    assert (made == 1.0).mean() == pytest.approx(0.75, abs=0.01)  # the slope, 0, repeats too
    assert (made == 2.0).mean() > (made == 0.0).mean() > 0  # most moves go up


@pytest.mark.parametrize("changed", READ)
def test_a_move_that_would_be_read_as_the_slope_goes_on_too(changed):
    """1/2 repeat 1, 1/4 go on to 2; moves are read as 1 or 2 and become 0 or 3, nothing else."""
    head = built(**{"unit": 0.1, "level": 1.0, "low": -3.0, "high": 3.0} | changed)
    head.slope.assign(tf.ones_like(head.slope) / 2)  # moves stand around 1.5
    shape = 1, 40_000
    uniform = tf.random.stateless_uniform(shape, [0, 1])
    normal = tf.random.stateless_normal(shape, [0, 2])
    past = tf.fill(shape, 1.0), tf.fill(shape, 1.0)
    made = head.draw(tf.zeros((*shape, 2)), uniform, normal, *past, slice(None))[0].numpy()
    assert set(made.tolist()) == {0.0, 1.0, 2.0, 3.0}
    shares = [(made == value).mean() for value in (1.0, 2.0)]
    assert shares == pytest.approx([0.5, 0.25], abs=0.01)


def test_what_goes_on_past_events_is_read_however_far_the_next_reading_is():
    """Moves around 1.5 that are read as 2 go on to 2.5, and from 1 down to -1.5: 2.5 away."""
    head = built(unit=0.1, level=1.0, values=(-3.0, -1.5, 1.0, 2.0, 2.5, 3.0))
    head.slope.assign(tf.ones_like(head.slope) / 2)
    shape = 1, 40_000
    uniform = tf.random.stateless_uniform(shape, [0, 1])
    normal = tf.random.stateless_normal(shape, [0, 2])
    past = tf.fill(shape, 1.0), tf.fill(shape, 1.0)
    made = head.draw(tf.zeros((*shape, 2)), uniform, normal, *past, slice(None))[0].numpy()
    assert set(made.tolist()) <= {-1.5, 1.0, 2.0, 2.5, 3.0}


def test_a_slope_goes_on_between_values_that_recur():
    """From 1.2 by 0.3: 1.5 is no multiple of 0.4, and is written all the same."""
    head = built(values=tuple((np.arange(-7, 8) * 0.4).tolist()))
    made = draws(head)
    on_line = np.abs(made - BEFORE - MOVE) < 1e-6
    assert on_line.mean() == pytest.approx(0.25, abs=0.01)
    assert np.abs(made[~on_line] / 0.4 - np.rint(made[~on_line] / 0.4)).max() < 1e-5


def test_draws_are_values_that_recur_and_keep_their_gradient():
    head = built(values=tuple(np.linspace(-3, 3, 601).tolist()))
    found = draws(head)
    assert np.abs(found * 100 - np.rint(found * 100)).max() < 1e-3
    with tf.GradientTape() as tape:
        drawn = head.draw(
            tf.zeros((1, 64, 2)), tf.fill((1, 64), 0.9), tf.zeros((1, 64)),
            tf.fill((1, 64), BEFORE), tf.fill((1, 64), MOVE), slice(None),
        )  # fmt: skip
    assert float(tf.reduce_sum(tf.abs(tape.gradient(drawn, head.bias)))) > 0
