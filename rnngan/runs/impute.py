"""`rnngan impute`: the missing cells of a table, filled, as a file."""

from dataclasses import replace
from os import PathLike

from rnngan import modalities
from rnngan.config.errors import ConfigError, RunError
from rnngan.data import parsing
from rnngan.data.column_names import free_name
from rnngan.data.formats import atomic, outputs
from rnngan.data.formats.tables import read_table
from rnngan.report.progress import say
from rnngan.report.terminal import one_line
from rnngan.runs import store

VERSION = "version"  # column that numbers the versions


def impute_file(
    folder: str | PathLike,
    data: str,
    output: str | PathLike = "-",
    format: str | None = None,
    force: bool = False,
    how: str = "draw",
    versions: int = 1,
    seed: int = 0,
) -> None:
    """Write a table with its missing cells filled.

    Args:
        folder: run folder.
        data: path of the table, or "-".
        output: path, or "-" for standard output.
        format: such as "csv"; by the name of the file when None.
        force: replace an existing file.
        how: "draw" or "mean".
        versions: how many are drawn.
        seed: of the draws.

    Raises:
        ConfigError: whole windows are written at once, or there are several means.
        RunError: the folder is no run, or has learned a text.
        InputError: the table can't be used, or the file can't be written.
    """
    refuse_means(how, versions)
    if str(output) != "-":
        atomic.refuse_existing(output, force)
    chosen = outputs.format_of(output, format)
    trained = store.load(folder)
    if modalities.of(trained.config).name != "table":
        raise RunError(f"{folder} has learned a text, and cells of tables alone are filled.")
    from rnngan.sampling.filling import Filling

    table = read_table(data, trained.config.data)
    filling = Filling(trained, table)
    for note in filling.notices:
        say(f"note: {one_line(note)}")
    say(f"{table.source}: {_account(filling.counts)}")
    plain = trained.schema.model_copy(update={"columns": (), "constraints": ()})
    schema = plain if table.text and chosen.name == "csv" else trained.schema
    frames = filling.frames(seed, how, versions)
    first = _as_written(next(frames), table, schema, versions, 0)
    with outputs.writing(output, chosen.table_writer, schema, first[:0]) as writer:
        writer.write(first)
        for number, frame in enumerate(frames, 1):
            writer.write(_as_written(frame, table, schema, versions, number))


def refuse_means(how, versions):
    """Raise `ConfigError` where several versions of a mean are asked for."""
    if how == "mean" and versions != 1:
        raise ConfigError(
            f"--versions {versions}: there is one mean. Expected --versions with --how draw."
        )


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


def _as_written(frame, table, schema, versions, number):
    """Return a version as the file has it: texts in a CSV, with their types in other formats."""
    if table.text and schema.columns:
        whole, frame = replace(table, frame=frame, known={}), frame.copy()
        for column in schema.columns:
            if column.name in frame and column.is_read:
                values = parsing.values(whole, schema, column)
                frame[column.name] = column.cells_of(values)
    return numbered(frame, versions, number)
