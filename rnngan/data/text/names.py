"""Which names are those of texts; imports nothing heavy."""

import os
from pathlib import Path

ENDINGS = (".txt", ".text")
COMPRESSED = (".gz", ".bz2", ".xz", ".zst", ".zip")


def is_text(path):
    """Return whether a path names text rather than a table: by its ending, or as a folder of such.

    Example:
        >>> is_text("poems.txt.gz"), is_text("prices.csv"), is_text("-")
        (True, False, False)
    """
    path = Path(path)
    if path.is_dir():
        return os.access(path, os.R_OK) and any(ends(child.name) for child in path.iterdir())
    return ends(path.name)


def ends(name):
    """Return whether a name ends as those of texts do."""
    name = name.lower()
    for ending in COMPRESSED:
        name = name.removesuffix(ending)
    return name.endswith(ENDINGS)
