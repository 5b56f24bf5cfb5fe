"""Values that recur, by hand, and columns that are read in such values."""

import numpy as np
import pandas as pd
import pytest

from rnngan.config.run_config import validate
from rnngan.data.dataset import prepare
from rnngan.data.protection.holders import Holders
from rnngan.data.recurring import ROWS, SHARE, moved, reach, recurring
from rnngan.data.restore import restore


def test_a_value_recurs_that_enough_rows_have():
    values = np.concatenate([np.repeat([0.1, 0.25, 0.3], ROWS), [0.9] * 3])
    assert recurring(values).tolist() == [0.1, 0.25, 0.3]  # 15 of 18 rows have one


def test_of_a_protected_table_more_than_rows_have_to_hold_it():
    values = np.repeat([0.1, 0.25, 0.3], 2 * ROWS)
    owners = np.append(np.tile([0, 1], 2 * ROWS), np.full(2 * ROWS, 2))
    assert recurring(values, Holders(owners, 2)).tolist() == []  # 20 of 30 rows are too few
    values = np.append(values, np.repeat([0.1, 0.25], 5 * ROWS))
    owners = np.append(owners, np.tile([0, 1], 5 * ROWS))
    assert recurring(values, Holders(owners, 2)).tolist() == [0.1, 0.25]


@pytest.mark.parametrize(
    "values",
    [
        np.arange(100.0),  # none recurs
        np.repeat(1.0, 50),  # one value alone
        np.concatenate([np.repeat([0.1, 0.2], 20), np.arange(11.0)]),  # under SHARE of the rows
    ],
)
def test_most_numbers_have_none(values):
    assert SHARE == 0.8
    assert len(recurring(values)) == 0


def test_a_value_is_moved_up_to_two_usual_gaps():
    known = np.array([0.0, 0.1, 0.2, 1.0])
    assert reach(known) == pytest.approx(0.2)
    found = moved(np.array([[-0.3, -0.1, 0.14, 0.16, 0.39, 0.5, 0.81]]), known)
    assert found[0] == pytest.approx([-0.3, 0.0, 0.1, 0.2, 0.2, 0.5, 1.0])
    assert moved(np.array([[0.14], [0.5]]), known).tolist() == [[0.1], [0.5]]  # of one row each


def test_what_goes_on_in_a_straight_line_or_repeats_is_not_moved_off_it():
    """0.85 lies near 0.8 and 0.9. On a line, and where it repeats then, it stays; else it moves."""
    known = np.array([0.0, 0.1, 0.2, 0.8, 0.9, 1.0])
    line, other = [0.15, 0.5, 0.85, 0.85, 0.45], [0.2, 0.5, 0.84, 0.84, 0.84]
    made = np.float32([line, other]).astype("float64")
    found = moved(made, known)
    expected = [[0.2, 0.5, 0.85, 0.85, 0.45], [0.2, 0.5, 0.8, 0.8, 0.8]]
    assert found == pytest.approx(np.array(expected), abs=1e-6)


def test_the_digits_of_a_line_are_those_of_where_it_began():
    """As float32, 1/3 is 0.3333333433674133; what goes on from 0 and 1/6 is 1/3 to the last."""
    known = np.array([0.0, 1 / 6, 2 / 6 + 0.01, 1.0])
    made = np.float32([[0.0, 1 / 6, 2 / 6, 3 / 6]]).astype("float64")
    assert moved(made, known)[0] == pytest.approx([0.0, 1 / 6, 2 / 6, 3 / 6], abs=1e-12)


def thermometer(rows=600):
    """A table with a mean of three readings, in steps of a tenth."""
    rng = np.random.default_rng(0)
    walk = np.round(20 + np.sin(np.arange(rows) / 40) + rng.normal(0, 0.1, (3, rows)), 1)
    return pd.DataFrame({"t": walk.mean(axis=0), "free": rng.normal(size=rows)})


def test_what_is_written_has_the_digits_of_the_table():
    """Features are float32: without it, 20.3333333333333 comes back as 20.33333396911621."""
    table = thermometer()
    found = prepare(table, validate({"data": {"holdout": 0}}))
    column = found.schema["t"]
    assert column.decimals is None
    assert set(column.recurring) < set(table["t"])
    assert found.schema["free"].recurring == ()
    windows = found.train.gather(np.arange(0, len(found.train), 24))
    made = restore(found.schema, found.transform, windows + np.float32(1e-4))
    assert np.isin(made["t"], column.recurring).mean() > SHARE
    assert np.isin(made["free"], table["free"]).mean() < 0.01  # the bounds
