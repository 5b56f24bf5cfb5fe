import numpy as np
import pandas as pd
import pytest

from rnngan.config.errors import InputError
from rnngan.data.schema import TimeColumn
from rnngan.data.time import calendar


def features(point, *kinds, zone=None):
    points = pd.Series(pd.to_datetime([point])).dt.tz_localize(zone)
    return calendar.features(points, kinds)[0].round(5).tolist()


def test_the_hour_turns_once_a_day():
    assert features("2024-05-01 00:00", "hour") == [0.0, 1.0]
    assert features("2024-05-01 06:00", "hour") == [1.0, 0.0]
    assert features("2024-05-01 18:00", "hour") == [-1.0, 0.0]
    assert features("2024-05-01 00:00:01", "hour")[0] == pytest.approx(7.27e-5, abs=3e-6)


def test_the_minute_turns_once_an_hour():
    assert features("2024-05-01 07:00", "minute") == [0.0, 1.0]
    assert features("2024-05-01 07:15", "minute") == [1.0, 0.0]
    assert features("2024-05-01 07:45:00", "minute") == [-1.0, 0.0]


def test_the_weekday_turns_once_a_week_from_monday():
    assert features("2024-01-01 23:59", "weekday") == [0.0, 1.0]
    sunday = features("2024-01-07", "weekday")
    assert sunday == pytest.approx([np.sin(-2 * np.pi / 7), np.cos(2 * np.pi / 7)], abs=1e-4)


def test_times_before_1970_are_on_the_same_clocks():
    assert features("1969-12-31 18:00", "hour") == [-1.0, 0.0]
    assert features("1969-12-31 23:15:00.5", "minute") == [1.0, 0.0]
    assert features("1969-12-29 23:59", "weekday") == [0.0, 1.0]
    assert features("1968-01-01", "month") == [0.0, 1.0]


@pytest.mark.parametrize(
    ("first", "last", "days"), [("2024", "2024-12-31", 366), ("2023", "2023-12-31", 365)]
)
def test_the_month_turns_once_a_year(first, last, days):
    assert features(f"{first}-01-01", "month") == [0.0, 1.0]
    angle = 2 * np.pi * (days - 1) / days
    assert features(last, "month") == pytest.approx([np.sin(angle), np.cos(angle)], abs=1e-4)


def test_aware_times_count_by_the_clock_of_their_zone():
    assert features("2024-07-01 06:00", "hour", zone="Europe/Berlin") == [1.0, 0.0]


def test_kinds_stand_side_by_side_in_their_order():
    points = pd.Series(pd.date_range("2024-01-01", periods=5, freq="h"))
    found = calendar.features(points, ("month", "hour"))
    assert found.shape == (5, calendar.size(("month", "hour"))) == (5, 4)
    assert found.dtype == "float32"
    np.testing.assert_array_equal(found[:, 2:], calendar.features(points, ("hour",)))
    assert calendar.features(points, ()).shape == (5, 0)


def test_plain_numbers_have_no_calendar():
    with pytest.raises(InputError) as caught:
        calendar.features(pd.Series([1.5]), ("hour", "month"))
    assert str(caught.value) == (
        "--calendar hour,month: the times of the table are plain numbers, such as 1.5. Expected "
        "dates: leave --calendar out."
    )


CHOICES = {
    "seconds of a quarter of an hour": ("s", 900, ()),
    "minutes of an hour and a half": ("min", 90, ()),
    "minutes of a day": ("min", 1440, ("minute",)),
    "quarters of two days": ("15min", 192, ("minute", "hour")),
    "hours of two days but one": ("h", 47, ()),
    "hours of two days": ("h", 48, ("hour",)),
    "hours of three weeks": ("h", 21 * 24, ("hour", "weekday")),
    "hours of a year": ("h", 366 * 24, ("hour", "weekday", "month")),
    "days of twenty days": ("D", 20, ()),
    "days of three weeks": ("D", 21, ("weekday",)),
    "working days of four weeks": ("B", 20, ("weekday",)),
    "days of eleven months": ("D", 334, ("weekday",)),
    "days of a year": ("D", 365, ("weekday", "month")),
    "weeks of a year": ("W-MON", 52, ("month",)),
    "months of eleven": ("MS", 11, ()),
    "months of a year": ("MS", 12, ("month",)),
    "quarters of a year": ("QS-JAN", 4, ("month",)),
    "years": ("YS-JAN", 20, ()),
}


@pytest.mark.parametrize(("frequency", "count", "cycles"), CHOICES.values(), ids=CHOICES)
def test_cycles_suit_the_steps_and_the_span(frequency, count, cycles):
    points = pd.Series(pd.date_range("2024-01-01", periods=count, freq=frequency))
    column = TimeColumn(name="t", dtype="datetime64[us]", frequency=frequency)
    assert calendar.choose(points, column)[0] == cycles
    varying = column.model_copy(update={"learned": True})
    assert calendar.choose(points, varying) == ((), 0.0)


def test_plain_numbers_have_no_cycles():
    column = TimeColumn(name="t", dtype="float64", frequency=1.0)
    assert calendar.choose(pd.Series(range(1000)), column) == ((), 0.0)
