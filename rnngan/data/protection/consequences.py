"""What holds between columns, kept while values change: lookups and totals follow.

Orders need nothing: a column that is never below another one is not below it at its ends either,
and pulling both in to them keeps that. Nor do paces: what moves with time, or with a counter, is
left as it is, as are counters; what is learned of both is where they begin, and how they move.
"""

import numpy as np
import pandas as pd

from rnngan.data.constraints import totals
from rnngan.data.constraints.language import spell
from rnngan.data.constraints.rules import COMPUTED, Forward, Lookup


def kept(parts, schema, flat):
    """Return the rules of a table that are kept while its values change.

    Args:
        parts: all its rules.
        schema: its `Schema`.
        flat: names of the columns that will not vary any more: rules about them are let go.
    """

    def counts(part):
        if isinstance(part, Forward):
            return schema[part.column].is_coded
        return isinstance(part, (Lookup, *COMPUTED))

    return [part for part in parts if counts(part) and not flat & set(part.columns)]


def texts(rules):
    """Return the rules as texts."""
    return tuple(map(spell, rules))


def follow(changes, parts):
    """Change what follows from changed columns: first what is looked up, then totals.

    Args:
        changes: `rnngan.data.protection.changes.Changes`.
        parts: the rules to keep.
    """
    pending = {part.column: part for part in parts if isinstance(part, Lookup)}
    while pending:  # a key may follow from another one
        for name in [n for n, part in pending.items() if part.key not in pending]:
            _look_up(changes, pending.pop(name))
    _compute(changes, totals.in_order([part for part in parts if isinstance(part, COMPUTED)]))


def _look_up(changes, part):
    """Give rows in which either has changed what goes with the key elsewhere, or the commonest."""
    moved = changes.changed(part.key) | changes.changed(part.column)
    keys = pd.factorize(changes.frame[part.key], use_na_sentinel=False)[0]
    cells = pd.factorize(changes.frame[part.column], use_na_sentinel=False)[0]
    for key in np.unique(keys[moved]):
        same = ~moved & (keys == key)
        others = np.flatnonzero(same if same.any() else ~moved)
        if len(others):
            common = np.bincount(cells[others]).argmax()
            donor = others[np.argmax(cells[others] == common)]
            changes.copy(part.column, np.flatnonzero(moved & (keys == key)), donor)


def _compute(changes, parts):
    """Compute totals anew where a term has changed, row after row where they say the row before."""
    names = {name for part in parts for name in part.columns}
    values = {name: changes.values(name).copy() for name in names}
    moved = {name: changes.changed(name).copy() for name in names}
    carried = any(part.before for part in parts)
    before = changes.along.before if carried else np.full(len(changes.frame), -1)
    for rows in _by_position(changes.along) if carried else [np.arange(len(before))]:
        for part in parts:
            again = np.any([moved[name][rows] for name in part.terms] + [rows < 0], axis=0)
            for name in part.before:
                again |= moved[name][before[rows]]
            at = rows[again & ((before[rows] >= 0) | (not part.before))]
            if len(at):
                values[part.total][at] = _total(changes, part, values, at, before)
                moved[part.total][at] = True
    for part in parts:
        changes.put(part.total, values[part.total])


def _total(changes, part, values, at, before):
    """Return a total in some rows; as it was where it can't be computed."""
    terms = {name: values[name][at] for name in part.columns}
    made = sum(totals.terms_of(part, terms, lambda name: values[name][before[at]]))
    decimals = changes.schema.source(changes.schema[part.total]).decimals
    made = made if decimals is None else np.round(made, decimals)
    return np.where(np.isfinite(made), made + 0.0, terms[part.total])  # turns -0.0 into 0.0


def _by_position(along):
    """Return the rows that come first in their series, those that come second, and so on."""
    series = along.series[along.order]
    firsts = np.flatnonzero(np.diff(series, prepend=-1))
    counts = np.diff(firsts, append=len(series))
    number = np.arange(len(series)) - np.repeat(firsts, counts)
    order = np.argsort(number, kind="stable")
    return np.split(along.order[order], np.cumsum(np.bincount(number))[:-1])
