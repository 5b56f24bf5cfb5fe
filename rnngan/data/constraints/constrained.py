"""What holds between the columns of a table: asked for, found out, kept in its schema."""

import functools

import numpy as np

from rnngan.config.errors import ConfigError, InputError
from rnngan.data import parsing
from rnngan.data.columns.numeric import Numeric
from rnngan.data.columns.pace import PaceColumn
from rnngan.data.columns.product import ProductColumn
from rnngan.data.columns.sum import SumColumn
from rnngan.data.constraints import discovery, forward, lookups, paces, repair
from rnngan.data.constraints.along import Along
from rnngan.data.constraints.language import spell
from rnngan.data.constraints.rules import COMPUTED, Forward, Lookup, Order, Pace, Sum, Unique


def constrained(table, schema, config):
    """Return the schema with the constraints that were asked for and those that were found.

    What is computed or looked up is left out of the networks by it.

    Args:
        table: `rnngan.data.formats.tables.Table`; a constraint that some rows break is noted there.
        schema: its `Schema`, each column by itself.
        config: `rnngan.config.run_config.DataConfig`.

    Raises:
        ConfigError: a constraint can't be read, or contradicts others.
        InputError: most rows break a constraint, or a total has missing values.
    """
    numeric = [c for c in schema.columns if c.is_measured]
    texts, names = list(config.constraints), [c.name for c in schema.columns]
    numbers, along = {c.name: not c.is_static for c in numeric}, Along.of(table, schema)
    columns = schema.by_name
    values = functools.cache(lambda name: parsing.values(table, schema, columns[name]))
    asked = repair.as_parts(texts, names, numbers)
    schema = _with_kept(schema, asked, values, along)
    decimals = {c.name: c.decimals for c in numeric}
    _refuse_broken(table, schema, asked, values, decimals, along)
    if config.detect_constraints:
        kept = _kept(schema, asked, values, along, config.condition)
        schema, texts = _with_kept(schema, kept, values, along), [*texts, *map(spell, kept)]
        cells = {name: values(name) for name in numbers}
        known = (*asked, *kept)
        further = functools.partial(_further, schema, known, values, along, config.condition)
        static = [name for name, moves in numbers.items() if not moves]
        texts += discovery.detect(cells, decimals, known, along.before, further, static)
        schema = _with_kept(schema, repair.as_parts(texts, names), values, along)
    parts = repair.as_parts(texts, names, numbers)
    given = {part.total: part for part in parts if isinstance(part, COMPUTED)}
    columns = [
        _total_column(schema, c, given[c.name]) if c.name in given else c for c in schema.columns
    ]
    return schema.model_copy(update={"columns": tuple(columns), "constraints": tuple(texts)})


def _refuse_broken(table, schema, parts, values, decimals, along):
    """Refuse rules that most rows break; note those that some do."""
    broken = repair.broken(parts, values, table.frame.get, decimals, schema, along)
    for text, rows in broken.items():
        count = int(rows.sum())
        if 2 * count > len(table.frame):
            raise InputError(
                f"--constraint: {text} is broken in {count:,} of {len(table.frame):,} rows of "
                f"{table.source}. Expected a rule that most rows keep: mend it, or leave it out."
            )
        if count:
            table.notices.append(f"{text} does not hold in {count:,} rows of the table")


def _kept(schema, asked, values, along, conditions):
    """Return the rules of states, and of lookups by a category, that are found out."""
    free = _free(schema, asked)
    ahead = forward.find(free, lambda c: values(c.name), along)
    going = _with_kept(schema, map(Forward, ahead), values, along).by_name
    free = [going[c.name] for c in free]
    ruled = _free(schema, [part for part in asked if not isinstance(part, Forward)])
    keys = [going[c.name] for c in ruled if c.is_coded]
    found = lookups.find(keys, free, lambda c: values(c.name), along.before, conditions)
    looked = {part.column for part in found}
    return [*found, *(Forward(name) for name in ahead if name not in looked)]


def _further(schema, known, values, along, conditions, totals):
    """Return the paces, and the lookups by a number of few values.

    A total says its terms, and is no key.
    """
    asked = {name for part in known if isinstance(part, Order | Lookup) for name in part.columns}
    numbers = [c for c in _free(schema, [*known, *totals]) if c.is_measured]
    paced = _paces([c for c in numbers if c.name not in asked], values, along)
    free = _free(schema, [*known, *totals, *paced])
    keys = [c for c in free if c.is_measured]
    terms = {name for part in totals for name in part.columns}
    after = [c for c in free if c.name not in terms]
    return [*paced, *lookups.find(keys, after, lambda c: values(c.name), along.before, conditions)]


def _paces(numbers, values, along):
    """Return the paces of columns of numbers, with time or with a counter among them."""
    able = [c for c in numbers if not (c.is_static or np.isnan(values(c.name)).any())]
    cells = {c.name: (values(c.name), paces.half_unit(values(c.name), c.decimals)) for c in able}
    counters = {c.name: cells[c.name] for c in able if c.monotone == "rising"}
    time = {} if along.time is None else {along.time.name: (paces.elapsed(along.points), 0.0)}
    return paces.find(cells, time | counters, along.series, along.order)


def _free(schema, parts):
    """Return the columns that vary and that no rule decides about."""
    taken = {name for part in parts for name in _own(part)}
    return [c for c in schema.columns if c.is_feature and c.name not in taken]


def _own(part):
    """Return the columns that a rule decides about."""
    if isinstance(part, COMPUTED):
        return (part.total,)
    return (part.column,) if isinstance(part, Lookup | Pace | Forward | Unique) else ()


def _with_kept(schema, parts, values, along):
    """Return the schema whose columns hold what goes with each key, and what may follow."""
    changed = {}
    for part in parts:
        if isinstance(part, Forward | Lookup):
            column = schema[part.column]
            if not column.is_feature:
                raise ConfigError(
                    f"constraint {spell(part)!r}: {column.name!r} is {column.describe()}. Expected "
                    "a column of numbers, categories or dates. Leave the constraint out."
                )
        if isinstance(part, Forward):
            changed[part.column] = forward.held_by(column, values(part.column), along)
        elif isinstance(part, Lookup):
            key = schema[part.key]
            table = lookups.table_of(part, key, column, lambda c: values(c.name))
            changed[part.column] = column.model_copy(update={"lookup": table})
        elif isinstance(part, Pace) and schema[part.column].kind != "pace":
            changed[part.column] = _pace_column(schema, part, values, along)
    columns = tuple(changed.get(c.name, c) for c in schema.columns)
    return schema.model_copy(update={"columns": columns})


def _pace_column(schema, part, values, along):
    """Return a number column as the `PaceColumn` of a rule.

    Raises:
        ConfigError: it can't move with that key.
    """
    column, key = schema[part.column], schema[part.key]
    timed = along.time is not None and part.key == along.time.name
    numbers = [column] if timed else [column, key]
    for one in numbers:
        fits = one.is_measured and not one.is_static
        if not fits or np.isnan(values(one.name)).any():
            raise ConfigError(
                f"constraint {spell(part)!r}: {one.name!r} is {one.describe()}. Expected two "
                "columns of numbers that change from row to row and are never missing, or a number "
                "and the time column. Leave the constraint out."
            )
    by = paces.elapsed(along.points) if timed else values(part.key)
    starts = paces.firsts(along.series[along.order])
    rate = paces.rate_of(values(part.column)[along.order], by[along.order], starts)
    shared = column.model_dump(include=Numeric.model_fields.keys())
    return PaceColumn(**shared, key=part.key, rate=rate)


def _total_column(schema, column, part):
    """Return a number column as the `SumColumn` or `ProductColumn` of a rule."""
    absent = [name for name in part.columns if schema[name].may_miss]
    if absent:
        raise InputError(
            f"--constraint: {column.name!r} can't be computed as a "
            f"{'sum' if isinstance(part, Sum) else 'product'}: {absent[0]!r} has missing values. "
            "Leave the constraint out, or pass --missing interpolate."
        )
    shared = column.model_dump(include=Numeric.model_fields.keys())
    if isinstance(part, Sum):
        return SumColumn(**shared, plus=part.plus, minus=part.minus, before=part.before)
    return ProductColumn(**shared, times=part.times, over=part.over, factor=part.factor)


def violations(table, schema):
    """Return {constraint: rows of the table that break it}, for all constraints of a schema.

    Args:
        table: `Table` with the columns of the schema.
        schema: `Schema`.
    """
    return {text: int(rows.sum()) for text, rows in broken(table, schema).items()}


def broken(table, schema):
    """Return {constraint: (rows,) bool, whether a row breaks it}, for all of a schema.

    Args:
        table: `Table` with the columns of the schema.
        schema: `Schema`.
    """
    names, found = [c.name for c in schema.columns], {}
    decimals = {c.name: getattr(c, "decimals", None) for c in schema.columns}
    values = functools.cache(lambda name: parsing.values(table, schema, schema[name]))
    shared = values, table.frame.get, decimals, schema, Along.of(table, schema)
    for text in schema.constraints:
        parts = repair.broken(repair.parse(text, names), *shared)
        found[text] = np.logical_or.reduce([*parts.values()])
    return found
