"""Correlational score: pairs of features by hand."""

import numpy as np
import pytest

from rnngan.evaluation.sides import Sides
from rnngan.evaluation.window_scores import correlational
from rnngan.evaluation.window_scores.correlational import correlational_score

RISING = np.array([0.0, 1.0, 2.0, 3.0])
STEPS = np.array([0.0, 1.0, 1.0, 0.0])  # its correlation with a line is 0


def windows(*features):
    """Return one window (1, time, features)."""
    return np.stack(features, axis=-1)[None]


@pytest.mark.parametrize(
    ("generated", "expected"),
    [
        (windows(RISING, RISING, STEPS), 0.0),
        (windows(5 - 3 * RISING, 2 - RISING, STEPS), 0.0),  # each on a scale of its own
        (windows(RISING, -RISING, STEPS), 0.2),  # one pair of three: from 1 to -1
        (windows(RISING, STEPS, STEPS), 0.2),  # one from 1 to 0, one from 0 to 1
        (windows(RISING, 0 * RISING, STEPS), 0.1),  # what never changes goes with nothing
    ],
)
def test_pairs_by_hand(generated, expected):
    found = correlational_score(windows(RISING, RISING, STEPS), generated)
    assert found == pytest.approx(expected, abs=1e-12)


def test_windows_and_rows_count_alike():
    """Two windows of two rows have the correlations of one of four, in any order."""
    one = windows(RISING, RISING**2)
    assert correlational_score(one, one.reshape(2, 2, 2)[::-1]) == pytest.approx(0, abs=1e-12)


def test_its_rows_have_a_value_each_and_a_floor():
    real = np.tile(windows(RISING, RISING), (12, 1, 1))
    sides = Sides(real, real[:0], np.tile(windows(RISING, -RISING), (12, 1, 1)))
    [row] = correlational.rows(sides, seeds=3)
    assert (row["judge"], row["against"]) == ("none", "training windows")
    assert row["generated"]["values"] == pytest.approx([0.2])
    assert row["floor"]["values"] == pytest.approx([0.0])


def test_the_spread_is_that_over_windows_drawn_anew():
    """40 draws of 400 windows of two independent features: the spread says how they scatter."""
    rng = np.random.default_rng(0)
    real = rng.normal(size=(400, 5, 3))
    drawn = [rng.normal(size=(400, 5, 3)) + rng.normal(size=(400, 1, 1)) for _ in range(40)]
    scatter = np.std([correlational_score(real, one) for one in drawn])
    stated = [correlational.spread(real, one) for one in drawn[:10]]
    assert 0.7 < np.mean(stated) / scatter < 1.4
    assert correlational.spread(real, real[:1]) == 0  # one window alone
