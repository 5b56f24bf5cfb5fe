"""Columns that follow from another one: SKU -> price, city -> region. Found out and looked up."""

import numpy as np
import pandas as pd

from rnngan.config.errors import ConfigError
from rnngan.data.constraints.rules import Lookup
from rnngan.data.constraints.totals import floats
from rnngan.data.schema import LookupTable

MOST_KEYS = 100  # first columns that may be keys
MOST_COLUMNS = 200  # first columns that may follow from one
SAMPLE = 1000  # rows that are looked at before all are
LUCK = 20  # rows that shuffling must break: e^-20 is how likely none of them is broken by luck


def find(keys, columns, values, before, conditions=()):
    """Return the `Lookup`s that hold in every row, and not by chance.

    Columns from which others follow are looked for from the one with most values down; what follows
    from one of them is no key of others. Of columns that say the same, such as a city and its code,
    the first one of the table is the key. A column that never goes back, or has one value a series,
    follows only from keys that do the same.

    Args:
        keys: columns of the schema that others may follow from.
        columns: columns that may follow from one.
        values: function of a column that returns its values as (rows,) float64, NaN where missing.
        before: (rows,) the row before each in its series, -1 for the first of one.
        conditions: names of columns that `--given` may set; they follow from none.
    """

    def known(column):  # cells that are filled in, or left out with their rows, are unknown yet
        return column.may_miss or not np.isnan(values(column)).any()

    able = [c for c in keys if c.is_key and known(c)][:MOST_KEYS]
    after = [c for c in columns if c.may_follow and known(c) and c.name not in conditions]
    after = after[:MOST_COLUMNS]
    codes = {c.name: pd.factorize(values(c), use_na_sentinel=False)[0] for c in able + after}
    # The sort is stable: of equal ones, the first of the table comes first.
    able.sort(key=lambda c: (c.name not in conditions, -codes[c.name].max()))

    def key_of(column, keys):
        return next((key for key in keys if _may(key, column) and _follows(
            codes[key.name], codes[column.name], before)), None)  # fmt: skip

    keys = []
    for column in able:
        if column not in after or key_of(column, keys) is None:
            keys.append(column)
    keys.sort(key=lambda key: codes[key.name].max())  # few values are seen more often
    found = {c.name: key_of(c, keys) for c in after if c not in keys}
    return [Lookup(name, key.name) for name, key in found.items() if key is not None]


def _may(key, column):
    """Return whether a column that follows from a key would keep what it does along a series."""
    return (key.is_static or not column.is_static) and (key.goes_on or not column.goes_on)


def _follows(key, column, before):
    """Return whether the codes of a column are a function of those of a key, and not by luck.

    Rows in a series are seldom drawn anew: only those count in which one of the two has changed.
    """
    some = slice(SAMPLE)
    if not _is_function(key[some], column[some]) or not _is_function(key, column):
        return False
    new = (before < 0) | (key != key[before]) | (column != column[before])
    again = np.maximum(np.bincount(key[new]) - 1, 0).sum()
    shares = np.bincount(column[new]) / np.count_nonzero(new)
    return again * (1 - (shares**2).sum()) >= LUCK


def _is_function(key, column):
    seen = np.zeros(key.max() + 1, "int64")
    seen[key] = column
    return bool((seen[key] == column).all())


def table_of(rule, key, column, values):
    """Return the `LookupTable` of a rule: the commonest value that goes with each of the key's.

    Args:
        rule: `Lookup`.
        key: the column to look up by.
        column: the column that follows from it.
        values: function of a column that returns its values as (rows,) float64, NaN where missing.

    Raises:
        ConfigError: the key has too many values, or the column can't be looked up.
    """
    if not key.is_key or not column.may_follow:
        counter = f"{column.name!r} never falls or never rises"
        what = counter if key.is_key else f"{key.name!r} {key.no_key}"
        raise ConfigError(
            f"constraint '{rule.column} = lookup({rule.key})': {what}. Expected a key of few "
            "values, and a number, date or category that goes with each. Leave the constraint out."
        )
    keys = key.key_numbers
    pairs = pd.DataFrame({"key": positions(key, keys, values(key)), "value": values(column)})
    if not column.may_miss:  # missing ones are filled in, and never generated
        pairs = pairs.dropna(subset="value")
    counts = pairs.value_counts(dropna=False, sort=False)
    common = counts.sort_values(kind="stable").groupby(level=0).tail(1).index.to_frame(index=False)
    made = dict(zip(common["key"].astype(int), common["value"], strict=True))
    usual = pairs["value"].mode(dropna=False).iloc[0]  # for values that no row of the table has
    size = len(key.values) + key.may_miss
    found = (made.get(position, usual) for position in range(size))
    known = tuple(None if np.isnan(value) else float(value) for value in found)
    return LookupTable(key=key.name, keys=keys, values=known)


def positions(key, keys, values):
    """Return which value of a key each row has, (rows,) int64; one behind the last where missing.

    Args:
        key: the column to look up by.
        keys: all its values where it is a number; of others than these, the nearest.
        values: (rows,) float64: codes of a category, numbers of a number; NaN where missing.
    """
    if key.is_coded:
        return np.where(np.isnan(values), len(key.values), values).astype("int64")
    middles = (np.array(keys)[1:] + np.array(keys)[:-1]) / 2
    return np.where(np.isnan(values), len(keys), np.searchsorted(middles, values)).astype("int64")


def read_back(key, cells):
    """Return float64 values (rows,) of a key's cells: codes of a category, or numbers."""
    if not key.is_coded:
        return floats(cells)
    found = pd.Index(key.values).get_indexer(cells.to_numpy(object)).astype("float64")
    return np.where(found < 0, np.nan, found)


def looked_up(column, key, values):
    """Return the values (rows,) float64 that go with those of the key, NaN where missing.

    Args:
        column: the column with a `LookupTable`.
        key: the column to look up by.
        values: see `positions`.
    """
    table = np.array([np.nan if v is None else v for v in column.looked_up.values])
    return table[np.minimum(positions(key, column.looked_up.keys, values), len(table) - 1)]


def broken(column, key, values, keys):
    """Return the rows, (rows,) bool, whose value is not the one that goes with the key's.

    Args:
        column: the column with a `LookupTable`.
        key: the column to look up by.
        values: (rows,) float64 of the column, NaN where missing.
        keys: the same of the key.
    """
    expected = looked_up(column, key, keys)
    return (expected != values) & ~(np.isnan(expected) & np.isnan(values))
