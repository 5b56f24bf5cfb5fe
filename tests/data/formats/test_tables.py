import hashlib

import pandas as pd
import pytest

from rnngan.config.errors import InputError
from rnngan.config.run_config import DataConfig
from rnngan.data.detection import detect
from rnngan.data.formats.tables import Table, from_frame, read_table, with_index
from rnngan.data.schema import Schema


def test_places_in_a_data_frame_are_row_numbers():
    assert Table(pd.DataFrame({"a": [1, 2]})).where(1, "a") == "the data frame:1:a"


def test_a_column_may_be_called_like_the_mark_of_a_format(read):
    assert read("PAR1,b\n1,x\n").frame.to_dict("list") == {"PAR1": ["1"], "b": ["x"]}
    assert read("ARROW1\nx\n").frame.to_dict("list") == {"ARROW1": ["x"]}
    assert read("BZh,GIF8\n1,x\n").frame.to_dict("list") == {"BZh": ["1"], "GIF8": ["x"]}


def test_what_the_settings_say_about_cells_goes_with_the_table(read, tmp_path):
    content = b"a;b\n1;x\n"
    read(content)
    config = DataConfig(na_values=("-", "?"), inf_as_missing=True)
    table = read_table(tmp_path / "table.csv", config)
    assert (table.na_values, table.inf_as_missing) == (("-", "?"), True)
    assert table.delimiter == ";"
    assert table.fingerprint == hashlib.sha256(content).hexdigest()


def test_the_index_of_a_parquet_file_is_a_column(read):
    days = pd.date_range("2024-01-01", periods=2, name="day")
    assert list(read(pd.DataFrame({"n": [1, 2]}, index=days).to_parquet()).frame) == ["day", "n"]
    assert list(read(pd.DataFrame({"n": [1, 2]}, index=[5, 6]).to_parquet()).frame) == ["n"]
    unnamed = pd.DataFrame({"n": [1, 2]}, index=days.rename(None))
    assert list(read(unnamed.to_parquet()).frame) == ["index", "n"]


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (pd.DataFrame(), "the data frame has no rows. Expected at least two."),
        (pd.DataFrame({"a": []}), "the data frame has no rows. Expected at least two."),
        (
            pd.DataFrame({"a": [1, 2], 7: [1, 2]}),
            "the data frame: column 2 is named 7. Expected text: "
            "frame.columns = frame.columns.map(str) makes it so.",
        ),
        (
            pd.DataFrame([[1, 2, 3]], columns=["a", "b", "a"]),
            "the data frame: the column name 'a' stands at positions 1, 3. "
            "Expected distinct names: rename all but one.",
        ),
        (
            pd.DataFrame({"a": [1], " ": [2]}),
            "the data frame: column 2 has no name. Name it in the header.",
        ),
        (
            pd.DataFrame({"a": [1]}, index=pd.Index(["x"], name=7)),
            "the data frame: its index is named 7. Expected text: "
            "frame.index = frame.index.rename('7') makes it so.",
        ),
        ([1, 2, 3], "Expected a pandas DataFrame. Received: list"),
    ],
)
def test_an_odd_data_frame_is_refused(frame, message):
    with pytest.raises(InputError) as caught:
        from_frame(frame)
    assert str(caught.value) == message


def test_a_data_frame_gets_row_numbers_and_is_left_as_it_was():
    frame = pd.DataFrame({"a": [1.5, 2.5]}, index=[7, 9])
    table = from_frame(frame)
    assert table.frame.index.tolist() == [0, 1]
    assert frame.index.tolist() == [7, 9]
    assert not table.text


DAYS = pd.to_datetime(["2024-01-06", "2024-01-13"])
INDEXES = {  # name -> (index, {column: name of the level})
    "datetimes": (DAYS, {"index": None}),
    "datetimes with a zone": (DAYS.tz_localize("Europe/Paris"), {"index": None}),
    "named": (DAYS.rename("week"), {"week": "week"}),
    "texts": (pd.Index(["p", "q"]), {"index": None}),
    "named integers": (pd.Index([7, 9], name="year"), {"year": "year"}),
    "a name that a column has": (DAYS.rename("n"), {"n_": "n"}),
    "levels": (
        pd.MultiIndex.from_arrays([["p", "q"], DAYS, [1, 2]], names=["who", None, None]),
        {"who": "who", "index": None, "index_": None},
    ),
}


@pytest.mark.parametrize(("index", "named"), INDEXES.values(), ids=INDEXES)
def test_an_index_that_says_something_is_a_column_and_an_index_again(index, named):
    frame = pd.DataFrame({"n": [1, 2], "x": [0.5, 1.5]}, index=index)
    table = from_frame(frame)
    assert table.index == named
    assert list(table.frame) == [*named, "n", "x"]
    assert table.frame.index.tolist() == [0, 1]
    again = with_index(table.frame, Schema(columns=(), index=named))
    pd.testing.assert_frame_equal(again, frame)


def test_periods_become_the_times_at_which_they_begin():
    months = pd.period_range("2024-01", periods=2, freq="M", name="month")
    table = from_frame(pd.DataFrame({"n": [1, 2]}, index=months))
    assert table.frame["month"].tolist() == [pd.Timestamp("2024-01-01"), pd.Timestamp("2024-02-01")]


@pytest.mark.parametrize("index", [[7, 9], range(2)])
def test_row_numbers_are_no_column(index):
    assert from_frame(pd.DataFrame({"n": [1, 2]}, index=index)).index == {}


@pytest.mark.parametrize(("name", "column"), [("co2", "co2"), (None, "value")])
def test_a_series_is_one_column(name, column):
    table = from_frame(pd.Series([1.5, 2.5], index=DAYS, name=name))
    assert table.frame[column].tolist() == [1.5, 2.5]
    assert list(table.frame) == ["index", column]


@pytest.mark.parametrize(
    ("index", "what", "name"),
    [
        (pd.timedelta_range("1D", periods=3), "its index is of dtype timedelta64[us]", "index"),
        (pd.timedelta_range("1D", periods=3, name="lag"), "its index 'lag' is of dtype", "lag"),
        (pd.interval_range(0, 3), "its index is of dtype interval[int64, right]", "index"),
    ],
)
def test_an_index_of_another_kind_is_refused_as_an_index(index, what, name):
    table = from_frame(pd.DataFrame({"x": [1, 2, 4]}, index=index))
    with pytest.raises(InputError) as caught:
        detect(table, DataConfig())
    assert str(caught.value).startswith(f"the data frame: {what}")
    assert str(caught.value).endswith(f"convert it, or leave it out with --ignore {name!r}.")
    assert detect(table, DataConfig(ignore=(name,))).names == ["x"]
