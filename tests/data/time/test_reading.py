"""How a column of dates or times is recognised, and which of its cells don't fit."""

import pandas as pd
import pytest

from rnngan.config.errors import InputError
from rnngan.config.run_config import DataConfig
from rnngan.data.formats.tables import Table
from rnngan.data.schema import DateColumn
from rnngan.data.time.reading import checked, epoch, instants, recognise, spelled_zone, texts


def of_texts(*cells, name="day", config=None, named=None):
    table = Table(pd.DataFrame({name: pd.Series(cells, dtype="str")}), "t.csv", text=True)
    return recognise(table, name, table.frame[name], config or DataConfig(), named)


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        (("2024-01-31", "2024-02-01"), {"format": "%Y-%m-%d"}),
        (("31/01/2024", "01/02/2024"), {"format": "%d/%m/%Y"}),
        (("2024-01-31T08:00Z",), {"format": "%Y-%m-%dT%H:%MZ", "zone": "UTC"}),
        (("1706659200", "1706745600"), {"dtype": "int64", "unit": "s", "style": "shortest"}),
        (("1706659200.0",), {"dtype": "float64", "unit": "s", "style": "point"}),
    ],
)
def test_a_spelling_is_recognised(cells, found):
    assert of_texts(*cells) == {"dtype": "str"} | found


def test_texts_and_numbers_of_another_name_are_no_dates():
    assert of_texts("a", "b") is None
    assert of_texts("20240131", name="stock") is None
    assert of_texts("20240131", name="stock", named=True)["format"] == "%Y%m%d"
    assert of_texts("1706659200", name="count") is None


def test_days_and_months_that_may_be_either_are_refused_unless_said():
    with pytest.raises(InputError, match=r"^t\.csv: dates such as '01/02/2024' in 'day' can be"):
        of_texts("01/02/2024", "03/04/2024")
    config = DataConfig(date_format="%d/%m/%Y")
    assert of_texts("01/02/2024", config=config)["format"] == "%d/%m/%Y"


def test_datetimes_keep_their_zone():
    for zone in (None, "Europe/Berlin"):
        cells = pd.Series(pd.date_range("2024-01-01", periods=2, tz=zone))
        found = recognise(Table(pd.DataFrame({"x": cells})), "x", cells, DataConfig())
        assert found == {"dtype": str(cells.dtype), "zone": zone}


def test_one_offset_of_all_cells_is_kept_and_several_become_utc():
    spelled = "%Y-%m-%dT%H:%M%:z"
    one, two = "2024-01-01T00:00+01:00", "2024-07-01T00:00+02:00"
    assert spelled_zone(pd.Series([one, one]), spelled)["zone"] == "+01:00"
    assert spelled_zone(pd.Series([one, two]), spelled)["zone"] == "UTC"
    assert spelled_zone(pd.Series(["2024"]), "%Y") == {"format": "%Y"}


@pytest.mark.parametrize(
    ("spelled", "what"),
    [
        ("%d/%m", "comes without a year, %Y or %y"),
        ("%d/%d/%Y", "has a sign twice"),
        ("%Y-%Q", "has the sign %Q, which is not known"),
    ],
)
def test_a_format_that_reads_no_date_is_refused(spelled, what):
    with pytest.raises(InputError, match=f"^--date-format '{spelled}' {what}"):
        checked(spelled)
    assert checked("%d/%m/%Y") == "%d/%m/%Y"


def test_only_texts_and_numbers_have_texts():
    assert texts(pd.Series([20240131.0, 20240201.0])).tolist() == ["20240131", "20240201"]
    assert texts(pd.Series([True, False])) is None
    assert texts(pd.Series(pd.date_range("2024", periods=2))) is None


@pytest.mark.parametrize(
    ("cell", "unit"),
    [
        ("1704067200", "s"), ("1704067200000", "ms"), ("1704067200000000", "us"),
        ("1704067200000000000", "ns"), ("1704067200.0", "s"), ("17", None), ("-1704067200", None),
        ("1704067200.5", None),
    ],
)  # fmt: skip
def test_the_unit_of_a_count_since_1970_follows_from_its_range(cell, unit):
    assert epoch(pd.Series([cell])) == unit


def test_cells_become_instants_or_are_named():
    column = DateColumn(name="day", dtype="str", format="%d.%m.%Y", minimum=0, maximum=1)
    cells = pd.Series(["31.01.2024", "1.2.2024"], index=[4, 7], dtype="str")
    table = Table(pd.DataFrame({"day": [""] * 9}), "t.csv", text=True)
    found = instants(table, column, pd.Series(["31.01.2024", "01.02.2024"], dtype="str"))
    assert found.tolist() == [pd.Timestamp("2024-01-31"), pd.Timestamp("2024-02-01")]
    with pytest.raises(InputError, match=r"'soon' is not spelled like the other times of 'day'"):
        instants(table, column, cells.replace("1.2.2024", "soon"))
    with pytest.raises(InputError, match=r"the time is missing \(1 such cell\)"):
        instants(table, column, cells.replace("1.2.2024", " "))


def test_counts_since_1970_become_instants():
    column = DateColumn(name="at", dtype="int64", unit="ms", minimum=0, maximum=1)
    found = instants(Table(pd.DataFrame()), column, pd.Series([0, 1500]))
    assert found.tolist() == [pd.Timestamp("1970-01-01"), pd.Timestamp("1970-01-01T00:00:01.5")]
