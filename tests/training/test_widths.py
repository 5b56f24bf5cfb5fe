"""How wide Gaussians are: against windows of a known spread, and nothing else is moved."""

import numpy as np
import pytest
import tensorflow as tf
from small_rows import LENGTH, MOOD, generator, windows
from small_rows import X as SMOOTH

from rnngan.training.widths import TAKEN, TRIED, widen

X = SMOOTH.model_copy(update={"start": 0})


@pytest.fixture
def network():
    """Writes x as the value before, plus a Gaussian of one usual move; nothing repeats."""
    found = generator((X,))
    head = found.next_row.heads["smooth"]
    head.kernel.assign(tf.zeros_like(head.kernel))
    head.level.assign(tf.ones_like(head.level))
    head.slope.assign(tf.zeros_like(head.slope))
    head.bias.assign([[-9.0, -9.0] + [0.0] * 12])
    return found


def walks(factor, count=2000):
    """Windows whose moves have `factor` times the usual spread, in units of the feature."""
    moves = np.random.default_rng(0).normal(0, factor * X.unit * X.std, (count, LENGTH, 1))
    return tf.constant((X.mean + np.cumsum(moves, axis=1)).astype("float32"))


@pytest.mark.parametrize("log", [-0.2, 0.0, 0.15])
def test_scales_go_half_the_way_to_those_of_what_is_held_out(network, log):
    head = network.next_row.heads["smooth"]
    others = [weight for weight in network.weights if weight is not head.bias]
    learned, before = [weight.numpy() for weight in others], head.bias.numpy()
    assert widen(network, walks(np.exp(log))).tolist() == [pytest.approx(log / 2)]
    moved = head.bias.numpy() - before
    assert moved[0, -4:] == pytest.approx([log / 2] * 4)
    assert not moved[0, :-4].any()
    for weight, value in zip(others, learned, strict=True):
        assert (weight.numpy() == value).all()


def test_it_goes_no_farther_than_what_is_tried(network):
    assert widen(network, walks(10.0)).tolist() == [TAKEN * TRIED[-1]]


def test_rows_after_the_end_of_a_sequence_do_not_count():
    """They are at 0, far from every value that is written."""
    found = generator((X,), ends=True)
    seen = windows(40, (X,), ends=True).numpy()
    lengths = seen[:, 0, -1] + 3
    other = seen.copy()
    for number, length in enumerate(lengths.astype(int)):
        other[number, length:, 0] = 1e4
    learned = found.get_weights()
    first = widen(found, tf.constant(seen))
    found.set_weights(learned)
    assert widen(found, tf.constant(other)).tolist() == first.tolist()


def test_without_smooth_numbers_there_is_nothing_to_do():
    found = generator((MOOD,))
    assert widen(found, windows(columns=(MOOD,))).tolist() == []
