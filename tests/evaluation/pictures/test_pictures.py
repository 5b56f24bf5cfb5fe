"""All pictures of one table: which there are, and that JSON holds them."""

import json

import numpy as np

from rnngan.evaluation import pictures


def windows(sample):
    values = sample.rows.values[["wave", "other"]].to_numpy()
    return np.nan_to_num(np.stack([values[i : i + 4] for i in range(0, 396, 4)]))


def test_what_can_be_shown_is_there_and_is_plain(waves):
    sides = windows(waves), windows(waves)
    found = pictures.pictures(waves, waves, sides, 4, whole=False)
    assert [*found] == [
        *("sides", "columns", "excerpts", "values", "pairs", "lags", "cycles", "missing"),
        "projections",
    ]
    assert found["sides"]["real"] == {"rows": 400, "sequences": 1}
    assert found["columns"] == 4
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert found == pictures.pictures(waves, waves, sides, 4, whole=False)


def test_a_table_of_one_column_and_short_sequences(sample):
    one = sample(x=[1.5, 2.0, 3.0, 2.5, 1.0, 0.5])
    found = pictures.pictures(one, one, (np.ones((3, 2, 1)),) * 2, 2, whole=True)
    assert [*found] == ["sides", "columns", "excerpts", "values"]
