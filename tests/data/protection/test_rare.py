"""What is found to be rare; by hand, on tables of ten series in which two have to hold a value."""

import numpy as np
import pandas as pd
import pytest

COMMON = ["a", "a", "a", "a", "b", "b", "b"]


@pytest.mark.parametrize(
    ("cells", "data", "into", "kept"),
    [
        ([*COMMON, "x", "y", "z"], {}, "(rare)", ("a", "b")),
        ([*COMMON, "x", "y", "z"], {"protect_rare": "common"}, "a", ("a", "b")),
        ([*COMMON, "x", "a", "a"], {}, "a", ("a", "b")),  # one series is too few for a mark
        ([*COMMON, "x", "(rare)", "a"], {}, "(rare)", ("a", "b")),  # together they are two
        ([*COMMON, "x", "(rare)", "(rare)"], {}, "(rare)", ("(rare)", "a", "b")),
        (list("qrstuvwxyz"), {}, "(rare)", ()),  # all of them
        (list("qrstuvwxyz"), {"protect_rare": "common"}, "(rare)", ()),
    ],
)
def test_rare_categories_are_folded(series, protect, cells, data, into, kept):
    _, schema = protect(series(c=cells), **data)
    found = schema.protection.of("c")["category"]
    assert (found.into, found.kept) == (into, kept)
    assert found.count == len(set(cells) - set(kept))
    assert found.how == f"folded into {into}"


def test_a_category_may_be_held_in_a_single_row(series, protect):
    cells = [["a", "b"]] * 8 + [["a", "x"], ["x", "b"]]
    assert protect(series(c=cells))[1].protection.of("c") == {}
    assert protect(series(c=cells), protect_below=3)[1].protection.of("c")["category"].into == "a"


def test_of_equally_common_ones_the_one_of_more_rows_counts(series, protect):
    cells = [["a", "b", "b"]] * 9 + [["x", "x", "b"]]
    (found,) = protect(series(rows=3, c=cells))[1].protection.of("c").values()
    assert found.into == "b"


def test_truths_and_numbers_have_no_mark(series, protect):
    _, schema = protect(series(flag=[False] * 8 + [True, False], bit=[0] * 9 + [1]))
    assert schema.protection.of("flag")["category"].into is False
    assert schema.protection.of("bit")["category"].into == 0
    assert schema["flag"].kind == schema["bit"].kind == "constant"


def test_what_one_series_has_and_no_other_anything_of_is_left_out(series, protect, done):
    frame, schema = protect(series(c=[None] * 9 + ["x"], v=[np.nan] * 7 + [1.0, 2.0, 3.0]))
    assert done(schema, "c") == {"category": (1, "left out")}
    assert done(schema, "v") == {"left out": (3, "left out: fewer than 4 series have a value")}
    assert schema["c"].kind == schema["v"].kind == "empty"
    assert frame[["c", "v"]].isna().all().all()


def test_what_all_have_but_for_missing_cells_is_left_out_if_few_have_it(series, protect, done):
    options = {"missing": "drop", "ignore": ("n",)}
    table = series(c=[None] * 9 + ["x"], v=[float(i) for i in range(10)])
    _, schema = protect(table, **options)
    assert done(schema, "c") == {"category": (1, "left out")}


def test_numbers_are_pulled_in_to_what_two_reach(series, protect, done):
    frame, schema = protect(series(rows=3, v=[[float(i), 20.0 + 3 * i, 9.0] for i in range(10)]))
    assert done(schema, "v") == {
        "smallest": (1, "pulled in to 1"),
        "largest": (1, "pulled in to 44"),
    }
    assert (schema["v"].minimum, schema["v"].maximum) == (1.0, 44.0)
    assert frame["v"].tolist()[:6] == [1, 20, 9, 1, 23, 9]
    assert frame["v"].tolist()[-3:] == [9, 44, 9]


def test_counters_stay_and_are_bounded(series, protect, done):
    """What is learned of them is how they move, and where they begin."""
    cells = [[float(i), 20.0 + 3 * i] for i in range(10)]
    frame, schema = protect(series(v=cells))
    assert done(schema, "v") == {"smallest": (1, "bounded by 1"), "largest": (1, "bounded by 44")}
    assert (schema["v"].minimum, schema["v"].maximum) == (1.0, 44.0)
    assert frame["v"].tolist() == [value for both in cells for value in both]


def test_a_floor_that_many_hold_stays_and_so_do_missing_cells(series, protect, done):
    rain = [[0.0, np.nan], [0.0, 3.5], [0.0, 9.0], *([[0.0, 1.0]] * 7)]
    frame, schema = protect(series(v=rain))
    assert done(schema, "v") == {"largest": (1, "pulled in to 3.5")}
    assert frame["v"].isna().sum() == 1
    assert frame["v"].max() == 3.5


def test_few_values_that_few_have_are_moved_to_the_nearest_of_the_others(series, protect, done):
    cells = [[1.0, 2.0, 5.0] * 20] * 9 + [[4.0, 2.0, 5.0] * 20]
    frame, schema = protect(series(rows=60, v=cells))
    assert done(schema, "v") == {"values": (1, "moved to the nearest of the others")}
    assert schema["v"].values == (1.0, 2.0, 5.0)
    assert frame["v"].tolist()[-3:] == [5, 2, 5]


def test_dates_are_pulled_in_too(series, protect, done):
    born = [f"{1940 + 2 * i}-03-0{i % 9 + 1}" for i in range(10)]
    frame, schema = protect(series(text=True, born=born))
    assert done(schema, "born") == {
        "smallest": (1, "pulled in to 1942-03-02"),
        "largest": (1, "pulled in to 1956-03-09"),
    }
    assert sorted(set(frame["born"])) == born[1:-1]


def test_no_start_of_few_series_is_kept(series, protect, done):
    first = pd.Timestamp("2024-01-01")
    days = [[first + pd.Timedelta(days=i * i + row) for row in range(3)] for i in range(10)]
    table = series(rows=3, day=days)
    _, schema = protect(table)
    assert done(schema, "day") == {
        "earliest start": (1, "taken to be 2024-01-02 00:00:00"),
        "latest start": (1, "taken to be 2024-03-05 00:00:00"),
    }
    time = schema.first("time")
    assert time.begin.startswith("2024-01-02")
    assert time.span == 65  # the last row that two series reach is of 2024-03-07
    assert time.starts.width * len(time.starts.rates) >= 64
    whole = protect(table, protect="off")[1].first("time")
    assert (whole.begin[:10], whole.span) == ("2024-01-01", 83)


def test_rows_count_where_there_is_one_series(protect, series, done):
    table = series(rows=20, c=[["a"] * 18 + ["x", "a"]], v=[[float(i) for i in range(20)]])
    _, schema = protect(table, protect="on")
    assert schema.protection.by == "rows"
    assert done(schema, "c") == {"category": (1, "folded into a")}
