"""A run that is asked about another table, and the file for the answer."""

from os import PathLike
from typing import Any

from rnngan import modalities
from rnngan.config.errors import RunError
from rnngan.data.formats import atomic, outputs
from rnngan.data.formats.supported import Format
from rnngan.runs import store


def opened(
    folder: str | PathLike, output: str | PathLike, format: str | None, force: bool
) -> tuple[Any, Format]:
    """Return the `TrainedTable` of a run, and the format of the file.

    Args:
        folder: run folder.
        output: path of the file, or "-" for standard output.
        format: such as "csv"; by the name of the file when None.
        force: whether an existing file may be replaced.

    Raises:
        ConfigError: there is no such format.
        InputError: the file exists.
        RunError: the folder is no run, or has learned a text.
    """
    if str(output) != "-":
        atomic.refuse_existing(output, force)
    chosen = outputs.format_of(output, format)
    trained = store.load(folder)
    refuse_text(trained, str(folder))
    return trained, chosen


def refuse_text(trained: Any, name: str) -> None:
    """Raise `RunError` where a run, which the message names, has learned a text."""
    if modalities.of(trained.config).name != "table":
        raise RunError(f"{name} has learned a text, and this is for tables.")
