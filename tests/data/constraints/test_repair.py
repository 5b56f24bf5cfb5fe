import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rnngan.config.errors import ConfigError
from rnngan.data.constraints.repair import (
    Order,
    Sum,
    Unique,
    as_parts,
    broken,
    check_consistent,
    floats,
    repair,
)
from rnngan.data.schema import NumberColumn, Schema

NAMES = ["Open", "High", "Low", "Close", "Adj Close", "max", "total", "net", "tax", 'a"b', "1"]


def schema_of(frame, decimals=0, **kwargs):
    return Schema(
        columns=tuple(
            NumberColumn(
                name=name,
                dtype=str(frame[name].dtype),
                decimals=decimals.get(name) if isinstance(decimals, dict) else decimals,
                minimum=0,
                maximum=1,
                **kwargs,
            )
            for name in frame.columns
        )
    )


def repaired(texts, decimals=0, dtype="float64", values=None, **cells):
    frame = pd.DataFrame(cells, dtype=dtype)
    schema = schema_of(frame, decimals, values=values)
    return repair(frame, as_parts(texts, list(cells)), schema)


def broken_in(frame, parts, decimals=None):
    """Return {constraint: rows that break it} of those that some break."""
    values = lambda name: floats(frame[name])  # noqa: E731
    found = broken(parts, values, frame.__getitem__, decimals or {}, None, None)
    return {text: int(rows.sum()) for text, rows in found.items() if rows.any()}


class TestTogether:
    def test_texts_are_collected_each_part_once(self):
        parts = as_parts(["High >= max(Open, Close)", "Open <= High", "unique(net)"], NAMES)
        assert parts == (Order("Open", "High"), Order("Close", "High"), Unique("net"))
        assert as_parts([], NAMES) == ()

    @pytest.mark.parametrize(
        ("texts", "problem"),
        [
            (
                ["Open >= Close", "Close >= Open"],
                "the constraints go round in a circle: Close <= Open <= Close. Leave out "
                'one; two columns that are always equal are written as "a = b".',
            ),
            (
                ["net >= 1", "net <= 0"],
                "the constraints leave no value for 'net': at least 1 and at most 0 (net >= 1, "
                "net <= 0, and what follows from others). Leave out one.",
            ),
            (
                ["Open >= 3", "Close >= Open", "Close <= 2"],
                "the constraints leave no value for 'Close': at least 3 and at most 2 (Close >= "
                "Open, Close <= 2, and what follows from others). Leave out one.",
            ),
            (
                ["total = net + tax", "total >= net"],
                "constraint 'total >= net': 'total' is restored as 'total = net + tax'. Compare "
                "the columns of that rule instead.",
            ),
            (
                ["total = net + tax", "total = Open + Low"],
                "constraints 'total = net + tax' and 'total = Open + Low': two sums of one total. "
                "Leave one out.",
            ),
            (
                ["total = net + tax", "net = total - tax"],
                "the constraints go round in a circle: net is part of total is part of net. Leave "
                'out one; two columns that are always equal are written as "a = b".',
            ),
        ],
    )
    def test_contradictions_are_refused(self, texts, problem):
        with pytest.raises(ConfigError) as error:
            as_parts(texts, NAMES)
        assert str(error.value) == problem

    def test_a_strict_order_leaves_no_value_between_equal_bounds(self):
        with pytest.raises(ConfigError, match="leave no value for 'net'"):
            as_parts(["net > 1", "net < 1"], NAMES)
        assert len(as_parts(["net >= 1", "net <= 1"], NAMES)) == 2

    def test_columns_without_numbers_are_not_compared(self):
        problem = (
            "constraint 'net >= Low': column 'Low' holds no numbers to compare or to add. "
            "Name number columns, or leave the constraint out."
        )
        with pytest.raises(ConfigError) as error:
            as_parts(["net >= Low"], NAMES, numbers=["net"])
        assert str(error.value) == problem
        assert as_parts(["unique(Low)"], NAMES, numbers=["net"]) == (Unique("Low"),)

    def test_one_circle_among_many_orders_is_found(self):
        check_consistent([Order("a", "b"), Order("a", "c"), Order("b", "c"), Order("c", "d")])
        with pytest.raises(ConfigError, match="b <= c <= d <= b"):
            check_consistent([Order("a", "b"), Order("b", "c"), Order("c", "d"), Order("d", "b")])


class TestRepair:
    def test_the_middle_columns_stay_and_the_outer_ones_move(self):
        frame = repaired(
            ["High >= max(Open, Close)", "Low <= min(Open, Close)"],
            Open=[5, 5, 5],
            High=[9, 4, 6],
            Low=[1, 1, 6],
            Close=[7, 7, 2],
        )
        assert frame["Open"].tolist() == [5, 5, 5]
        assert frame["Close"].tolist() == [7, 7, 2]
        assert frame["High"].tolist() == [9, 7, 6]
        assert frame["Low"].tolist() == [1, 1, 2]

    def test_the_lowest_column_follows_the_middle_ones_not_the_highest(self):
        frame = repaired(["Low <= Open <= High", "Low <= High"], Low=[5], Open=[6], High=[4])
        assert frame.iloc[0].tolist() == [5, 6, 6]

    def test_of_two_columns_the_upper_one_is_raised(self):
        assert repaired(["b >= a"], a=[3, 1], b=[2, 5])["b"].tolist() == [3, 5]

    def test_middle_columns_are_raised_from_the_bottom(self):
        frame = repaired(["a <= b <= c <= d <= e"], a=[1], b=[5], c=[4], d=[3], e=[2])
        assert frame.iloc[0].tolist() == [1, 5, 5, 5, 5]

    def test_numbers_clip_and_reach_through_other_columns(self):
        frame = repaired(["a <= b", "b <= 5", "0 <= a"], a=[9, -3], b=[1, -4])
        assert frame["a"].tolist() == [5, 0]
        assert frame["b"].tolist() == [5, 0]

    def test_a_value_is_raised_up_to_its_own_decimals(self):
        frame = repaired(["b >= a"], decimals={"a": 3, "b": 1}, a=[1.234, 1.2], b=[1.0, 1.1])
        assert frame["b"].tolist() == [1.3, 1.2]

    def test_a_value_is_lowered_down_to_its_own_decimals(self):
        frame = repaired(["a <= b <= c"], decimals={"a": 0, "b": 1, "c": 1}, a=[3], b=[2.7], c=[9])
        assert frame["a"].tolist() == [2]

    def test_a_strict_order_moves_by_one_unit(self):
        assert repaired(["b > a"], decimals=2, a=[0.3], b=[0.1])["b"].tolist() == [0.31]
        assert repaired(["b > a"], decimals=0, a=[3], b=[3])["b"].tolist() == [4]
        unrounded = repaired(["b > a"], decimals=None, a=[0.3], b=[0.1])["b"].tolist()
        assert unrounded == [np.nextafter(0.3, 1)]

    def test_few_values_are_kept(self):
        frame = repaired(["b > a"], values=(1.0, 2.0, 5.0), a=[2, 5], b=[1, 5])
        assert frame["b"].tolist() == [5, 5]
        assert frame["a"].tolist() == [2, 2]

    def test_bounds_of_the_schema_hold_in_repaired_rows(self):
        frame = pd.DataFrame({"a": [9.0], "b": [1.0]})
        schema = schema_of(frame, bounds=(0, 4))
        assert repair(frame, [Order("a", "b")], schema).iloc[0].tolist() == [4, 4]

    def test_missing_values_are_not_compared(self):
        frame = repaired(
            ["a <= b <= c"], a=[5, 5, np.nan], b=[np.nan, 2, 4], c=[1, np.nan, 3], decimals=0
        )
        expected = pd.DataFrame({"a": [5, 2, np.nan], "b": [np.nan, 2, 4], "c": [1, np.nan, 4]})
        pd.testing.assert_frame_equal(frame, expected)

    @pytest.mark.parametrize(
        "dtype", ["int64", "int8", "uint8", "Int64", "float32", "Float64", "Int16"]
    )
    def test_dtypes_are_kept(self, dtype):
        frame = repaired(["b >= a"], dtype=dtype, a=[3, 1], b=[2, 5])
        assert frame["b"].tolist() == [3, 5]
        assert frame.dtypes.astype(str).tolist() == [dtype, dtype]

    def test_the_limit_of_a_dtype_moves_the_other_column(self):
        frame = pd.DataFrame({"a": [300], "b": pd.Series([5], dtype="int8")})
        assert repair(frame, [Order("a", "b")], schema_of(frame)).iloc[0].tolist() == [127, 127]

    def test_no_negative_zero_comes_out(self):
        frame = repaired(["a <= b <= c"], decimals=0, a=[1], b=[-0.0], c=[3])
        assert str(frame["a"].iloc[0]) == "0.0"

    def test_the_table_that_came_in_is_not_changed_and_keeps_its_index(self):
        frame = pd.DataFrame({"a": [3, 1], "b": [2, 5], "other": ["x", "y"]}, index=[7, 7])
        before = frame.copy()
        after = repair(frame, [Order("a", "b")], schema_of(frame[["a", "b"]]))
        pd.testing.assert_frame_equal(frame, before)
        assert after.index.tolist() == [7, 7]
        assert after["other"].tolist() == ["x", "y"]

    def test_nothing_to_do_gives_the_same_table(self):
        frame = pd.DataFrame({"a": [1], "b": [2]})
        assert repair(frame, [], schema_of(frame)) is frame
        assert repair(frame, [Order("a", "b"), Unique("a")], schema_of(frame)) is frame

    def test_whole_numbers_leave_nothing_between_0_and_1(self):
        with pytest.raises(ConfigError, match="leave no value for 'a': at least 1 and at most 0"):
            repaired(["0 < a < 1"], a=[3])


@st.composite
def tables_with_orders(draw):
    names = draw(st.permutations("abcdef"))[: draw(st.integers(2, 6))]
    rows, cells, decimals = draw(st.integers(1, 8)), {}, {}
    for name in names:
        dtype = draw(st.sampled_from(["float64", "float64", "float32", "int64", "Int64", "int8"]))
        decimals[name] = draw(st.sampled_from([0, 1, 2, 5, None])) if dtype[0] == "f" else 0
        drawn = draw(st.lists(st.floats(-120, 120, width=32), min_size=rows, max_size=rows))
        values = np.array(drawn) if decimals[name] is None else np.round(drawn, decimals[name])
        column = pd.Series(values + 0.0).astype(dtype)
        if dtype not in ("int64", "int8"):
            column = column.mask(draw(st.lists(st.booleans(), min_size=rows, max_size=rows)))
        cells[name] = column
    pairs = st.tuples(st.integers(0, len(names) - 1), st.integers(0, len(names) - 1))
    orders = [
        Order(names[min(pair)], names[max(pair)], draw(st.booleans()))
        for pair in draw(st.lists(pairs.filter(lambda p: p[0] != p[1]), min_size=1, max_size=8))
    ]
    for name in draw(st.lists(st.sampled_from(names), max_size=2)):
        number, strict = draw(st.floats(-100, 100)), draw(st.booleans())
        orders.append(
            draw(st.sampled_from([Order(number, name, strict), Order(name, number, strict)]))
        )
    return pd.DataFrame(cells), decimals, orders


@settings(max_examples=300, deadline=None)
@given(tables_with_orders())
def test_after_repair_every_order_holds_and_rows_that_were_right_are_untouched(case):
    frame, decimals, orders = case
    schema = schema_of(frame, decimals)
    try:
        check_consistent(orders)
        after = repair(frame, orders, schema)
    except ConfigError as error:
        assume("leave no value" not in str(error))
        raise
    assert broken_in(after, orders) == {}
    assert (after.dtypes == frame.dtypes).all()
    assert (after.isna() == frame.isna()).all(axis=None)
    right = [not broken_in(frame.iloc[[row]], orders) for row in range(len(frame))]
    pd.testing.assert_frame_equal(after[right], frame[right], check_exact=True)
    for name, places in decimals.items():
        if places is not None and frame[name].dtype != "float32":
            cells = floats(after[name])
            np.testing.assert_array_equal(np.round(cells, places), cells)


class TestViolations:
    def test_rows_that_break_each_constraint_are_counted(self):
        frame = pd.DataFrame(
            {"a": [1, 5, 3, np.nan], "b": [2, 4, 3, 0], "c": ["x", "y", "x", None]}
        )
        parts = [Order("a", "b"), Order("a", "b", True), Order("a", 2.0), Unique("c"), Unique("b")]
        assert broken_in(frame, parts) == {"b >= a": 1, "b > a": 2, "a <= 2": 2, "unique(c)": 1}

    def test_missing_cells_are_no_repeated_value(self):
        frame = pd.DataFrame({"c": ["x", None, None]})
        assert broken_in(frame, [Unique("c")]) == {}

    def test_whole_sums_are_exact(self):
        frame = pd.DataFrame({"t": [3, 4], "a": [1, 1], "b": [2, 2]})
        parts = [Sum("t", ("a", "b"))]
        assert broken_in(frame, parts, {"t": 0, "a": 0, "b": 0}) == {"t = a + b": 1}

    def test_rounded_sums_may_be_off_by_half_a_unit_a_term(self):
        frame = pd.DataFrame({"t": [0.3, 0.4, 0.5], "a": [0.1] * 3, "b": [0.2] * 3})
        parts = [Sum("t", ("a", "b"))]
        assert broken_in(frame, parts, {"t": 1, "a": 1, "b": 1}) == {"t = a + b": 1}

    def test_unrounded_sums_are_off_by_no_more_than_floats_are(self):
        frame = pd.DataFrame({"t": [0.1 + 0.2, 0.3 + 1e-8], "a": [0.5] * 2, "b": [0.2] * 2})
        parts = [Sum("t", ("a",), ("b",))]
        assert broken_in(frame, parts, {"t": None, "a": 1, "b": 1}) == {"t = a - b": 1}

    def test_each_column_is_read_once(self):
        read = []

        def values(name):
            read.append(name)
            return np.array([1.0])

        parts = [Order("a", "b"), Order("a", "c"), Order("b", "c")]
        assert not any(map(np.any, broken(parts, values, None, {}, None, None).values()))
        assert sorted(read) == ["a", "b", "c"]
