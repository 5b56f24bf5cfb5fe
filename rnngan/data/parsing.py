"""Cells -> numbers, strictly: which are missing, and which are faults."""

import numpy as np
import pandas as pd

from rnngan.config.errors import InputError
from rnngan.data.columns import number_spelling

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
    return number_spelling.read(cells, decimal, thousands)


def refuse_missing(table, names):
    """Refuse missing cells in the columns `names`.

    Raises:
        InputError: says how many there are, and shows the first ones.
    """
    examples, count = [], 0
    for name in names:
        rows = np.flatnonzero(missing(table, name))
        count += len(rows)
        examples += [table.where(int(row), name) for row in rows[:SHOWN]]
    if count:
        raise InputError(
            f"{count:,} missing value{'s' if count > 1 else ''}, for instance at "
            f"{'; '.join(examples[:SHOWN])}. Expected a value in every cell: fill them, drop those "
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
    others = [f"{table.where(int(r), name)} {cells.iloc[r]!r}" for r in bad[1:SHOWN]]
    also = f" Also {'; '.join(others)}{' …' if len(bad) > SHOWN else ''}." if others else ""
    return (
        f"{table.where(row, name)}: {cells.iloc[row]!r} is {what}, and column {name!r} holds "
        f"numbers ({len(bad):,} such cell{'s' if len(bad) > 1 else ''}). "
        f"Mend the cell{hint}, or leave the column out with --ignore {name!r}.{also}"
    )


def values(table, schema, column):
    """Return the float64 values of a column that is read: numbers, codes, dates; NaN if missing.

    Args:
        table: `Table`.
        schema: its `Schema`; a duplicate is read like the column that it repeats.
        column: one of its columns.

    Raises:
        InputError: a cell does not fit the schema.
    """
    return schema.source(column).parse(table, column.name)


def parse(table, schema):
    """Return a data frame of float64 values of every column that has some; codes of categories.

    Raises:
        InputError: a cell does not fit the schema.
    """
    read = [c for c in schema.columns if c.is_read]
    return pd.DataFrame(
        {c.name: values(table, schema, c) for c in read},
        index=range(len(table.frame)),
        copy=False,  # nobody writes into them
    )
