"""Rows that windows are cut from: features beside the calendar, series as long as the longest."""

import numpy as np
import pandas as pd

from rnngan.config.run_config import validate
from rnngan.data.dataset import prepare
from rnngan.data.row_values import values_of

MONDAY = np.sin(0), np.cos(0)


def made(lengths, data):
    """Return (data set, values, starts) of series of x = 0, 1, 2 … from a Monday on."""
    days = [pd.date_range("2024-01-01", periods=count) for count in lengths]
    table = pd.DataFrame(
        {
            "id": np.repeat(np.arange(len(lengths)), lengths),
            "day": np.concatenate(days),
            "x": np.concatenate([np.arange(count) % 3.0 for count in lengths]),
        }
    )
    config = validate({"data": {"holdout": 0, "calendar": ["weekday"], **data}})
    found = prepare(table, config)
    firsts = np.array([first for first, _ in found.rows.segments])
    return found, *values_of(found.transform, found.schema, found.rows, found.config, [firsts])


def test_windows_have_features_and_the_calendar():
    found, values, [starts] = made([6, 4], {"window": 3})
    assert values.dtype == "float32"
    assert values.shape == (10, found.transform.features + 2)
    assert starts.tolist() == [0, 6]
    np.testing.assert_allclose(values[[0, 6], -2:], [MONDAY, MONDAY], atol=1e-6)


def test_whole_series_are_as_long_as_the_longest_and_the_calendar_goes_on():
    found, values, [starts] = made([4, 2], {"lengths": "learn"})
    assert starts.tolist() == [0, 4]
    assert values.shape == (8, found.transform.features + found.transform.statics + 2)
    assert (values[6:, :-2] == 0).all()
    np.testing.assert_array_equal(values[:4, -2:], values[4:, -2:])


def test_series_of_one_length_are_the_same_rows():
    _, values, [starts] = made([4, 4, 4], {"lengths": "learn"})
    assert starts.tolist() == [0, 4, 8]
    assert len(values) == 12
