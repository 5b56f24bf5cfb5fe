"""Tables of other tools: which match, and all that does not."""

import io

import numpy as np
import pandas as pd
import pytest

from rnngan.config.errors import InputError
from rnngan.config.run_config import RunConfig
from rnngan.data.dataset import prepare
from rnngan.data.formats.tables import Table, read_table
from rnngan.evaluation.common_columns import matched
from rnngan.evaluation.encoding import rows_of

REAL = pd.DataFrame(
    {
        "who": np.repeat(["a", "b", "c"], 4),
        "day": [str(day)[:10] for day in np.tile(pd.date_range("2024-01-01", periods=4), 3)],
        "level": [f"{n / 4:.2f}" for n in range(12)],
        "count": [str(n * n) for n in range(12)],
        "kind": ["1", "2", "3", "1"] * 3,
        "flag": ["true", "false", "false", "true"] * 3,
        "note": ["always"] * 12,
    }
)
SETTINGS = RunConfig(
    data={"window": 2, "holdout": 0, "id_column": "who", "kinds": ("kind=category",)}
)


@pytest.fixture(scope="module")
def schema():
    return prepare(Table(REAL.copy(), "real.csv", text=True), SETTINGS).schema


def other(frame, text=True):
    return Table(frame, "other.csv", text=text)


def refusal(frame, schema, **options):
    with pytest.raises(InputError) as raised:
        matched(other(frame, **options), "real.csv", schema)
    return str(raised.value)


def values(table, schema):
    return rows_of(table, schema, SETTINGS.data).values


def test_a_table_that_matches_has_nothing_to_say(schema):
    table, notices = matched(other(REAL[::-1]), "real.csv", schema)
    assert notices == []
    assert len(values(table, schema)) == 12


def test_columns_that_need_not_match(schema):
    """What is the same in every row and no number is not compared; ids may be a `sequence`."""
    frame = REAL.drop(columns=["note", "who", "day"]).assign(sequence=REAL["who"], more="x")
    _, notices = matched(other(frame), "real.csv", schema)
    assert notices == [
        "other.csv: left out, for real.csv has no such column: 'more'",
        "other.csv has no column 'day': its rows are taken in the order in which they stand, and "
        "nothing is said of hours, weekdays, months and steps of time",
    ]


def test_all_that_does_not_match_is_said_at_once(schema):
    frame = REAL.drop(columns=["level", "who"]).assign(
        Level=REAL["level"],
        count=["3"] * 11 + ["many"],
        kind=["1"] * 11 + ["7"],
        day=["yesterday", *REAL["day"].tolist()[1:]],
    )
    message = refusal(frame, schema)
    first, *faults, last = message.splitlines()
    assert first == "other.csv does not match real.csv in 6 ways:"
    assert faults[0] == "- it has no column 'level'"
    assert faults[1].startswith("- it has no column 'who', which distinguishes the series")
    assert faults[2].startswith("- other.csv:13:count: 'many' is not a number")
    assert faults[3] == "- other.csv:13:kind: '7' is none of the values of 'kind': 1, 2, 3."
    assert faults[4].startswith("- other.csv:2:day: 'yesterday' is not spelled like")
    assert faults[5] == "- real.csv has no column 'Level'"
    assert last == "Expected the columns of real.csv: who, day, level, count, kind, flag, note."


def test_one_fault_is_one_way(schema):
    assert "does not match real.csv in one way:\n" in refusal(REAL.drop(columns="count"), schema)


def test_categories_as_other_tools_spell_them(schema):
    """pandas writes whole numbers beside missing ones as 1.0, and truth as True."""
    spelled = REAL.assign(kind=REAL["kind"] + ".0", flag=REAL["flag"].str.capitalize())
    expected = values(other(REAL.copy()), schema)
    table, _ = matched(other(spelled), "real.csv", schema)
    pd.testing.assert_frame_equal(values(table, schema), expected)


@pytest.mark.parametrize("kind", ["int64", "float64", "category"])
def test_typed_tables_are_compared_with_texts(schema, kind):
    typed = REAL.assign(
        day=pd.to_datetime(REAL["day"]),
        level=REAL["level"].astype("float64"),
        count=REAL["count"].astype("int64"),
        kind=REAL["kind"].astype("float64").astype(kind),
        flag=REAL["flag"] == "true",
    )
    table, _ = matched(other(typed, text=False), "real.csv", schema)
    pd.testing.assert_frame_equal(values(table, schema), values(other(REAL.copy()), schema))


def test_texts_are_compared_with_a_typed_table():
    typed = pd.DataFrame({"x": [1.5, 2.5, 3.5, 4.5], "b": [True, False, True, False]})
    schema = prepare(typed, RunConfig(data={"window": 2, "holdout": 0})).schema
    text = read_table_of("x,b,extra\n1.5,TRUE,\n2,0,\n")
    with pytest.raises(InputError, match="'0' is none of the values of 'b': False, True"):
        matched(text, "real.parquet", schema)
    text = read_table_of("x,b\n1.5,TRUE\n2,false\n")
    table, _ = matched(text, "real.parquet", schema)
    assert rows_of(table, schema, SETTINGS.data).values["b"].tolist() == [1, 0]


def read_table_of(text):
    return Table(pd.read_csv(io.StringIO(text), dtype="str", keep_default_na=False), text=True)


def test_spellings_that_could_be_two_values_are_refused():
    frame = pd.DataFrame({"c": ["a", "A", "b", "b"]})
    schema = prepare(frame, RunConfig(data={"window": 2, "holdout": 0})).schema
    table = Table(frame.assign(c=["a", "A", "B", "b"]))
    assert matched(table, "real", schema)[0].frame["c"].tolist() == ["a", "A", "b", "b"]
    with pytest.raises(InputError, match="' a' is none of the values"):
        matched(Table(frame.assign(c=["a", " a", "b", "b"])), "real", schema)


def test_missing_cells_stay_missing(schema):
    frame = REAL.assign(kind=["", "1.0", "NA", "2.0"] * 3)
    table, _ = matched(other(frame), "real.csv", schema)
    assert values(table, schema)["kind"].isna().sum() == 6


def test_a_file_of_any_format_matches(schema, tmp_path):
    path = tmp_path / "other.parquet"
    REAL.assign(kind=REAL["kind"].astype("int64")).to_parquet(path, index=False)
    table, notices = matched(read_table(path), "real.csv", schema)
    assert notices == []
    assert set(values(table, schema)["kind"]) == {0, 1, 2}
