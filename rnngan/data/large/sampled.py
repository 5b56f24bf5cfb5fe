"""A large table -> the ordinary `Table` of the series of it that are looked at."""

import os
from dataclasses import dataclass

import numpy as np

from rnngan.config.errors import InputError
from rnngan.data.formats.tables import read_table
from rnngan.data.large import files
from rnngan.data.large.scan import LONGEST, NotInOrderError, Scanned, scanned
from rnngan.report.progress import warn

FITS = 2**30  # bytes of a CSV up to which it is read into memory where it can't be in pieces
NUMBERED = ("category", "date", "id", "key")  # kinds whose cells are texts, or made of them


@dataclass
class Large:
    """The table that a `Table` of some series stands for.

    Args:
        scanned: `Scanned`.
    """

    scanned: Scanned

    @property
    def path(self):
        """The path or glob, absolute."""
        return os.path.abspath(self.scanned.pieces.files.name)

    @property
    def rows(self):
        """Rows of the whole table."""
        return self.scanned.facts["rows"]

    @property
    def series(self):
        """Series of the whole table."""
        return self.scanned.facts["series"]


def read(source, config):
    """Return the `Table` of a path: of all rows or, where it is large, of some of its series.

    Args:
        source: path of a file or folder, a glob, or "-".
        config: `DataConfig`.

    Raises:
        InputError: see `rnngan.data.formats.tables.read_table`; rows of one series of a large table
            are not next to one another.
    """
    found = files.found(source)
    if found is None:
        return read_table(source, config)
    try:
        return table_of(scanned(found, config), config)
    except NotInOrderError as error:
        if len(found.paths) > 1 or found.size > FITS:
            raise
        warn(f"note: {str(error).split('. ')[0]}: it is read into memory")
        return read_table(source, config)


def table_of(made, config):
    """Return the `Table` of the series that were looked at.

    Args:
        made: `Scanned`.
        config: `DataConfig`.
    """
    facts, source = made.facts, made.pieces
    table = source.sample(facts["spans"])
    head = source.head
    table.row_numbers = {n: w for n, w in head.row_numbers.items() if n in table.frame}
    table.fingerprint, table.large = facts["sha256"], Large(made)
    table.na_values, table.inf_as_missing = config.na_values, config.inf_as_missing
    if len(table.frame) == facts["rows"]:
        return table
    if source.text:
        behind = 2 if config.header else 1
        numbers = [np.arange(first, first + rows) for first, rows in facts["first_rows"]]
        table.lines = (np.concatenate(numbers) + behind).tolist()
    table.notices = [*head.notices, _said(table, made)]
    return table


def _said(table, made):
    facts, size = made.facts, made.pieces.files.size
    cut = f"; {facts['cut']:,} cuts in series of over {LONGEST:,} rows" if facts["cut"] else ""
    return (
        f"{size / 1e9:.1f} GB, so it is trained on from the disk ({made.folder.parent}); kinds, "
        f"rules, counts, statistics and scores go by {len(table.frame):,} of its "
        f"{facts['rows']:,} rows, series drawn at random and those that hold what is largest, "
        f"smallest or rare{cut}"
    )


def check_types(table, schema):
    """Refuse columns that were read as numbers and are none, whatever the first rows look like.

    Raises:
        InputError: says which, and what to do.
    """
    read_as = table.large.scanned.types
    texts = [c.name for c in schema.columns if c.kind in NUMBERED]
    wrong = [name for name in texts if str(read_as.get(name)) == "double"]
    if wrong:
        raise InputError(
            f"{table.source}: column {wrong[0]!r} looks like numbers in its first rows, and holds "
            f"other texts further on. Name its kind, as in --kind {wrong[0]}=category."
        )
