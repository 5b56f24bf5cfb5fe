"""The kind of one column that is neither id nor time, found out from all of its cells."""

import numpy as np
import pandas as pd

from rnngan.config.errors import ConfigError, InputError
from rnngan.data import parsing, schema_files
from rnngan.data.columns import asked
from rnngan.data.columns import numbers as spelled
from rnngan.data.schema import CategoryColumn, ConstantColumn, EmptyColumn, NumberColumn
from rnngan.data.time import timeline

MOST_CATEGORIES = 256  # one-hot features of one column; more looks like an id or free text
MOST_ASKED = 5_000  # the same, where categories are asked for
MOST_VALUES = 100  # of a number that is learned as one of its values
ROWS_PER_VALUE = 20  # and so many rows for each of them at least
MONOTONE_ROWS = 10  # steps in all under which rising may be chance
NATURAL_UPPER = (1.0, 100.0)  # shares and percentages
TOUCHED = 0.01  # how near to such a bound the largest value comes


def dtype(table, name):
    """Return the dtype that a column is given back with, before its kind is known."""
    return "str" if table.text else str(table.frame[name].dtype)


def feature(table, name, series, order, config, wanted=None):
    """Return the column that the cells make: empty, constant, number, date or category.

    Args:
        table: `Table`.
        name: the column.
        series: (rows,) number of each row's sequence.
        order: rows sorted by sequence and time.
        config: `DataConfig`.
        wanted: fields that a schema file gives for this column.

    Raises:
        InputError: the column can't be used; says what to do.
    """
    wanted = wanted or {}
    cells, absent = table.frame[name], parsing.missing(table, name)
    spelling = parsing.missing_spelling(table, name, absent)
    if absent.all():
        return EmptyColumn(name=name, dtype=dtype(table, name), missing=spelling)
    learned = spelling if config.missing == "mask" else None
    dated = pd.api.types.is_datetime64_any_dtype(cells.dtype)
    if cells[~absent].nunique() == 1 and learned is None:
        value = plain(cells[~absent].iloc[0])
        return ConstantColumn(name=name, dtype=dtype(table, name), value=value)
    if cells[~absent].nunique() == 1 and not dated:  # there or not: a category of one value
        column = _category(table, name, cells[~absent].unique(), learned)
    else:
        column = _varying(table, name, absent, learned, config, wanted.get("kind"))
    column = _in_series(table, column, absent, series, order)
    return schema_files.edited(column, wanted)


def _varying(table, name, absent, learned, config, kind):
    """Return the column of cells that are not all the same."""
    cells = table.frame[name]
    if kind not in (None, *asked.KINDS):
        raise ConfigError(
            f"schema: column {name!r} can't be made a {kind} column. Expected one of "
            f"{', '.join(asked.KINDS)}."
        )
    if kind in (None, "date"):
        dated = timeline.date_column(table, name, absent, learned, config)
        if dated is not None:
            return dated
    if pd.api.types.is_bool_dtype(cells.dtype):
        return _category(table, name, [False, True], learned)
    coded = isinstance(cells.dtype, pd.CategoricalDtype)
    named = kind == "category" and set(cells[~absent].unique()) != {"0", "1"}
    signs = None if coded or named else number_signs(table, name, absent, config)
    if signs is not None and (kind == "number" or not _names(table, name, absent)):
        return _number(table, name, absent, learned, signs, kind)
    if kind in ("number", "date"):
        raise InputError(f"{table.source}: column {name!r} holds no {kind}s, as was asked for.")
    most = MOST_ASKED if kind == "category" else MOST_CATEGORIES
    return _category(table, name, cells[~absent].unique(), learned, most)


def number_signs(table, name, absent=None, config=None):
    """Return (decimal, thousands) of a column of numbers, None for a column of texts.

    Raises:
        InputError: both readings are possible.
    """
    cells = table.frame[name]
    if pd.api.types.is_numeric_dtype(cells.dtype):
        return ".", ""
    if not table.text:
        return None
    absent = parsing.missing(table, name) if absent is None else absent
    try:
        return spelled.signs(cells[~absent], None if config is None else config.decimal)
    except InputError as error:
        raise InputError(f"{table.source}: column {name!r}: {error}") from None


def _names(table, name, absent):
    """Return whether all cells are digits that are no numbers: 00123, or twenty digits."""
    cells = table.frame[name][~absent]
    if not table.text:
        large = np.abs(parsing.as_numbers(cells)) >= parsing.EXACT_INTEGERS
        return cells.dtype.kind in "iu" and bool(large.any())
    named = cells.str.fullmatch(r"0\d+")
    long = cells.str.fullmatch(r"[+-]?\d{16,}")
    named |= long & (np.abs(parsing.as_numbers(cells)) >= parsing.EXACT_INTEGERS)
    return bool(named.any() and cells.str.fullmatch(r"[+-]?\d+").all())


def _number(table, name, absent, learned, signs, kind):
    """Return the number or, for 0 and 1, the category column."""
    values = parsing.numbers(table, name, *signs)
    shown, known = table.frame[name][~absent], values[~absent]
    described = spelling(table, name, shown, known, learned, signs)
    if kind != "number" and set(np.unique(known)) == {0.0, 1.0}:
        if table.text and described["style"] != "shortest":
            return _category(table, name, shown.unique(), learned)
        whole = pd.api.types.pandas_dtype(described["dtype"]).kind in "iu"
        return CategoryColumn(
            name=name,
            dtype=described["dtype"],
            values=(0, 1) if whole else (0.0, 1.0),
            missing=learned,
        )
    low, high = float(known.min()), float(known.max())
    upper = next((u for u in NATURAL_UPPER if u - TOUCHED * u <= high <= u and low >= 0), None)
    return NumberColumn(
        name=name,
        **described,
        missing=learned,
        minimum=low,
        maximum=high,
        lower=0.0 if low >= 0 else None,
        upper=upper if upper is None or high > 0 else None,
        values=few(known),
    )


def few(known):
    """Return all values of a number that has few, each in many rows; None for other numbers."""
    values = np.unique(known)
    if len(values) > MOST_VALUES or len(known) < ROWS_PER_VALUE * len(values):
        return None
    return tuple(values.tolist())


def spelling(table, name, cells, values, missing=None, signs=(".", "")):
    """Return dtype, decimals, style and signs of a column of numbers.

    Args:
        table: `Table`.
        name: the column.
        cells: its cells that are not missing.
        values: their float64 values.
        missing: whether missing cells are generated: the spelling of one, or None.
        signs: (decimal, thousands).
    """
    whole = table.frame[name]
    kind = np.dtype("float64" if table.text else getattr(whole.dtype, "numpy_dtype", whole.dtype))
    kept = kind if kind.kind == "f" else values.dtype  # 0.1 as float32 has one decimal
    exact = values.astype(kept)
    decimals = next(
        (d for d in range(11) if np.array_equal(np.round(values, d).astype(kept), exact)), None
    )
    if not table.text:
        return {"dtype": str(whole.dtype), "decimals": decimals, "style": "shortest"}
    style, decimals = spelled.style(cells, decimals, *signs)
    integer = decimals == 0 and style == "shortest" and exact.max() < parsing.EXACT_INTEGERS
    dtype = ("int64" if missing is None else "Int64") if integer else "float64"
    described = {"dtype": dtype, "decimals": decimals, "style": style}
    return described | {"decimal": signs[0], "thousands": signs[1]}


def series_column(table, name, series):
    """Return the category of a column that tells series apart and is told at generation.

    Args:
        table: `Table`.
        name: the column.
        series: (rows,) number of each row's series.

    Raises:
        ConfigError: there are too many series, or one only.
    """
    count = int(series.max()) + 1
    if not 2 <= count <= MOST_CATEGORIES:
        raise ConfigError(
            f"--condition {name!r}: the column tells {count:,} series apart. Expected 2 to "
            f"{MOST_CATEGORIES} of them, to be told which one is wanted at generation. Leave "
            "--condition out, and new ids are made."
        )
    found = _category(table, name, table.frame[name].unique(), None)
    return found.model_copy(update={"static": True, "series": True})


def _category(table, name, values, learned, most=MOST_CATEGORIES):
    if pd.api.types.is_datetime64_any_dtype(table.frame[name].dtype):
        raise InputError(
            f"{table.source}: column {name!r} holds datetimes, which can't be categories. Make "
            f"texts of them: frame[{name!r}] = frame[{name!r}].astype(str)."
        )
    values = sorted(plain(value) for value in values)
    if len(values) > most:
        kept = f"--kind {name + '=category'!r} to keep them all (up to {MOST_ASKED:,}), or "
        raise InputError(
            f"{table.source}: column {name!r} has {len(values):,} different texts, such as "
            f"{values[0]!r}. It looks like an id or free text: pass --ignore {name!r}, or "
            f"--id-column {name!r} if it tells sequences apart, or "
            f"{kept if len(values) <= MOST_ASKED else ''}--kind {name + '=key'!r} to invent new "
            "ones. Times are read in forms such as 2024-02-13 and 2024-02-13 18:30:00."
        )
    kind = dtype(table, name)
    if kind == "bool" and learned is not None:
        kind = "boolean"
    return CategoryColumn(name=name, dtype=kind, values=tuple(values), missing=learned)


def plain(value):
    """Return a numpy scalar as Python's own type, a datetime as text."""
    value = value.item() if hasattr(value, "item") else value
    return value if isinstance(value, str | bool | int | float) else str(value)


def _in_series(table, column, absent, series, order):
    """Return the column with what can be seen only along the sequences: static, monotone."""
    single = not (series != series[0]).any()
    if single and column.kind != "number":
        return column
    if not single and _static(table.frame[column.name].where(~absent), series):
        return column.model_copy(update={"static": True})
    if column.kind != "number":
        return column
    values = parsing.numbers(table, column.name, column.decimal, column.thousands)
    monotone = _monotone(values, series, order)
    few = column.values if monotone is None else None
    return column.model_copy(update={"monotone": monotone, "values": few})


def _static(cells, series):
    """Return whether every series has one value, and some series several rows."""
    frame = pd.DataFrame({"series": series, "value": pd.factorize(cells)[0]})
    changes = frame.groupby("series")["value"].nunique()
    return bool(frame["series"].duplicated().any() and (changes == 1).all())


def _monotone(values, series, order):
    """Return "rising" or "falling" where values never go back within a sequence, else None."""
    order = order[~np.isnan(values[order])]
    steps = np.diff(values[order])[np.diff(series[order]) == 0]
    moves = np.count_nonzero(steps)
    if moves < MONOTONE_ROWS or moves < len(np.unique(series)):
        return None
    if (steps >= 0).all():
        return "rising"
    return "falling" if (steps <= 0).all() else None
