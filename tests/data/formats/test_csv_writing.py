import csv
import io
from functools import partial

import numpy as np
import pandas as pd
import pytest

from rnngan.data.formats.csv_writing import CsvWriter, ExcelSafeCsvWriter
from rnngan.data.formats.tables import read_table
from rnngan.data.schema import (
    CategoryColumn,
    ConstantColumn,
    DateColumn,
    DuplicateColumn,
    EmptyColumn,
    IdColumn,
    NumberColumn,
    Schema,
    SumColumn,
    TimeColumn,
)


def number(name="x", **options):
    values = {"dtype": "float64", "minimum": -9, "maximum": 9} | options
    return NumberColumn(name=name, **values)


@pytest.mark.parametrize(
    ("column", "cells", "texts"),
    [
        (number(decimals=2, style="fixed"), [1.5, -0.05, 0.0], ["1.50", "-0.05", "0.00"]),
        (number(decimals=2, style="point"), [1.0, 2.25, -3.0], ["1.0", "2.25", "-3.0"]),
        (number(decimals=2, style="shortest"), [1.0, 2.25, 0.1], ["1", "2.25", "0.1"]),
        (
            number(decimals=6, style="shortest"),
            [1e-06, 123456.654321],
            ["0.000001", "123456.654321"],
        ),
        (number(dtype="int64", decimals=0), [1, -20], ["1", "-20"]),
        (number(dtype="float32", decimals=1), np.array([0.1, 2.7], "float32"), ["0.1", "2.7"]),
        (
            number(dtype="float32", decimals=1, style="fixed"),
            np.array([0.1, 2.0], "float32"),
            ["0.1", "2.0"],
        ),
        (number(dtype="Float64", decimals=1), pd.array([0.5, 2.0], "Float64"), ["0.5", "2"]),
        (
            TimeColumn(
                name="x", dtype="float64", decimals=2, style="fixed", frequency=1.0, start=0.0
            ),
            [0.5, 1.0],
            ["0.50", "1.00"],
        ),
        (CategoryColumn(name="x", dtype="str", values=("a", "b")), ["b", "a"], ["b", "a"]),
        (
            CategoryColumn(name="x", dtype="category", values=("a", "b")),
            pd.Categorical(["b", "a"]),
            ["b", "a"],
        ),
        (IdColumn(name="x", dtype="str", count=1, prefix="C", next=1), ["C1", "C2"], ["C1", "C2"]),
    ],
)
def test_cells_are_spelled_like_the_column(as_csv, column, cells, texts):
    text = as_csv(pd.DataFrame({"x": cells}), Schema(columns=(column,)))
    assert text == "x\n" + "".join(f"{cell}\n" for cell in texts)


def test_a_duplicate_is_spelled_like_the_column_it_repeats(as_csv):
    schema = Schema(
        columns=(
            number("x", decimals=2, style="fixed"),
            DuplicateColumn(name="y", dtype="x", of="x"),
        )
    )
    assert as_csv(pd.DataFrame({"x": [0.5], "y": [0.5]}), schema) == "x,y\n0.50,0.50\n"


def test_the_header_alone_is_written_for_no_rows(as_csv):
    frame = pd.DataFrame({"sequence": [0], "a,b": [1.5], 'c "d"': [1.5]})[:0]
    schema = Schema(columns=(number("a,b"), number('c "d"', decimals=1, style="fixed")))
    assert as_csv(frame, schema) == 'sequence,"a,b","c ""d"""\n'


def test_chunks_are_appended_under_one_header():
    stream, frame = io.BytesIO(), pd.DataFrame({"sequence": [0, 1], "x": [0.5, 1.0]})
    writer = CsvWriter(stream, Schema(columns=(number(decimals=1, style="fixed"),)), frame)
    writer.write(frame[:1])
    writer.write(frame[1:])
    assert stream.getvalue() == b"sequence,x\n0,0.5\n1,1.0\n"


NASTY = (
    "a,b",
    'say "x"',
    "line\nend",
    "cr\rend",
    "=cmd()",
    "plain",
    " space ",
    "é 😀",
    "'q'",
    "a;b",
)


@pytest.mark.parametrize("text", NASTY)
def test_any_text_is_read_back_as_it_was(as_csv, text):
    schema = Schema(
        columns=(
            CategoryColumn(name="x", dtype="str", values=(text, "z")),
            ConstantColumn(name="k", dtype="str", value=text),
            IdColumn(name="i", dtype="str", count=1, prefix=text, next=0),
        )
    )
    frame = pd.DataFrame({"x": [text, "z"], "k": [text, text], "i": [f"{text}0", f"{text}1"]})
    written = as_csv(frame, schema)
    assert list(csv.reader(io.StringIO(written, newline=""))) == [
        ["x", "k", "i"],
        [text, text, f"{text}0"],
        ["z", text, f"{text}1"],
    ]


@pytest.mark.parametrize(
    "column",
    [
        CategoryColumn(name="x", dtype="str", values=("a,b", "z")),
        ConstantColumn(name="x", dtype="str", value="a,b"),
        IdColumn(name="x", dtype="str", count=1, prefix="a,b", next=0),
        TimeColumn(name="x", dtype="str", format="%d,%m", frequency="D", start="1"),
    ],
)
def test_a_comma_anywhere_in_a_column_is_quoted(as_csv, column):
    assert as_csv(pd.DataFrame({"x": ["a,b"]}), Schema(columns=(column,))) == 'x\n"a,b"\n'


def test_plain_text_is_not_quoted(as_csv):
    schema = Schema(columns=(CategoryColumn(name="x", dtype="str", values=("a b", "é")),))
    assert as_csv(pd.DataFrame({"x": ["a b", "é"]}), schema) == "x\na b\né\n"


def written(frame, *columns, delimiter=",", writer=CsvWriter):
    stream = io.BytesIO()
    writer(stream, Schema(columns=columns), frame, delimiter).write(frame)
    return stream.getvalue().decode()


EURO = {"decimal": ",", "thousands": "."}


@pytest.mark.parametrize(
    ("options", "cells", "texts"),
    [
        (EURO | {"decimals": 2, "style": "fixed"}, [1234567.5, -0.25], ["1.234.567,50", "-0,25"]),
        (EURO | {"decimals": 1}, [1234.5, 999.0], ["1.234,5", "999"]),
        (EURO | {"decimals": 1, "style": "point"}, [1234.0, 2.5], ["1.234,0", "2,5"]),
        (EURO | {"decimals": 0, "dtype": "int64"}, [-1234567, 12], ["-1.234.567", "12"]),
        ({"thousands": "'", "decimals": 4}, [1234.5678, 0.1234], ["1'234.5678", "0.1234"]),
        ({"thousands": " ", "decimals": 0}, [123456.0, 1.0], ["123 456", "1"]),
    ],
)
def test_numbers_get_the_signs_of_their_column(options, cells, texts):
    text = written(pd.DataFrame({"x": cells, "y": 0}), number(**options), delimiter=";")
    assert text == "x;y\n" + "".join(f"{cell};0\n" for cell in texts)


def test_a_sum_is_spelled_like_a_number():
    total = SumColumn(
        name="x", dtype="float64", decimals=2, style="fixed", decimal=",", minimum=0, maximum=9,
        plus=("a",),
    )  # fmt: skip
    assert written(pd.DataFrame({"x": [1.5]}), total, delimiter=";") == "x\n1,50\n"


def test_only_cells_that_hold_the_delimiter_are_quoted():
    frame = pd.DataFrame({"x": [1.5, 2.0], "k": ["a,b", "c"], "n": [1, 2]})
    columns = (
        number(decimals=1, decimal=","),
        CategoryColumn(name="k", dtype="str", values=("a,b", "c")),
    )
    assert written(frame, *columns) == 'x,k,n\n"1,5","a,b",1\n2,c,2\n'
    assert written(frame, *columns, delimiter=";") == "x;k;n\n1,5;a,b;1\n2;c;2\n"
    assert written(frame, *columns, delimiter="\t") == "x\tk\tn\n1,5\ta,b\t1\n2\tc\t2\n"


def test_a_delimiter_that_numbers_hold_is_quoted():
    frame = pd.DataFrame({"t": pd.to_datetime(["2024-01-01 10:00"]), "x": [-1.5]})
    time = TimeColumn(name="t", dtype="datetime64[us]", frequency="D", start="1")
    text = written(frame, time, number(decimals=1), delimiter="-")
    assert text == 't-x\n"2024-01-01 10:00:00.000000"-"-1.5"\n'


def category(dtype="str", values=("a",), **options):
    return CategoryColumn(name="x", dtype=dtype, values=values, **options)


def year(**options):
    return DateColumn(name="x", dtype="str", format="%Y", minimum=0, maximum=1, **options)


@pytest.mark.parametrize("missing", ["", "NA", "-", "a,b"])
@pytest.mark.parametrize(
    ("column", "cells", "text"),
    [
        (number, [1.5, np.nan], "1.5"),
        (partial(number, decimals=2, style="fixed"), [1.5, np.nan], "1.50"),
        (partial(number, decimals=9, style="fixed"), [1.5, np.nan], "1.500000000"),
        (partial(number, decimals=1, style="point"), [1.0, np.nan], "1.0"),
        (partial(number, decimals=1, style="fixed"), pd.array([1, None], "Float64"), "1.0"),
        (partial(number, dtype="Int64"), pd.array([1, None], "Int64"), "1"),
        (partial(number, dtype="Int64"), pd.array([2**60 + 1, None], "Int64"), f"{2**60 + 1}"),
        (category, ["a", None], "a"),
        (category, pd.Categorical(["a", None]), "a"),
        (partial(category, "boolean", (False, True)), pd.array([True, None], "boolean"), "true"),
        (year, ["2024", None], "2024"),
    ],
)
def test_a_missing_cell_is_spelled_as_in_the_table(column, cells, text, missing):
    frame = pd.DataFrame({"x": cells, "n": [1, 2]})
    shown = '"a,b"' if missing == "a,b" else missing
    assert written(frame, column(missing=missing)) == f"x,n\n{text},1\n{shown},2\n"
    if not missing:
        assert written(frame, column(missing=None)) == f"x,n\n{text},1\n,2\n"


@pytest.mark.parametrize("dtype", ["object", "float64", "str"])
def test_an_empty_column_comes_back_as_it_was(dtype):
    frame = pd.DataFrame({"n": [1, 2], "x": pd.Series([None, None], dtype=dtype)})
    assert written(frame, EmptyColumn(name="x", dtype=dtype)) == "n,x\n1,\n2,\n"
    assert written(frame, EmptyColumn(name="x", dtype=dtype, missing="?")) == "n,x\n1,?\n2,?\n"


def test_an_empty_cell_alone_in_its_row_is_read_back(tmp_path):
    frame = pd.DataFrame({"x": [1.5, np.nan, 2.5]})
    text = written(frame, number(missing=""))
    assert text == 'x\n1.5\n""\n2.5\n'
    (tmp_path / "x.csv").write_text(text)
    assert read_table(tmp_path / "x.csv").frame["x"].tolist() == ["1.5", "", "2.5"]


def test_long_frames_are_joined_in_parts(monkeypatch):
    monkeypatch.setattr("rnngan.data.formats.csv_writing.ROWS", 2)
    frame = pd.DataFrame({"x": [1.0, 2.0, 3.0, 4.0, 5.0]})
    assert written(frame, number()) == "x\n1\n2\n3\n4\n5\n"


def excel_safe(column, cells):
    return written(pd.DataFrame({column.name: cells}), column, writer=ExcelSafeCsvWriter)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("=1+1", "'=1+1"),
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("+a", "'+a"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", '"\'\r=1"'),
        ("=1,2", '"\'=1,2"'),
        ("-", "'-"),
        ("a=1", "a=1"),
        ("'=1", "'=1"),
        ("-5", "-5"),
        ("+1.234,50", '"+1.234,50"'),
        ("-1 234.5e-3", "-1 234.5e-3"),
        ("-5\n=1", '"\'-5\n=1"'),
    ],
)
def test_a_text_that_begins_like_a_formula_gets_a_quote_and_a_number_stays(text, expected):
    assert excel_safe(category(values=(text,)), [text]) == f"x\n{expected}\n"


@pytest.mark.parametrize(
    ("column", "cells", "expected"),
    [
        (number(decimals=1), [-1.5, 2.0], ["-1.5", "2"]),
        (
            number(decimals=2, style="fixed", decimal=",", thousands="."),
            [-1234.5, 0.0],
            ['"-1.234,50"', '"0,00"'],
        ),
        (number(missing="-"), [-0.5, None], ["-0.5", "'-"]),
        (
            number(dtype="Int64", decimals=0, missing="=NA()"),
            pd.array([-1, None], "Int64"),
            ["-1", "'=NA()"],
        ),
        (category(dtype="category"), pd.Categorical(["@a", "b"]), ["'@a", "b"]),
        (category(missing="-"), ["a", None], ["a", "'-"]),
        (category(dtype="bool"), [True, False], ["true", "false"]),
        (IdColumn(name="x", dtype="str", count=1, prefix="=p", next=1), ["=p1"], ["'=p1"]),
        (ConstantColumn(name="x", dtype="str", value="-0,5"), ["-0,5"], ['"-0,5"']),
        (ConstantColumn(name="x", dtype="str", value="=x"), ["=x"], ["'=x"]),
        (
            TimeColumn(name="x", dtype="str", format="@%Y", frequency="YS", start="@2024"),
            ["@2024"],
            ["'@2024"],
        ),
    ],
)
def test_texts_of_every_kind_are_made_safe_and_numbers_are_not_touched(column, cells, expected):
    assert excel_safe(column, cells) == "x\n" + "".join(f"{cell}\n" for cell in expected)


@pytest.mark.parametrize(("name", "expected"), [("=a", "'=a"), ("-7", "-7"), ("@a,b", '"\'@a,b"')])
def test_names_are_made_safe_too(name, expected):
    assert excel_safe(number(name, decimals=0), [-3.0]) == f"{expected}\n-3\n"


def test_without_being_asked_a_formula_is_kept_as_it_is():
    column = ConstantColumn(name="=a", dtype="str", value="=1")
    assert written(pd.DataFrame({"=a": ["=1"]}), column) == "=a\n=1\n"
