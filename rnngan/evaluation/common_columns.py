"""Whether a table of any tool has the columns of the real one: all that does not match at once."""

from collections import Counter
from dataclasses import replace

from rnngan.config.errors import InputError
from rnngan.data import parsing
from rnngan.data.time import timeline


def matched(table, real, schema):
    """Return a table as it can be compared with the real one, and notices on what is left out.

    Categories may be spelled as another tool spells them: True for true, 1.0 for 1.

    Args:
        table: `Table` of any tool.
        real: name of the real table, for messages.
        schema: its `Schema`.

    Raises:
        InputError: columns are missing or hold what the real ones don't; names all of them.
    """
    present = [c for c in schema.columns if c.is_read and c.name in table.frame.columns]
    texts = {c.name: schema.source(c) for c in present if schema.source(c).is_coded}
    texts = {name: column for name, column in texts.items() if column.kept_texts}
    respelled = {name: _respelled(table, name, column) for name, column in texts.items()}
    table = replace(table, frame=table.frame.assign(**respelled), known={})
    faults = [*_missing(table, schema), *_unreadable(table, schema, present)]
    extra = _listed(_extra(table, schema))
    if not faults:
        return table, _notices(table, real, schema, extra)
    if extra:
        faults.append(f"{real} has no column {extra}")
    many = f"in {len(faults)} ways" if len(faults) > 1 else "in one way"
    lines = "".join(f"\n- {fault}" for fault in faults)
    raise InputError(
        f"{table.source} does not match {real} {many}:{lines}\n"
        f"Expected the columns of {real}: {', '.join(schema.names)}."
    )


def _listed(names):
    return ", ".join(map(repr, names))


def _missing(table, schema):
    """Return what to say of columns that the table lacks."""
    found, series = table.frame.columns, schema.series
    needed = [c.name for c in schema.columns if c.is_read and c.name not in found]
    faults = [f"it has no column {_listed(needed)}"] if needed else []
    if series is not None and not {series.name, schema.sequence_name} & {*found, *needed}:
        faults.append(
            f"it has no column {series.name!r}, which distinguishes the series of the real table, "
            f"and no column {schema.sequence_name!r} in its place: add either"
        )
    return faults


def _unreadable(table, schema, present):
    """Return what to say of columns with cells that can't be read as those of the real table."""
    time, faults = schema.first("time"), []
    reads = [(parsing.values, (table, schema, column)) for column in present]
    if time is not None and time.name in table.frame.columns:
        reads.append((timeline.points, (table, time)))
    for read, arguments in reads:
        try:
            read(*arguments)
        except InputError as error:
            faults.append(str(error))
    return faults


def _extra(table, schema):
    """Return the names of columns that the real table lacks."""
    known = {column.name for column in schema.columns} | {schema.sequence_name}
    return [name for name in table.frame.columns if name not in known]


def _notices(table, real, schema, extra):
    """Return what a person should know of tables that match."""
    notices, time = [], schema.first("time")
    if extra:
        notices.append(f"{table.source}: left out, for {real} has no such column: {extra}")
    if time is not None and time.name not in table.frame.columns:
        notices.append(
            f"{table.source} has no column {time.name!r}: its rows are taken in the order in which "
            "they stand, and nothing is said of hours, weekdays, months and steps of time"
        )
    return notices


def _respelled(table, name, column):
    """Return the cells of a category of texts, spelled as in the real table where that is clear."""
    cells, values = table.frame[name], set(column.values)
    keys = Counter(map(_key, column.values))
    known = {_key(v): v for v in column.values if keys[_key(v)] == 1}
    absent = parsing.missing(table, name)
    found = cells[~absent].unique()
    new = {cell: known.get(_key(cell), cell) for cell in found if cell not in values}
    return cells.astype(object).where(absent, cells.map(lambda c: new.get(c, c))) if new else cells


def _key(cell):
    """Return what is the same of two spellings of one value: its number, or its small letters."""
    text = str(cell).strip().casefold()
    try:
        return float(text)
    except ValueError:
        return text
