import re

import numpy as np
import pandas as pd
import pytest

from rnngan.config.errors import ConfigError, InputError
from rnngan.config.run_config import DataConfig
from rnngan.data.columns.category import MOST_CATEGORIES
from rnngan.data.detection import detect
from rnngan.data.formats.tables import from_frame
from rnngan.data.schema import CategoryColumn, ConstantColumn, EmptyColumn, NumberColumn


@pytest.mark.parametrize(
    ("cells", "dtype", "decimals", "style"),
    [
        (["1", "25", "-3"], "int64", 0, "shortest"),
        (["1.50", "2.25", "-0.05"], "float64", 2, "fixed"),
        (["1.0", "2.0", "3.0"], "float64", 1, "fixed"),
        (["1.0", "2.5", "3.25"], "float64", 2, "point"),
        (["1", "2.5", "3.25"], "float64", 2, "shortest"),
        (["1e-05", "1.0", "2.5"], "float64", 5, "point"),
        (["1e3", "2e3", "5"], "int64", 0, "shortest"),
        (["0.123456789012", "0.5", "1"], "float64", None, "shortest"),
        ([" 1.5", "2.5 ", "3.5"], "float64", 1, "fixed"),
        (["-9007199254740991", "1", "2"], "int64", 0, "shortest"),
        (["1.5e20", "2", "3"], "float64", 0, "shortest"),
    ],
)
def test_text_numbers_keep_their_decimals_and_their_style(column, cells, dtype, decimals, style):
    values = [float(cell) for cell in cells]
    assert column(*cells) == NumberColumn(
        name="x",
        dtype=dtype,
        decimals=decimals,
        style=style,
        minimum=min(values),
        maximum=max(values),
    )


@pytest.mark.parametrize(
    ("cells", "dtype", "values"),
    [
        (["no", "yes", "no"], "str", ("no", "yes")),
        (["True", "False", "True"], "str", ("False", "True")),
        (["0", "1", "0"], "int64", (0, 1)),
        (["0.0", "1", "1.0"], "str", ("0.0", "1", "1.0")),
        (["0.0", "1.0"], "str", ("0.0", "1.0")),
        (["00123", "00124", "00123"], "str", ("00123", "00124")),
        (["12345678901234567890", "12345678901234567891"], "str", None),
        (["9007199254740993", "1", "2"], "str", ("1", "2", "9007199254740993")),
        (["1", "x", "y"], "str", ("1", "x", "y")),
        ([" x", "x", "X"], "str", (" x", "X", "x")),
    ],
)
def test_text_values_become_categories_in_their_spelling(column, cells, dtype, values):
    values = tuple(sorted(cells)) if values is None else values
    assert column(*cells) == CategoryColumn(name="x", dtype=dtype, values=values)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (np.array([1, 2, 30], "int32"), ("int32", 0, 1, 30)),
        (np.array([1.5, 2, 3]), ("float64", 1, 1.5, 3)),
        (np.array([0.1, 0.25, 3], "float32"), ("float32", 2, np.float32(0.1), 3)),
        (pd.array([1, 2, 3], "Int64"), ("Int64", 0, 1, 3)),
        (pd.array([1.5, 2.25, 3], "Float64"), ("Float64", 2, 1.5, 3)),
        ([1 / 3, 0.5, 1], ("float64", None, 1 / 3, 1)),
    ],
)
def test_frame_numbers_keep_dtype_and_decimals(cells, expected, of_frame):
    found = of_frame(cells)
    assert (found.dtype, found.decimals, found.minimum, found.maximum) == expected
    assert found.style == "shortest"


@pytest.mark.parametrize(
    ("cells", "dtype", "values"),
    [
        ([True, False, True], "bool", (False, True)),
        (np.array([2**53, 7, 2**60 + 1]), "int64", (7, 2**53, 2**60 + 1)),  # a float64 skips some
        (pd.array([True, False, True], "boolean"), "boolean", (False, True)),
        (np.array([0, 1, 0], "int8"), "int8", (0, 1)),
        (pd.array([0, 1, 0], "Int8"), "Int8", (0, 1)),
        ([0.0, 1.0, 0.0], "float64", (0.0, 1.0)),
        (["b", "a", "b"], "str", ("a", "b")),
        (pd.Series(["b", "a", "b"], dtype=object), "object", ("a", "b")),
        (pd.Categorical(["b", "a", "b"]), "category", ("a", "b")),
        (pd.Categorical([20, 3, 20]), "category", (3, 20)),
        (pd.Categorical([True, False, True]), "category", (False, True)),
    ],
)
def test_frame_categories_keep_dtype_and_values(cells, dtype, values, of_frame):
    found = of_frame(cells)
    assert found == CategoryColumn(name="x", dtype=dtype, values=values)
    assert [type(value) for value in found.values] == [type(value) for value in values]


def test_constants_keep_their_value_and_type(column, of_frame):
    assert column("7.0", "7.0") == ConstantColumn(name="x", dtype="str", value="7.0")
    for cells, dtype, value in [
        (np.array([7, 7], "int32"), "int32", 7),
        ([1.5, 1.5], "float64", 1.5),
        ([True, True], "bool", True),
        (["k", "k"], "str", "k"),
        (pd.Categorical(["k", "k"]), "category", "k"),
    ]:
        found = of_frame(cells)
        assert found == ConstantColumn(name="x", dtype=dtype, value=value)
        assert type(found.value) is type(value)


def test_so_many_texts_are_categories_and_one_more_is_refused(column):
    texts = [f"t{i:03d}" for i in range(MOST_CATEGORIES + 1)]
    assert len(column(*texts[:-1]).values) == 256
    with pytest.raises(InputError) as caught:
        column(*texts)
    assert str(caught.value) == (
        "table.csv: column 'x' has 257 different texts, such as 't000'. It looks like an id or "
        "free text: pass --ignore 'x', or --id-column 'x' if it tells sequences apart, or "
        "--kind 'x=category' to keep them all (up to 5,000), or --kind 'x=key' to invent new "
        "ones. Times are read in forms such as "
        "2024-02-13 and 2024-02-13 18:30:00."
    )


@pytest.mark.parametrize("spelling", ["", "NA", "null"])
def test_a_column_without_any_value_is_empty(column, spelling):
    assert column(spelling, spelling) == EmptyColumn(name="x", dtype="str", missing=spelling)


def test_a_column_of_a_frame_without_any_value_is_empty(of_frame):
    for cells in ([np.nan, np.nan], pd.array([None, None], "Int8"), pd.to_datetime([None, None])):
        found = of_frame(cells)
        assert found == EmptyColumn(name="x", dtype=str(pd.Series(cells).dtype), missing="")


def test_a_constant_with_missing_values_is_there_or_not(column, of_frame):
    found = CategoryColumn(name="x", dtype="str", values=("5",), missing="NA")
    assert column("5", "NA", "5") == found
    found = CategoryColumn(name="x", dtype="float64", values=(5.0,), missing="")
    assert of_frame([5.0, np.nan]) == found


@pytest.mark.parametrize("missing", ["interpolate", "drop"])
def test_a_constant_with_missing_values_that_are_filled_in_stays_one(column, missing):
    assert column("5", "", "5", missing=missing).kind == "constant"


def test_a_datetime_that_never_changes_is_a_constant_and_may_be_missing():
    day = pd.Timestamp("2024-01-01")
    frame = pd.DataFrame({"n": [1, 2, 4], "x": [day] * 3, "y": [day, pd.NaT, day]})
    schema = detect(from_frame(frame.astype({"x": "M8[s]", "y": "M8[s]"})), DataConfig())
    value = "2024-01-01 00:00:00"
    assert schema["x"] == ConstantColumn(name="x", dtype="datetime64[s]", value=value)
    assert (schema["y"].kind, schema["y"].missing, schema["y"].minimum) == ("date", "", 19723.0)


@pytest.mark.parametrize(
    ("cells", "values", "missing"),
    [
        (["0", "1", "", "1"], (0, 1), ""),
        (["yes", "NA", "no", "no"], ("no", "yes"), "NA"),
        (["True", "", "False", ""], ("False", "True"), ""),
        (["0.0", "1.0", ""], ("0.0", "1.0"), ""),
    ],
)
def test_categories_with_missing_values(column, cells, values, missing):
    dtype = "Int64" if values == (0, 1) else "str"
    expected = CategoryColumn(name="x", dtype=dtype, values=values, missing=missing)
    assert column(*cells) == expected


def test_booleans_of_a_frame_with_missing_values(of_frame):
    found = of_frame(pd.array([True, None, False], "boolean"))
    expected = CategoryColumn(name="x", dtype="boolean", values=(False, True), missing="")
    assert found == expected


def test_whole_numbers_with_missing_values_are_nullable(column, of_frame):
    assert (column("1", "NA", "3").dtype, column("1", "NA", "3").missing) == ("Int64", "NA")
    assert column("1.5", "", "3").dtype == "float64"
    assert column("1", "", "3", missing="interpolate").dtype == "int64"
    assert of_frame([1.0, np.nan, 3.0]).dtype == "float64"


def test_the_most_common_spelling_of_a_missing_value_is_kept(column):
    assert column("1", "", "NA", "2", "NA").missing == "NA"


def test_few_values_in_many_rows_are_kept(column):
    """Three values in sixty rows are twenty rows each; in 59 rows they are fewer."""
    cells = ["0.5", "2.5", "7.0"] * 20
    assert column(*cells).values == (0.5, 2.5, 7.0)
    assert column(*cells[:-1]).values is None


def in_series(cells, ids, **data):
    frame = pd.DataFrame({"who": ids, "n": range(len(ids)), "x": cells})
    return detect(from_frame(frame), DataConfig(id_column="who", **data))["x"]


@pytest.mark.parametrize(
    ("cells", "static"),
    [
        ([3, 3, 5, 5, 9, 9], True),
        ([3, 3, 5, 5, 9, 8], False),
        (["a", "a", "b", "b", "b", "b"], True),
        (["a", "b", "b", "b", "b", "b"], False),
        ([np.nan, np.nan, 5, 5, 9, 9], True),
        ([3, np.nan, 5, 5, 9, 9], False),
        (pd.to_datetime(["2024"] * 2 + ["2025"] * 4), True),
    ],
)
def test_one_value_a_sequence_is_static(cells, static):
    assert in_series(cells, list("aabbcc")).static == static


def test_a_row_for_each_id_or_a_single_id_makes_nothing_static(of_frame):
    assert not in_series([3, 4, 5], list("abc")).static
    assert not of_frame([3, 4, 5]).static


@pytest.mark.parametrize(
    ("cells", "monotone"),
    [
        (range(11), "rising"),
        ([0, *range(10)], None),  # nine moves may be chance
        ([*range(11), 9], None),
        (range(20, 0, -1), "falling"),
        ([0, 0, *range(11), 11], "rising"),
        ([*range(11), np.nan], "rising"),
    ],
)
def test_counters(cells, monotone, of_frame):
    found = of_frame([float(cell) for cell in cells])
    assert (found.monotone, found.values) == (monotone, None)


def test_a_counter_may_start_anew_in_each_series_and_rows_are_read_in_order():
    cells, ids = [*range(6), *range(3, 9)], list("aaaaaabbbbbb")
    assert in_series(cells, ids).monotone == "rising"
    assert in_series([5, *range(5), *range(3, 9)], ids).monotone is None
    frame = pd.DataFrame({"t": [3, 1, 2, *range(4, 14)], "x": [30, 10, 20, *range(40, 50)]})
    assert detect(from_frame(frame), DataConfig(time_column="t"))["x"].monotone == "rising"
    assert detect(from_frame(frame), DataConfig(ignore=("t",)))["x"].monotone is None


def wanted(read, cells, **fields):
    rows = "".join(f"{i},{cell}\n" for i, cell in enumerate(cells))
    return detect(read("row,x\n" + rows), DataConfig(), {"x": fields})["x"]


def test_a_schema_file_forces_a_kind(read):
    assert wanted(read, ["0", "1", "1"], kind="number").decimals == 0
    assert wanted(read, ["3", "5", "3"], kind="category").values == ("3", "5")
    assert wanted(read, ["0", "1", "1"], kind="category").values == (0, 1)
    assert wanted(read, ["00123", "00124"], kind="number").minimum == 123
    assert wanted(read, ["2024-01-05", "2024-01-09"], kind="category").kind == "category"
    assert wanted(read, ["2024-01-05", "2024-01-09"], kind="date").kind == "date"


def test_a_schema_file_gives_fields(read):
    found = wanted(read, ["1.5", "2.5", "9.5"], kind="number", bounds=[1, 20.5])
    assert (found.ends, found.minimum, found.maximum) == ((1, 20.5), 1.5, 9.5)
    assert wanted(read, ["1.5", "2.5", "9.5"], kind="number").ends == (1.5, 9.5)


@pytest.mark.parametrize(
    ("fields", "error", "message"),
    [
        ({"kind": "nmuber"}, ConfigError, "schema: column 'x' can't be made a nmuber column"),
        ({"kind": "number"}, InputError, "column 'x' holds no numbers, as was asked for"),
        ({"kind": "date"}, InputError, "column 'x' holds no dates, as was asked for"),
        ({"colour": 1}, InputError, "schema: column 'x' has no field 'colour'"),
        ({"statik": True}, InputError, "has no field 'statik'; did you mean static"),
        ({"static": "sometimes"}, InputError, "schema: column 'x': static: Input should be a val"),
    ],
)
def test_a_schema_file_that_does_not_fit_is_refused(read, fields, error, message):
    with pytest.raises(error, match=re.escape(message)):
        wanted(read, ["a", "b", "a"], **fields)


@pytest.mark.parametrize("when", [["2024", "2025", "2024"], ["2024", None, "2024"]])
def test_datetimes_can_not_be_categories_and_their_texts_can(when):
    frame = pd.DataFrame({"x": [1, 2, 4], "d": pd.to_datetime(when)})
    config = DataConfig(kinds=("d=category",))
    with pytest.raises(InputError) as caught:
        detect(from_frame(frame), config)
    assert str(caught.value) == (
        "the data frame: column 'd' holds datetimes, which can't be categories. Make texts of "
        "them: frame['d'] = frame['d'].astype(str)."
    )
    frame["d"] = frame["d"].astype(str)
    assert detect(from_frame(frame), config)["d"].kind == "category"
