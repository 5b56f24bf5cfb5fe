"""Where generated tables and texts go, and in which format: as asked for, or by the file's name."""

import sys
from contextlib import closing, contextmanager
from pathlib import Path

from rnngan.config.errors import ConfigError, InputError
from rnngan.data.formats import atomic, compression, supported

FOREIGN = (".xlsx", ".xls", ".ods", ".json", ".html", ".h5", ".pkl", ".sqlite", ".db")


def format_of(output, name=None, modality="table"):
    """Return the `rnngan.data.formats.supported.Format` in which a file is written.

    Args:
        output: path, or "-".
        name: of the format; by the name of the file when None.
        modality: "table" or "text".

    Raises:
        ConfigError: tables, or texts, are not written in this format.
        InputError: the name of the file is that of a format which is not written at all.

    Example:
        >>> format_of("NEW.PARQUET").name, format_of("new.csv.gz").name
        ('parquet', 'csv')
    """
    _refuse_foreign(output)
    if name is None:
        return supported.by_name(output, modality)
    skill = f"{modality}_writer"
    for format in supported.able(skill):
        if format.name == name:
            return format
    known = ", ".join(supported.names(skill))
    raise ConfigError(f"--format {name}: {modality}s are written as {known}.")


def excel_safe(output, name=None):
    """Return the name of the CSV format in which no text is a formula to a spreadsheet.

    Args:
        output: path, or "-".
        name: of the format; by the name of the file when None.

    Raises:
        ConfigError: something else than a CSV is asked for.
    """
    name = name or format_of(output).name
    if name != "csv":
        raise ConfigError(
            "--excel-safe is for CSV: other formats say what is text. Expected --format csv, or a "
            f"file named .csv. Received: {name}"
        )
    return "excel-safe csv"


@contextmanager
def writing(output, make, *how):
    """Give a writer to a file, compressed as its name says: whole or not there.

    Args:
        output: path; or "-" for standard output, which is flushed and stays open.
        make: `table_writer` or `text_writer` of a format.
        how: what it takes behind the stream.

    Raises:
        InputError: such a file can't be written.
    """
    with _target(output) as stream, closing(make(stream, *how)) as writer:
        yield writer


@contextmanager
def _target(output):
    if str(output) == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    packed = compression.by_name(output)
    with (
        atomic.replacing(output) as stream,
        compression.compressed(stream, packed, Path(output).name) as inner,
    ):
        yield inner


def _refuse_foreign(output):
    ending = Path(str(output).lower()).suffix
    if ending in FOREIGN and ending not in supported.endings("table_writer", "text_writer"):
        packed = ", ".join(f".csv{ending}" for ending in compression.ENDINGS)
        known = ", ".join(supported.endings("table_writer"))
        raise InputError(
            f"{output}: {ending} files can't be written. Expected one of {known}, or {packed}."
        )
