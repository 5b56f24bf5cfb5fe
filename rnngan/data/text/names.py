"""Which names are those of texts; imports nothing heavy."""

from pathlib import Path

ENDINGS = (".txt", ".text")
COMPRESSED = (".gz", ".bz2", ".xz", ".zst", ".zip")


def is_text(path):
    """Return whether a path names text rather than a table: by its ending, or as a folder.

    Example:
        >>> is_text("poems.txt.gz"), is_text("prices.csv"), is_text("-")
        (True, False, False)
    """
    path = Path(path)
    name = path.name.lower()
    for ending in COMPRESSED:
        name = name.removesuffix(ending)
    return name.endswith(ENDINGS) or path.is_dir()
