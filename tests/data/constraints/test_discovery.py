"""Orders between columns, found out from all rows, and what is said of columns that have none."""

import numpy as np
import pandas as pd
import pytest
from found_rules import LEVEL, ROWS, found
from hypothesis import given, settings
from hypothesis import strategies as st

from rnngan.data.constraints.discovery import detect, grouped
from rnngan.data.constraints.repair import Order, as_parts, broken

RNG = np.random.default_rng(6)


def prices():
    opened, closed = (LEVEL + RNG.normal(size=ROWS) for _ in range(2))
    up, down = (np.abs(RNG.normal(size=ROWS)) for _ in range(2))
    return {
        "Open": opened,
        "High": np.maximum(opened, closed) + up,
        "Low": np.minimum(opened, closed) - down,
        "Close": closed,
    }


class TestOrders:
    def test_a_column_that_is_never_below_another_one_is_found(self):
        assert found({"low": LEVEL, "high": LEVEL + np.arange(ROWS) % 7}) == ["high >= low"]

    def test_prices_are_described_in_two_lines_and_what_follows_is_left_out(self):
        lines = ["Low <= min(Open, Close)", "High >= max(Open, Close)"]
        assert sorted(found(prices())) == sorted(lines)

    def test_one_row_against_it_is_enough(self):
        high = LEVEL + np.arange(ROWS) % 7
        high[ROWS // 2] = LEVEL[ROWS // 2] - 0.01
        assert found({"low": LEVEL, "high": high}) == []

    def test_ranges_that_lie_apart_are_no_order(self):
        assert found({"low": LEVEL, "high": LEVEL + np.ptp(LEVEL) + np.arange(ROWS) % 7}) == []

    def test_ranges_that_only_touch_are_no_order(self):
        low, high = RNG.uniform(0, 1, ROWS), RNG.uniform(0.98, 2, ROWS)
        low[high < 1] = 0.5
        high[0] = low[0] = 0.99
        assert found({"low": low, "high": high}) == []

    def test_columns_that_never_come_near_are_no_order(self):
        assert found({"low": LEVEL, "high": LEVEL + 5 + np.arange(ROWS) % 3}) == []

    def test_columns_that_are_equal_wherever_both_are_present_are_no_order(self):
        again = LEVEL.copy()
        again[3] = np.nan
        assert found({"low": LEVEL, "again": again}) == []

    @pytest.mark.parametrize(("share", "lines"), [(0.05, ["high >= low"]), (0.2, [])])
    def test_some_values_may_be_missing(self, share, lines):
        high = LEVEL + np.arange(ROWS) % 7
        high[: int(share * ROWS)] = np.nan
        assert found({"low": LEVEL, "high": high}) == lines

    def test_a_chain_is_described_link_by_link(self):
        step = np.arange(ROWS) % 7
        cells = {"c": LEVEL + 2 * step, "a": LEVEL, "b": LEVEL + step, "d": LEVEL + 3 * step}
        assert found(cells) == ["c >= b", "b >= a", "d >= c"]

    def test_few_rows_show_nothing(self):
        assert found({"low": np.arange(9.0), "high": np.arange(9.0) + 1}) == []
        assert found({"low": [], "high": []}) == []

    def test_what_was_asked_for_is_not_said_again(self):
        step = np.arange(ROWS) % 7
        cells = {"a": LEVEL, "b": LEVEL + step, "c": LEVEL + 2 * step}
        assert found(cells) == ["b >= a", "c >= b"]
        assert found(cells, known=as_parts(["b >= a"], cells)) == ["c >= b"]
        assert found(cells, known=as_parts(["b > a", "c > b"], cells)) == []


def test_orders_are_grouped_by_the_column_that_most_of_them_share():
    orders = [Order("a", "c"), Order("a", "b"), Order("b", "d"), Order("x", "y")]
    assert grouped(orders) == [orders[:2], [orders[2]], [orders[3]]]


def test_independent_columns_show_nothing():
    drawn = RNG.normal(size=(25, 2000))
    assert found({f"n{i}": np.round(column, 1) for i, column in enumerate(drawn)}, 1) == []
    counts = RNG.poisson(1.0, size=(25, 2000))
    assert found({f"n{i}": column for i, column in enumerate(counts)}, 0) == []


def test_rare_events_show_nothing():
    events = RNG.integers(1, 4, (30, 2000)) * (RNG.random((30, 2000)) < 0.01)
    assert found({f"n{i}": column for i, column in enumerate(events)}, 0) == []


def test_the_weather_has_one_order(root):
    table = pd.read_csv(root / "data" / "seattle_weather.csv").select_dtypes("number")
    assert found(table, 1) == ["temp_max >= temp_min"]


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 6), st.integers(0, 3), st.floats(0, 0.05))
def test_what_is_found_holds_and_never_contradicts_itself(seed, count, decimals, missing):
    rng = np.random.default_rng(seed)
    columns = [np.round(rng.lognormal(2, 1, 120), decimals) for _ in range(count)]
    for _ in range(3):
        picked = rng.choice(len(columns), 2, replace=False)
        columns.append(np.round(sum(columns[i] for i in picked), decimals))
        columns.append(np.maximum(*(columns[i] for i in picked)))
    values = {f"c{i}": column.copy() for i, column in enumerate(columns)}
    for column in values.values():
        column[rng.random(120) < missing] = np.nan
    places = dict.fromkeys(values, decimals)
    parts = as_parts(detect(values, places), list(values))
    assert not any(map(np.any, broken(parts, values.get, None, places, None, None).values()))
