import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnngan.config.errors import InputError
from rnngan.config.run_config import DataConfig
from rnngan.data.formats.tables import Table
from rnngan.data.schema import TimeColumn
from rnngan.data.time import spellings, timeline, times

BERLIN = "Europe/Berlin"


def texts(cells, name="date", **columns):
    return Table(pd.DataFrame({name: cells} | columns, dtype="str"), "t.csv", text=True)


def frame(cells, name="date"):
    return Table(pd.DataFrame({name: cells}))


def detected(table, codes=None, **settings):
    """Return (column, notices, points) of the time column that is found."""
    config = DataConfig(**settings)
    name = timeline.find(table, set(), config)
    codes = np.zeros(len(table.frame), "int64") if codes is None else np.array(codes)
    column, notices = timeline.column(table, name, codes, config)
    assert TimeColumn.model_validate_json(column.model_dump_json()) == column
    return column, notices, timeline.points(table, column)


def refused(table, **settings):
    with pytest.raises(InputError) as caught:
        detected(table, **settings)
    return str(caught.value)


RANGES = {
    "leap day": pd.date_range("2024-02-27 22:00", periods=40, freq="90min"),
    "year end": pd.date_range("2023-12-31 20:00", periods=40, freq="1h"),
    "clock change": pd.date_range("2024-03-30 23:00", periods=80, freq="20min"),
    "seconds": pd.date_range("2024-02-28 23:59:30.5", periods=40, freq="750ms"),
}
CLOCKS = [
    "%Y-%m-%d %H:%M:%S.%3f",
    "%Y-%m-%dT%H:%M:%S.%6fZ",
    "%d.%m.%Y %H:%M:%S.%2f",
    "%m/%d/%Y %I:%M:%S.%3f %p",
    "%b %d, %Y %H:%M:%S.%3f",
    "%Y-%m-%d %H:%M:%S.%3f%:z",
]


@pytest.mark.parametrize("spelled", CLOCKS)
@pytest.mark.parametrize("points", RANGES.values(), ids=RANGES)
def test_texts_come_back_and_go_on(points, spelled):
    points = pd.Series(points)
    points = points.dt.tz_localize("-03:30") if spellings.zoned(spelled) else points
    cells = spellings.write(points, spelled)
    column, _, read = detected(texts(cells))
    assert column.regular
    assert timeline.spelled(read, column).tolist() == cells.tolist()
    assert times.sequence(column, cells[0], len(cells)).tolist() == cells.tolist()
    assert times.sequence(column, None, 1).tolist() == [column.begin] == [cells[0]]


DAYS = ["%Y-%m-%d", "%d.%m.%Y", "%-m/%-d/%Y", "%d %b %Y", "%B %d, %Y", "%d-%b-%y", "%Y%m%d"]


FREQUENCIES = ["D", "B", "W-THU", "MS", "ME", "YE-DEC", "3D"]
AMBIGUOUS = ("%-m/%-d/%Y", "MS")  # 1/1/2024, 2/1/2024


@pytest.mark.parametrize(
    ("spelled", "frequency"),
    [pair for pair in itertools.product(DAYS, FREQUENCIES) if pair != AMBIGUOUS],
)
def test_days_come_back_and_go_on(spelled, frequency):
    points = pd.Series(pd.date_range("2023-12-21", periods=30, freq=frequency))
    cells = spellings.write(points, spelled)
    column, _, read = detected(texts(cells))
    assert (column.frequency, column.regular, column.learned) == (frequency, True, False)
    assert timeline.spelled(read, column).tolist() == cells.tolist()
    assert times.sequence(column, cells[0], 30).tolist() == cells.tolist()
    assert np.diff(timeline.positions(read, column)).tolist() == [1.0] * 29


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
@pytest.mark.parametrize("dtype", ["text", "int64", "Int64", "uint64"])
def test_counted_times_are_recognised_by_range_and_come_back(unit, dtype):
    points = pd.Series(pd.date_range("2024-02-28", periods=30, freq="h", unit=unit))
    cells = points.astype("int64")
    table = (
        texts(cells.astype("str"), "ts") if dtype == "text" else frame(cells.astype(dtype), "ts")
    )
    column, notices, read = detected(table)
    assert (column.unit, column.frequency, column.format) == (unit, "h", None)
    assert notices == [f"'ts' counts {timeline.UNITS[unit]} since 1970"]
    assert read.tolist() == points.tolist()
    back = timeline.spelled(read, column)
    assert back.tolist() == cells.tolist()
    assert back.dtype == ("int64" if dtype == "text" else dtype)
    assert column.begin == str(cells.iloc[0])
    assert times.sequence(column, str(cells[0]), 30).tolist() == cells.tolist()
    assert times.sequence(column, "2024-02-28", 30).tolist() == cells.tolist()


def test_counted_times_keep_their_decimal_point():
    column, _, read = detected(texts(["1700000000.0", "1700000060.0", "1700000120.0"], "ts"))
    assert (column.unit, column.dtype, column.style) == ("s", "float64", "point")
    assert timeline.spelled(read, column).tolist() == [1700000000.0, 1700000060.0, 1700000120.0]


@pytest.mark.parametrize(
    "name", ["ts", "Date", "created_at", "createdAt", "unix_time", "time (ms)"]
)
def test_numbers_are_times_where_the_name_says_so(name):
    cells = ["1700000000000", "1700000060000"]
    assert timeline.find(texts(cells, name), set(), DataConfig()) == name
    assert timeline.find(frame(pd.Series(cells).astype("int64"), name), set(), DataConfig()) == name


@pytest.mark.parametrize("name", ["x", "lifetime", "price", "status", "mandate_no", "rates"])
def test_numbers_are_none_where_it_does_not(name):
    for cells in (["1700000000", "1700000060"], ["20240131", "20240201"], ["2023", "2024"]):
        assert timeline.find(texts(cells, name), set(), DataConfig()) is None
        number = frame(pd.Series(cells).astype("int64"), name)
        assert timeline.find(number, set(), DataConfig()) is None
    column, _, _ = detected(texts(["1700000000", "1700000060"], name), time_column=name)
    assert (column.unit, column.frequency) == ("s", "min")


@pytest.mark.parametrize("cells", [["20240131", "20240231"], ["1700000000", "17"], ["5", "6"]])
def test_numbers_that_are_no_dates_are_none(cells):
    assert timeline.find(texts(cells), set(), DataConfig()) is None


@pytest.mark.parametrize("dtype", ["int64", "int32", "float64", "Int64"])
def test_dates_as_whole_numbers_keep_their_dtype(dtype):
    cells = pd.Series([20240130, 20240131, 20240201], dtype=dtype)
    column, notices, read = detected(frame(cells))
    assert (column.format, column.dtype, column.begin) == ("%Y%m%d", dtype, "20240130")
    assert notices == ["'date' holds dates, spelled %Y%m%d"]
    assert timeline.spelled(read, column).equals(cells)
    assert times.sequence(column, 20240228, 3).tolist() == [20240228, 20240229, 20240301]


def test_years_are_years_in_a_column_of_that_name():
    column, _, _ = detected(texts(["2022", "2023", "2024"], "year"))
    assert (column.format, column.frequency, column.begin) == ("%Y", "YS-JAN", "2022")
    column, _, _ = detected(texts(["2022", "2023", "2024"], "t"), time_column="t")
    assert (column.format, column.frequency, column.begin) == (None, 1.0, 2022.0)


ZONED = {
    "days": pd.date_range("2024-03-28", periods=8, tz=BERLIN),
    "days in autumn": pd.date_range("2024-10-24 08:00", periods=8, tz=BERLIN),
    "hours": pd.date_range("2024-03-30", periods=60, freq="h", tz=BERLIN),
    "hours in autumn": pd.date_range("2024-10-26", periods=60, freq="h", tz=BERLIN),
    "months": pd.date_range("2024-01-01", periods=8, freq="MS", tz=BERLIN),
    "business days": pd.bdate_range("2024-03-20", periods=12, tz=BERLIN),
    "naive": pd.date_range("2024-03-28", periods=8),
    "nanoseconds": pd.date_range("2024-03-28", periods=8, freq="h", unit="ns", tz="UTC"),
    "seconds": pd.date_range("2024-03-28", periods=8, freq="h", unit="s"),
}


@pytest.mark.parametrize("points", ZONED.values(), ids=ZONED)
def test_datetimes_stay_regular_in_their_zone_and_keep_their_dtype(points):
    points = pd.Series(points)
    column, notices, read = detected(frame(points))
    assert (column.regular, notices) == (True, [])
    assert np.diff(timeline.positions(read, column)).tolist() == [1.0] * (len(points) - 1)
    made = times.sequence(column, str(points[0]), len(points))
    assert made.dtype == points.dtype
    assert made.tolist() == points.tolist()
    gap = timeline.Gap(0, points[0], points[4], 3)
    filled = timeline.fill_points(points, gap, column)
    assert (filled.tolist(), filled.dtype) == (points[1:4].tolist(), points.dtype)


def test_one_offset_is_kept():
    cells = ["2024-01-01T12:00+01:00", "2024-01-01T13:00+01:00", "2024-01-01T14:00+01:00"]
    column, notices, read = detected(texts(cells))
    assert (column.format, column.zone, notices) == ("%Y-%m-%dT%H:%M%:z", "+01:00", [])
    assert timeline.spelled(read, column).tolist() == cells
    assert column.begin == "2024-01-01T12:00+01:00"
    assert times.sequence(column, "2024-01-01T00:00Z", 1).tolist() == ["2024-01-01T01:00+01:00"]


def test_offsets_that_differ_become_utc_with_a_notice():
    cells = ["2024-03-31T00:00+01:00", "2024-03-31T01:00+01:00", "2024-03-31T03:00+02:00"]
    column, notices, read = detected(texts(cells))
    assert (column.zone, column.frequency, column.regular) == ("UTC", "h", True)
    assert notices == ["offsets of 'date' differ: its times are converted to UTC"]
    assert timeline.spelled(read, column).tolist() == [
        "2024-03-30T23:00+00:00",
        "2024-03-31T00:00+00:00",
        "2024-03-31T01:00+00:00",
    ]


@pytest.mark.parametrize("count", [1, 2, 3])
def test_times_with_and_without_an_offset_are_refused(count):
    aware = [f"2024-01-0{i}T00:00+01:00" for i in range(1, count + 1)]
    naive = ["2024-01-08T00:00", "2024-01-09T00:00"]
    message = refused(texts(aware + naive))
    assert message == (
        f"t.csv:2:date '2024-01-01T00:00+01:00' has an offset from UTC, t.csv:{count + 2}:date "
        "'2024-01-08T00:00' has none. Expected one or the other in all of 'date': add the offset "
        "where it is left out."
    )


def test_days_and_months_that_cant_be_told_apart_are_refused():
    assert refused(texts(["01/02/2024", "02/02/2024"])) == (
        "t.csv: dates such as '01/02/2024' in 'date' can be read as %d/%m/%Y or %m/%d/%Y. Pass "
        "--date-format '%d/%m/%Y' or --date-format '%m/%d/%Y', or write them as 2024-02-13."
    )
    assert refused(texts(["13/02/2024", "14/02/2024", "02/13/2024"])) == (
        "t.csv:4:date: '02/13/2024' is not spelled like the other times of 'date' (%d/%m/%Y) (1 "
        "such cell). Mend the cell, or name the spelling of all with --date-format."
    )


def test_a_date_format_is_taken_as_it_stands():
    column, _, _ = detected(
        texts(["01/02/24", "01/13/24", "1/3/24", "1/4/24"]), date_format="%m/%d/%y"
    )
    assert (column.format, column.frequency, column.learned) == ("%-m/%-d/%y", "D", False)
    message = refused(
        texts(["01/02/24", "02/02/24", "02/13/24"]), date_format="%d/%m/%y", time_column="date"
    )
    assert message.startswith("t.csv:4:date: '02/13/24' is not spelled like the other times")
    message = refused(texts(["01/02/24", "02/02/24"]), date_format="%H:%M")
    assert message.startswith("--date-format '%H:%M' comes without a year")
    assert refused(texts(["01/02/24", "02/02/24"]), date_format="%Y-%m-%d") == (
        "t.csv: no column holds times spelled '%Y-%m-%d' in every row. Expected one of these "
        "spellings: mend --date-format, or name the column with --time-column."
    )


def test_missing_and_odd_cells_are_named():
    cells = ["2024-01-01", "2024-01-02", "", *(f"2024-01-{day}" for day in range(10, 30))]
    assert refused(texts(cells)) == (
        "t.csv:4:date: the time is missing (1 such cell). Expected a time in every row of 'date': "
        "fill it in, or drop the row."
    )
    days = pd.Series(pd.date_range("2024-01-01", periods=20))
    days[3] = None
    assert refused(frame(days)).startswith("the data frame:3:date: the time is missing")
    assert refused(texts(["1", "x", "3"], "t"), time_column="t") == (
        "t.csv:3:t: 'x' is not a number, and the times of 't' are numbers (1 such cell). Mend the "
        "cell, or drop the row."
    )
    assert refused(texts(["a", "b"], "t"), time_column="t") == (
        "t.csv:2:t: 'a' is no time that is recognised. Expected numbers, or times such as "
        "2024-02-13 or 2024-02-13 10:20:00; name another spelling with --date-format."
    )
    assert refused(texts(["5", "5"], "t"), time_column="t").startswith(
        "t.csv: column 't' never moves on within a sequence. Expected times that differ"
    )


def test_a_complete_column_is_preferred_and_constant_ones_are_passed_over():
    table = Table(
        pd.DataFrame(
            {
                "born": ["2000-01-01"] * 3,
                "closed": ["2024-01-01", "", "2024-01-03"],
                "seen": ["2024-01-01", "2024-01-02", "2024-01-03"],
            },
            dtype="str",
        ),
        text=True,
    )
    assert timeline.find(table, set(), DataConfig()) == "seen"
    assert timeline.find(table, {"seen"}, DataConfig()) is None


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["3", "5", "7"], ("int64", 0, "shortest", 2.0, 3.0)),
        (["0.0", "0.1", "0.2", "0.3"], ("float64", 1, "fixed", 0.1, 0.0)),
        (["0.50", "0.75", "1.00"], ("float64", 2, "fixed", 0.25, 0.5)),
        (["9.5", "10.0", "10.25", "10.5"], ("float64", 2, "point", 0.25, 9.5)),
        (["-2", "-1", "0"], ("int64", 0, "shortest", 1.0, -2.0)),
    ],
)
def test_plain_numbers_keep_their_spelling(cells, expected):
    found, _, _ = detected(texts(cells, "x"), time_column="x")
    assert (found.dtype, found.decimals, found.style, found.frequency, found.begin) == expected


def test_with_several_series_the_beginning_is_the_earliest_time():
    cells = ["2024-01-03", "2024-01-05", "2024-01-04", "2024-01-06"]
    column, _, _ = detected(texts(cells), codes=[0, 1, 0, 1])
    assert (column.frequency, column.begin) == ("D", "2024-01-03")


GAPPED = {
    "days": (["2024-03-01", "2024-03-02", "2024-03-10", "2024-03-11"], "D", 7),
    "months": (["2024-01-15", "2024-02-15", "2024-06-15", "2024-07-15"], "MS", 3),
    "numbers": (["1", "2", "5", "6"], 1.0, 2),
    "decimals": (["0.1", "0.2", "0.5", "0.6"], 0.1, 2),
    "business days": (["2024-01-05", "2024-01-08", "2024-01-17", "2024-01-18"], "B", 6),
}


@pytest.mark.parametrize(("cells", "frequency", "missing"), GAPPED.values(), ids=GAPPED)
def test_gaps_are_found_told_and_filled(cells, frequency, missing):
    column, _, points = detected(texts(cells), time_column="date")
    assert (column.frequency, column.regular, column.learned) == (frequency, False, False)
    (gap,) = timeline.gaps(points, [(0, 4)], column)
    assert (gap.after, gap.missing) == (1, missing)
    told = timeline.spelled(points, column).tolist()
    assert timeline.gap_table([gap], column) == [f"{told[1]} to {told[2]}: {missing} steps missing"]
    filled = timeline.fill_points(points, gap, column)
    assert (len(filled), filled.dtype) == (missing, points.dtype)
    whole = pd.concat([points[:2], filled, points[2:]], ignore_index=True)
    assert np.diff(timeline.positions(whole, column)).tolist() == [1.0] * (len(whole) - 1)
    assert timeline.gaps(points, [(0, 2), (2, 4)], column) == []


def test_a_long_gap_table_says_how_many_more_there_are():
    column = TimeColumn(name="t", dtype="int64", decimals=0, frequency=1.0, start=0.0)
    gaps = [timeline.Gap(i, float(i), i + 2.0, 1) for i in range(7)]
    lines = timeline.gap_table(gaps, column)
    assert (len(lines), lines[0], lines[-1]) == (6, "0 to 2: 1 step missing", "and 2 more")


def test_steps_lead_to_each_row():
    cells = ["2024-01-01", "2024-01-02", "2024-01-05", "2024-01-01", "2024-01-07", "2024-01-10"]
    column, notices, points = detected(texts(cells), codes=[0, 0, 0, 1, 1, 1])
    assert (column.frequency, column.regular, column.learned) == ("3D", False, True)
    assert notices == ["steps of 'date' vary: they are learned and generated"]
    steps = timeline.steps(points, [(0, 3), (3, 6)], column) / 86_400
    assert steps.tolist() == [3.0, 1.0, 3.0, 3.0, 6.0, 3.0]
    assert timeline.gaps(points, [(0, 3), (3, 6)], column) == []
    assert np.diff(timeline.positions(points, column))[:2].tolist() == [86_400.0, 3 * 86_400.0]
    numbers, _, points = detected(texts(["1", "2.5", "7", "7.25"], "t"), time_column="t")
    assert timeline.steps(points, [(0, 4)], numbers).tolist() == [1.5, 1.5, 4.5, 0.25]


def test_a_table_of_datetimes_is_read_with_a_column_of_texts_and_the_other_way_round():
    cells = ["2024-01-01", "2024-01-02", "2024-01-03"]
    column, _, points = detected(texts(cells))
    assert timeline.points(frame(pd.to_datetime(cells)), column).tolist() == points.tolist()
    zoned = pd.Series(pd.to_datetime(cells)).dt.tz_localize(BERLIN)
    column, _, _ = detected(frame(zoned))
    words = texts([point.isoformat() for point in zoned])
    assert timeline.points(words, column).tolist() == zoned.tolist()


@given(
    steps=st.lists(st.integers(1, 10_000), min_size=3, max_size=12),
    spelled=st.sampled_from(["%Y-%m-%d %H:%M:%S", "%d.%m.%Y %H:%M:%S", "%Y-%m-%dT%H:%M:%S%:z"]),
)
def test_steps_give_their_points_back(steps, spelled):
    begin = pd.Timestamp("2024-03-30 22:00:13", tz="+01:00" if "z" in spelled else None)
    points = pd.Series([begin + pd.Timedelta(seconds=int(s)) for s in np.cumsum([0, *steps])])
    cells = spellings.write(points, spelled)
    column, _, read = detected(texts(cells))
    assert timeline.spelled(read, column).tolist() == cells.tolist()
    if column.learned:
        taken = timeline.steps(read, [(0, len(read))], column)[np.newaxis]
        assert times.sequences(column, cells[0], taken).tolist() == cells.tolist()
    elif column.regular:
        assert times.sequence(column, cells[0], len(cells)).tolist() == cells.tolist()


def test_two_spellings_in_one_column_name_a_cell_of_the_rarer_one():
    cells = ["2024-01-01T00:00:00.5Z", "2024-01-01T00:00:01Z"]
    assert refused(texts(cells)).startswith("t.csv:3:date: '2024-01-01T00:00:01Z' is not spelled")


def test_a_table_may_end_with_the_last_date():
    column, _, _ = detected(texts(["9999-12-29", "9999-12-30", "9999-12-31"]))
    assert (column.begin, column.span) == ("9999-12-29", 2)


def test_missing_numbers_are_named():
    assert refused(frame(pd.Series([1.0, np.nan, 3.0]), "t"), time_column="t") == (
        "the data frame:1:t: the time is missing (1 such cell). Expected a time in every row of "
        "'t': fill it in, or drop the row."
    )
