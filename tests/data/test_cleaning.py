import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnngan.config.errors import InputError
from rnngan.config.run_config import DataConfig
from rnngan.data.cleaning import clean, fill
from rnngan.data.detection import detect
from rnngan.data.formats.tables import from_frame


@pytest.fixture
def cleaned(read):
    """Return a function that cleans CSV content: (rows, notices)."""

    def make(content, **data):
        config = DataConfig(**data)
        table = read(content)
        return clean(table, detect(table, config), config)

    return make


def of_frame(frame, **data):
    config = DataConfig(**data)
    table = from_frame(frame)
    return clean(table, detect(table, config), config)


def lists(rows, name):
    return [None if np.isnan(value) else value for value in rows.values[name]]


def test_missing_values_stay_by_default(cleaned):
    rows, notices = cleaned("a,k\n1,x\n,y\n3,NA\n")
    assert lists(rows, "a") == [1, None, 3]
    assert lists(rows, "k") == [0, 1, None]
    assert notices == []


def test_rows_with_missing_values_are_dropped(cleaned):
    rows, notices = cleaned("a,b\n1,5\n,6\n3,7\n4,NA\n5,9\n", missing="drop")
    assert lists(rows, "a") == [1, 3, 5]
    assert rows.source.tolist() == [0, 2, 4]
    assert rows.segments == [(0, 1), (1, 2), (2, 3)]  # no window spans a dropped row
    assert notices == ["2 rows with missing values dropped"]
    assert cleaned("a\n1\n3\n", missing="drop")[1] == []


def test_a_table_of_which_no_row_is_left_is_refused(cleaned):
    with pytest.raises(InputError, match=r"^table\.csv: every row has a missing value, so none is"):
        cleaned("a,b\n1,\n,6\n2,\n", missing="drop")


def test_dropped_rows_leave_gaps_in_time(cleaned):
    content = "t,v\n1,1\n2,4\n3,\n4,8\n5,9\n"
    rows, notices = cleaned(content, missing="drop", time_column="t")
    assert rows.points.tolist() == [1, 2, 4, 5]
    assert rows.segments == [(0, 2), (2, 4)]
    assert notices[0] == "1 row with missing values dropped"
    assert notices[1].startswith("1 gap in 't': 2 to 4: 1 step missing")


def test_no_segment_spans_a_dropped_row_of_an_interleaved_series():
    frame = pd.DataFrame({"id": list("abababab"), "v": [1, 9, 2, 8, np.nan, 7, 4, np.nan]})
    rows, _ = of_frame(frame, missing="drop")
    assert lists(rows, "v") == [1, 2, 4, 9, 8, 7]
    assert rows.segments == [(0, 2), (2, 3), (3, 6)]


def test_missing_numbers_are_filled_on_a_line_and_categories_with_the_one_before(cleaned):
    content = "a,k\n,\n1,x\n,\n,y\n7,\n,\n"
    rows, _ = cleaned(content, missing="interpolate")
    assert lists(rows, "a") == [1, 1, 3, 5, 7, 7]
    assert lists(rows, "k") == [0, 0, 0, 1, 1, 1]  # x, x, x, y, y, y


def test_filling_in_never_looks_into_another_series():
    frame = pd.DataFrame({"id": list("aaabbb"), "n": [1, 2, 4, 5, 7, 9]})
    frame["v"] = [1.0, np.nan, 3.0, np.nan, 10.0, np.nan]
    frame["k"] = ["x", None, "y", None, "x", "y"]
    rows, _ = of_frame(frame, missing="interpolate")
    assert lists(rows, "v") == [1, 2, 3, 10, 10, 10]
    assert lists(rows, "k") == [0, 0, 1, 0, 0, 1]


def test_a_series_without_any_value_gets_the_mean_and_the_most_common_category():
    frame = pd.DataFrame({"id": list("aaabb"), "n": [1, 2, 4, 5, 7]})
    frame["v"] = [1.0, 2.0, 9.0, np.nan, np.nan]
    frame["k"] = ["x", "y", "y", None, None]
    rows, _ = of_frame(frame, missing="interpolate")
    assert lists(rows, "v") == [1, 2, 9, 4, 4]
    assert lists(rows, "k") == [0, 1, 1, 1, 1]


def test_missing_dates_are_filled_in(cleaned):
    content = "t,day\n1,2024-01-01\n2,\n3,2024-01-05\n4,2024-01-02\n"
    rows, _ = cleaned(content, missing="interpolate", time_column="t")
    assert lists(rows, "day") == [19723, 19725, 19727, 19724]  # days since 1970


TWICE = "id,t,v,k\na,1,1,x\na,2,4,x\na,2,6,y\na,2,8,y\na,3,9,x\nb,2,7,y\nb,3,5,x\n"


def test_a_time_that_comes_twice_in_a_series_is_refused_with_its_places(cleaned):
    with pytest.raises(InputError) as caught:
        cleaned(TWICE, time_column="t")
    assert str(caught.value) == (
        "table.csv:4:t: '2' comes twice in one series (2 such rows). Name the column that tells "
        "the series apart with --id-column, or the right time with --time-column (a "
        "column of hours belongs to its dates), or pass --duplicates first or --duplicates mean. "
        "Also table.csv:5:t."
    )


def test_the_first_of_rows_with_one_time_is_kept(cleaned):
    rows, notices = cleaned(TWICE, time_column="t", duplicates="first")
    assert lists(rows, "v") == [1, 4, 9, 7, 5]
    assert lists(rows, "k") == [0, 0, 0, 1, 0]
    assert rows.source.tolist() == [0, 1, 4, 5, 6]
    assert rows.segments == [(0, 3), (3, 5)]
    assert notices == ["2 rows with a time that came before in the same series: the first kept"]


def test_rows_with_one_time_are_averaged_and_categories_are_those_of_the_first(cleaned):
    rows, notices = cleaned(TWICE, time_column="t", duplicates="mean")
    assert lists(rows, "v") == [1, 6, 9, 7, 5]
    assert lists(rows, "k") == [0, 0, 0, 1, 0]
    assert notices == ["2 rows with a time that came before in the same series: averaged"]


def test_missing_values_are_left_out_of_an_average():
    frame = pd.DataFrame({"t": [1, 1, 1, 2, 2], "v": [np.nan, 2.0, 4.0, np.nan, np.nan]})
    frame["k"] = [None, "y", "x", "x", "y"]
    rows, _ = of_frame(frame, time_column="t", duplicates="mean")
    assert lists(rows, "v") == [3, None]
    assert lists(rows, "k") == [1, 0]


GAP = "t,v,k\n1,1,x\n2,2,y\n3,0,x\n6,9,y\n7,8,x\n8,3,x\n"


def test_no_segment_spans_a_gap(cleaned):
    rows, notices = cleaned(GAP, time_column="t")
    assert rows.segments == [(0, 3), (3, 6)]
    assert len(notices) == 1
    assert notices[0].startswith("1 gap in 't': 3 to 6: 2 steps missing")
    assert notices[0].endswith("; no window spans one")


def test_gaps_are_filled_in(cleaned):
    rows, notices = cleaned(GAP, time_column="t", gaps="interpolate")
    assert rows.points.tolist() == [1, 2, 3, 4, 5, 6, 7, 8]
    assert lists(rows, "v") == [1, 2, 0, 3, 6, 9, 8, 3]
    assert lists(rows, "k") == [0, 1, 0, 0, 0, 1, 0, 0]  # the category before the gap
    assert rows.source.tolist() == [0, 1, 2, -1, -1, 3, 4, 5]
    assert rows.segments == [(0, 8)]
    assert notices[0].endswith("; filled in")


def test_gaps_are_filled_in_within_their_series():
    frame = pd.DataFrame({"id": list("aaaabbb"), "t": [1, 2, 3, 5, 7, 8, 10]})
    frame["v"] = [0.0, 1.0, 2.0, 6.0, 50.0, 60.0, np.nan]
    rows, _ = of_frame(frame, time_column="t", gaps="interpolate")
    assert rows.points.tolist() == [1, 2, 3, 4, 5, 7, 8, 9, 10]
    assert lists(rows, "v") == [0, 1, 2, 4, 6, 50, 60, 60, None]
    assert rows.series.tolist() == [0] * 5 + [1] * 4
    assert rows.segments == [(0, 5), (5, 9)]


def test_missing_values_and_gaps_can_be_filled_in_together(cleaned):
    content = "t,v\n1,1\n2,\n3,3\n4,4\n7,10\n8,\n"
    rows, _ = cleaned(content, time_column="t", gaps="interpolate", missing="interpolate")
    assert lists(rows, "v") == [1, 2, 3, 4, 6, 8, 10, 10]


def test_a_gap_is_refused_where_it_is_to_be(cleaned):
    with pytest.raises(InputError) as caught:
        cleaned(GAP, time_column="t", gaps="error")
    assert str(caught.value).startswith("table.csv: 1 gap in 't': 3 to 6: 2 steps missing. Fill")


def test_rows_are_sorted_by_series_and_time_and_it_is_said(cleaned):
    content = "id,t,v\nb,2,6\na,3,2\nb,1,5\na,1,0\na,2,1\nb,3,7\n"
    rows, notices = cleaned(content, time_column="t")
    assert rows.source.tolist() == [2, 0, 5, 3, 4, 1]  # b comes first in the table
    assert rows.series.tolist() == [0, 0, 0, 1, 1, 1]
    assert lists(rows, "v") == [5, 6, 7, 0, 1, 2]
    assert notices == []  # no row stands right above an earlier one of its series
    _, notices = cleaned("t,v\n2,1\n1,0\n3,5\n", time_column="t")
    assert notices == ["rows were not in the order of 't': sorted"]


def test_strict_refuses_rows_that_are_not_in_order(cleaned):
    with pytest.raises(InputError) as caught:
        cleaned("t,v\n2,1\n1,0\n3,5\n", time_column="t", strict=True)
    assert str(caught.value) == (
        "table.csv:3:t: '1' comes before the row above it. Sort the rows, or leave out --strict."
    )
    assert cleaned("id,t,v\na,2,1\nb,1,0\na,3,5\nb,2,4\n", time_column="t", strict=True)


def test_increments_stay_within_their_segment():
    frame = pd.DataFrame({"id": list("aaabbc"), "v": [10, 11, 13, 20, 24, 7], "n": range(6)})
    rows, _ = of_frame(frame)
    assert rows.increments("v").tolist() == [1, 1, 2, 4, 4, 0]
    assert rows.lengths().tolist() == [3, 3, 3, 2, 2, 1]
    first, end = rows.edges()
    assert (first.tolist(), end.tolist()) == ([0, 0, 0, 3, 3, 5], [3, 3, 3, 5, 5, 6])


def test_a_line_between_known_values():
    nan, first, end = np.nan, np.array([0, 0, 0, 3, 3, 5]), np.array([3, 3, 3, 5, 5, 6])
    values = np.array([nan, 1.0, nan, nan, 4.0, nan])
    assert fill(values, first, end, -1.0).tolist() == [1, 1, 1, 4, 4, -1]
    assert fill(np.array([0.0, nan, nan, 6.0]), np.zeros(4, int), np.full(4, 4), 0.0).tolist() == [
        0, 2, 4, 6,
    ]  # fmt: skip


@given(st.lists(st.lists(st.one_of(st.none(), st.integers(-99, 99)), min_size=1, max_size=8)))
@settings(deadline=None)
def test_filled_values_are_those_of_numpy(segments):
    values = np.array([np.nan if v is None else v for part in segments for v in part], "float64")
    ends = np.cumsum([len(part) for part in segments]).astype(int)
    counts = [len(part) for part in segments]
    first, end = np.repeat(ends - counts, counts).astype(int), np.repeat(ends, counts).astype(int)
    found = fill(values, first, end, 123.0)
    for stop, count in zip(ends, counts, strict=True):
        part, rows = values[stop - count : stop], np.arange(count)
        known = ~np.isnan(part)
        line = np.interp(rows, rows[known], part[known]) if known.any() else np.full(count, 123.0)
        np.testing.assert_allclose(found[stop - count : stop], line)
