import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnngan.config.errors import InputError
from rnngan.config.run_config import DataConfig
from rnngan.data.blocks import Block
from rnngan.data.columns import date
from rnngan.data.formats.tables import Table
from rnngan.data.time import spellings


def column(cells, missing=None, text=True, name="born", **settings):
    table = Table(pd.DataFrame({name: cells}), "t.csv", text=text)
    missing = np.zeros(len(cells), bool) if missing is None else np.array(missing)
    found = date.date_column(table, name, missing, "NA", DataConfig(**settings))
    return found, table, missing


def round_trip(cells, **options):
    found, table, missing = column(cells, **options)
    numbers = date.date_numbers(table, found, missing)
    return found, numbers, date.date_cells(numbers, found)


KINDS = {
    "days": (["1999-12-31", "2024-02-29"], "born", "D"),
    "German days": (["31.12.1999", "29.02.2024"], "born", "D"),
    "minutes": (["1999-12-31 23:59", "2024-02-29 00:00"], "born", "s"),
    "milliseconds": (["2024-01-01T00:00:00.125Z", "2024-01-01T00:00:00.250Z"], "born", "ms"),
    "microseconds": (["2024-01-01 00:00:00.000001", "1969-01-01 00:00:00.000000"], "born", "us"),
    "an offset": (["2024-01-01T00:00:00+01:00", "2024-07-01T10:00:00+01:00"], "born", "s"),
    "months": (["2024-01", "1969-12"], "born", "D"),
    "digits": (["20240229", "19991231"], "birth_date", "D"),
    "years": (["2024", "1999"], "year", "D"),
}


@pytest.mark.parametrize(("cells", "name", "resolution"), KINDS.values(), ids=KINDS)
def test_dates_become_numbers_and_come_back(cells, name, resolution):
    found, numbers, back = round_trip(pd.Series(cells, dtype="str"), name=name)
    assert found.resolution == resolution
    assert (found.minimum, found.maximum) == (numbers.min(), numbers.max())
    assert back.tolist() == cells


def test_days_are_counted_since_1970():
    found, numbers, _ = round_trip(pd.Series(["1970-01-02", "1969-12-31"], dtype="str"))
    assert (numbers.tolist(), found.missing) == ([1.0, -1.0], "NA")
    assert date.date_cells(np.array([1.4, -0.6]), found).tolist() == [
        "1970-01-02",
        "1969-12-31",
    ]


@pytest.mark.parametrize("zone", [None, "UTC", "Europe/Berlin"])
@pytest.mark.parametrize("start", ["2024-03-30", "2024-03-30 12:34:56", "2024-03-30 00:00:00.25"])
@pytest.mark.parametrize("unit", ["s", "us", "ns"])
def test_datetimes_keep_dtype_and_zone(start, zone, unit):
    cells = pd.Series(pd.date_range(start, periods=4, tz=zone)).astype(
        f"datetime64[{unit}]" if zone is None else f"datetime64[{unit}, {zone}]"
    )
    _, _, back = round_trip(cells, text=False)
    pd.testing.assert_series_equal(back, cells)
    cells[1] = pd.NaT
    _, numbers, back = round_trip(cells, text=False, missing=[False, True, False, False])
    assert np.isnan(numbers).tolist() == [False, True, False, False]
    pd.testing.assert_series_equal(back, cells)


def test_counted_dates_keep_their_unit():
    cells = pd.Series(["1700000000123", "1600000000000"], dtype="str")
    found, _, back = round_trip(cells, name="closed_at")
    assert (found.unit, found.resolution, back.tolist()) == (
        "ms",
        "ms",
        [1700000000123, 1600000000000],
    )
    cells[1] = "NA"
    _, _, back = round_trip(cells, name="closed_at", missing=[False, True])
    assert (str(back.dtype), back.isna().tolist()) == ("Int64", [False, True])


def test_missing_dates_stay_missing():
    cells = pd.Series(["2024-01-01", "NA", "2024-01-03"], dtype="str")
    _, numbers, back = round_trip(cells, missing=[False, True, False])
    assert np.isnan(numbers).tolist() == back.isna().tolist() == [False, True, False]
    assert back.dropna().tolist() == ["2024-01-01", "2024-01-03"]


@pytest.mark.parametrize(
    "cells", [["a", "b"], ["1.5", "2.5"], ["1700000000", "1600000000"], ["20240101", "20240102"]]
)
def test_other_columns_hold_none(cells):
    assert column(pd.Series(cells, dtype="str"))[0] is None
    assert column(pd.Series([1.5, 2.5]), text=False)[0] is None
    assert column(pd.Series(["", ""], dtype="str"), missing=[True, True])[0] is None


def made(found, *numbers):
    """Return the cells of generated numbers."""
    features = np.array(numbers, "float64").reshape(1, -1, 1)
    return found.cells({"number": (Block(name=found.name), features)}, {}).tolist()


def test_generated_dates_keep_between_the_first_and_the_last_of_the_table():
    found, _, _ = column(pd.Series(["03.01.1970", "06.01.1970"], dtype="str"))  # days 2 and 5
    assert made(found, -9, 3, 9999) == ["03.01.1970", "04.01.1970", "06.01.1970"]
    given = found.model_validate(found.model_dump() | {"bounds": ["02.01.1970", None]})
    assert given.ends == (1, None)
    assert made(given, -9, 3, 9) == ["02.01.1970", "04.01.1970", "10.01.1970"]
    assert made(found.pinned(9.0), 3) == ["10.01.1970"]


def test_bounds_that_look_like_numbers_are_read_as_dates():
    found, _, _ = column(pd.Series(["1999", "2004"], dtype="str"), name="year")
    given = found.model_validate(found.model_dump() | {"bounds": [1970, 2024]})
    assert given.ends == (0, 19723)


@pytest.mark.parametrize(
    ("bounds", "message"),
    [
        (("1970-01-09", "1970-01-02"), "bounds: 1970-01-09 is after 1970-01-02. Expected the fir"),
        (("soon", None), "'soon' is not spelled like the other times of 'born'"),
    ],
)
def test_bounds_that_are_no_dates_are_refused(bounds, message):
    found, _, _ = column(pd.Series(["1970-01-03", "1970-01-06"], dtype="str"))
    with pytest.raises(InputError) as caught:
        found.model_copy(update={"bounds": bounds}).check()
    assert message in str(caught.value)


def test_a_cell_that_is_no_date_is_named():
    cells = pd.Series(["2024-01-01", "", "2024-01-03", "soon"], dtype="str")
    with pytest.raises(InputError) as caught:
        column(cells, missing=[False, True, False, False])
    assert str(caught.value) == (
        "t.csv:5:born: 'soon' is not spelled like the other times of 'born' (%Y-%m-%d) (1 such "
        "cell). Mend the cell, or name the spelling of all with --date-format."
    )


def test_the_date_format_tells_days_from_months():
    cells = pd.Series(["01/02/2024", "02/02/2024"], dtype="str")
    with pytest.raises(InputError, match=r"can be read as %d/%m/%Y or %m/%d/%Y\. Pass"):
        column(cells)
    assert column(cells, date_format="%m/%d/%Y %H:%M")[0].format == "%m/%d/%Y"
    assert column(cells, date_format="%d/%m/%Y")[0].format == "%d/%m/%Y"


@given(
    points=st.lists(
        st.datetimes(pd.Timestamp("1800-01-01"), pd.Timestamp("2200-01-01")), min_size=2, max_size=6
    )
)
def test_microseconds_are_exact(points):
    cells = spellings.write(pd.Series(points, dtype="datetime64[us]"), "%Y-%m-%d %H:%M:%S.%6f")
    _, _, back = round_trip(cells)
    assert back.tolist() == cells.tolist()
