"""Which names are those of texts; imports nothing heavy."""

import os
from pathlib import Path

from rnngan.data.formats import compression, supported

SHOWN = 2  # names that a message shows of many


def is_text(path):
    """Return whether a path names text rather than a table: by its ending, or as a folder of such.

    A folder that holds anything else is no folder of texts: a repository has .txt files too.

    Example:
        >>> is_text("poems.txt.gz"), is_text("prices.csv"), is_text("-")
        (True, False, False)
    """
    path = Path(path)
    if path.is_dir():
        if not os.access(path, os.R_OK):
            return False
        texts, others, folders = parted(path)
        return bool(texts) and not others and not folders
    return _ends(path, supported.endings("read_text"))


def parted(folder):
    """Return (texts, other files, folders) of a folder: sorted paths, hidden ones left out."""
    parts, endings = ([], [], []), supported.endings("read_text")
    for path in sorted(Path(folder).iterdir()):
        if not path.name.startswith("."):
            parts[2 if path.is_dir() else not _ends(path, endings)].append(path)
    return parts


def said_of(folder):
    """Return what a folder holds where a table was expected, and what to do.

    Args:
        folder: path of a folder that can be read.
    """
    texts, others, folders = parted(folder)
    if not texts:
        return f"{folder} is a folder. Give one CSV file."
    parts = (texts, "text file"), (others, "other file"), (folders, "folder")
    found = [f"{_counted(len(some), what)} ({shown(some)})" for some, what in parts if some]
    held = f"{', '.join(found[:-1])} and {found[-1]}"
    return (
        f"{folder} is a folder. It holds {held}. Name the file that is meant, or pass --text to "
        f"learn the {_counted(len(texts), 'text file')}."
    )


def _counted(count, what):
    return f"{count:,} {what}{'s' if count > 1 else ''}"


def shown(paths):
    """Return the first names of some paths."""
    return ", ".join(path.name for path in paths[:SHOWN]) + ", …" * (len(paths) > SHOWN)


def _ends(path, endings):
    return compression.without_ending(path.name).endswith(endings)
