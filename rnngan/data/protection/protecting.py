"""A table -> the same one without what few hold, and the schema of it."""

from dataclasses import replace

import numpy as np

from rnngan.config.errors import InputError
from rnngan.data.constraints import repair
from rnngan.data.constraints.along import Along
from rnngan.data.constraints.language import spell
from rnngan.data.constraints.rules import COMPUTED
from rnngan.data.detection import detect
from rnngan.data.protection import changes
from rnngan.data.protection.holders import Holders
from rnngan.data.protection.rare import Search
from rnngan.data.protection.record import MARK

FEWEST = 2  # times `protect_below` series: with fewer, rows are counted in their place
ENOUGH = 10  # times as many: at most a tenth of the series lies beyond an end
PINNED = ("number", "category", "date")  # kinds that a column stays of


def protected(table, config, wanted=None):
    """Return (`Table`, its `Schema`) with nothing in it that few hold, where that is asked for.

    Notices on what was found out are added to those of the table that is returned.

    Args:
        table: `rnngan.data.formats.tables.Table`.
        config: `rnngan.config.run_config.DataConfig`.
        wanted: {column: fields} of a schema file.

    Raises:
        ConfigError: see `rnngan.data.detection.detect`.
        InputError: the same.
    """
    wanted, notices = wanted or {}, list(table.notices)
    listed = {name: fields["values"] for name, fields in wanted.items() if "values" in fields}
    free = {name: _without(fields, "values") for name, fields in wanted.items()}
    maybe = config.protect != "off"
    schema = detect(table, config, free if maybe else wanted)
    holders = _holders(table, schema, config) if maybe else None
    if holders is None:
        if maybe and listed:
            table.notices[:] = notices
            schema = detect(table, config, wanted)
        return table, schema
    table.notices[:] = notices
    allowed = {name: tuple(listed[name]) for name in listed if schema[name].is_coded}
    common = config.protect_rare == "common"
    search = Search(table, schema, holders, common, allowed)
    protection = search.found()
    made = replace(changes.applied(table, schema, protection), holders=holders)
    config = _with_rules(config, schema, protection, search.flat, made.notices)
    try:
        found = detect(made, config, _pinned(schema, wanted, protection))
    except InputError as error:
        advice = f"What {protection.few} hold is not learned here; --protect off learns it."
        raise InputError(f"{error} {advice}") from None
    return made, _bounded(found, protection)


def again(table, schema):
    """Return a `Table` with what few held in the training table folded and pulled in as there.

    Args:
        table: `Table` that has the columns of the schema.
        schema: `Schema` of a run.
    """
    if schema.protection is None:
        return table
    return changes.applied(table, schema, schema.protection)


def is_marked(table):
    """Return whether a `Table` has the mark of rare categories in some cell."""
    texts = table.frame.select_dtypes(exclude="number")
    return any((cells.astype(object) == MARK).any() for _, cells in texts.items())


def why_not(config):
    """Return why nothing is protected under settings, and what to do for it, in words."""
    if config.protect == "off":
        return "--protect off leaves what few hold as it is"
    return (
        f"--protect auto does so where an id column tells {ENOUGH * config.protect_below} series "
        "or more apart, --protect on does so always"
    )


def _holders(table, schema, config):
    """Return the `Holders` of the rows of a table, None where nothing is to be protected."""
    series = Along.of(table, schema).series
    count = 0 if schema.first("id") is None else int(series.max()) + 1
    least = (ENOUGH if config.protect == "auto" else FEWEST) * config.protect_below
    if count >= least:
        return Holders(series, config.protect_below)
    if config.protect == "auto":
        return None
    return Holders(np.arange(len(series)), config.protect_below, "rows")


def _without(fields, *names):
    return {name: value for name, value in fields.items() if name not in names}


def _pinned(schema, wanted, protection):
    """Return the fields of a schema file, with the kinds that columns had before."""
    found = dict(wanted)
    for column in schema.columns:
        fields = wanted.get(column.name, {})
        if column.asked_as in PINNED and (column.kept_texts or not column.is_coded):
            fields = {"kind": column.asked_as} | fields
        fold = protection.of(column.name).get("category")
        if fold is not None and "values" in fields:
            rare = {value for value in column.values if value not in fold.kept}
            values = [value for value in fields["values"] if value not in rare]
            fields = fields | {"values": values} if values else _without(fields, "values")
        if fields:
            found[column.name] = fields
    return found


def _with_rules(config, schema, protection, flat, notices):
    """Return the settings with totals that were found: they stay computed.

    Rules about what does not vary any more are let go, and the notices say so.
    """
    names, texts = [column.name for column in schema.columns], []
    for text in config.constraints:
        about = {name for part in repair.parse(text, names) for name in part.columns} & flat
        if about:
            notices.append(
                f"{text} is let go: {min(about)!r} does not vary once what few hold is left out"
            )
        else:
            texts.append(text)
    asked, found = repair.as_parts(texts, names), repair.as_parts(protection.rules, names)
    texts += [spell(part) for part in found if isinstance(part, COMPUTED) and part not in asked]
    return config.model_copy(update={"constraints": tuple(texts)})


def _bounded(schema, protection):
    """Return a schema with its protection; what stays as it is is bounded by what many reach."""
    columns = []
    for column in schema.columns:
        found = protection.of(column.name)
        ends = {"smallest": "minimum", "largest": "maximum"}
        bounds = {ends[w]: f.bound for w, f in found.items() if f.bound is not None}
        columns.append(column.model_copy(update=bounds) if column.has_ends else column)
    return schema.model_copy(update={"columns": tuple(columns), "protection": protection})
