"""Means by hour, weekday and month, from columns that are the hour, the weekday, the month."""

import numpy as np
import pandas as pd
import pytest

from rnngan.evaluation.pictures import cycles


@pytest.fixture
def hours(sample):
    """A year of hours, and columns of their parts with a little noise."""
    t = pd.Series(pd.date_range("2024-01-01", periods=366 * 24, freq="h"))
    noise = np.random.default_rng(0).normal(0, 1e-3, len(t))
    columns = {"hour": t.dt.hour, "day": t.dt.day_of_week, "month": t.dt.month}
    return sample(t=t, **{name: values + noise for name, values in columns.items()})


def test_each_part_has_the_mean_of_its_rows(hours):
    found = cycles.cycles(hours, hours, ["hour", "day", "month"])
    assert [cycle["cycle"] for cycle in found] == ["hour", "weekday", "month"]
    for cycle, name, first in zip(found, ("hour", "day", "month"), (0, 0, 1), strict=True):
        (row,) = [row for row in cycle["columns"] if row["column"] == name]
        count = len(cycle["parts"])
        assert row["real"] == pytest.approx(list(range(first, first + count)), abs=1e-3)
        assert row["distance"] == 0
    assert found[1]["parts"][0] == "Mon"


def test_what_differs_most_comes_first_in_standard_deviations(hours):
    moved = hours.rows.values.copy()
    moved["day"] += 2.0
    rows = type(hours.rows)(
        moved, *(getattr(hours.rows, n) for n in ("segments", "series", "source", "points"))
    )
    other = type(hours)(hours.schema, rows, hours.segments)
    first = cycles.cycles(hours, other, ["hour", "day"])[0]["columns"][0]
    assert first["column"] == "day"
    assert first["distance"] == pytest.approx(2.0 / 2.0, rel=0.01)  # of 0 to 6 it is 2
    assert first["spread"] == pytest.approx(2.0, rel=0.01)


def test_parts_without_a_row_have_no_mean(hours):
    january = hours.taken([0])
    january = type(hours)(hours.schema, hours.rows, [(0, 31 * 24)])
    month = cycles.cycles(hours, january, ["day"])[2]["columns"][0]
    assert month["generated"][0] is not None
    assert month["generated"][1:] == [None] * 11


def test_a_table_without_times_has_no_seasons(sample):
    found = sample(x=[1.5, 2.0, 3.5, 1.0])
    assert cycles.cycles(found, found, ["x"]) == []
