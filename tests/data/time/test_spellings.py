import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnngan.config.errors import InputError
from rnngan.data.time import reading, spellings

DATES = [
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%d.%m.%Y",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d-%m-%Y",
    "%m-%d-%Y",
    "%-d.%-m.%Y",
    "%-m/%-d/%Y",
    "%Y-%-m-%-d",
    "%d %b %Y",
    "%-d %B %Y",
    "%b %d, %Y",
    "%B %-d, %Y",
    "%d-%b-%Y",
    "%d-%^b-%Y",
    "%d-%~b-%Y",
    "%d-%b-%y",
]
CLOCKS = [
    " %H:%M",
    "T%H:%M",
    " %-H:%M",
    " %H:%M:%S",
    "T%H:%M:%SZ",
    " %H:%M:%S UTC",
    "T%H:%M:%S%:z",
    " %H:%M:%S%z",
    " %H:%M:%S%-z",
    " %H:%M:%S,%3f",
    "T%H:%M:%S.%1f",
    " %H:%M:%S.%3f",
    "T%H:%M:%S.%6f",
    " %H:%M:%S.%9f",
    " %I:%M %p",
    " %-I:%M:%S %P",
    " %-I:%M%p",
]
COMPACT = ["%Y%m%d", "%Y%m%d%H%M", "%Y%m%d%H%M%S"]
FORMATS = [
    *DATES,
    *(f"{date}{clock}" for date in DATES[:6] for clock in CLOCKS),
    *("%Y-%m", "%Y/%m", "%m/%Y", "%m-%Y", "%m.%Y", "%b %Y", "%B %Y", "%b-%Y", "%b-%y"),
    *("%Y", "%Y%m", *COMPACT, "%Y%m%dT%H%M", "%Y%m%dT%H%M%S", "%Y%m%dT%H%M%SZ"),
]
POINTS = pd.Series(
    pd.to_datetime(
        [
            "2024-02-28 23:59:58.1",
            "2024-02-29 00:00:00.0",
            "2024-03-31 02:30:00.9",
            "2023-12-31 12:00:01.2",
            "2024-01-01 00:07:00.3",
            "2024-10-27 02:30:07.4",
            "2024-05-08 09:05:00.5",
        ]
    )
)


@pytest.mark.parametrize("spelled", FORMATS)
def test_every_spelling_is_found_and_gives_its_own_texts_back(spelled):
    zone = "-04:00" if "%-z" in spelled else "+05:30"
    points = POINTS.dt.tz_localize(zone) if spellings.zoned(spelled) else POINTS
    cells = spellings.write(points, spelled)
    assert spellings.spelling(cells, named=True) == [spelled]
    read = spellings.read(cells, spelled)
    assert read.notna().all()
    read = read.dt.tz_convert(zone) if spellings.zoned(spelled) else read
    if not spelled.endswith(("Z", "UTC")):
        assert spellings.write(read, spelled).tolist() == cells.tolist()


@given(
    spelled=st.sampled_from(FORMATS),
    points=st.lists(
        st.datetimes(min_value=pd.Timestamp("1970-01-01"), max_value=pd.Timestamp("2068-12-31")),
        min_size=1,
        max_size=5,
    ),
)
def test_what_is_written_is_read_and_written_the_same(spelled, points):
    points = pd.Series(points, dtype="datetime64[us]")
    points = points.dt.tz_localize("UTC") if spellings.zoned(spelled) else points
    cells = spellings.write(points, spelled)
    assert spellings.write(spellings.read(cells, spelled), spelled).tolist() == cells.tolist()


@pytest.mark.parametrize(
    ("cells", "formats"),
    [
        (["01/02/2024", "02/02/2024"], ["%d/%m/%Y", "%m/%d/%Y"]),
        (["01/31/2024", "02/01/2024"], ["%m/%d/%Y"]),
        (["1/9/2024 9:05", "1/13/2024 10:05"], ["%-m/%-d/%Y %-H:%M"]),
        (["9.01.2024"], ["%-d.%m.%Y"]),
        (["9.1.2024 09:05", "31.1.2024 10:05"], ["%-d.%-m.%Y %H:%M"]),
        (["May 2024", "June 2024"], ["%B %Y"]),
        (["2024-01-31 10:00:00.5", "2024-01-31 10:00:00.25"], ["%Y-%m-%d %H:%M:%S.%f"]),
        (["2024-01-31T10:00Z", "2024-01-31T10:00+01:00"], ["%Y-%m-%dT%H:%M%:z"]),
        (["2024-01-31", "oops", "2024-02-01"], ["%Y-%m-%d"]),
        (["2024-01-31", "oops", "oops"], []),
        (["20240131", "20240201"], []),
        (["202402", "2024"], []),
        (["12.2024", "01.2024"], []),
        (["1234-05", "1300-01"], []),
        (["1.5", "2.5"], []),
        (["12:30", "12:31"], []),
        (["2024-02-30"], []),
        (["2024-01-01 24:00"], []),
        (["2024-01-01 13:00 PM"], []),
        (["abc-12", "Foo 2024"], []),
        (["2024-01-01; DROP", ""], []),
    ],
)
def test_spelling_is_what_most_cells_have(cells, formats):
    assert spellings.spelling(pd.Series(cells, dtype="str")) == formats


@pytest.mark.parametrize(
    "cells", [["20240131", "20240231"], ["18990101"], ["20241301"], ["999912"]]
)
def test_digits_that_are_no_dates_are_none(cells):
    assert spellings.spelling(pd.Series(cells, dtype="str"), named=True) == []


def test_offsets_are_read_to_utc():
    cells = pd.Series(["2024-01-01 00:00+01:00", "2024-01-01 00:00-03:30", "2024-01-01 00:00Z"])
    read = spellings.read(cells, "%Y-%m-%d %H:%M%:z")
    assert read.dt.strftime("%d %H:%M %Z").tolist() == [
        "31 23:00 UTC",
        "01 03:30 UTC",
        "01 00:00 UTC",
    ]
    assert spellings.offsets(cells, "%Y-%m-%d %H:%M%:z").tolist() == [-210, 0, 60]


def test_cells_of_another_spelling_are_read_as_missing():
    cells = pd.Series(["2024-01-31", "31.01.2024", "2024-02-30", "2024-01-31 00:00", "", None])
    read = spellings.read(cells, "%Y-%m-%d")
    assert read.isna().tolist() == [False, True, True, True, True, True]


def test_times_that_come_back_are_read_wherever_they_stand():
    cells = pd.Series(["2024-01-02", None, "2024-01-01", "2024-01-02", "x"], index=[5, 6, 7, 8, 9])
    found = spellings.read(cells, "%Y-%m-%d")
    assert found.index.tolist() == [5, 6, 7, 8, 9]
    assert found.isna().tolist() == [False, True, False, False, True]
    assert found.dropna().dt.day.tolist() == [2, 1, 2]


def test_twelve_hour_clocks_know_noon_and_midnight():
    cells = pd.Series(["1/1/2024 12:00 AM", "1/1/2024 12:00 PM", "1/1/2024 1:00 pm"])
    assert spellings.read(cells, "%m/%d/%Y %I:%M %p").dt.hour.tolist() == [0, 12, 13]


def test_years_of_two_digits_turn_at_69():
    read = spellings.read(pd.Series(["01.01.68", "01.01.69"]), "%d.%m.%y")
    assert read.dt.year.tolist() == [2068, 1969]


def test_the_day_of_the_year_is_read():
    read = spellings.read(pd.Series(["2024-060", "2023-366"]), "%Y-%j")
    assert read.tolist() == [pd.Timestamp("2024-02-29"), pd.NaT]
    assert spellings.write(read[:1], "%Y-%j").tolist() == ["2024-060"]


@pytest.mark.parametrize(
    ("spelled", "what"),
    [
        ("%H:%M", "comes without a year, %Y or %y"),
        ("%Y-%q", "has the sign %q, which is not known"),
        ("%Y-%d-%d", "has a sign twice"),
        ("soon", "comes without a year, %Y or %y"),
    ],
)
def test_a_faulty_date_format_is_refused(spelled, what):
    with pytest.raises(InputError) as caught:
        reading.checked(spelled)
    assert str(caught.value).startswith(
        f"--date-format {spelled!r} {what}. Expected a format such as %d/%m/%Y or "
    )


@pytest.mark.parametrize(
    ("spelled", "unit"),
    [
        ("%Y", "Y"),
        ("%b %Y", "M"),
        ("%d.%m.%Y", 86_400_000_000),
        ("%Y-%m-%d %-I:%M %p", 60_000_000),
        ("%Y-%m-%d %H:%M:%S", 1_000_000),
        ("%Y-%m-%d %H:%M:%S.%2f", 10_000),
        ("%Y-%m-%d %H:%M:%S.%9f", 1),
    ],
)
def test_the_smallest_step_of_a_spelling(spelled, unit):
    assert spellings.resolution(spelled) == unit


def test_literal_percent_signs_and_other_words_are_kept():
    spelled = "%d%% of %Y, m=%m"
    cells = spellings.write(pd.Series(pd.to_datetime(["2024-03-05"])), spelled)
    assert cells.tolist() == ["05% of 2024, m=03"]
    assert np.array_equal(spellings.read(cells, spelled), pd.to_datetime(["2024-03-05"]))
