"""`rnngan impute`: the missing cells of a table, filled, as a file."""

from dataclasses import replace
from itertools import chain
from os import PathLike

from rnngan.config.requests import ImputeRequest
from rnngan.data import parsing
from rnngan.data.column_names import free_name
from rnngan.data.formats import outputs
from rnngan.data.formats.tables import read_table
from rnngan.report.progress import say
from rnngan.report.terminal import one_line
from rnngan.runs import table_runs

VERSION = "version"  # column that numbers the versions


def impute_file(
    folder: str | PathLike,
    data: str,
    request: ImputeRequest,
    output: str | PathLike = "-",
    format: str | None = None,
    force: bool = False,
) -> None:
    """Write a table with its missing cells filled.

    Args:
        folder: run folder.
        data: path of the table, or "-".
        request: `ImputeRequest`.
        output: path, or "-" for standard output.
        format: such as "csv"; by the name of the file when None.
        force: replace an existing file.

    Raises:
        ConfigError: whole windows are written at once.
        RunError: the folder is no run, or has learned a text.
        InputError: the table can't be used, or the file can't be written.
    """
    trained, chosen = table_runs.opened(folder, output, format, force)
    from rnngan.sampling.filling import Filling

    table = read_table(data, trained.config.data)
    filling = Filling(trained, table)
    for note in filling.notices:
        say(f"note: {one_line(note)}")
    say(f"{table.source}: {_account(filling.counts)}")
    plain = trained.schema.model_copy(update={"columns": (), "constraints": ()})
    schema = plain if table.text and chosen.name == "csv" else trained.schema
    frames = (
        numbered(_as_written(frame, table, schema), request.versions, number)
        for number, frame in enumerate(filling.frames(request))
    )
    first = next(frames)
    with outputs.writing(output, chosen.table_writer, schema, first[:0]) as writer:
        for frame in chain([first], frames):
            writer.write(frame)


def numbered(frame, versions, number):
    """Return a version with its number, where there are several."""
    if versions == 1:
        return frame
    frame = frame.copy()
    frame.insert(0, free_name(VERSION, frame.columns), number)
    return frame


def _account(counts):
    """Return in words how many cells are missing where."""
    if not counts:
        return "no cell is missing"
    total = sum(counts.values())
    each = ", ".join(f"{name} {count:,}" for name, count in counts.items())
    return f"{total:,} missing cell{'s' if total > 1 else ''}: {each}"


def _as_written(frame, table, schema):
    """Return a version as the file has it: texts in a CSV, with their types in other formats."""
    if not (table.text and schema.columns):
        return frame
    whole, frame = replace(table, frame=frame, known={}), frame.copy()
    for column in schema.columns:
        if column.name in frame and column.is_read:
            frame[column.name] = column.cells_of(parsing.values(whole, schema, column))
    return frame
