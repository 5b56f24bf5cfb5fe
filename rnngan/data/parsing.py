"""Cells -> numbers and codes, strictly: a cell that does not fit its column's kind is an error."""

import numpy as np
import pandas as pd

from rnngan.config.errors import InputError
from rnngan.data.columns import numbers as spelled
from rnngan.data.time import timeline

MISSING = frozenset({"", "NA", "N/A", "NaN", "nan", "null", "NULL", "None", "<NA>"})
KINDS = set("biufM")  # numpy's letters of booleans, numbers and datetimes
SHOWN = 5
EXACT_INTEGERS = 2**53  # beyond it float64 skips integers
LARGEST = 1e150  # beyond it squares overflow


def missing(table, name):
    """Return which cells of a column are missing, (rows,) bool.

    Args:
        table: `rnngan.data.formats.tables.Table`.
        name: the column.
    """
    key = ("missing", name, table.na_values, table.inf_as_missing)
    if key not in table.known:
        table.known[key] = _missing(table, table.frame[name])
    return table.known[key]


def _missing(table, cells):
    found = cells.isna().to_numpy(bool)
    if table.text:
        found = found | cells.str.strip().isin(MISSING.union(table.na_values)).to_numpy(bool)
    if table.inf_as_missing and not isinstance(cells.dtype, pd.CategoricalDtype):
        found = found | np.isinf(as_numbers(cells))
    return found


def missing_spelling(table, name, absent):
    """Return how most missing cells of a text column are spelled, None where none is missing."""
    if not absent.any():
        return None
    cells = table.frame[name][absent]
    if not table.text:
        return ""
    spellings = cells.dropna().str.strip().value_counts()
    common = spellings[spellings == spellings.max()].index.min() if len(spellings) else ""
    return common if common in MISSING.union(table.na_values) else ""


def as_numbers(cells, decimal=".", thousands=""):
    """Return float64 values of text or numeric `cells`, NaN where a cell is no number."""
    if pd.api.types.is_numeric_dtype(cells.dtype):
        return cells.to_numpy("float64", na_value=np.nan)
    if not pd.api.types.is_string_dtype(cells):
        return np.full(len(cells), np.nan)
    return spelled.read(cells, decimal, thousands)


def refuse_missing(table, names):
    """Refuse missing cells in the columns `names`.

    Raises:
        InputError: says how many there are, and shows the first ones.
    """
    places, count = [], 0
    for name in names:
        rows = np.flatnonzero(missing(table, name))
        count += len(rows)
        places += [table.place(int(row), name) for row in rows[:SHOWN]]
    if count:
        raise InputError(
            f"{count:,} missing value{'s' if count > 1 else ''}, for instance at "
            f"{'; '.join(places[:SHOWN])}. Expected a value in every cell: fill them, drop those "
            "rows, or leave the column out with --ignore."
        )


def refuse_foreign(table, names):
    """Refuse columns of a data frame that hold something else than the kinds of a table.

    Raises:
        InputError: names the column, what it holds and what is expected.
    """
    for name in names:
        cells = table.frame[name]
        coded = isinstance(cells.dtype, pd.CategoricalDtype)
        values = cells.cat.categories if coded else cells
        kinds = KINDS - {"M"} if coded else KINDS
        if not pd.api.types.is_string_dtype(values.dropna()) and values.dtype.kind not in kinds:
            what, it = f"column {name!r}", "the column"
            if name in table.index:
                level = table.index[name]
                what, it = "its index" if level is None else f"its index {level!r}", "it"
            raise InputError(
                f"{table.source}: {what} is of dtype {cells.dtype}, its first cell is "
                f"{cells.iloc[0]!r}. Expected numbers, texts, booleans or datetimes: convert {it}, "
                f"or leave it out with --ignore {name!r}."
            )


def numbers(table, name, decimal=".", thousands=""):
    """Return float64 values of a number column, NaN where a cell is missing.

    Args:
        table: `Table`.
        name: the column.
        decimal: decimal sign of its numbers.
        thousands: what groups their digits.

    Raises:
        InputError: names the first cells that are not numbers, infinite or too large.
    """
    key = ("numbers", name, decimal, thousands, table.na_values, table.inf_as_missing)
    if key not in table.known:
        table.known[key] = _numbers(table, name, decimal, thousands)
    return table.known[key]


def _numbers(table, name, decimal, thousands):
    absent = missing(table, name)
    values = as_numbers(table.frame[name], decimal, thousands)
    values = np.where(absent, np.nan, values)
    bad = np.flatnonzero(~(np.abs(values) < LARGEST) & ~absent)
    if len(bad):
        raise InputError(_not_numbers(table, name, values, bad))
    return values


def _not_numbers(table, name, values, bad):
    """Return what to say of the cells `bad`."""
    cells, row = table.frame[name], int(bad[0])
    what, hint = "too large", ""
    if np.isnan(values[row]):
        what = "not a number"
        if table.text:
            hint = f", pass --na-values {cells.iloc[row]!r} if it stands for a missing value"
    if np.isinf(values[row]):
        what, hint = "infinite", ", pass --inf-as-missing to take it for a missing value"
    others = [f"{table.place(int(r), name)} {cells.iloc[r]!r}" for r in bad[1:SHOWN]]
    also = f" Also {'; '.join(others)}{' …' if len(bad) > SHOWN else ''}." if others else ""
    return (
        f"{table.place(row, name)}: {cells.iloc[row]!r} is {what}, and column {name!r} holds "
        f"numbers ({len(bad):,} such cell{'s' if len(bad) > 1 else ''}). "
        f"Mend the cell{hint}, or leave the column out with --ignore {name!r}.{also}"
    )


def codes(table, column, name=None):
    """Return int64 codes of a `CategoryColumn`, -1 where a cell is missing.

    Args:
        table: `Table`.
        column: the `CategoryColumn`.
        name: column of the table to read; that of `column` when None.

    Raises:
        InputError: names the first cell whose value the schema does not know.
    """
    name = column.name if name is None else name
    cells, absent = table.frame[name], missing(table, name)
    found = pd.Index(column.values).get_indexer(as_kind(cells, column))
    found = np.where(absent & (found < 0), -1, found)  # "NA" may be a value of its own
    bad = np.flatnonzero((found < 0) & ~absent)
    if len(bad):
        row = int(bad[0])
        raise InputError(
            f"{table.place(row, name)}: {cells.iloc[row]!r} is none of the values of "
            f"{name!r}: {', '.join(map(str, column.values))}."
        )
    return found


def as_kind(cells, column):
    """Return text cells as the type of a category's values; others unchanged."""
    values = column.values
    if isinstance(values[0], str) or not pd.api.types.is_string_dtype(cells):
        return cells.to_numpy(object)
    if isinstance(values[0], bool):
        truth = {"false": False, "true": True}
        return cells.str.strip().str.lower().map(truth).to_numpy(object)
    return as_numbers(cells)


def values(table, schema, column):
    """Return the float64 values of any column that varies: numbers, codes, dates; NaN if missing.

    Args:
        table: `Table`.
        schema: its `Schema`; a duplicate is read like the column that it repeats.
        column: one of its columns.
    """
    source = schema.source(column)
    if source.kind == "category":
        found = codes(table, source, column.name).astype("float64")
        return np.where(found < 0, np.nan, found)
    if source.kind == "date":
        named = source.model_copy(update={"name": column.name})
        return timeline.date_numbers(table, named, missing(table, column.name))
    signs = (getattr(source, "decimal", "."), getattr(source, "thousands", ""))
    return numbers(table, column.name, *signs)


def is_read(column):
    """Return whether a column has values that can be compared: numbers, codes or dates."""
    if column.kind == "constant":
        value = column.value
        return not isinstance(value, bool) and bool(
            np.abs(as_numbers(pd.Series([value])))[0] < LARGEST
        )
    return column.kind in ("number", "sum", "product", "category", "date", "duplicate")


def parse(table, schema):
    """Return a data frame of float64 values of every column that has some; codes of categories.

    Raises:
        InputError: a cell does not fit the schema.
    """
    read = [c for c in schema.columns if is_read(c)]
    return pd.DataFrame(
        {c.name: values(table, schema, c) for c in read}, index=range(len(table.frame))
    )
