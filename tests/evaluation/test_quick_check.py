"""What the quick check sees of windows whose generator is known: perfect, or broken in some way."""

import numpy as np
import pytest

from rnngan.data.windows import Windows
from rnngan.evaluation import quick_check
from rnngan.evaluation.quick_check import QuickCheck, check, summaries

LENGTH, ROWS = 12, 6000


def series(seed, rows=ROWS):
    """Two standardised columns: one is smooth, the other follows it with noise."""
    rng, bell = np.random.default_rng(seed), np.hanning(17)
    level = np.convolve(rng.normal(size=rows + 16), bell / np.linalg.norm(bell), "valid")
    return np.stack([level, 0.6 * level + 0.8 * rng.normal(size=rows)], axis=1)


def windows(values):
    return Windows(values, np.arange(len(values) - LENGTH + 1), LENGTH)


def apart(values):
    """Return windows (n, LENGTH, features) that share no row."""
    return values[: len(values) // LENGTH * LENGTH].reshape(-1, LENGTH, values.shape[1])


REAL = windows(series(0))
PERFECT = apart(series(2, 24000))


def constant(made):
    return np.zeros_like(made)


def one_window(made):
    return np.repeat(made[:1], len(made), axis=0)


def noise(made):
    return np.random.default_rng(3).normal(size=made.shape)


def shuffled(made):
    order = np.random.default_rng(3).random(made.shape[:2]).argsort(axis=1)
    return np.take_along_axis(made, order[..., None], axis=1)


def without_numbers(made):
    return np.full_like(made, np.nan)


def columns_apart(made):
    return np.stack([made[..., 0], np.roll(made[..., 0], 1, axis=0)], axis=-1)


@pytest.mark.parametrize(
    "broken", [constant, one_window, noise, shuffled, without_numbers, columns_apart]
)
def test_a_broken_generator_is_caught(broken):
    found = check(REAL, broken(PERFECT))
    assert found.accuracy >= 0.95
    assert found.floor < 0.6


def test_a_perfect_generator_is_at_chance():
    found = check(REAL, PERFECT)
    assert 0.45 < found.accuracy < 0.56
    assert 0.42 < found.floor < 0.58
    assert found.shuffled > 0.95
    assert found.windows == 1000


def test_a_little_roughness_makes_no_generator_useless():
    rough = PERFECT + 0.03 * np.random.default_rng(3).normal(size=PERFECT.shape)
    assert check(REAL, rough).accuracy < 0.6


def test_the_figures_are_a_function_of_the_seed():
    one, again, other = (check(REAL, PERFECT, seed) for seed in (0, 0, 1))
    assert one == again != other
    assert set(one.facts()) == {"accuracy", "floor", "shuffled", "windows"}


def test_facts_are_rounded():
    assert QuickCheck(0.123456, 0.5, 1.0, 7).facts()["accuracy"] == 0.1235


def test_only_features_that_were_generated_are_compared():
    calendar = np.ones((ROWS, 1))
    real = Windows(np.concatenate([REAL.values, calendar], axis=1), REAL.starts, LENGTH)
    assert check(real, PERFECT).accuracy < 0.6


def test_many_features_are_drawn_from():
    rng = np.random.default_rng(0)
    real = windows(rng.normal(size=(6000, 200)))
    assert check(real, rng.normal(size=(1000, LENGTH, 200))).accuracy < 0.6


@pytest.mark.parametrize(
    "starts",
    [np.arange(99) * LENGTH, np.zeros(0, int), np.arange(100)],
    ids=["99 windows", "none", "100 that overlap"],
)
def test_too_few_windows_are_not_judged(starts):
    assert check(Windows(REAL.values, starts, LENGTH), PERFECT) is None


def test_a_hundred_windows_that_share_no_row_are_enough():
    real = Windows(REAL.values, np.arange(100) * LENGTH, LENGTH)
    assert check(real, noise(PERFECT)).accuracy >= 0.95


def test_held_out_windows_at_another_level_are_no_fault_of_the_generator():
    moved = np.concatenate([REAL.values, series(1, 600) + 5])
    starts = np.concatenate([REAL.starts, ROWS + np.arange(580)])
    assert check(Windows(moved, starts, LENGTH), PERFECT).accuracy < 0.6


def test_stretches_share_no_row():
    parts = quick_check._stretches(Windows(REAL.values, REAL.starts[::-1], LENGTH))
    starts = [REAL.starts[::-1][part] for part in parts]
    rows = [set((part[:, None] + np.arange(LENGTH)).ravel()) for part in starts]
    assert len(rows) == 32
    assert not any(one & other for i, one in enumerate(rows) for other in rows[:i])
    assert min(map(len, rows)) > 0.9 * ROWS / 32


def test_stretches_are_two_windows_long_or_longer():
    parts = quick_check._stretches(Windows(np.zeros((70, 1)), np.arange(61), 10))
    assert [part.tolist() for part in parts] == [
        list(range(first, last)) for first, last in ((0, 12), (21, 32), (41, 61))
    ]


def test_summaries_of_a_wave():
    wave = np.array([0.0, 1.0, 0.0, -1.0])[None, :, None]
    expected = [
        *(0.0, -0.7, 0.7, 0.0, -1.0),  # mean, 10 % and 90 % between sorted rows, first, last
        *(0.5**0.5, 1 / 4 * (-1 / 3 - 1)),  # deviation; slope: time is -1, -1/3, 1/3, 1
        *(1.0, 1.0, 1.0),  # moves 1, -1, -1; changes -2, 0
        *(0.0, 0.5, 0.0),  # each is followed by 0; with the one column there is: its variance
    ]
    assert summaries(wave)[0].tolist() == pytest.approx(expected)


def test_windows_of_two_rows_have_summaries():
    assert np.isfinite(summaries(np.zeros((3, 2, 4)))).all()
