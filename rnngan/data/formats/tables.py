"""Files of any supported format and data frames -> a strictly parsed table.

`pandas.read_csv` guesses: one text cell turns a whole column into text, a row that is too long
shifts the header. Here every cell is read as text by
`rnngan.data.formats.csv_reading`, the header and the row lengths are checked, and
`rnngan.data.detection` decides what each column is from all of its cells.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from rnngan.config.errors import InputError
from rnngan.config.run_config import DataConfig
from rnngan.data.column_names import free_name
from rnngan.data.formats import opening, supported


@dataclass
class Table:
    """A data frame, and where it came from.

    Args:
        frame: the columns. When `text` is true every cell is a string as it stood in the file.
        source: name for messages.
        text: whether types are still to be found out.
        notices: what was decided while reading, for the user.
        lines: line of the file on which each row ends, where that isn't row + 2.
        na_values: spellings of a missing value, further to those of `rnngan.data.parsing.MISSING`.
        inf_as_missing: whether infinite numbers are missing values.
        fingerprint: sha256 of the bytes that were read; None for a data frame.
        delimiter: what separates the cells of the CSV that was read.
        known: what has been worked out about columns, so that it is worked out once.
        known_as: path to remember in place of that of a copy that was read, or None.
        index: columns that were the index of a data frame, and what it was called there:
            {column: name, or None}.
        row_numbers: columns of a CSV that number the rows, as pandas writes its index:
            {column: what a message calls it}.
        holders: `rnngan.data.protection.holders.Holders` of the rows of a table without what few of
            them hold; None where that was not asked for.
        large: `rnngan.data.large.sampled.Large` of the table that these rows are some of; None
            where they are all.
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
    index: dict[str, str | None] = field(default_factory=dict)
    row_numbers: dict[str, str] = field(default_factory=dict)
    holders: Any = field(default=None, repr=False, compare=False)
    large: Any = field(default=None, repr=False, compare=False)

    @property
    def origin(self):
        """{"path", "sha256"} of a file that can be read again; None for pipes and frames."""
        path = Path(self.source)
        if self.large is not None:
            return {"path": self.known_as or self.large.path, "sha256": self.fingerprint}
        if self.fingerprint is None or not path.is_file():
            return None
        return {"path": self.known_as or str(path.resolve()), "sha256": self.fingerprint}

    def size(self):
        """Return how much was read, as a dict."""
        rows = len(self.frame) if self.large is None else self.large.rows
        return {"rows": rows, "columns": len(self.frame.columns)}

    def let_go(self):
        """Free the memory of the cells; what is known of the file stays."""
        self.frame, self.lines = pd.DataFrame(columns=self.frame.columns), None
        self.known.clear()

    def where(self, row, column):
        """Return file:row:column of a cell, rows counted as the lines of the file."""
        line = row + 2 if self.text else row
        return f"{self.source}:{self.lines[row] if self.lines else line}:{column}"


def read_table(source, config=None):
    """Read a table: CSV, Parquet or Feather, compressed or not; standard input for "-".

    Args:
        source: path, or "-".
        config: `DataConfig` that says how cells are spelled; None for the defaults.

    Raises:
        InputError: the file is missing, unreadable, empty, no table, or has faulty rows.

    Example:
        >>> read_table("data/seattle_weather.csv").frame.shape
        (1461, 6)
    """
    config = config or DataConfig()
    with opening.opened(source) as opened:
        format = supported.by_content(opened.name, opened.head(), "table")
        table = format.read_table(opened, config)
    table.fingerprint = opened.fingerprint
    table.na_values, table.inf_as_missing = config.na_values, config.inf_as_missing
    return table


def from_frame(frame, source=Table.source):
    """Return the `Table` of a data frame, checked.

    An index that says something becomes columns before the others: any but one of whole numbers
    without a name. Periods become the times at which they begin. A series becomes one column.

    Args:
        frame: data frame or series; it is left as it was.
        source: name for messages.

    Raises:
        InputError: it is no data frame, has no rows, or names that are no texts, empty or come
            twice.

    Example:
        >>> days = pd.date_range("2024-01-01", periods=2)
        >>> table = from_frame(pd.DataFrame({"x": [1, 2]}, index=days))
        >>> list(table.frame), table.index
        (['index', 'x'], {'index': None})
    """
    if isinstance(frame, pd.Series):
        frame = frame.to_frame("value" if frame.name is None else frame.name)
    if not isinstance(frame, pd.DataFrame):
        raise InputError(f"Expected a pandas DataFrame. Received: {type(frame).__name__}")
    if not len(frame):
        raise InputError(f"{source} has no rows. Expected at least two.")
    for position, name in enumerate(frame.columns, start=1):
        if not isinstance(name, str):
            raise InputError(
                f"{source}: column {position} is named {name!r}. Expected text: "
                "frame.columns = frame.columns.map(str) makes it so."
            )
    check_names(list(frame.columns), source)
    flat, named = _flat(frame, source)
    return Table(flat, source, index=named)


def _flat(frame, source):
    """Return (data frame without an index, {column: name of the level} of one that is kept)."""
    index, named = frame.index, {}
    if index.names == [None] and index.dtype.kind in "iu":  # row numbers
        return frame.reset_index(drop=True), named
    for name in index.names:
        if not isinstance(name, str | None):
            raise InputError(
                f"{source}: its index is named {name!r}. Expected text: "
                f"frame.index = frame.index.rename({str(name)!r}) makes it so."
            )
        named[free_name(name or "index", [*frame.columns, *named])] = name
    flat = frame.rename_axis(index=list(named)).reset_index()
    for name in named:
        if isinstance(flat[name].dtype, pd.PeriodDtype):
            flat[name] = flat[name].dt.to_timestamp()
    return flat, named


def check_names(names, source):
    """Refuse column names that are empty or come twice.

    Raises:
        InputError: names the positions.
    """
    for position, column in enumerate(names, start=1):
        if not column.strip():
            raise InputError(f"{source}: column {position} has no name. Name it in the header.")
    doubled = sorted({column for column in names if names.count(column) > 1})
    if doubled:
        at = [str(i) for i, column in enumerate(names, start=1) if column == doubled[0]]
        raise InputError(
            f"{source}: the column name {doubled[0]!r} stands at positions {', '.join(at)}. "
            "Expected distinct names: rename all but one."
        )


def with_index(frame, schema):
    """Return a data frame whose index is that of the training table, where it had one.

    Args:
        frame: rows as `rnngan.data.restore.restore` makes them.
        schema: their `rnngan.data.schema.Schema`.
    """
    kept = {column: name for column, name in schema.index.items() if column in frame.columns}
    if not kept:
        return frame
    return frame.set_index(list(kept)).rename_axis(index=list(kept.values()))
