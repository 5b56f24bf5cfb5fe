"""Sums, products, ratios and values of the row before, found out from all rows."""

import numpy as np
import pytest
from found_rules import LEVEL, ROWS, amounts, found, total

from rnngan.data.constraints.discovery import detect
from rnngan.data.constraints.repair import Order, Sum, as_parts
from rnngan.data.constraints.total_discovery import SAMPLE, find, sample

RNG = np.random.default_rng(5)


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

    def test_totals_of_totals_are_written_with_the_fewest_terms(self):
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


def test_a_sample_is_the_same_each_time_and_keeps_the_order():
    values = {"a": np.arange(SAMPLE + 500.0), "b": -np.arange(SAMPLE + 500.0)}
    rows = sample(values, ["a", "b"])
    assert rows.shape == (SAMPLE, 2)
    assert (np.diff(rows[:, 0]) > 0).all()
    assert (rows[:, 0] == -rows[:, 1]).all()
    assert (sample(values, ["a", "b"]) == rows).all()
    assert sample({"a": np.arange(3.0)}, ["a"]).tolist() == [[0], [1], [2]]


def test_a_column_of_one_value_a_series_becomes_no_total():
    cells = amounts(2)
    cells["t"] = total(cells, "ab")
    decimals = dict.fromkeys(cells, 2)
    assert find(cells, decimals, list(cells)) == [Sum("t", ("a", "b"))]
    [other] = find(cells, decimals, list(cells), static=["t"])
    assert other.total in ("a", "b")
    assert find(cells, decimals, list(cells), static=["a", "b", "t"]) == []
