"""Cells of generated columns -> their texts, in the spelling of the training table."""

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

EXACT = 2.0**53  # beyond it float64 skips integers


def texts(column, cells):
    """Return the texts of a column's cells, (rows,) Arrow strings without nulls.

    Args:
        column: column of a `rnngan.data.schema.Schema`; None for one that was added.
        cells: (rows,) series of values; missing ones get the column's spelling of them.

    Example:
        >>> import pandas as pd
        >>> from rnngan.data.columns.number import NumberColumn
        >>> euro = NumberColumn(
        ...     name="x", dtype="float64", decimals=2, style="fixed", decimal=",", thousands=".",
        ...     missing="NA", minimum=0, maximum=9999,
        ... )
        >>> texts(euro, pd.Series([1234.5, None])).to_pylist()
        ['1.234,50', 'NA']
    """
    if column is None:
        return pc.fill_null(plain(cells), "")
    return pc.fill_null(column.texts(cells), column.blank)


def fixed(values, decimals):
    """Return a decimal array with exactly `decimals` places.

    Example:
        >>> import numpy as np
        >>> fixed(np.array([1.5, -0.05]), 2).cast("string").to_pylist()
        ['1.50', '-0.05']
    """
    scaled = np.rint(values * 10.0**decimals)
    if decimals > 6 or np.abs(scaled).max(initial=0) >= EXACT:  # pyarrow writes 1E-7; too long
        rounded = np.round(values, decimals) + 0.0  # + 0.0 turns -0.0 into 0.0
        return pa.array([f"{value:.{decimals}f}" for value in rounded], pa.string())
    words = np.empty((len(values), 2), "<i8")  # 128-bit integers: low word, then the sign
    words[:, 0] = scaled
    words[:, 1] = words[:, 0] >> 63
    kind = pa.decimal128(19, decimals)
    return pa.Array.from_buffers(kind, len(values), [None, pa.py_buffer(words)])


def quoted(cells, delimiter):
    r"""Return texts with quotes around those that would not be read back without them.

    Example:
        >>> quoted(pa.array(["a,b", 'say "x" now', "plain"]), ",").to_pylist()
        ['"a,b"', '"say ""x"" now"', 'plain']
    """
    risky = pc.match_substring_regex(cells, f'["\r\n{re.escape(delimiter)}]')
    if not pc.any(risky).as_py():
        return cells
    doubled = pc.replace_substring(cells, '"', '""')
    return pc.if_else(risky, pc.binary_join_element_wise('"', doubled, '"', ""), cells)


def without_formulas(cells):
    """Return texts with a single quote before those that a spreadsheet would take for formulas.

    These begin with = + - @, a tab or a carriage return (OWASP, "CSV Injection"). A text that is a
    number, in whatever spelling, stays.

    Args:
        cells: (rows,) Arrow strings.

    Example:
        >>> without_formulas(pa.array(["=1+1", "a=b", "-1,5", "-x"])).to_pylist()
        ["'=1+1", 'a=b', '-1,5', "'-x"]
    """
    number = r"^[+-][0-9., ']*[0-9]([eE][+-]?[0-9]+)?$"
    risky = pc.and_not(
        pc.match_substring_regex(cells, "^[=+@\t\r-]"), pc.match_substring_regex(cells, number)
    )
    return pc.if_else(risky, pc.binary_join_element_wise("'", cells, ""), cells)


def plain(cells):
    """Return the texts of cells as Arrow spells them, null where missing."""
    array = pa.Array.from_pandas(cells)
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    if isinstance(array, pa.DictionaryArray):
        array = array.dictionary_decode()
    return pc.cast(array, pa.string())


def numbers(cells, style, decimals, decimal=".", thousands=""):
    """Return the texts of cells that are numbers in one style, null where missing; else `plain`.

    Args:
        cells: (rows,) series.
        style: see `rnngan.data.columns.numeric.Numeric`, as for the others.
        decimals: of floats in the style "fixed".
        decimal: the decimal sign.
        thousands: what groups the digits, "" for nothing.
    """
    if cells.dtype.kind not in "iuf":
        return plain(cells)
    floats = cells.dtype.kind == "f"
    if floats and style == "fixed":
        values = cells.to_numpy("float64", na_value=np.nan)
        gaps = np.isnan(values)
        found = pc.cast(fixed(np.where(gaps, 0.0, values), decimals), pa.string())
        found = pc.if_else(gaps, pa.scalar(None, pa.string()), found) if gaps.any() else found
    else:
        found = plain(cells)
        found = _with_point(found) if floats and style == "point" else found
    return _with_signs(found, decimal, thousands)


def _with_point(text):
    """Return text in which whole numbers end in .0, as pandas and Python write them."""
    whole = pc.invert(pc.match_substring_regex(text, "[.e]"))
    return pc.if_else(whole, pc.binary_join_element_wise(text, ".0", ""), text)


def _with_signs(text, decimal, thousands):
    """Return numbers with another decimal sign, and their thousands set apart."""
    if decimal != ".":
        text = pc.replace_substring(text, ".", decimal)
    long = r"^([+-]?[0-9]+)([0-9]{3})([^0-9e]|$)"  # 1234567,5 -> 1234.567,5 -> 1.234.567,5
    while thousands and pc.any(pc.match_substring_regex(text, long)).as_py():
        text = pc.replace_substring_regex(text, long, rf"\1{thousands}\2\3")
    return text
