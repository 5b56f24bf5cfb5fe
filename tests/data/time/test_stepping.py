import numpy as np
import pandas as pd
import pytest

from rnngan.data.time import stepping

MONDAY = pd.Timestamp("2024-01-01")


def found(points, codes=None, decimals=None):
    points = pd.Series(points)
    codes = np.zeros(len(points), "int64") if codes is None else np.array(codes)
    step = stepping.find(points, codes, decimals)
    return None if step is None else (step.frequency, step.regular, step.learned)


def dates(*days):
    return pd.to_datetime(list(days), format="ISO8601")


REGULAR = {
    "days": (pd.date_range("2024-01-30", periods=5), "D"),
    "two days": (pd.date_range("2024-01-30", periods=5, freq="2D"), "2D"),
    "weeks": (pd.date_range("2024-01-05", periods=5, freq="7D"), "W-FRI"),
    "fortnights": (dates("2024-01-01", "2024-01-15"), "14D"),
    "business days": (pd.bdate_range("2024-01-01", periods=12), "B"),
    "month starts": (pd.date_range("2024-01-01", periods=5, freq="MS"), "MS"),
    "month ends": (pd.date_range("2024-01-01", periods=5, freq="ME"), "ME"),
    "fixed days of the month": (dates("2024-01-15", "2024-02-15", "2024-03-15"), "MS"),
    "30th days": (dates("2024-01-30", "2024-02-29", "2024-03-30"), "MS"),
    "two months": (dates("2024-01-01", "2024-03-01", "2024-05-01"), "2MS"),
    "quarters": (pd.date_range("2024-01-01", periods=5, freq="QS"), "QS-JAN"),
    "quarter ends": (dates("2024-03-31", "2024-06-30", "2024-09-30"), "QE-MAR"),
    "years": (dates("2020-01-01", "2021-01-01", "2022-01-01"), "YS-JAN"),
    "year ends": (dates("2020-12-31", "2021-12-31", "2022-12-31"), "YE-DEC"),
    "leap days": (dates("2023-02-28", "2024-02-29", "2025-02-28"), "YE-FEB"),
    "ten minutes": (pd.date_range("2024-01-01", periods=5, freq="10min"), "10min"),
    "two points": (dates("2024-01-01 00:00", "2024-01-01 06:00"), "6h"),
    "milliseconds": (pd.date_range("2024-01-01", periods=5, freq="250ms"), "250ms"),
    "nanoseconds": (pd.date_range("2024-01-01", periods=5, freq="100ns", unit="ns"), "100ns"),
    "Berlin's days": (pd.date_range("2024-03-29", periods=5, tz="Europe/Berlin"), "D"),
    "Berlin's hours": (pd.date_range("2024-10-26", periods=60, freq="h", tz="Europe/Berlin"), "h"),
    "numbers": ([1.0, 2.0, 3.0], 1.0),
    "thirds": (list(np.arange(9) / 3), pytest.approx(1 / 3)),
}


@pytest.mark.parametrize(("points", "frequency"), REGULAR.values(), ids=REGULAR)
def test_a_regular_step_is_found_and_leads_through_all_points(points, frequency):
    assert found(points) == (frequency, True, False)
    points = pd.Series(points)
    step = stepping.find(points, np.zeros(len(points)))
    assert np.diff(stepping.positions(points, step.frequency)).tolist() == [1.0] * (len(points) - 1)
    walked = stepping.walk(points.iloc[0], step.frequency, len(points))
    if points.dtype == "float64":
        np.testing.assert_allclose(walked, points)
    else:
        assert walked.tolist() == points.tolist()


@pytest.mark.parametrize(
    ("points", "frequency"),
    [
        (dates("2024-01-01", "2024-01-02", "2024-01-03", "2024-01-09"), "D"),
        (dates("2024-01-15", "2024-02-15", "2024-04-15"), "MS"),
        (dates("2024-01-01 00:00", "2024-01-01 01:00", "2024-01-01 03:00"), "h"),
        (dates("2024-01-05", "2024-01-08", "2024-01-09", "2024-01-10", "2024-02-01"), "B"),
        ([10.0, 15.0, 20.0, 40.0], 5.0),
    ],
)
def test_steps_that_are_multiples_of_the_common_one_have_gaps(points, frequency):
    assert found(points) == (frequency, False, False)


@pytest.mark.parametrize(
    ("points", "frequency"),
    [
        (dates("2024-01-01", "2024-01-03", "2024-01-06", "2024-01-10"), "3D"),
        (dates("2024-01-01 00:00", "2024-01-01 00:07", "2024-01-01 00:25"), "12min"),
        (dates("2024-01-01 00:00", "2024-01-01 01:00:30", "2024-01-01 01:02"), "1860s"),
        ([1.0, 2.5, 7.0, 7.25], 1.5),
    ],
)
def test_other_steps_are_learned_in_the_unit_in_which_all_are_whole(points, frequency):
    assert found(points) == (frequency, False, True)


def test_holidays_are_no_gaps_among_business_days():
    days = pd.bdate_range("2024-01-01", periods=60)
    step = stepping.find(pd.Series(days.delete([10, 20, 21, 22, 23, 24])), np.zeros(54))
    assert (step.frequency, step.regular, step.skipped) == ("B", True, 6)
    assert found(days.delete(range(10, 16))) == ("B", False, False)


def test_five_days_of_one_week_are_days():
    assert found(pd.date_range("2024-01-01", periods=5)) == ("D", True, False)


def test_all_series_decide_together():
    days = dates("2024-01-03", "2024-01-05", "2024-01-04", "2024-01-06", "2024-01-01")
    assert found(days, [0, 1, 0, 1, 2]) == ("D", True, False)
    assert found(days, [0, 1, 0, 1, 0]) == ("D", False, False)
    assert found(days[[0, 2]], [0, 1]) is None
    assert found([3.0, 3.0], [0, 0]) is None


def test_float_noise_does_not_hide_a_regular_step():
    assert found([0.0, 0.1, 0.2, 0.3], decimals=1) == (0.1, True, False)


@pytest.mark.parametrize(
    ("frequency", "begin", "expected"),
    [
        ("MS", "2024-01-31", ["2024-01-31", "2024-02-29", "2024-03-31"]),
        ("ME", "2024-01-15", ["2024-01-31", "2024-02-29", "2024-03-31"]),
        ("B", "2024-01-06", ["2024-01-08", "2024-01-09", "2024-01-10"]),
        ("W-SUN", "2024-01-03", ["2024-01-03", "2024-01-10", "2024-01-17"]),
        ("YE-DEC", "2023-12-31", ["2023-12-31", "2024-12-31", "2025-12-31"]),
        ("BME", "2024-01-31", ["2024-01-31", "2024-02-29", "2024-03-29"]),
    ],
)
def test_where_steps_lead(frequency, begin, expected):
    walked = stepping.walk(pd.Timestamp(begin), frequency, 3)
    assert walked.dt.strftime("%Y-%m-%d").tolist() == expected


def test_days_keep_their_hour_over_a_change_of_the_clocks():
    begin = pd.Timestamp("2024-03-30 12:00", tz="Europe/Berlin")
    assert stepping.walk(begin, "D", 3).dt.hour.tolist() == [12, 12, 12]
    assert stepping.walk(begin, "24h", 3).dt.hour.tolist() == [12, 13, 13]
    skipped = stepping.walk(begin.replace(hour=2, minute=30), "D", 3)
    assert skipped.dt.strftime("%H:%M").tolist() == ["02:30", "03:00", "02:30"]


@pytest.mark.parametrize("frequency", ["-1h", "soon", "", "0D"])
def test_what_is_no_step_forward_is_refused(frequency):
    with pytest.raises(ValueError):  # noqa: PT011 - pandas words some of them
        stepping.parse(frequency)


def test_positions_between_the_steps():
    noon = pd.Series([MONDAY, MONDAY + pd.Timedelta(hours=12)])
    assert np.diff(stepping.positions(noon, "D")).tolist() == [0.5]
    assert np.diff(stepping.positions(pd.Series([1.0, 1.25]), 0.5)).tolist() == [0.5]
