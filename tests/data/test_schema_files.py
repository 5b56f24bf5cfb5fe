import numpy as np
import pandas as pd
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from rnngan.config.errors import InputError
from rnngan.config.run_config import DataConfig
from rnngan.data import schema_files
from rnngan.data.detection import detect
from rnngan.data.formats.tables import from_frame
from rnngan.data.schema import CategoryColumn, NumberColumn, Schema

ODD_NAMES = ["no", "1e3", "[x]", "a: b", "~", "- a", "#x", "0x1f", "1_000", "2024-01-01", "1:30"]
ODD_NAMES += ["null", "", "=", "<<", "'", '"', "é😀", "a\nb", " x ", "08", "-.5e3", "1.", "{y}"]
ODD_NAMES += ["\x85", "\u2028x", "*a", "&b", "!c", "%d", "@e", "`f", "x" * 200, "tab\t"]


@pytest.fixture
def written(tmp_path):
    """Return a function that writes a schema file: its text, or a schema."""

    def make(content):
        text = schema_files.to_yaml(content, "x.csv") if isinstance(content, Schema) else content
        path = tmp_path / "schema.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return make


def number(name, **fields):
    shared = {"dtype": "int64", "decimals": 0, "minimum": 0, "maximum": 9} | fields
    return NumberColumn(name=name, **shared)


def table():
    rng, rows = np.random.default_rng(0), 240
    low = rng.integers(0, 50, rows)
    return pd.DataFrame(
        {
            "user": np.repeat([f"u{i:02d}" for i in range(12)], 20),
            "day": np.tile(pd.date_range("2024-01-01", periods=20), 12),
            "age": np.repeat(rng.integers(20, 60, 12), 20),
            "low": low,
            "high": low + rng.integers(0, 9, rows),
            "share": np.where(rng.random(rows) < 0.2, np.nan, rng.integers(0, 101, rows) / 100),
            "grade": rng.choice([1.0, 2.5, 7.0], rows),
            "meter": np.tile(np.arange(20) * 3, 12),
            "mood": rng.choice(["no", "1e3", "yes: sir"], rows),
            "flag": rng.choice([True, False], rows),
            "seen": pd.to_datetime("2023-05-01") + pd.to_timedelta(rng.integers(0, 99, rows), "D"),
            "same": 7,
            "again": low,
            "none": np.nan,
        }
    )


def test_a_written_schema_reads_the_table_as_before(written):
    found = from_frame(table())
    schema = detect(found, DataConfig())
    assert schema.constraints == ("high >= low",)
    wanted, constraints = schema_files.read(written(schema))
    config = DataConfig(constraints=constraints, detect_constraints=False)
    assert detect(from_frame(table()), config, wanted) == schema


def test_a_csv_is_read_as_before(written, read):
    content = "id;t;a;b;c\nu1;01.02.2024 10:00;1.234,50;NA;x\nu1;01.02.2024 11:00;2,00;0;y, z\n"
    content += "u2;13.02.2024 10:00;7,25;1;y, z\nu2;13.02.2024 12:00;9,00;0;x\n"
    schema = detect(read(content), DataConfig())
    wanted, _ = schema_files.read(written(schema))
    assert wanted["a"]["decimal"] == ","
    assert detect(read(content), DataConfig(), wanted) == schema


def test_what_is_written_is_easy_to_read():
    column = CategoryColumn(name="k", dtype="str", values=("a", "no"), missing="")
    text = schema_files.to_yaml(Schema(columns=(number("x"), column)), "x.csv")
    assert text.startswith("# What rnngan found in x.csv. Edit it and train with: rnngan train")
    assert "- name: k\n  kind: category\n  values: [a, 'no']\n  missing: ''\n" in text
    assert "dtype" not in text
    assert "static" not in text


def test_a_source_of_several_lines_stays_a_comment(written):
    text = schema_files.to_yaml(Schema(columns=(number("x"),)), "x\nname: y")
    assert list(schema_files.read(written(text))[0]) == ["x"]


@pytest.mark.parametrize("name", ODD_NAMES)
def test_odd_names_and_values_come_back(written, name):
    kinds = CategoryColumn(name=name, dtype="str", values=(name, "z"), missing=name)
    constraint = f'"{name}" >= 0'
    schema = Schema(columns=(kinds,), constraints=(constraint,))
    wanted, constraints = schema_files.read(written(schema))
    assert wanted == {name: {"kind": "category", "values": [name, "z"], "missing": name}}
    assert constraints == (constraint,)


@given(st.lists(st.text(max_size=8), min_size=1, max_size=3, unique=True))
@settings(deadline=None)
def test_any_texts_come_back(tmp_path_factory, texts):
    try:
        "".join(texts).encode()
    except UnicodeEncodeError:
        return
    column = CategoryColumn(name="k", dtype="str", values=tuple(texts))
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_text(schema_files.to_yaml(Schema(columns=(column,)), "x"), "utf-8", newline="")
    assert schema_files.read(path)[0]["k"]["values"] == texts


def test_numbers_and_truth_keep_their_types(written):
    column = CategoryColumn(name="b", dtype="bool", values=(False, True))
    small = number("n", dtype="float64", decimals=None, minimum=1e-7, maximum=1e20)
    wanted, _ = schema_files.read(written(Schema(columns=(column, small))))
    assert wanted["b"]["values"] == [False, True]
    assert (wanted["n"]["minimum"], wanted["n"]["maximum"]) == (1e-7, 1e20)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("colums: []\n", "expected the lists `columns` and `constraints`"),
        ("columns: []\nseed: 3\n", "Unknown: seed."),
        ("columns: {x: 1}\n", "expected the lists `columns` and `constraints`"),
        ("columns: [x]\n", "column 1 has no name. Expected `- name: price`."),
        ("columns: [{name: x}, {kind: number}]\n", "column 2 has no name"),
        ("columns: [{name: x}, {name: x}]\n", "the column 'x' comes twice"),
        ("columns: [{name: 1e3}]\n", "column 1 has no name"),
        ("columns: [{name: x\n", "not readable as settings"),
        ("- x\n", "expected a map of settings"),
    ],
)
def test_a_file_that_is_no_schema_is_refused(written, content, message):
    with pytest.raises(InputError) as caught:
        schema_files.read(written(content))
    assert message in str(caught.value)


def test_an_empty_list_is_no_demand(written):
    assert schema_files.read(written("columns:\nconstraints:\n")) == ({}, ())


def test_fields_change_a_column_and_wrong_ones_are_refused():
    column = number("x")
    assert schema_files.edited(column, {}) == column
    assert schema_files.edited(column, {"bounds": [None, 20], "static": True}).ends == (None, 20)
    assert schema_files.edited(column, {"kind": "category", "values": ["a"]}) == column
    assert schema_files.edited(column, {"bounds": [0, 20]}, names=("static",)) == column
    for fields, message in (
        ({"bound": 3}, "column 'x' has no field 'bound'; did you mean bounds?"),
        ({"upper": 3}, "column 'x' has no field 'upper'; known: bounds, "),
        ({"bounds": [0, "high"]}, "column 'x': bounds.1: Input should be a valid number"),
        ({"bounds": [5, 1]}, "column 'x': : Value error, the lower bound 5 is over the upper"),
    ):
        with pytest.raises(InputError) as caught:
            schema_files.edited(column, fields)
        assert message in str(caught.value)


def test_a_file_is_plain_yaml():
    """Other programs read it too, if they know that 1e3 is a text when it stands in quotes."""
    text = schema_files.to_yaml(Schema(columns=(number("1e3"), number("no"))), "x")
    assert [column["name"] for column in yaml.safe_load(text)["columns"]] == ["1e3", "no"]
