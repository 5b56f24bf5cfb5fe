import numpy as np
import pandas as pd
import pytest

from rnngan.config.errors import InputError
from rnngan.data import parsing
from rnngan.data.formats.tables import Table
from rnngan.data.schema import (
    CategoryColumn,
    ConstantColumn,
    DuplicateColumn,
    NumberColumn,
    Schema,
)


def texts(**columns):
    return Table(pd.DataFrame(columns, dtype="str"), "t.csv", text=True)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1", 1),
        (" -2.5 ", -2.5),
        ("+3", 3),
        ("1e3", 1000),
        (".5", 0.5),
        ("0.1", 0.1),
        ("9007199254740992", 2**53),
        ("1e400", np.inf),
        ("-inf", -np.inf),
    ],
)
def test_texts_that_are_numbers(cell, value):
    assert parsing.as_numbers(pd.Series([cell]))[0] == value


@pytest.mark.parametrize("cell", ["", "x", "1_000", "0x1F", "1,5", "1 2", "True", "nan", "--1"])
def test_texts_that_are_none(cell):
    assert np.isnan(parsing.as_numbers(pd.Series([cell]))[0])


def test_numbers_of_other_dtypes_become_float64():
    for cells in (
        pd.Series([1, 2], dtype="int8"),
        pd.Series([1, 2], dtype="Int64"),
        pd.Series([1.0, 2.0], dtype="float32"),
    ):
        values = parsing.as_numbers(cells)
        assert values.dtype == "float64"
        assert values.tolist() == [1, 2]


def test_missing_cells_are_counted_and_the_first_five_shown():
    table = texts(a=["1", "", "NA"], b=["nan", " ", "null"], c=["None", "1", "N/A"])
    with pytest.raises(InputError) as caught:
        parsing.refuse_missing(table, list(table.frame))
    assert str(caught.value) == (
        "7 missing values, for instance at t.csv:3:a; t.csv:4:a; t.csv:2:b; t.csv:3:b; t.csv:4:b. "
        "Expected a value in every cell: fill them, drop those rows, or leave the column out with "
        "--ignore."
    )


def test_one_missing_cell_of_a_frame_is_named():
    table = Table(pd.DataFrame({"a": [1.0, np.nan], "b": ["NA", ""]}))
    with pytest.raises(
        InputError, match=r"^1 missing value, for instance at the data frame:1:a\. "
    ):
        parsing.refuse_missing(table, list(table.frame))


def test_texts_like_missing_ones_are_values():
    parsing.refuse_missing(texts(a=["-", "?", "Nan", "NULLS", "0"]), ["a"])


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        (["1", "2", "x3"], "t.csv:4:a: 'x3' is not a number"),
        (["1", "y", "z"], "t.csv:3:a: 'y' is not a number"),
        (["1", "1e400"], "t.csv:3:a: '1e400' is infinite"),
        (["-1e200", "1"], "t.csv:2:a: '-1e200' is too large"),
    ],
)
def test_the_first_cell_that_is_no_number_is_named(cells, shown):
    with pytest.raises(InputError) as caught:
        parsing.numbers(texts(a=cells), "a")
    many, hint = "1 such cell", ""
    if "'y'" in shown:
        many, hint = "2 such cells", " Also t.csv:4:a 'z'."
    mend = {
        "not": f", pass --na-values {shown.split()[1]} if it stands for a missing value",
        "infinite": ", pass --inf-as-missing to take it for a missing value",
    }.get(shown.split()[3], "")
    assert str(caught.value) == (
        f"{shown}, and column 'a' holds numbers ({many}). Mend the cell{mend}, or leave the "
        f"column out with --ignore 'a'.{hint}"
    )


@pytest.mark.parametrize(
    ("cells", "dtype", "values", "codes"),
    [
        (pd.Series(["b", "a"]), "str", ("a", "b"), [1, 0]),
        (pd.Series(["1", "0", " 1", "1.0"]), "int64", (0, 1), [1, 0, 1, 1]),
        (pd.Series(["1", "0.0"]), "float64", (0.0, 1.0), [1, 0]),
        (pd.Series(["True", "false"]), "bool", (False, True), [1, 0]),
        (pd.Series([True, False]), "bool", (False, True), [1, 0]),
        (pd.Series([True, False], dtype="boolean"), "boolean", (False, True), [1, 0]),
        (pd.Series([1, 0], dtype="int8"), "int8", (0, 1), [1, 0]),
        (pd.Series(pd.Categorical([20, 3])), "category", (3, 20), [1, 0]),
    ],
)
def test_categories_become_codes(cells, dtype, values, codes):
    column = CategoryColumn(name="a", dtype=dtype, values=values)
    table = Table(pd.DataFrame({"a": cells}), "t.csv", text=cells.dtype == "str")
    assert column.codes(table, column.name).tolist() == codes


@pytest.mark.parametrize(
    ("cells", "values", "shown"),
    [
        (["a", "c"], ("a", "b"), "t.csv:3:x: 'c' is none of the values of 'x': a, b."),
        (["A"], ("a", "b"), "t.csv:2:x: 'A' is none of the values of 'x': a, b."),
        (["0", "0.5"], (0, 1), "t.csv:3:x: '0.5' is none of the values of 'x': 0, 1."),
        (["yes"], (False, True), "t.csv:2:x: 'yes' is none of the values of 'x': False, True."),
    ],
)
def test_a_value_that_the_schema_does_not_know_is_named(cells, values, shown):
    column = CategoryColumn(name="x", dtype="int64", values=values)
    with pytest.raises(InputError) as caught:
        column.codes(texts(x=cells), column.name)
    assert str(caught.value) == shown


def test_missing_cells_of_a_text_column():
    table = texts(a=["", " NA ", "-", "none", "nan", "0"])
    assert parsing.missing(table, "a").tolist() == [True, True, False, False, True, False]
    table.na_values = ("-", "none")
    assert parsing.missing(table, "a").tolist() == [True, True, True, True, True, False]


def test_missing_cells_of_a_frame():
    frame = pd.DataFrame({"a": [1.0, np.nan, np.inf], "b": ["", None, "NA"]})
    table = Table(frame)
    assert parsing.missing(table, "a").tolist() == [False, True, False]
    assert parsing.missing(table, "b").tolist() == [False, True, False]
    table.inf_as_missing = True
    assert parsing.missing(table, "a").tolist() == [False, True, True]


def test_infinite_texts_may_stand_for_missing_values():
    table = texts(a=["1", "inf", "-Infinity", "1e400"])
    table.inf_as_missing = True
    assert parsing.missing(table, "a").tolist() == [False, True, True, True]


@pytest.mark.parametrize(
    ("cells", "spelling"),
    [
        (["NA", "", "NA", "1"], "NA"),
        (["NA", "", "1"], ""),  # as often: the first in the alphabet
        ([" null ", "1"], "null"),
        (["1", "2"], None),
    ],
)
def test_the_spelling_of_a_missing_cell(cells, spelling):
    table = texts(a=cells)
    assert parsing.missing_spelling(table, "a", parsing.missing(table, "a")) == spelling


def test_missing_numbers_are_nan_and_signs_are_read():
    found = parsing.numbers(texts(a=["1.234,5", "NA", "-7"]), "a", ",", ".")
    assert found[[0, 2]].tolist() == [1234.5, -7.0]
    assert np.isnan(found[1])


def test_missing_categories_have_no_code():
    column = CategoryColumn(name="a", dtype="str", values=("NA", "x"), missing="")
    assert column.codes(texts(a=["x", "", "null", "NA"]), column.name).tolist() == [1, -1, -1, 0]
    nullable = Table(pd.DataFrame({"a": pd.array([True, None, False], "boolean")}))
    column = CategoryColumn(name="a", dtype="boolean", values=(False, True), missing="")
    assert column.codes(nullable, column.name).tolist() == [1, -1, 0]


def test_values_of_every_kind_of_column():
    number = NumberColumn(name="n", dtype="float64", decimal=",", minimum=0, maximum=9)
    kind = CategoryColumn(name="k", dtype="str", values=("a", "b"), missing="")
    again = DuplicateColumn(name="again", dtype="str", of="k")
    shared = DuplicateColumn(name="shared", dtype="float64", of="n")
    seven = ConstantColumn(name="seven", dtype="str", value="7")
    word = ConstantColumn(name="word", dtype="str", value="w")
    schema = Schema(columns=(number, kind, again, shared, seven, word))
    cells = {"n": ["1,5", "2"], "k": ["b", ""], "again": ["b", ""], "shared": ["1,5", "2"]}
    found = parsing.parse(texts(**cells, seven=["7", "7"], word=["w", "w"]), schema)
    assert list(found) == ["n", "k", "again", "shared", "seven"]
    assert found.fillna(-1).to_numpy().T.tolist() == [[1.5, 2], [1, -1], [1, -1], [1.5, 2], [7, 7]]


@pytest.mark.parametrize(
    ("value", "read"),
    [("7", True), (7, True), ("1e200", False), ("w", False), (True, False), ("1_000", False)],
)
def test_constants_that_are_numbers_are_read(value, read):
    assert ConstantColumn(name="x", dtype="str", value=value).is_read == read
