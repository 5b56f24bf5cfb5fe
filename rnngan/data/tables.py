"""CSV, Parquet and Feather files and data frames -> a strictly parsed table.

`pandas.read_csv` guesses: one text cell turns a whole column into text, a row that is too long
shifts the header. Here every cell is read as text by `rnngan.data.csv_text`, the header and the row
lengths are checked, and `rnngan.data.detection` decides what each column is from all of its cells.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet

from rnngan.config import DataConfig
from rnngan.data import csv_text, sources
from rnngan.errors import InputError

# A CSV may have a column PAR1: in Parquet the four letters are followed by no text.
COLUMNAR = {rb"PAR1(?![ -~\t\r\n])": "Parquet", rb"ARROW1(?![ -~\t\r\n])": "Feather"}


@dataclass
class Table:
    """A data frame, and where it came from.

    Args:
        frame: the columns. When `text` is true every cell is a string as it stood in the file.
        source: name for messages.
        text: whether types are still to be found out.
        notices: what was decided while reading, for the user.
        lines: line of the file on which each row ends, where that isn't row + 2.
        na_values: spellings of a missing value, beside those of `rnngan.data.parsing.MISSING`.
        inf_as_missing: whether infinite numbers are missing values.
        fingerprint: sha256 of the bytes that were read; None for a data frame.
        delimiter: what separates the cells of the CSV that was read.
        known: what has been worked out about columns, so that it is worked out once.
        known_as: path to remember in place of that of a copy that was read, or None.
    """

    frame: pd.DataFrame
    source: str = "the data frame"
    text: bool = False
    notices: list[str] = field(default_factory=list)
    lines: Sequence[int] | None = None
    na_values: tuple[str, ...] = ()
    inf_as_missing: bool = False
    fingerprint: str | None = None
    delimiter: str = ","
    known: dict = field(default_factory=dict, repr=False, compare=False)
    known_as: str | None = None

    @property
    def origin(self):
        """{"path", "sha256"} of a file that can be read again; None for pipes and frames."""
        path = Path(self.source)
        if self.fingerprint is None or not path.is_file():
            return None
        return {"path": self.known_as or str(path.resolve()), "sha256": self.fingerprint}

    def size(self):
        """Return how much was read, as a dict."""
        return {"rows": len(self.frame), "columns": len(self.frame.columns)}

    def let_go(self):
        """Free the memory of the cells; what is known of the file stays."""
        self.frame, self.lines = pd.DataFrame(columns=self.frame.columns), None
        self.known.clear()

    def place(self, row, column):
        """Return file:row:column of a cell, rows counted as the lines of the file."""
        line = row + 2 if self.text else row
        return f"{self.source}:{self.lines[row] if self.lines else line}:{column}"


def read_table(source, config=None):
    """Read a table: CSV, Parquet or Feather, compressed or not; standard input for "-".

    Args:
        source: path, or "-".
        config: `rnngan.config.DataConfig` that says how cells are spelled; None for the defaults.

    Raises:
        InputError: the file is missing, unreadable, empty, no table, or has faulty rows.

    Example:
        >>> read_table("data/seattle_weather.csv").frame.shape
        (1461, 6)
    """
    config = config or DataConfig()
    with sources.opened(source) as opened:
        kind = _columnar(opened.head())
        if kind:
            table = _read_columnar(opened, kind)
        else:
            text = csv_text.read(opened, config)
            table = Table(text.frame, opened.name, True, text.notices, text.lines)
            table.delimiter = text.delimiter
    table.fingerprint = opened.fingerprint
    table.na_values, table.inf_as_missing = config.na_values, config.inf_as_missing
    return table


def _columnar(head):
    return next((kind for magic, kind in COLUMNAR.items() if re.match(magic, head)), None)


def _read_columnar(source, kind):
    """Return the `Table` of a Parquet or Feather (Arrow IPC) file."""
    try:
        file = sources.native(source.file, source.streamed)
        if kind == "Parquet":
            columns = pyarrow.parquet.read_table(file)
        else:
            columns = pa.ipc.open_file(file).read_all()
        frame = columns.to_pandas()
    except (OSError, ValueError, TypeError, KeyError, pa.ArrowException) as error:
        raise InputError(f"{source.name}: not readable as {kind}: {error}") from None
    named = any(level is not None for level in frame.index.names)
    return from_frame(frame.reset_index() if named else frame, source.name)  # a column too


def from_frame(frame, source=Table.source):
    """Return the `Table` of a data frame, checked.

    Raises:
        InputError: it has no rows, or names that are no texts, empty or come twice.
    """
    if not len(frame):
        raise InputError(f"{source} has no rows. Expected at least two.")
    for position, name in enumerate(frame.columns, start=1):
        if not isinstance(name, str):
            raise InputError(
                f"{source}: column {position} is named {name!r}. Expected text: "
                "frame.columns = frame.columns.map(str) makes it so."
            )
    csv_text.check_names(list(frame.columns), source)
    return Table(frame.reset_index(drop=True), source)
