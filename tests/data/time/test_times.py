import numpy as np
import pandas as pd
import pytest

from rnngan.config.errors import InputError
from rnngan.data.schema import TimeColumn
from rnngan.data.time import times


def column(frequency, start, spelled=None, dtype="str", decimals=None):
    return TimeColumn(
        name="t", dtype=dtype, format=spelled, frequency=frequency, start=start, decimals=decimals
    )


SEQUENCES = {
    "days over a leap day": (
        column("D", "2024-02-28", "%Y-%m-%d"),
        ["2024-02-28", "2024-02-29", "2024-03-01"],
    ),
    "months": (
        column("MS", "01.11.2024", "%d.%m.%Y"),
        ["01.11.2024", "01.12.2024", "01.01.2025"],
    ),
    "days before the month": (
        column("D", "05/03/2024", "%d/%m/%Y"),
        ["05/03/2024", "06/03/2024", "07/03/2024"],
    ),
    "business days": (
        column("B", "2024-01-05", "%Y-%m-%d"),
        ["2024-01-05", "2024-01-08", "2024-01-09"],
    ),
    "ten minutes": (
        column("10min", "2024-01-01 23:50", "%Y-%m-%d %H:%M"),
        ["2024-01-01 23:50", "2024-01-02 00:00", "2024-01-02 00:10"],
    ),
    "no leading zeros": (
        column("D", "1/9/2024 9:00", "%-m/%-d/%Y %-H:%M"),
        ["1/9/2024 9:00", "1/10/2024 9:00", "1/11/2024 9:00"],
    ),
    "integers": (column(5.0, 10.0, dtype="int64", decimals=0), [10, 15, 20]),
    "decimals": (column(0.1, 0.1, dtype="float64", decimals=1), [0.1, 0.2, 0.3]),
}


@pytest.mark.parametrize(("spelled", "expected"), SEQUENCES.values(), ids=SEQUENCES)
def test_a_sequence_steps_on_in_the_spelling_of_the_table(spelled, expected):
    found = times.sequence(spelled, None, 3)
    assert found.tolist() == expected
    assert found.dtype == spelled.dtype


def test_a_sequence_of_datetimes_keeps_dtype_and_zone():
    days = times.sequence(column("D", "2024-03-30", dtype="datetime64[s]"), None, 2)
    assert str(days.dtype) == "datetime64[s]"
    assert days.dt.day.tolist() == [30, 31]
    berlin = column("D", "2024-03-30 00:00:00+01:00", dtype="datetime64[us, Europe/Berlin]")
    for start in (None, "2024-03-30", "2024-03-29T23:00:00Z"):
        days = times.sequence(berlin, start, 3)
        assert str(days.dtype) == "datetime64[us, Europe/Berlin]"
        assert days.map(str).tolist() == [
            "2024-03-30 00:00:00+01:00",
            "2024-03-31 00:00:00+01:00",
            "2024-04-01 00:00:00+02:00",
        ]


@pytest.mark.parametrize("start", ["05.03.2024", "2024-03-05", pd.Timestamp("2024-03-05")])
def test_the_start_may_be_spelled_like_the_table_or_as_iso(start):
    spelled = column("D", "01.01.2024", "%d.%m.%Y")
    assert times.sequence(spelled, start, 2).tolist() == ["05.03.2024", "06.03.2024"]


def test_integers_that_outgrow_their_dtype_go_on_in_a_wider_one():
    found = times.sequence(column(1.0, 126.0, dtype="int8", decimals=0), None, 4)
    assert found.tolist() == [126, 127, 128, 129]
    assert found.dtype == "int64"
    assert times.sequence(column(1.0, 124.0, dtype="int8"), None, 4).dtype == "int8"


@pytest.mark.parametrize(
    ("spelled", "start", "message"),
    [
        (
            column("D", "2024-01-01", "%Y-%m-%d"),
            "soon",
            "--start 'soon' is not a point in time. Expected for instance 2024-02-13.",
        ),
        (
            column("D", "2024-01-01", dtype="datetime64[us]"),
            "",
            "--start '' is not a point in time. Expected for instance 2024-02-13.",
        ),
        (column(1.0, 1.0, dtype="int64"), "x", "--start 'x' is not a number, as t is."),
        (column(1.0, 1.0, dtype="int64"), "nan", "--start 'nan' is not a number, as t is."),
        (column(1.0, 1.0, dtype="float64"), "inf", "--start 'inf' is not a number, as t is."),
        (
            column(1.0, 1.0, dtype="int64", decimals=0),
            "0.5",
            "--start '0.5' has more decimals than t, which has 0.",
        ),
    ],
)
def test_a_faulty_start_is_refused(spelled, start, message):
    with pytest.raises(InputError) as caught:
        times.sequence(spelled, start, 3)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("frequency", "expected"),
    [
        ("2D", ["2024-01-05", "2024-01-07", "2024-01-09"]),
        ("B", ["2024-01-05", "2024-01-08", "2024-01-09"]),
        ("MS", ["2024-01-05", "2024-02-05", "2024-03-05"]),
        ("36h", ["2024-01-05", "2024-01-06", "2024-01-08"]),
    ],
)
def test_another_step_may_be_asked_for(frequency, expected):
    days = column("D", "2024-01-05", "%Y-%m-%d")
    assert times.sequence(days, None, 3, frequency).tolist() == expected


def test_another_step_of_numbers_may_be_asked_for():
    assert times.sequence(column(1.0, 0.0, dtype="int64", decimals=0), None, 3, "2").tolist() == [
        0,
        2,
        4,
    ]


@pytest.mark.parametrize("frequency", ["soon", "-1h", "0D", "", 5, "1H1"])
def test_a_faulty_step_is_refused(frequency):
    with pytest.raises(InputError) as caught:
        times.sequence(column("D", "2024-01-01", "%Y-%m-%d"), None, 3, frequency)
    assert str(caught.value) == (
        f"--freq {frequency!r} is not a step from one time of 't' to the next. Expected one such "
        'as "1h", "1D" or "B".'
    )


@pytest.mark.parametrize("frequency", ["1h", "0", "-1", "nan", "inf"])
def test_a_faulty_step_of_numbers_is_refused(frequency):
    with pytest.raises(InputError) as caught:
        times.sequence(column(1.0, 0.0, dtype="int64", decimals=0), None, 3, frequency)
    assert str(caught.value) == (
        f"--freq {frequency!r} is not a step from one time of 't' to the next. Expected a number "
        "above 0 such as 1 or 0.5."
    )


@pytest.mark.parametrize(
    ("spelled", "frequency"),
    [
        (column("D", "2024-01-01", "%Y-%m-%d"), "1h"),
        (column("h", "2024-01-01 00:00", "%Y-%m-%d %H:%M"), "30s"),
        (column("D", "2024-01-01", dtype="datetime64[s]"), "10ms"),
        (column(1.0, 1.0, dtype="float64", decimals=1), 0.01),
    ],
)
def test_a_step_that_can_not_be_told_is_refused(spelled, frequency):
    with pytest.raises(InputError, match="is shorter than the times of 't' can tell, such as"):
        times.sequence(spelled, None, 30, frequency)


@pytest.mark.parametrize(
    ("spelled", "start"),
    [
        (column("YS-JAN", "9990-01-01", "%Y-%m-%d"), None),
        (column("D", "9999-12-20", "%Y-%m-%d"), None),
        (column("YS-JAN", "2250-01-01", dtype="datetime64[ns]"), None),
        (column("100YS-JAN", "9990-01-01", dtype="datetime64[us]"), None),
    ],
)
def test_times_beyond_the_last_date_are_refused(spelled, start):
    with pytest.raises(InputError, match="an earlier --start"):
        times.sequence(spelled, start, 30)


def learned(frequency, spelled=None, dtype="str", unit=None, zone=None, **options):
    return TimeColumn(
        name="t",
        dtype=dtype,
        format=spelled,
        unit=unit,
        zone=zone,
        frequency=frequency,
        regular=False,
        learned=True,
        **{"start": "2024-03-30 00:00"} | options,
    )


HOUR = 3600.0
LEARNED = {
    "seconds": (
        learned("90s", "%Y-%m-%d %H:%M:%S"),
        [0, 1.6, 0.1],
        ["2024-03-30 00:00:00", "2024-03-30 00:00:02", "2024-03-30 00:00:03"],
    ),
    "whole minutes": (
        learned("90min", "%Y-%m-%d %H:%M:%S"),
        [0, 100, -5],
        ["2024-03-30 00:00:00", "2024-03-30 00:02:00", "2024-03-30 00:03:00"],
    ),
    "minutes": (
        learned("90s", "%Y-%m-%d %H:%M"),
        [0, 100, 0],
        ["2024-03-30 00:00", "2024-03-30 00:02", "2024-03-30 00:03"],
    ),
    "days": (
        learned("3D", "%Y-%m-%d"),
        [0, 30 * HOUR, 60 * HOUR],
        ["2024-03-30", "2024-03-31", "2024-04-02"],
    ),
    "months": (
        learned("61D", "%b %Y"),
        [0, 61 * 24 * HOUR, HOUR],
        ["Mar 2024", "May 2024", "Jun 2024"],
    ),
    "years": (learned("730D", "%Y"), [0, 731 * 24 * HOUR, 0], ["2024", "2026", "2027"]),
    "tenths": (
        learned("250ms", "%H:%M:%S.%1f %d.%m.%Y"),
        [0, 0.25, 0.01],
        ["00:00:00.0 30.03.2024", "00:00:00.2 30.03.2024", "00:00:00.3 30.03.2024"],
    ),
    "an offset": (
        learned("90min", "%Y-%m-%dT%H:%M%:z", zone="+01:00", start="2024-03-30T23:00+01:00"),
        [0, HOUR, HOUR],
        ["2024-03-30T23:00+01:00", "2024-03-31T00:00+01:00", "2024-03-31T01:00+01:00"],
    ),
    "milliseconds since 1970": (
        learned("7ms", dtype="int64", unit="ms", start="1711756800000"),
        [0, 0.0071, 0],
        [1711756800000, 1711756800007, 1711756800008],
    ),
    "numbers": (
        learned(0.5, dtype="float64", decimals=1, start=1.0),
        [0, 0.33, -1.0],
        [1.0, 1.3, 1.4],
    ),
    "integers": (learned(5.0, dtype="int64", decimals=0, start=1.0), [0, 4.6, 0.2], [1, 6, 7]),
}


@pytest.mark.parametrize(("spelled", "steps", "expected"), LEARNED.values(), ids=LEARNED)
def test_learned_steps_are_rounded_to_what_can_be_told(spelled, steps, expected):
    found = times.sequences(spelled, None, np.array([steps, steps]))
    assert found.tolist() == expected * 2
    assert found.dtype == spelled.dtype


def test_learned_steps_of_datetimes_keep_the_zone():
    dtype = "datetime64[us, Europe/Berlin]"
    hours = learned("2h", dtype=dtype, start="2024-03-31 00:00:00+01:00")
    found = times.sequences(hours, None, np.array([[0, 2 * HOUR, HOUR]]))
    assert found.dt.hour.tolist() == [0, 3, 4]  # the clocks go from 2 to 3
    days = learned("3D", dtype=dtype, start="2024-03-30 00:00:00+01:00")
    found = times.sequences(days, None, np.array([[0, 24 * HOUR, 24 * HOUR]]))
    assert (found.dt.hour.tolist(), found.dt.day.tolist()) == ([0, 0, 0], [30, 31, 1])
    assert found.dtype == dtype


def test_each_sequence_may_start_elsewhere():
    days = learned("3D", "%Y-%m-%d")
    firsts = pd.Series(pd.to_datetime(["2024-01-01", "2024-05-01"]))
    found = times.sequences(days, firsts, np.full((2, 2), 86_400.0))
    regular = column("D", None, "%Y-%m-%d")
    assert times.sequence(regular, firsts, 2).tolist() == found.tolist()
    assert times.sequence(regular, firsts[[0, 0]], 1).tolist() == ["2024-01-01"] * 2
    assert found.tolist() == ["2024-01-01", "2024-01-02", "2024-05-01", "2024-05-02"]
    with pytest.raises(InputError, match="--start 'soon' is not a point in time"):
        times.sequences(days, "soon", np.ones((1, 2)))


def test_points_are_read_with_their_zone():
    spelled = column("h", "x", "%Y-%m-%d %H:%M").model_copy(update={"zone": "+02:00"})
    assert times.point("2024-01-01 12:00", spelled) == pd.Timestamp("2024-01-01 12:00+02:00")
    assert times.point("2024-01-01T12:00Z", spelled) == pd.Timestamp("2024-01-01 14:00+02:00")
    naive = column("h", "x", "%Y-%m-%d %H:%M")
    assert times.point("2024-01-01T12:00+02:00", naive) == pd.Timestamp("2024-01-01 10:00")


def test_other_spellings_than_the_table_s_and_iso_are_refused():
    with pytest.raises(InputError, match="--start '01/02/2024' is not a point in time"):
        times.point("01/02/2024", column("D", "x", "%Y-%m-%d"))


def test_the_axis_holds_points_that_are_not_spelled_yet():
    points = times.axis(column("D", "01.02.2024", "%d.%m.%Y"), None, 2)
    assert points.tolist() == [pd.Timestamp("2024-02-01"), pd.Timestamp("2024-02-02")]
    assert times.axis(column(0.5, 1.0, dtype="float64"), 2, 2).tolist() == [2.0, 2.5]
