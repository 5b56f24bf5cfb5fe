import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnngan.data.constraints.discovery import detect, grouped
from rnngan.data.constraints.repair import Order, Sum, as_parts, violations

RNG = np.random.default_rng(5)
ROWS = 600
LEVEL = RNG.normal(size=ROWS).cumsum()


def found(cells, decimals=2, known=()):
    values = {name: np.array(column, "float64") for name, column in cells.items()}
    if not isinstance(decimals, dict):
        decimals = dict.fromkeys(cells, decimals)
    return detect(values, decimals, known)


def amounts(count, decimals=2, rows=ROWS, seed=1):
    drawn = np.random.default_rng(seed).lognormal(3, 1, (count, rows))
    return dict(zip("abcdefghij", np.round(drawn, decimals), strict=False))


def total(cells, plus, minus="", decimals=2):
    summed = sum(cells[name] for name in plus) - sum(cells[name] for name in minus)
    return np.round(summed, decimals)


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

    def test_prices_are_told_in_two_lines_and_what_follows_is_left_out(self):
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

    def test_a_chain_is_told_link_by_link(self):
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


class TestSums:
    @pytest.mark.parametrize("terms", ["ab", "abc", "abcd", "abcdef"])
    @pytest.mark.parametrize("decimals", [0, 2, None])
    def test_a_total_is_found_with_up_to_six_terms(self, terms, decimals):
        cells = amounts(7, 9 if decimals is None else decimals)
        cells["t"] = total(cells, terms, decimals=12 if decimals is None else decimals)
        assert found(cells, decimals) == [f"t = {' + '.join(terms)}"]

    def test_seven_terms_are_too_many(self):
        cells = amounts(8)
        cells["t"] = total(cells, "abcdefg")
        assert not any(" = " in line for line in found(cells))

    def test_the_total_is_the_one_without_a_minus(self):
        cells = amounts(4)
        cells["profit"] = total(cells, "a", "b")
        assert found(cells) == ["a = b + profit"]

    def test_a_minus_is_used_where_it_must_be(self):
        cells = amounts(6)
        cells["t"] = total(cells, "abc", "de")
        [part] = as_parts(found(cells), list(cells))
        assert (len(part.plus), len(part.minus)) == (3, 2)

    def test_separately_rounded_amounts_are_a_sum(self):
        exact = amounts(2, decimals=9)
        cells = {name: np.round(column, 2) for name, column in exact.items()}
        cells["t"] = total(exact, "ab")
        assert found(cells) == ["t = a + b"]

    def test_whole_numbers_that_are_one_off_are_no_sum(self):
        cells = amounts(2, decimals=0)
        cells["t"] = total(cells, "ab", decimals=0)
        cells["t"][7] += 1
        assert "t = a + b" not in found(cells, 0)

    def test_totals_of_totals_are_told_by_the_fewest_terms(self):
        cells = amounts(6)
        cells["net"] = total(cells, "abc")
        cells["tax"] = total(cells, "de")
        cells["due"] = total({**cells, "n": cells["net"], "t": cells["tax"]}, "nt")
        assert found(cells) == ["tax = d + e", "due = net + tax", "net = a + b + c"]

    def test_two_sums_of_one_total_become_two_totals(self):
        cells = amounts(3)
        cells["t"] = total(cells, "ab")
        cells["d"] = total(cells, "ab", "c")
        lines = found(cells)
        parts = as_parts(lines, list(cells))
        assert len({part.total for part in parts}) == 2

    def test_columns_with_missing_values_are_no_totals_and_no_terms(self):
        cells = amounts(3)
        cells["t"] = total(cells, "ab")
        cells["a"][3] = np.nan
        assert found(cells) == ["t >= max(a, b)"]

    def test_a_term_that_is_nearly_always_zero_is_no_evidence(self):
        cells = {"a": amounts(1)["a"], "b": np.zeros(ROWS)}
        cells["b"][:5] = 3
        cells["t"] = cells["a"] + cells["b"]
        assert all("=" not in line.replace(">=", "") for line in found(cells))

    def test_few_rows_show_nothing(self):
        cells = amounts(2, rows=15)
        cells["t"] = total(cells, "ab")
        assert found(cells) == []

    def test_a_total_is_not_compared_with_its_terms(self):
        cells = {"a": np.exp(LEVEL / 9), "b": np.abs(RNG.normal(size=ROWS))}
        cells = {name: np.round(column, 2) for name, column in cells.items()}
        cells["t"] = total(cells, "ab")
        assert found(cells) == ["t = a + b"]

    def test_columns_that_were_asked_to_be_in_order_do_not_become_totals(self):
        cells = amounts(2)
        cells["t"] = total(cells, "ab")
        assert found(cells, known=[Order("a", "t")]) == ["b = t - a"]
        assert found(cells, known=[Order("a", "t"), Order("b", "t")]) == []
        assert found(cells, known=[Sum("t", ("a", "b"))]) == []
        assert found(cells, known=[Sum("a", ("t",), ("b",))]) == ["t >= b"]


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
    assert violations(parts, values.get, None, places, None, None) == {}


class TestProducts:
    def test_a_product_rounded_to_its_decimals_is_found(self):
        rng = np.random.default_rng(0)
        price, qty = rng.uniform(1, 90, 300).round(2), rng.integers(1, 9, 300).astype(float)
        values = {"price": price, "qty": qty, "total": (price * qty).round(1)}
        assert detect(values, {"price": 2, "qty": 0, "total": 1})[0] == "total = price * qty"

    def test_a_ratio_is_found_where_the_product_is_not_exact(self):
        rng = np.random.default_rng(0)
        part, whole = rng.integers(1, 50, 300).astype(float), rng.integers(50, 99, 300) * 1.0
        values = {"part": part, "whole": whole, "share": (part / whole).round(3)}
        found = detect(values, {"part": 0, "whole": 0, "share": 3})
        assert "share = part / whole" in found

    def test_a_column_of_zeros_is_divided_by_in_no_rule(self):
        rng = np.random.default_rng(0)
        b = rng.integers(0, 4, 300).astype(float)
        a = rng.integers(1, 99, 300).astype(float)
        values = {"a": a, "b": b, "c": np.where(b == 0, 0.0, a / np.where(b == 0, 1, b)).round(2)}
        assert not [text for text in detect(values, {"a": 0, "b": 0, "c": 2}) if "/" in text]

    def test_a_factor_that_is_nearly_always_one_is_no_evidence(self):
        rng = np.random.default_rng(0)
        a, b = rng.uniform(1, 9, 300).round(2), np.ones(300)
        b[5] = 2.0
        assert not any(
            "*" in text for text in detect({"a": a, "b": b, "c": a * b}, {"a": 2, "b": 0, "c": 2})
        )

    def test_sums_take_another_total_than_a_product_has(self):
        rng = np.random.default_rng(0)
        price, qty = rng.uniform(1, 90, 300).round(2), rng.integers(1, 9, 300).astype(float)
        total = (price * qty).round(2)
        off = (total * rng.choice([0, 0.1, 0.2], 300)).round(2)
        values = {
            "price": price,
            "qty": qty,
            "total": total,
            "off": off,
            "net": (total - off).round(2),
        }
        found = detect(values, {"price": 2, "qty": 0, "total": 2, "off": 2, "net": 2})
        assert found[:2] == ["total = price * qty", "net = total - off"]


class TestRowsBefore:
    def test_a_value_of_the_row_before_is_found_within_series(self):
        close = np.random.default_rng(0).integers(0, 99, 60).astype(float)
        before = np.where(np.arange(60) % 6 == 0, -1, np.arange(60) - 1)
        opening = np.where(before < 0, 50.0, close[before])
        values, decimals = {"opening": opening, "close": close}, {"opening": 0, "close": 0}
        assert detect(values, decimals, before=before) == ["opening = previous(close)"]
        assert detect(values, decimals) == []
        opening[7] += 1
        assert detect(values, decimals, before=before) == []

    def test_a_column_that_hardly_moves_is_no_evidence(self):
        flat = np.zeros(60)
        flat[55:] = 1
        values = {"a": flat, "b": np.append(flat[1:], 1.0), "c": np.arange(60.0) % 7}
        before = np.arange(-1, 59)
        assert detect(values, dict.fromkeys(values, 0), before=before) == []
