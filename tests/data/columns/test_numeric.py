"""Whole numbers that are multiples of one: found, and kept in what is written."""

import numpy as np
import pandas as pd
import pytest

from rnngan.config.run_config import validate
from rnngan.data.columns.numeric import multiple_of
from rnngan.data.dataset import prepare
from rnngan.data.restore import restore


@pytest.mark.parametrize(
    ("values", "found"),
    [
        (100 * np.arange(1.0, 30), 100),
        (15 * np.arange(-9.0, 9), 15),  # the cells are minutes: quarters of an hour
        (np.append(100 * np.arange(1.0, 30), 250), 50),
        (np.append(100 * np.arange(1.0, 30), 7), 1),
        (np.repeat([100.0, 200.0], 30), 1),  # too few to speak
        (np.zeros(30), 1),
    ],
)
def test_multiples_of_one_number(values, found):
    assert multiple_of(values) == found


def test_what_is_written_is_such_a_multiple():
    rng = np.random.default_rng(0)
    volumes = 100 * np.exp(rng.normal(5, 1, 200)).astype("int64")
    table = pd.DataFrame({"volume": volumes, "price": rng.normal(9, 1, 200).round(2)})
    found = prepare(table, validate({"data": {"holdout": 0}}))
    assert [found.schema[name].multiple for name in table] == [100, 1]
    assert "multiples of 100" in found.schema["volume"].described()
    windows = found.train.gather(np.arange(50)) + np.float32(0.01)
    made = restore(found.schema, found.transform, windows)["volume"]
    assert (made % 100 == 0).all()
    assert volumes.min() <= made.min() < made.max() <= volumes.max()
