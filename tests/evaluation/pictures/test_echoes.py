"""How columns go with themselves, from sequences whose answer is known."""

import numpy as np
import pytest

from rnngan.evaluation.pictures import echoes


def test_a_number_that_alternates(sample):
    """From row to row it is opposite, after two rows the same."""
    found = sample(x=[1.5, -1.5] * 20)
    row = echoes.echoes(found, found, ["x"], 5)
    assert row["lags"] == [1, 2, 3, 4]
    assert row["columns"][0]["real"] == [-1, 1, -1, 1]
    assert row["columns"][0]["distance"] == 0


def test_a_category_is_the_share_that_repeats(sample):
    """a a b b: every second row has the value of the one before, none that of two before."""
    found = sample(c=list("aabb") * 10 + ["a"])
    (row,) = echoes.echoes(found, found, ["c"], 4)["columns"]
    assert (row["coded"], row["real"][:2]) == (True, [pytest.approx(0.5), 0.0])


def test_no_lag_leads_from_one_sequence_to_the_next(sample):
    found = sample(id=[1, 1, 1, 2, 2, 2], x=[1.5, 1.5, 1.5, -1.5, -1.5, -1.5])
    (row,) = echoes.echoes(found, found, ["x"], 3)["columns"]
    assert row["real"] == [1, 1]


def test_noise_has_no_echo_and_a_walk_has_one(sample):
    rng = np.random.default_rng(0)
    noise, walk = rng.normal(size=4000), np.cumsum(rng.normal(size=4000))
    rows = echoes.echoes(sample(x=noise, y=walk), sample(x=walk, y=walk), ["x", "y"], 6)
    assert [row["column"] for row in rows["columns"]] == ["x", "y"]  # x differs
    assert max(map(abs, rows["columns"][0]["real"])) < 0.1
    assert min(rows["columns"][0]["generated"]) > 0.9


def test_what_is_too_short_has_none(sample):
    found = sample(x=[1.5, 2.0, 3.0, 2.0])
    assert echoes.echoes(found, found, ["x"], 2) is None
    assert echoes.echoes(found, found, [], 9) is None


def test_what_only_few_rows_say_is_a_correlation_too(sample):
    """Ends that lie far out: their product is over the variance of all rows."""
    found = sample(x=[9.0, *[0.0, 1.0] * 20, -9.0])
    (column,) = echoes.echoes(found, found, ["x"], 42)["columns"]
    assert min(column["real"]) == -1.0
