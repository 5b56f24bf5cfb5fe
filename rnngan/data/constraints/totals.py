"""Totals: sums, products and ratios of other columns, checked in tables, computed in new ones."""

import numpy as np
import pandas as pd

from rnngan.data.constraints.rules import Product, Sum

SLACK = 1e-12  # of a total's magnitude: more than a few operations on floats are ever off by
UNROUNDED = 1e-9  # the same where the total has no decimals to be judged by


def floats(cells):
    """Return a column of numbers as float64, missing ones as NaN."""
    return pd.Series(cells).to_numpy("float64", na_value=np.nan)


def terms_of(part, values, earlier):
    """Return the terms of a sum, or the one product, as arrays of one shape.

    Args:
        part: `Sum` or `Product`.
        values: mapping of names to float64 arrays.
        earlier: function of a name that returns its values in the row before.
    """
    if isinstance(part, Product):
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            made = np.prod([values[name] for name in part.times], axis=0) * part.factor
            return [made / np.prod([values[name] for name in part.over], axis=0)]
    added = [values[name] for name in part.plus] + [earlier(name) for name in part.before]
    return added + [-values[name] for name in part.minus]


def gaps(part, values, decimals, earlier=None):
    """Return what a total is off by, and what rounding allows: two (rows,) arrays.

    Rounded numbers may be off by half a unit of the total a term, whole ones not at all; a product
    by half a unit. Where a ratio divides by zero, and in a first row that has none before it, the
    gap is NaN.

    Args:
        part: `Sum` or `Product`.
        values: mapping of names to float64 arrays, NaN where missing.
        decimals: mapping of names to decimals; None for unrounded.
        earlier: see `terms_of`.
    """
    terms, total = terms_of(part, values, earlier), values[part.total]
    gap = np.abs(sum(terms) - total)
    gap[np.isinf(gap)] = np.nan
    scale = sum(map(np.abs, terms)) + np.abs(total)
    if decimals[part.total] is None:
        return gap, UNROUNDED * scale
    whole = isinstance(part, Sum) and all(decimals[name] == 0 for name in part.columns)
    units = 0.1 if whole else 0.5 * len(terms)
    return gap, units * 10.0 ** -decimals[part.total] + SLACK * scale


def as_earlier(values, before):
    """Return the function that `terms_of` takes for rows of a table.

    Args:
        values: mapping of names to (rows,) float64 arrays.
        before: (rows,) the row before each in its series, -1 for the first of one.
    """

    def earlier(name):
        return np.where(before < 0, np.nan, values[name][before])

    return earlier


def computed(frame, parts, schema, rows):
    """Return a generated table with all its totals in it.

    Args:
        frame: data frame of restored columns; of a total of the row before, its first row.
        parts: `Sum`s and `Product`s, in any order.
        schema: `Schema` with their columns.
        rows: (sequences, length) bool, which rows of each sequence are in the frame, its first
            ones.
    """
    parts = in_order(parts)
    if not parts:
        return frame
    frame = _without_zeros(frame.copy(deep=False), parts, schema)
    names = {name for part in parts for name in part.columns} & set(frame.columns)
    values = {name: floats(frame[name]) for name in names}
    if any(part.before for part in parts):
        _along(parts, values, schema, rows)
    else:
        _fill(parts, values, None, schema)
    for name in values:  # of what is taken off, some may have been lowered
        if name in {p.total for p in parts} or not np.array_equal(
            values[name], floats(frame[name])
        ):
            frame[name] = pd.Series(values[name]).astype(schema[name].dtype)
    return frame


def _along(parts, values, schema, rows):
    """Fill in the totals row by row: what is of the row before has to be there first."""
    wide = {name: np.zeros(rows.shape) for name in values.keys() | {p.total for p in parts}}
    for name, cells in values.items():
        wide[name][rows] = cells
    for row in range(rows.shape[1]):
        now = {name: cells[:, row] for name, cells in wide.items()}
        then = {name: cells[:, row - 1] for name, cells in wide.items()}
        # Where a sequence begins, a total of the row before is learned: nothing stands there.
        _fill([p for p in parts if row or not p.before], now, then.get, schema)
        for name, cells in now.items():
            wide[name][:, row] = cells
    for name in values.keys() | {part.total for part in parts}:
        values[name] = wide[name][rows]


def _fill(parts, values, earlier, schema):
    """Put the totals into a mapping of values; none is below its bound that need not be."""
    for part in parts:
        values[part.total] = _total(part, values, earlier, schema)
    if _lowered([part for part in parts if isinstance(part, Sum)], values, schema):
        for part in parts:
            values[part.total] = _total(part, values, earlier, schema)


def _lowered(sums, values, schema):
    """Lower what is taken off where a sum falls below its bound; return whether anything was."""
    kept = {part.total for part in sums}  # and what is looked up, and what it is looked up by
    tables = schema.lookups
    kept, changed = kept | tables.keys() | {table.key for table in tables.values()}, False
    for part in sums:
        low, _ = schema[part.total].ends
        short = np.zeros(1) if low is None else np.maximum(low - values[part.total], 0.0)
        for name in part.minus:
            if short.any() and name not in kept:
                lowered = np.where(
                    short > 0, _less(schema[name], values[name], short), values[name]
                )
                short, changed = short - (values[name] - lowered), True
                values[name] = lowered
    return changed


def _less(column, values, short):
    """Return values lowered by what is too much, to values that the column can have."""
    wanted = np.maximum(values - short, column.ends[0] or 0.0)
    few = getattr(column, "values", None)
    if few is not None:
        return np.array(few)[np.maximum(np.searchsorted(few, wanted, side="right") - 1, 0)]
    lowered = np.minimum(wanted, values)  # a value below its bound is not raised
    return lowered if column.decimals is None else np.round(lowered, column.decimals) + 0.0


def _total(part, values, earlier, schema):
    """Return a total, rounded as its column is, within what its dtype can hold."""
    column, made = schema[part.total], sum(terms_of(part, values, earlier))
    made = np.nan_to_num(made, nan=0.0, posinf=column.maximum, neginf=column.minimum)
    if column.decimals is not None:
        made = np.round(made, column.decimals)
    return np.clip(made, *column.limits) + 0.0  # turns -0.0 into 0.0


def in_order(parts):
    """Return the parts, each after those whose totals are among its terms."""
    pending, ordered = list(parts), []
    while pending:
        totals = {part.total for part in pending}
        ordered += [part for part in pending if not totals & set(part.terms)]
        pending = [part for part in pending if totals & set(part.terms)]
    return ordered


def _without_zeros(frame, parts, schema):
    """Return the frame without zeros in columns that are divided by: the table has none there."""
    totals = {part.total for part in parts}
    for name in {name for part in parts if isinstance(part, Product) for name in part.over}:
        if name in totals or not (floats(frame[name]) == 0).any():
            continue
        column = schema[name]
        least = 10.0 ** -(column.decimals or 0)
        nearest = min(column.maximum, -least) if column.maximum < 0 else max(column.minimum, least)
        frame[name] = frame[name].mask(frame[name] == 0, nearest)
    return frame
