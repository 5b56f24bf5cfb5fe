"""A table -> its schema: what each column is, found out from all of its cells."""

import re

import pandas as pd

from rnngan.config.errors import ConfigError, InputError
from rnngan.data import parsing, schema_files
from rnngan.data.columns import asked, duplicate, number, register
from rnngan.data.columns.candidate import Candidate
from rnngan.data.constraints import repair
from rnngan.data.constraints.along import Along
from rnngan.data.constraints.constrained import constrained
from rnngan.data.schema import Schema
from rnngan.data.time import timeline

SHOWN = 5  # columns that a message names
CLOCK = r"\s*\d{1,2}:\d{2}(:\d{2})?\s*"  # hours without a day are no names of series
ID_NAME = re.compile(r"^(?i:id|.*[_ .-]id|uid|uuid|sequence|series)$|[a-z](Id|ID)$")  # not "bid"


def detect(table, config, wanted=None):
    """Return the `Schema` of a table; what a person should know is added to `table.notices`.

    Args:
        table: `rnngan.data.formats.tables.Table`.
        config: `rnngan.config.run_config.DataConfig`, with the columns that the user named.
        wanted: {column: fields} of a schema file; fields that it leaves out are found out.

    Raises:
        ConfigError: a named column does not exist, a constraint can't be read.
        InputError: a column can't be used; nothing is left to learn.
    """
    wanted, names = wanted or {}, list(table.frame.columns)
    schema_files.check_names(wanted, names)
    wanted = asked.with_kinds(wanted, config.kinds, names)
    config = asked.with_roles(config, wanted)
    _check_named(table, config)
    config = _without_row_numbers(table, config, wanted)
    used = [name for name in table.frame.columns if name not in config.ignore]
    parsing.refuse_foreign(table, used)
    if config.missing == "error":
        parsing.refuse_missing(table, used)
    id_name, time_name = roles(table, config, asked.no_roles(wanted))
    parsing.refuse_missing(table, [name for name in (id_name, time_name) if name is not None])
    columns = _columns(table, id_name, time_name, config, wanted)
    read = {"delimiter": table.delimiter, "text": table.text, "index": table.index}
    schema = Schema(columns=tuple(duplicate.without_repeats(table, columns)), **read)
    schema = constrained(table, schema, config)
    if not schema.modelled:
        raise InputError(_nothing_varies(table, schema))
    return schema


def _without_row_numbers(table, config, wanted):
    """Return the settings with the columns that number the rows ignored; a notice says so.

    One that the settings or the schema file name is learned, and so is one that is all there is.
    """
    left = [name for name in table.frame.columns if name not in config.ignore]
    found = [name for name in table.row_numbers if name in left and name not in wanted]
    if not found:
        return config
    named = {config.id_column, config.time_column, *config.condition}
    for part in repair.as_parts(config.constraints, left):
        named.update(part.columns)
    for name in found:
        if name not in named and len(left) > 1:
            left.remove(name)
            config = config.model_copy(update={"ignore": (*config.ignore, name)})
            table.notices.append(
                f"{table.source}: {table.row_numbers[name]} numbers the rows, as pandas writes its "
                "index: left out"
            )
    return config


def _columns(table, id_name, time_name, config, wanted):
    """Return the columns of a schema, each by itself."""
    along, unique, columns = Along(table, id_name), _unique_names(config, table), []
    if time_name is not None:
        time, notices = timeline.column(table, time_name, along.series, config)
        table.notices += notices
        along = Along(table, id_name, time)
    for name in table.frame.columns:
        known = along, id_name, name in unique, tuple(columns)
        columns.append(_column(Candidate(table, name, config, wanted.get(name, {}), *known)))
    return columns


def _column(candidate):
    """Return the column of the first kind that finds it, with the fields of a schema file."""
    found = ((kind, kind.found(candidate)) for kind in register.tried())
    kind, column = next((kind, column) for kind, column in found if column is not None)
    column = column.in_series(candidate)
    column = schema_files.edited(column, candidate.wanted, kind.editable)
    column.check()
    return column


def _nothing_varies(table, schema):
    """Return what to say of a table without a column to learn."""
    if len(table.frame) == 1:
        return f"{table.source} has 1 row. Expected at least two rows in a series."
    same = [c for c in schema.columns if c.never_varies]
    found = [f"{c.name!r} is {c.describe().split(';')[0]}" for c in same[:SHOWN]]
    found = f" {'; '.join(found)}{'; …' if len(same) > SHOWN else ''}." if found else ""
    return (
        f"{table.source}: no column varies, so there is nothing to learn.{found} Expected a column "
        "of numbers, categories or dates that differ from row to row."
    )


def _check_named(table, config):
    named = {"--id-column": config.id_column, "--time-column": config.time_column}
    named |= {f"--ignore ({i})": name for i, name in enumerate(config.ignore, start=1)}
    for option, name in named.items():
        if name is not None and name not in table.frame.columns:
            known = ", ".join(map(str, table.frame.columns))
            raise ConfigError(f"{option}: no column {name!r}. Columns: {known}.")


def roles(table, config, features=()):
    """Return the names of the id column and of the time column, None where there is none.

    Args:
        table: `Table`.
        config: `DataConfig`; the columns that it names are taken.
        features: names of columns that are neither.
    """
    kept = table.frame.drop(columns=[*config.ignore, *features])
    shown = type(table)(kept, table.source, table.text, lines=table.lines)
    shown.na_values = table.na_values
    id_name = config.id_column or _find_id(shown, config.time_column)
    time_name = config.time_column or _find_time(shown, id_name, config)
    return id_name or _find_id_beside(shown, time_name), time_name


def _find_time(table, id_name, config):
    """Return the first column of times that move on within some sequence, or None."""
    if id_name is None:
        return timeline.find(table, set(), config)
    skip, name = {id_name}, timeline.find(table, {id_name}, config)
    while name is not None and (table.frame.groupby(id_name)[name].nunique() <= 1).all():
        skip.add(name)  # such as a date of birth
        name = timeline.find(table, skip, config)
    return name


def _find_id(table, time_name):
    """Return a column that is named like an id and whose values repeat, or None."""
    for name in table.frame.columns:
        cells = table.frame[name]
        if name == time_name or not ID_NAME.search(str(name)):
            continue
        if pd.api.types.is_float_dtype(cells.dtype) or cells.is_unique:
            continue
        if parsing.missing(table, name).any():
            continue
        if table.text and cells.str.fullmatch(r"\s*[+-]?\d+\.\d+\s*").any():
            continue  # a measured number
        if cells.nunique() > 1:
            return name
    return None


def _find_id_beside(table, time_name):
    """Return a text column within whose values no time comes twice, where most do, or None."""
    if time_name is None or table.frame.duplicated(time_name, keep=False).mean() <= 0.5:
        return None  # a few double times are a fault of the table
    for name in table.frame.columns:
        cells = table.frame[name]
        texts = pd.api.types.is_string_dtype(cells) or cells.dtype == "category"
        if not texts or name == time_name or parsing.missing(table, name).any():
            continue
        if table.text and number.signs_of(table, name) is not None:
            continue
        if table.text and cells.str.fullmatch(CLOCK).all():
            continue
        if not table.frame.duplicated([name, time_name]).any():
            return name
    return None


def _unique_names(config, table):
    used = [name for name in table.frame.columns if name not in config.ignore]
    parts = repair.as_parts(config.constraints, used)
    return {part.column for part in parts if isinstance(part, repair.Unique)}
