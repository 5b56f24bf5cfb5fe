import numpy as np
import pandas as pd
import pytest

from rnngan.config.run_config import RunConfig
from rnngan.data.dataset import prepare

LENGTHS = [1, 2, *([3, 4, 5] * 17), 9, 40]  # of 55 series


def table(lengths):
    who = np.repeat(np.arange(len(lengths)), lengths)
    values = np.random.default_rng(0).normal(0, 1, len(who)).round(2)
    return pd.DataFrame({"id": [f"p{n:02d}" for n in who], "v": values})


@pytest.fixture(scope="module")
def whole():
    return prepare(table(LENGTHS), RunConfig(data={"id_column": "id"}))


def test_series_that_are_longer_than_others_are_cut_and_shorter_ones_left_out(whole):
    found = whole.schema.protection.of("id")
    assert (found["shortest"].count, found["longest"].count) == (2, 2)
    assert found["shortest"].how == "left out: they have fewer than 3 rows"
    assert found["longest"].how == "cut to 5 rows"
    counts = [end - first for first, end in whole.rows.segments]
    assert counts == [*LENGTHS[2:-2], 5, 5]
    assert len(whole.rows) == sum(counts)
    assert whole.config.data.window == 5
    assert "every one of the 53 series is learned whole (3 to 5 rows)" in whole.notices


def test_further_tables_are_cut_in_the_same_way(whole):
    again = prepare(table(LENGTHS), whole.config, whole.schema, transform=whole.transform)
    assert np.array_equal(again.train.values, whole.train.values)
    longer = prepare(table([7, 1, 4]), whole.config, whole.schema, transform=whole.transform)
    assert [end - first for first, end in longer.rows.segments] == [5, 4]


def test_windows_of_long_series_need_nothing():
    data = {"id_column": "id", "window": 2}
    found = prepare(table(LENGTHS), RunConfig(data=data)).schema.protection
    assert found.of("id") == {}


def test_lengths_that_many_have_stay():
    made = prepare(table([3, 4, 5] * 20), RunConfig(data={"id_column": "id"}))
    assert made.schema.protection.of("id") == {}
    assert len(made.rows) == 240
