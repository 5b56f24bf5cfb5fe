"""The linear part, fitted to processes whose moments are known."""

import numpy as np
import pytest
import tensorflow as tf

from rnngan.data.network_shape import NetworkShape
from rnngan.models import autoregression
from rnngan.models.continuer import Continuer, draw
from rnngan.models.noise import Stream

LENGTH = 12


def windows_of(series, length=LENGTH, count=2048):
    """Windows (count, length, features) of a series (rows, features)."""
    starts = np.random.default_rng(5).integers(0, len(series) - length + 1, count)
    return series[starts[:, None] + np.arange(length)].astype("float32")


def fitted(windows, **sizes):
    features = windows.shape[2] - sizes.get("statics", 0) - sizes.get("calendar", 0)
    shape = NetworkShape(windows.shape[1], features, units=2, step_noise=2, **sizes)
    unit = np.diff(windows[:, :, :features], axis=1).std(axis=(0, 1))
    continuer = Continuer(shape, np.where(unit < 1e-3, 1, unit))
    continuer.build()
    autoregression.initialise(continuer, windows)
    return continuer


def simulated(continuer, windows, steps=200):
    """Series (32, steps * rows, features) that follow windows; the first rows are left out."""
    draws = draw(continuer.noise_width, 32, steps, 0, Stream.CONTINUE_SAMPLE, 0)
    carried, made = continuer.start(windows[:32, :, : continuer.shape_.features]), []
    step = tf.function(continuer.step)
    for noise in draws:
        chunk, carried = step(carried, noise)
        made.append(chunk)
    return np.concatenate(made, axis=1)[:, 50:]


def autoregressive(rows=8000, seed=0):
    """x' = .9 x + .1 e, whose variance is .01 / (1 - .81) and autocorrelation .9."""
    rng = np.random.default_rng(seed)
    series = np.zeros(rows)
    for row in range(1, rows):
        series[row] = 0.9 * series[row - 1] + 0.1 * rng.normal()
    return series[200:, None]


def correlation(made, lag=1):
    centred = made - made.mean()
    return (centred[:, lag:] * centred[:, :-lag]).mean() / centred.var()


@pytest.mark.parametrize("rows", [1, 2, 4])
def test_a_first_order_process_comes_back(rows):
    windows = windows_of(autoregressive())
    made = simulated(fitted(windows, rows=rows), windows)[:, :, 0]
    assert correlation(made) == pytest.approx(0.9, abs=0.02)
    assert correlation(made, 4) == pytest.approx(0.9**4, abs=0.05)
    assert made.std() == pytest.approx(0.1 / np.sqrt(0.19), rel=0.12)
    assert made.mean() == pytest.approx(0, abs=0.05)
    assert np.diff(made, axis=1).std() == pytest.approx(0.1 * np.sqrt(2 / 1.9), rel=0.1)


def test_one_step_is_that_of_the_process():
    """From 3 to 4 in tenths the next row is .9 * .4 on average, and .1 away from it."""
    windows = windows_of(autoregressive())
    continuer = fitted(windows, rows=1)
    past = np.repeat(windows[:1], 4096, axis=0)
    past[:, -2:, 0] = 0.3, 0.4
    draws = draw(continuer.noise_width, 4096, 1, 0, Stream.CONTINUE, 0)
    made = continuer(past, draws).numpy()[:, 0, 0]
    assert made.mean() == pytest.approx(0.36, abs=0.02)
    assert made.std() == pytest.approx(0.1, rel=0.1)


def test_a_turning_pair_of_features_goes_on_turning():
    """A noisy rotation by 30 degrees: after 12 rows it stands where it stood."""
    rng, turn = np.random.default_rng(0), np.deg2rad(30)
    matrix = 0.98 * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    series = np.zeros((6000, 2))
    for row in range(1, len(series)):
        series[row] = matrix @ series[row - 1] + rng.normal(0, 0.2, 2)
    windows = windows_of(series[100:])
    made = simulated(fitted(windows, rows=1), windows)
    assert correlation(made[:, :, 0], 12) == pytest.approx(0.98**12, abs=0.08)
    assert correlation(made[:, :, 0], 6) == pytest.approx(-(0.98**6), abs=0.08)
    assert made.std() == pytest.approx(series.std(), rel=0.15)


def chain(rows=8000):
    """A chain of two states that stays in the first with .9 and in the second with .7."""
    rng, states = np.random.default_rng(0), [0]
    for uniform in rng.uniform(size=rows - 1):
        states.append(int(uniform > 0.9) if states[-1] == 0 else int(uniform < 0.7))
    return np.eye(2)[states]


@pytest.mark.parametrize("rows", [1, 2])
def test_a_chain_of_two_states_keeps_its_transitions_from_chunk_to_chunk(rows):
    windows = windows_of(chain())
    made = simulated(fitted(windows, rows=rows, categories=((0, 2),)), windows, 400)
    states = made.argmax(axis=2)[:, : 750 // rows * rows]
    before, after = states[:, rows - 1 : -1 : rows], states[:, rows::rows]
    assert (after == 0)[before == 0].mean() == pytest.approx(0.9, abs=0.04)
    assert (after == 1)[before == 1].mean() == pytest.approx(0.7, abs=0.06)
    assert (states == 0).mean() == pytest.approx(0.75, abs=0.06)


def test_a_category_that_is_never_left_and_one_that_is_never_seen():
    windows = np.zeros((64, LENGTH, 3), "float32")
    windows[..., 0] = 1
    made = simulated(fitted(windows, rows=1, categories=((0, 3),)), windows)
    assert (made.argmax(axis=2) == 0).mean() > 0.99


@pytest.mark.parametrize("rows", [1, 3])
def test_a_constant_feature_stays_where_it_is_and_disturbs_no_other(rows):
    series = np.concatenate([autoregressive(), np.full((7800, 1), 0.7)], axis=1)
    windows = windows_of(series)
    made = simulated(fitted(windows, rows=rows), windows)
    np.testing.assert_allclose(made[:, :, 1], 0.7, atol=1e-6)
    assert correlation(made[:, :, 0]) == pytest.approx(0.9, abs=0.02)


def test_a_doubled_feature_and_more_features_than_windows_are_no_harm():
    series = autoregressive()
    windows = windows_of(np.concatenate([series, series], axis=1))
    made = simulated(fitted(windows, rows=1), windows)
    assert np.isfinite(made).all()
    assert np.corrcoef(made.reshape(-1, 2).T)[0, 1] > 0.99
    few = np.random.default_rng(0).normal(size=(3, LENGTH, 40)).astype("float32")
    few = np.repeat(few, 11, axis=0)
    assert np.isfinite(simulated(fitted(few, rows=2), few)).all()


def test_a_random_walk_stays_within_a_little_more_than_its_range():
    series = np.cumsum(np.random.default_rng(0).normal(size=(4000, 1)), axis=0)
    windows = windows_of(series)
    made = simulated(fitted(windows, rows=1), windows, 1000)
    low, high = windows.min(), windows.max()
    assert made.min() >= low - 0.051 * (high - low)
    assert made.max() <= high + 0.051 * (high - low)
    assert np.diff(made[:, :, 0], axis=1).std() == pytest.approx(1, rel=0.1)


@pytest.mark.parametrize(("length", "rows"), [(2, 1), (3, 1), (4, 2), (5, 2)])
def test_the_shortest_windows_are_fitted(length, rows):
    windows = windows_of(autoregressive(), length)
    made = simulated(fitted(windows, rows=rows), windows)
    assert np.isfinite(made).all()
    assert correlation(made[:, :, 0]) == pytest.approx(0.9, abs=0.1)


def test_static_features_and_the_calendar_are_fitted():
    """x' = static + calendar of the row + noise."""
    rng = np.random.default_rng(0)
    static = np.repeat(rng.choice([-1.0, 1.0], (2048, 1, 1)), LENGTH, axis=1)
    calendar = rng.normal(size=(2048, LENGTH, 2))
    rows = static + calendar[..., :1] + 0.1 * rng.normal(size=(2048, LENGTH, 1))
    windows = np.concatenate([rows, static, calendar], axis=2).astype("float32")
    continuer = fitted(windows, rows=2, statics=1, calendar=2)
    draws = draw(continuer.noise_width, 64, 3, 0, Stream.CONTINUE, 0)
    after = rng.normal(size=(64, 6, 2)).astype("float32")
    told = (windows[:64, :, 2:], after)
    made = continuer(windows[:64, :, :1], draws, windows[:64, 0, 1:2], told).numpy()[..., 0]
    away = made - windows[:64, :1, 1] - after[..., 0]
    assert np.abs(away).mean() < 0.15


def test_the_same_windows_give_the_same_weights():
    windows = windows_of(autoregressive())
    pairs = zip(
        fitted(windows, rows=2).linear.get_weights(),
        fitted(windows, rows=2).linear.get_weights(),
        strict=True,
    )
    assert all(np.array_equal(one, other) for one, other in pairs)
