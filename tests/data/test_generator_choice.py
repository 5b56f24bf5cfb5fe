"""Which generator suits a table: curves without noise, and what needs a latent vector."""

import numpy as np
import pandas as pd
import pytest

from rnngan.config.errors import ConfigError
from rnngan.config.run_config import validate
from rnngan.data.dataset import prepare
from rnngan.data.generator_choice import without_noise

NOTICE = "numbers follow curves without noise: a window is written at once"
T = np.arange(12.0)


def frame(*columns):
    """Twelve series of twelve rows; each column is a function of a series' number and a stream."""
    rng = np.random.default_rng(0)
    parts = [
        pd.DataFrame({"who": f"P{n}"} | {f"x{i}": f(n, rng) for i, f in enumerate(columns)})
        for n in range(12)
    ]
    return pd.concat(parts, ignore_index=True)


def sine(n, rng):
    return np.sin(T * (0.3 + n / 20) + n)


def cosine(n, rng):
    return np.cos(T * (0.4 + n / 20) + n)


def noisy(n, rng):
    return sine(n, rng) + rng.normal(0, 0.1, 12)


def broken(n, rng):
    return np.where(T == 5, np.nan, sine(n, rng))


def prepared(table, **model):
    settings = {"data": {"window": 6, "id_column": "who", "lengths": "windows"}, "model": model}
    return prepare(table, validate(settings))


@pytest.mark.parametrize(
    ("columns", "chosen"),
    [
        ([sine], "window"),
        ([noisy], "row"),
        ([sine, noisy], "row"),  # half of the numbers are not most
        ([sine, cosine, noisy], "window"),
        ([broken], "row"),  # what is missing follows no curve
        ([lambda n, rng: np.array(list("abc") * 4)], "row"),
    ],
)
def test_a_window_at_once_where_most_numbers_are_curves_without_noise(columns, chosen):
    found = prepared(frame(*columns))
    assert found.config.model.generator == chosen
    assert (NOTICE in found.notices) == (chosen == "window")


@pytest.mark.parametrize("generator", ["row", "window"])
def test_what_is_asked_for_is_not_decided_again(generator):
    found = prepared(frame(sine), generator=generator)
    assert found.config.model.generator == generator
    assert NOTICE not in found.notices


@pytest.mark.parametrize(
    ("model", "name"), [({"codes": ["categorical:2"]}, "codes"), ({"encoder": True}, "encoder")]
)
def test_what_needs_a_latent_vector_needs_a_window_at_once(model, name):
    assert prepared(frame(noisy), **model).config.model.generator == "window"
    message = (
        f"--generator row: model.{name} needs one latent vector a window, which rows don't have. "
        "Leave it out, or pass --generator window."
    )
    with pytest.raises(ConfigError) as caught:
        prepared(frame(noisy), generator="row", **model)
    assert str(caught.value) == message


def test_only_training_rows_of_series_that_are_long_enough_are_looked_at():
    found = prepared(frame(sine))
    chosen = np.ones(len(found.rows), bool)
    assert without_noise(found.schema, found.rows, chosen)
    assert not without_noise(found.schema, found.rows, ~chosen)
    found.rows.segments = [(0, 7)]
    assert not without_noise(found.schema, found.rows, chosen)
