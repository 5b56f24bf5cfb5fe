"""The formats of files, a small module each: adding a format is adding a file to this folder.

A module says in `FORMAT` what it is called, how its files are known, and how they are read and
written. What takes long to load is imported inside of its functions: the command line asks for the
names alone.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules

from rnngan.data.formats import compression

DEFAULT = {"table": "csv", "text": "txt"}  # where nothing says which format it is


@dataclass(frozen=True)
class Format:
    """What can be done with files of one format; None for what can't.

    Args:
        name: as `--format` names it.
        endings: of its files; a format without any is not offered, but asked for in another way.
        mark: pattern of a file's first bytes; None where only the ending says it.
        read_table: (`opening.Source`, `DataConfig`) -> `tables.Table`.
        read_text: (`opening.Source`, `RunConfig`) -> `text_files.Text`.
        table_writer: (binary stream, `Schema`, data frame of no rows with the columns) -> object
            with `write(frame)` and `close()`.
        text_writer: (binary stream, "line" or "stream", whether it is a terminal) -> object with
            `write(texts)` and `close()`.
    """

    name: str
    endings: tuple[str, ...] = ()
    mark: bytes | None = None
    read_table: Callable | None = None
    read_text: Callable | None = None
    table_writer: Callable | None = None
    text_writer: Callable | None = None


def able(*skills):
    """Return the formats that have one of these fields of `Format`, by name.

    Example:
        >>> [format.name for format in able("read_text")]
        ['txt']
    """
    modules = (import_module(f"{__name__}.{info.name}") for info in iter_modules(__path__))
    formats = sorted((module.FORMAT for module in modules), key=lambda format: format.name)
    return [format for format in formats if any(getattr(format, skill) for skill in skills)]


def names(*skills):
    """Return the names that can be chosen among the formats that are `able`.

    Example:
        >>> names("table_writer"), names("text_writer")
        (['csv', 'feather', 'parquet'], ['csv', 'jsonl', 'txt'])
    """
    return [format.name for format in able(*skills) if format.endings]


def endings(*skills):
    """Return the endings of the formats that are `able`, as a tuple."""
    return tuple(ending for format in able(*skills) for ending in format.endings)


def by_name(path, modality):
    """Return the format in which a file of this name is written.

    Args:
        path: of the file.
        modality: "table" or "text".

    Example:
        >>> by_name("new.csv.gz", "table").name, by_name("new", "text").name
        ('csv', 'txt')
    """
    return _by_ending(able(f"{modality}_writer"), path) or _default(modality)


def by_content(path, head, modality):
    """Return the format in which a file is read: by its first bytes, else by its name.

    Args:
        path: of the file.
        head: its first bytes, decompressed.
        modality: "table" or "text".
    """
    formats = able(f"read_{modality}")
    marked = next((format for format in formats if _begins(format, head)), None)
    unmarked = [format for format in formats if format.mark is None]
    return marked or _by_ending(unmarked, path) or _default(modality)


def is_marked(head, modality):
    """Return whether first bytes are those of a format that is read as `modality`."""
    return any(_begins(format, head) for format in able(f"read_{modality}"))


def _begins(format, head):
    return format.mark is not None and re.match(format.mark, head, re.DOTALL)


def _by_ending(formats, path):
    name = compression.without_ending(path)
    return next((format for format in formats if name.endswith(format.endings)), None)


def _default(modality):
    return import_module(f"{__name__}.{DEFAULT[modality]}").FORMAT
