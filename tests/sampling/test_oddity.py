"""How odd rows are, by the distribution of those that were held out."""

import numpy as np
import pandas as pd
import pytest

from rnngan.sampling.oddity import SHARES, SMALLEST, Oddity


def nats(**parts):
    return pd.DataFrame(parts)


def test_quantiles_and_what_lies_beyond_are_those_of_the_rows():
    """Of 0 to 100, the five over 95 lie 3 over it on average."""
    found = Oddity.fit(nats(x=np.arange(101.0)), pd.Series({"x": 0.25}))
    assert found.rows == 101
    assert found.quantiles["x"] == [0, 10, 25, 50, 75, 90, 95]
    assert found.beyond["x"] == 3.0
    assert found.repeats == {"x": 0.25}
    assert Oddity(**found.facts()) == found


def test_rows_that_all_are_alike_leave_no_scale_of_nothing():
    assert Oddity.fit(nats(x=np.zeros(50)), pd.Series({"x": 0.0})).beyond == {"x": SMALLEST}


def test_rows_of_the_same_distribution_are_as_odd_as_they_are_rare():
    rng = np.random.default_rng(0)
    known = Oddity.fit(nats(x=rng.exponential(1, 100_000)), pd.Series(dtype="float64"))
    share = known.rarer(nats(x=rng.exponential(1, 100_000)))["x"]
    for rare in (0.5, 0.1, 0.01):
        assert (share < rare).mean() == pytest.approx(rare, rel=0.1)


def test_few_rows_promise_nothing_about_what_is_rarer_than_they_are():
    """Five rows beyond the quantile, 1 over it on average: 20 over is .05 (1 + 20/5)^-5."""
    same = {"x": [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0]}
    few, many = (Oddity(rows, same, {"x": 1.0}, {}) for rows in (100, 10**9))
    assert few.rarer(nats(x=[26.0]))["x"].item() == pytest.approx(0.05 * 5**-5)
    assert many.rarer(nats(x=[26.0]))["x"].item() == pytest.approx(0.05 * np.exp(-20), rel=1e-3)


def test_a_row_is_odd_by_its_rarest_part_and_counts_for_the_number_of_parts():
    same = [*np.arange(len(SHARES) + 0.0)]
    known = Oddity(10**9, {"x": same, "y": same}, {"x": 1.0, "y": 1.0}, {})
    share, by = known.of(nats(x=[0.0, 3.0, 8.0], y=[3.0, 3.0, 7.0]))
    assert by.tolist() == ["y", "x", "x"]
    assert share.tolist() == pytest.approx([1.0, 1.0, 2 * 0.05 * np.exp(-2)])
