"""Predictive score: a forecaster learns what can be known, and nothing from noise."""

import numpy as np
import pytest

from rnngan.config.errors import InputError
from rnngan.evaluation.window_scores import predictive
from rnngan.evaluation.window_scores.predictive import constant_score, predictive_scores


def test_a_forecaster_learns_what_can_be_known_and_nothing_from_noise():
    rng = np.random.default_rng(0)
    first = rng.uniform(0.2, 0.8, (400, 9, 1))
    last = np.concatenate([np.full((400, 1, 1), 0.5), first[:, :-1]], axis=1)  # last = first before
    real = np.concatenate([first, last], axis=2).astype("float32")
    noise = rng.uniform(0.2, 0.8, real.shape).astype("float32")
    good, bad = predictive_scores([(real, real), (noise, real)], seeds=2, iterations=1500)
    assert good.max() < 0.05
    assert bad.min() > 0.1
    assert bad.min() > constant_score(real) - 0.02


def test_error_of_a_constant_forecast_by_hand():
    windows = np.zeros((1, 4, 2))
    windows[0, :, 1] = [9, 1, 2, 6]  # the first row is no target; median 2, errors 1, 0, 4
    assert constant_score(windows) == pytest.approx(5 / 3)


def test_errors_of_a_forecast_by_hand():
    """A logit of 0 forecasts 0.5 at each step; what is forecast are the rows after the first."""
    windows = np.zeros((1, 2, 3, 2), "float32")  # (forecasters, batch, time, features)
    windows[0, :, :, 1] = [[9, 0.5, 1.0], [9, 0.0, 0.75]]
    found = predictive._errors(lambda inputs: np.zeros((2, 1, 2), "float32"), windows)
    assert found.numpy()[:, 0].tolist() == [[0.0, 0.5], [0.5, 0.25]]  # (time, batch)


def test_predictive_score_of_one_column_is_refused():
    with pytest.raises(InputError, match=r"needs at least two columns\. Received: 1"):
        predictive_scores([(np.zeros((5, 8, 1)), np.zeros((5, 8, 1)))], 1)
