"""How many rows series have, where that is learned: few are neither shorter nor longer than all."""

import numpy as np

from rnngan.data.cleaning import taken
from rnngan.data.protection.holders import holders_of
from rnngan.data.protection.record import LONGEST, SHORTEST, Protected


def protected(schema, rows):
    """Return the schema with what is done about the rows of the longest and shortest series.

    Args:
        schema: `rnngan.data.schema.Schema` of a table of series that are learned whole.
        rows: its `rnngan.data.cleaning.Rows`.
    """
    holders = holders_of(schema.protection, rows.series)
    if holders is None or holders.by == "rows":
        return schema
    lengths, owners = _lengths(rows), holders.some([first for first, _ in rows.segments])
    low, high = owners.ends(lengths) or (lengths.min(), lengths.max())
    shorter, longer = owners.beyond(lengths, low, high)
    name, found = schema.first("id").name, []
    if shorter:
        how = f"left out: they have fewer than {low:,.0f} rows"
        found.append(Protected(column=name, what=SHORTEST, count=shorter, how=how, limit=low))
    if longer:
        how = f"cut to {high:,.0f} rows"
        found.append(Protected(column=name, what=LONGEST, count=longer, how=how, limit=high))
    columns = (*found, *schema.protection.columns)
    kept = schema.protection.model_copy(update={"columns": columns})
    return schema.model_copy(update={"protection": kept})


def within(schema, rows):
    """Return the rows of series that are not too short, without those behind the longest length.

    Args:
        schema: `Schema`, as `protected` returns it.
        rows: `Rows`.
    """
    found = {} if schema.protection is None else schema.protection.of(schema.series.name)
    if not {SHORTEST, LONGEST} & found.keys():
        return rows
    low = found[SHORTEST].limit if SHORTEST in found else 0
    high = found[LONGEST].limit if LONGEST in found else np.inf
    firsts, ends = rows.edges()
    kept = (np.arange(len(rows)) - firsts < high) & (ends - firsts >= low)
    made = taken(rows, kept)
    lengths = _lengths(rows)
    lengths = np.minimum(lengths[lengths >= low], high).astype("int64")
    ends = np.cumsum(lengths)
    made.segments = list(zip((ends - lengths).tolist(), ends.tolist(), strict=True))
    return made


def _lengths(rows):
    """Return the rows of each segment, (segments,) float64."""
    return np.array([end - first for first, end in rows.segments], "float64")
