import numpy as np
import pytest
from pydantic import ValidationError

from rnngan.data.schema import (
    CategoryColumn,
    ConstantColumn,
    DateColumn,
    DuplicateColumn,
    EmptyColumn,
    IdColumn,
    IgnoredColumn,
    KeyColumn,
    NumberColumn,
    Schema,
    SumColumn,
    TimeColumn,
)

COLUMNS = (
    IdColumn(name="id", dtype="str", count=1200, prefix="C", digits=5, next=1201),
    TimeColumn(name="t", dtype="str", format="%Y-%m-%d", frequency="MS", start="2024-02-01"),
    TimeColumn(name="s", dtype="int64", frequency=2.0, regular=False, start=7.0, decimals=0),
    NumberColumn(name="n", dtype="float64", decimals=2, style="fixed", minimum=-1, maximum=2.5),
    NumberColumn(name="whole", dtype="int64", decimals=0, minimum=0, maximum=9, bounds=(0, None)),
    NumberColumn(
        name="one", dtype="float64", decimals=1, minimum=0.5, maximum=9, bounds=(None, 10)
    ),
    NumberColumn(name="free", dtype="float64", minimum=-1, maximum=1, bounds=(None, None)),
    CategoryColumn(name="c", dtype="str", values=("a", "b")),
    CategoryColumn(name="many", dtype="str", values=tuple("abcdefg")),
    CategoryColumn(name="bool", dtype="bool", values=(False, True)),
    CategoryColumn(name="int", dtype="int64", values=(0, 1)),
    CategoryColumn(name="float", dtype="float64", values=(0.0, 1.0)),
    ConstantColumn(name="k", dtype="int64", value=7),
    ConstantColumn(name="kf", dtype="float64", value=7.0),
    ConstantColumn(name="kb", dtype="bool", value=True),
    DuplicateColumn(name="d", dtype="float64", of="n"),
    TimeColumn(name="own", dtype="str", frequency="D", learned=True, start="2024-02-01"),
    NumberColumn(
        name="share",
        dtype="float64",
        decimals=2,
        minimum=0,
        maximum=1,
        bounds=(0, 2),
        values=(0.0, 0.25, 1.0),
        missing="NA",
    ),
    NumberColumn(name="up", dtype="int64", decimals=0, minimum=1, maximum=9, monotone="rising"),
    NumberColumn(name="down", dtype="int64", decimals=0, minimum=1, maximum=9, monotone="falling"),
    NumberColumn(name="age", dtype="int64", decimals=0, minimum=1, maximum=9, static=True),
    CategoryColumn(name="sex", dtype="str", values=("f", "m"), missing="", static=True),
    SumColumn(name="sum", dtype="int64", minimum=1, maximum=9, plus=("a", "b"), minus=("c",)),
    DateColumn(name="born", dtype="str", minimum=0, maximum=9, missing="", static=True),
    EmptyColumn(name="none", dtype="str"),
    KeyColumn(name="key", dtype="str", prefix="R", digits=3, next=13),
    IgnoredColumn(name="x", dtype="str"),
)
LINES = [
    "1,200 sequences; new ones from C01201",
    "step MS; generated sequences start at 2024-02-01",
    "step 2.0, with gaps; generated sequences start at 7.0",
    "-1 to 2.5, 2 decimals",
    "0 to 9, integer, generated from 0 on",
    "0.5 to 9, 1 decimal, generated up to 10",
    "-1 to 1, unrounded, generated without bounds",
    "2 values: a, b",
    "7 values: a, b, c, d, e, f, …",
    "2 values: False, True",
    "2 values: 0, 1",
    "2 values: 0.0, 1.0",
    "always 7; left out and restored",
    "always 7.0; left out and restored",
    "always True; left out and restored",
    "equals n in every row; left out and restored",
    "steps vary and are learned; generated sequences start at 2024-02-01",
    "0 to 1, 2 decimals, generated from 0 to 2, some missing, 3 different values",
    "1 to 9, integer, never falls",
    "1 to 9, integer, never rises",
    "1 to 9, integer, one a sequence",
    "2 values: f, m, some missing, one a sequence",
    "always a + b - c; left out and restored",
    "dates, some missing, one a sequence",
    "missing in every row; left out and restored",
    "unique in every row; new ones from R013",
    "left out",
]


@pytest.mark.parametrize(
    ("column", "line"),
    list(zip(COLUMNS, LINES, strict=True)),
    ids=[column.name for column in COLUMNS],
)
def test_each_column_is_described_in_one_line(column, line):
    assert column.describe() == line


def test_a_schema_comes_back_from_json_with_the_types_of_its_values():
    schema = Schema(columns=COLUMNS)
    again = Schema.model_validate_json(schema.model_dump_json())
    assert again == schema
    for name in ("c", "bool", "int", "float"):
        assert list(map(type, again[name].values)) == list(map(type, schema[name].values))
    for name, kind in (("k", int), ("kf", float), ("kb", bool)):
        assert type(again[name].value) is kind
    assert type(again["s"].frequency) is float
    assert type(again["t"].frequency) is str


def test_a_schema_lists_names_and_modelled_columns_in_order():
    schema = Schema(columns=COLUMNS)
    assert schema.names == [column.name for column in COLUMNS[:-1]]
    assert [column.name for column in schema.modelled] == [
        "n",
        "whole",
        "one",
        "free",
        "c",
        "many",
        "bool",
        "int",
        "float",
        "share",
        "up",
        "down",
        "age",
        "sex",
        "born",
    ]
    assert schema.first("time").name == "t"
    assert Schema(columns=COLUMNS[3:16]).first("time") is None


def test_the_added_sequence_column_gets_a_name_that_is_free():
    def named(*names):
        return Schema(columns=[ConstantColumn(name=n, dtype="str", value="x") for n in names])

    assert named("a").sequence_name == "sequence"
    assert named("sequence", "a").sequence_name == "sequence_"
    assert named("sequence_", "sequence").sequence_name == "sequence__"
    assert Schema(columns=[IgnoredColumn(name="sequence", dtype="str")]).sequence_name == "sequence"


@pytest.mark.parametrize(
    ("dtype", "limits"),
    [
        ("int8", (-128, 127)),
        ("uint8", (0, 255)),
        ("Int16", (-(2**15), 2**15 - 1)),
        ("int32[pyarrow]", (-(2**31), 2**31 - 1)),
        ("float32", (-np.inf, np.inf)),
        ("str", (-np.inf, np.inf)),
        ("category", (-np.inf, np.inf)),
    ],
)
def test_limits_are_those_of_integer_dtypes(dtype, limits):
    assert IgnoredColumn(name="x", dtype=dtype).limits == limits


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (CategoryColumn, {"values": ()}),
        (NumberColumn, {"minimum": 0, "maximum": 1, "values": (1.0,)}),
        (SumColumn, {"minimum": 0, "maximum": 1, "plus": ()}),
        (NumberColumn, {"minimum": 0, "maximum": 1, "decimals": 11}),
        (IdColumn, {"count": 1, "next": -1}),
        (IgnoredColumn, {"surprise": 1}),
    ],
)
def test_faulty_columns_are_refused(kind, values):
    with pytest.raises(ValidationError):
        kind(name="x", dtype="str", **values)
