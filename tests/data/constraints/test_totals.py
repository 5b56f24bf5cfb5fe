import numpy as np
import pandas as pd
import pytest

from rnngan.data.constraints.rules import Product, Sum
from rnngan.data.constraints.totals import as_earlier, computed, gaps
from rnngan.data.schema import NumberColumn, ProductColumn, Schema, SumColumn


def schema_of(**columns):
    return Schema(columns=tuple(c(name) for name, c in columns.items()))


def number(decimals=0, minimum=0, maximum=100, dtype="float64"):
    ends = {"minimum": minimum, "maximum": maximum}
    return lambda name: NumberColumn(name=name, dtype=dtype, decimals=decimals, **ends)


def total(kind, decimals=2, minimum=0, dtype="float64", **fields):
    ends = {"minimum": minimum, "maximum": 1000}
    return lambda name: kind(name=name, dtype=dtype, decimals=decimals, **ends, **fields)


ONE_ROW_EACH = np.ones((2, 1), bool)


class TestGaps:
    def test_a_product_may_be_off_by_half_a_unit_of_its_decimals(self):
        values = {"p": np.array([1.25, 1.25, 1.25]), "q": np.full(3, 3.0)}
        values["t"] = np.array([3.8, 3.7, 3.6])  # 3.75 rounded either way, and wrong
        gap, allowed = gaps(Product("t", ("p", "q")), values, {"t": 1})
        assert (gap <= allowed).tolist() == [True, True, False]

    def test_a_factor_counts(self):
        values = {"net": np.array([100.0]), "tax": np.array([19.0])}
        gap, allowed = gaps(Product("tax", ("net",), (), 0.19), values, {"tax": 2})
        assert gap[0] <= allowed[0]

    def test_where_a_ratio_divides_by_zero_nothing_is_said(self):
        values = {"a": np.array([1.0]), "b": np.array([0.0]), "c": np.array([5.0])}
        gap, _ = gaps(Product("c", ("a",), ("b",)), values, {"c": 2})
        assert np.isnan(gap[0])

    def test_a_value_of_the_row_before_is_missing_in_a_first_row(self):
        values = {"open": np.array([9.0, 5.0, 7.0]), "close": np.array([5.0, 6.0, 8.0])}
        earlier = as_earlier(values, np.array([-1, 0, 1]))
        gap, allowed = gaps(
            Sum("open", (), (), ("close",)), values, {"open": 0, "close": 0}, earlier
        )
        assert np.isnan(gap[0])
        assert (gap > allowed).tolist() == [False, False, True]


class TestComputed:
    def test_products_ratios_and_sums_of_them_come_in_whatever_order(self):
        schema = schema_of(
            price=number(2), qty=number(), net=total(ProductColumn, times=("price", "qty")),
            gross=total(SumColumn, plus=("net", "tax")), tax=number(2),
            mean=total(ProductColumn, decimals=1, times=("gross",), over=("qty",)),
        )  # fmt: skip
        frame = pd.DataFrame({"price": [1.25, 2.0], "qty": [3.0, 4.0], "tax": [0.25, 1.0]})
        parts = [
            Product("mean", ("gross",), ("qty",)),
            Sum("gross", ("net", "tax")),
            Product("net", ("price", "qty")),
        ]
        made = computed(frame, parts, schema, ONE_ROW_EACH)
        assert made["net"].tolist() == [3.75, 8.0]
        assert made["gross"].tolist() == [4.0, 9.0]
        assert made["mean"].tolist() == [1.3, 2.2]  # 1.333, 2.25 to the even

    def test_nothing_is_divided_by_zero_where_the_table_never_has_one(self):
        schema = schema_of(
            a=number(), b=number(minimum=2), r=total(ProductColumn, times=("a",), over=("b",))
        )
        frame = pd.DataFrame({"a": [6.0, 6.0], "b": [0.0, 3.0]})
        made = computed(frame, [Product("r", ("a",), ("b",))], schema, ONE_ROW_EACH)
        assert made["b"].tolist() == [2.0, 3.0]
        assert made["r"].tolist() == [3.0, 2.0]

    def test_what_is_taken_off_never_makes_a_sum_negative(self):
        schema = schema_of(
            total=number(2), off=number(2), net=total(SumColumn, plus=("total",), minus=("off",))
        )
        frame = pd.DataFrame({"total": [10.0, 10.0], "off": [12.5, 4.0]})
        made = computed(frame, [Sum("net", ("total",), ("off",))], schema, ONE_ROW_EACH)
        assert made["off"].tolist() == [10.0, 4.0]
        assert made["net"].tolist() == [0.0, 6.0]

    def test_a_stock_goes_on_from_row_to_row_and_not_into_the_next_sequence(self):
        schema = schema_of(
            opening=total(SumColumn, 0, before=("closing",), dtype="int64"),
            inn=number(dtype="int64"), out=number(dtype="int64"),
            closing=total(SumColumn, 0, plus=("opening", "inn"), minus=("out",), dtype="int64"),
        )  # fmt: skip
        rows = np.array([[True, True, True], [True, True, False]])
        frame = pd.DataFrame(
            {"opening": [5, 5, 5, 8, 8], "inn": [1, 2, 3, 0, 1], "out": [2, 9, 0, 1, 1]}
        )
        parts = [Sum("opening", (), (), ("closing",)), Sum("closing", ("opening", "inn"), ("out",))]
        made = computed(frame, parts, schema, rows)
        assert made["opening"].tolist() == [5, 4, 0, 8, 7]
        assert made["closing"].tolist() == [4, 0, 3, 7, 7]
        assert made["out"].tolist() == [2, 6, 0, 1, 1]  # there were no more than 6
        assert made["closing"].dtype == "int64"

    def test_a_table_without_totals_comes_back_as_it_is(self):
        frame = pd.DataFrame({"a": [1.0]})
        assert computed(frame, [], schema_of(a=number()), np.ones((1, 1), bool)) is frame


@pytest.mark.parametrize("kind", [SumColumn, ProductColumn])
def test_a_total_says_what_it_is(kind):
    if kind is SumColumn:
        column = total(kind, plus=("a",), minus=("b",), before=("c",))("t")
        assert column.describe() == "always a + c of the row before - b; left out and restored"
    else:
        column = total(kind, times=("a",), over=("b",), factor=0.5)("t")
        assert column.describe() == "always 0.5 * a / b; left out and restored"
