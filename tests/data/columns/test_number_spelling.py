import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnngan.config.errors import InputError
from rnngan.data.columns import number_spelling as numbers


def texts(*cells):
    return pd.Series(list(cells), dtype="str")


@pytest.mark.parametrize(
    ("cells", "signs"),
    [
        (["1", "-2", "+3.5", ".5", "5.", "1e5", "1E-3"], (".", "")),
        (["1.234", "2.345"], (".", "")),  # decimal points are the rule
        (["1.234", "12345"], (".", "")),
        (["1.5", "1,234"], (".", ",")),
        (["1,234", "12"], (".", ",")),
        (["1,234", "999.5"], (".", ",")),
        (["1,234", "1,234,567"], (".", ",")),
        (["1,234.5", "2"], (".", ",")),
        (["1,5", "2"], (",", "")),
        (["1,234", "1,5"], (",", "")),
        (["1,234", "0,123"], (",", "")),
        (["1,234", "1234,567"], (",", "")),
        (["1.234,5", "2"], (",", ".")),
        (["1.234", "1.234.567"], (",", ".")),
        (["1 234,5", "7"], (",", " ")),
        (["1\u00a0234,5", "1\u202f234"], (",", " ")),
        (["1 234.5"], (".", " ")),
        (["1'234.5"], (".", "'")),
        (["1'234,5"], (",", "'")),
        (["inf", "1e400", "-Infinity"], (".", "")),
        (["1.5", None, np.nan, "2.5"], (".", "")),
        (["1", "x"], (".", "")),  # half of the cells: the other is a fault
        (["1,5", "x"], (",", "")),
        (["1", "x", "y"], None),
        (["a", "b"], None),
        (["1,23,4", "12,34"], (",", "")),
        (["1,23,4"], None),
        (["0x10", "1_000"], None),
        (["2024-01-01"], None),
        (["10:20"], None),
        ([None], None),
        ([], None),
    ],
)
def test_the_signs_of_a_column_are_found_from_all_its_cells(cells, signs):
    assert numbers.signs(texts(*cells)) == signs


@pytest.mark.parametrize(
    ("cells", "decimal", "signs"),
    [
        (["1,234"], ".", (".", ",")),
        (["1,234"], ",", (",", "")),
        (["1.234"], ",", (",", ".")),
        (["1.234"], ".", (".", "")),
        (["1,234", "1,5"], ".", (".", ",")),  # then 1,5 is a fault
        (["1.5", "2.5"], ",", (".", "")),  # no number with a comma: spelled plainly
        (["12"], ",", (",", "")),
        (["a"], ",", None),
    ],
)
def test_the_decimal_sign_that_is_asked_for_decides(cells, decimal, signs):
    assert numbers.signs(texts(*cells), decimal) == signs


def ambiguous(cell, whole, small, first, second):
    return (
        f"numbers such as {cell!r} can be read as {whole} or as {small}. Expected cells that tell: "
        f"pass --decimal {first} for the first, --decimal {second} for the second."
    )


@pytest.mark.parametrize(
    "cells",
    [
        ["1,234"],
        ["1,234", "0"],
        ["1,234", "12345"],
        ["1,234", "1.234"],
        ["1,234"] * 1000 + ["1,5"],  # one cell in a thousand may be a fault
        ["1,234"] * 1000 + ["12"],
    ],
)
def test_cells_with_two_readings_are_refused(cells):
    with pytest.raises(InputError) as caught:
        numbers.signs(texts(*cells))
    assert str(caught.value) == ambiguous("1,234", "1234", "1.234", ".", ",")


def test_points_among_commas_can_have_two_readings_too():
    with pytest.raises(InputError) as caught:
        numbers.signs(texts(*["1.234"] * 1000, "1,5"))
    assert str(caught.value) == ambiguous("1.234", "1234", "1.234", ",", ".")


@pytest.mark.parametrize(
    ("common", "odd", "signs"),
    [
        ("1.25", "1,5", (".", "")),
        ("1.25", "n.a.", (".", "")),
        ("12.50", "1,234.50", (".", ",")),
        ("12,50", "1.234,50", (",", ".")),
        ("1,234.5", "1,5", (".", ",")),
    ],
)
def test_one_odd_cell_in_a_thousand_changes_no_reading(common, odd, signs):
    assert numbers.signs(texts(*[common] * 1000, odd)) == signs


@pytest.mark.parametrize(
    ("decimal", "thousands", "cells", "values"),
    [
        (".", "", ["1", " 2.5 ", "+3", "-.5", "5.", "1e5"], [1, 2.5, 3, -0.5, 5, 1e5]),
        (".", "", ["1e400", "-inf", "Infinity"], [np.inf, -np.inf, np.inf]),
        (".", "", ["0x10", "1_000", "", "x", None, "1,5"], [np.nan] * 6),
        (".", ",", ["1,234.5", "1234", "1,234,567"], [1234.5, 1234, 1234567]),
        (".", ",", ["1,23,4", "12,34", "0,123", "1,2345", "1.5,000"], [np.nan] * 5),
        (",", "", ["1,5", "-0,25", ",5", "1.5", "1,2,3"], [1.5, -0.25, 0.5, np.nan, np.nan]),
        (",", ".", ["1.234,5", "1.234", "1.5"], [1234.5, 1234, np.nan]),
        (
            ",",
            " ",
            ["1 234,5", "1\u00a0234", "1\u202f234 567", "1 23"],
            [1234.5, 1234, 1234567, np.nan],
        ),
        (".", "'", ["1'234.5", "12'34"], [1234.5, np.nan]),
    ],
)
def test_numbers_are_read_strictly(decimal, thousands, cells, values):
    found = numbers.read(texts(*cells), decimal, thousands)
    assert found.dtype == "float64"
    np.testing.assert_array_equal(found, values)


def test_texts_of_any_dtype_are_read():
    for dtype in ("str", "object", "string"):
        cells = pd.Series(["1.5", None], dtype=dtype)
        np.testing.assert_array_equal(numbers.read(cells), [1.5, np.nan])
        assert numbers.signs(cells) == (".", "")


@given(st.lists(st.floats(allow_nan=False), min_size=1))
def test_every_float_that_python_writes_is_read_exactly(values):
    assert numbers.read(texts(*map(repr, values))).tolist() == values


@given(
    st.integers(-(10**12), 10**12),
    st.sampled_from([(".", ","), (",", "."), (".", " "), (",", "'")]),
)
def test_grouped_numbers_are_read_back(value, signs):
    decimal, thousands = signs
    cell = f"{value:,}".replace(",", thousands) + f"{decimal}5"
    expected = float(f"{value}.5")
    assert numbers.read(texts(cell), decimal, thousands).tolist() == [expected]


@pytest.mark.parametrize(
    ("cells", "decimals", "signs", "style"),
    [
        (["1.50", "2.00"], 1, (".", ""), ("fixed", 2)),
        (["1.25", "2.0"], 2, (".", ""), ("point", 2)),
        (["1.25", "2"], 2, (".", ""), ("shortest", 2)),
        (["1", "2"], 0, (".", ""), ("shortest", 0)),
        (["1.5", "1e-5"], 5, (".", ""), ("shortest", 5)),
        (["1.5", None, " 2.5 "], 1, (".", ""), ("fixed", 1)),
        (["1.23456789012"], None, (".", ""), ("shortest", None)),
        (["1.234,50", "2,00"], 1, (",", "."), ("fixed", 2)),
        (["1\u00a0234,5", "2,0"], 1, (",", " "), ("fixed", 1)),
        (["1,234", "12"], 0, (".", ","), ("shortest", 0)),
        (["1'234.25", "2.0"], 2, (".", "'"), ("point", 2)),
    ],
)
def test_the_style_is_that_of_the_fractions(cells, decimals, signs, style):
    assert numbers.style(texts(*cells), decimals, *signs) == style
