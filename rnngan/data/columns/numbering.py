"""New ids and keys: names that end in a number, which goes on after the table's last one.

Every seed has a block of numbers of its own: what is made with one seed shares no id and no key
with what is made with another, nor with the table.
"""

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from rnngan.config.errors import ConfigError
from rnngan.data.columns.candidate import dtype as dtype_of

BLOCK = 10**9  # numbers of one seed; those of the next seed begin behind them
LARGEST = 2**63 - 1  # of an int64
EDITABLE = ("prefix", "digits", "next")  # fields of ids and keys that a schema file may give
INVENTED = "synthetic-"  # before the number, where the table's own names follow no numbering


@dataclass(frozen=True)
class Names:
    """Where the numbers of new ids and keys begin.

    Args:
        seed: of the draws; it has its own block of numbers.
        first: number of the first id; None to go on after the table's, in the seed's block.
    """

    seed: int = 0
    first: int | None = None

    def start(self, column):
        """Return the first number of an `IdColumn`, a `KeyColumn`, or the column `sequence`.

        Args:
            column: the column; None for `sequence`, which begins at 0 for every seed.
        """
        if (column is None or column.numbers_series) and self.first is not None:
            return self.first
        return 0 if column is None else column.next + self.seed * BLOCK


def found(table, name):
    """Return dtype, prefix, digits and next number of new names that are like those of a column.

    The texts of a CSV that are whole numbers are numbers, as pandas would read them.

    Args:
        table: `rnngan.data.formats.tables.Table`.
        name: of a column without missing cells.
    """
    cells, dtype = table.frame[name], dtype_of(table, name)
    if cells.dtype.kind in "iuf":
        return {"dtype": dtype, "next": max(int(cells.max()) + 1, 0)}
    if not (dtype == "category" or pd.api.types.is_string_dtype(cells)):
        dtype = "str"  # new names can't be booleans or datetimes
    texts = cells.astype(str)
    if table.text and texts.str.fullmatch(r"0|[1-9]\d{0,17}").all():
        return {"dtype": "int64", "next": int(texts.astype("int64").max()) + 1}
    parts = texts.str.extract(r"^(.*?)(\d{1,18})$")
    if parts[1].isna().any() or parts[0].nunique() > 1:
        prefix = INVENTED
        while texts.str.startswith(prefix).any():
            prefix += INVENTED
        return {"dtype": dtype, "prefix": prefix, "next": 0}
    same_width = parts[1].str.len().nunique() == 1 and (parts[1].str[0] == "0").any()
    return {
        "dtype": dtype,
        "prefix": parts[0].iloc[0],
        "digits": len(parts[1].iloc[0]) if same_width else 0,
        "next": int(parts[1].astype("int64").max()) + 1,
    }


def spelled(column, numbers):
    """Return the cells of numbers, as names or numbers like those of the table.

    Args:
        column: `IdColumn` or `KeyColumn`.
        numbers: (rows,) int64.
    """
    numeric = pd.api.types.pandas_dtype(column.dtype).kind in "iuf"
    if numeric and not (column.prefix or column.digits):  # as a schema file may ask for
        held = max(numbers, default=0) <= _largest(column)
        return pd.Series(numbers).astype(column.dtype if held else "int64")
    unique, positions = np.unique(numbers, return_inverse=True)
    names = pd.Series([name(column, n) for n in unique.tolist()])
    names = names.astype("str" if numeric else column.dtype)
    return names.iloc[positions].reset_index(drop=True)


def name(column, number):
    """Return the name of a number, as an `IdColumn` or a `KeyColumn` spells it."""
    return f"{column.prefix}{number:0{column.digits}d}"


def _largest(column):
    """Return the number up to which the dtype of a column has all whole numbers."""
    kind = pd.api.types.pandas_dtype(column.dtype)
    if kind.kind != "f":
        return column.limits[1]
    return 2 ** (np.finfo(getattr(kind, "numpy_dtype", kind)).nmant + 1)


def names(schema, seed=0, first_id=None):
    """Return the `Names` of an output.

    Args:
        schema: `rnngan.data.schema.Schema` of the training table.
        seed: of the draws.
        first_id: the first id, spelled as in the table or as its number; None to go on after it.

    Raises:
        ConfigError: it is not spelled like the ids of the table.

    Example:
        >>> from rnngan.data.schema import IdColumn, Schema
        >>> column = IdColumn(name="who", dtype="str", count=9, prefix="C", digits=4, next=10)
        >>> schema = Schema(columns=(column,))
        >>> names(schema, first_id="C0700").first, names(schema, first_id=700).first
        (700, 700)
        >>> names(schema).start(column), names(schema, seed=1).start(column)
        (10, 1000000010)
    """
    if first_id is None:
        return Names(seed)
    column, text = schema.first("id"), str(first_id).strip()
    prefix = "" if column is None else column.prefix
    match = re.fullmatch(rf"(?:{re.escape(prefix)})?(\d{{1,19}})", text, re.ASCII)
    if not match or int(match[1]) > LARGEST:
        form = "a whole number, 0 or more"
        if prefix:
            form = f"an id spelled like {name(column, column.next)!r}, or its number alone"
        raise ConfigError(f"--first-id {text}: expected {form}. Received: {text!r}")
    return Names(seed, int(match[1]))


def note(schema, names):
    """Return what a person should know of the first id that was asked for, or None.

    Args:
        schema: `Schema` of the training table.
        names: `Names`.
    """
    column = schema.first("id")
    if column is None or names.first is None or names.first >= column.next:
        return None
    first, free = (name(column, number) for number in (names.first, column.next))
    return f"--first-id {first}: the table has ids below {free}, so new ones may be equal to them"


def check(schema, names, count, length):
    """Refuse an output whose ids or keys would not fit, or would meet those of another seed.

    Args:
        schema: `Schema` of the training table.
        names: `Names`.
        count: number of sequences at most.
        length: rows of a sequence at most.

    Raises:
        ConfigError: says which column, and what to do.
    """
    if names.seed < 0:
        raise ConfigError(f"Expected a seed of 0 or more. Received: {names.seed}")
    series = schema.first("id")
    for column in (series, *schema.all("key")):
        own = column is not series
        many = count * length if own and column.repeats != "series" else count
        what = f"keys of {column.name!r}" if own else "ids"
        first, blocked = names.start(column), own or (column is not None and names.first is None)
        if blocked and many > BLOCK:
            raise ConfigError(
                f"{many:,} {what} are too many: a seed has {BLOCK:,}, so that outputs of other "
                "seeds have others. Ask for less, and for the rest with another --seed."
            )
        if first + many - 1 > LARGEST:
            advice = "Pass a smaller --seed." if own else "Pass a smaller --first-id or --seed."
            raise ConfigError(
                f"{what} would begin at {first:,} and go beyond {LARGEST:,}, the largest number "
                f"there is. {advice}"
            )
