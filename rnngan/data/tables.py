"""CSV and data frames -> a strictly parsed table, and back.

`pandas.read_csv` guesses: one text cell turns a whole column into text, a row that is too long
shifts the header. Here every cell is read as text by pyarrow, the header and the row lengths are
checked, and `rnngan.data.schema` decides what each column is from all of its cells.
"""

import csv
import gzip
import io
import re
import sys
import zlib
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.csv

from rnngan.errors import InputError

DELIMITERS = ",;\t|"
GZIP_MAGIC = b"\x1f\x8b"
PARQUET_MAGIC = b"PAR1"
FOREIGN = {  # first bytes -> what such a file is
    b"PK\x03\x04": "a ZIP archive or an Excel workbook",
    b"\x89PNG": "a PNG picture",
    b"%PDF": "a PDF document",
    b"\x89HDF": "an HDF5 file",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
}
JSON = re.compile(r'\s*\[?\s*\{\s*"')  # how a JSON file of records begins
SHOWN = 5  # faulty rows that are gathered


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
    """

    frame: pd.DataFrame
    source: str = "the data frame"
    text: bool = False
    notices: list[str] = field(default_factory=list)
    lines: list[int] | None = None
    na_values: tuple[str, ...] = ()
    inf_as_missing: bool = False
    fingerprint: str | None = None

    def place(self, row, column):
        """Return file:row:column of a cell, rows counted as the lines of the file."""
        line = row + 2 if self.text else row
        return f"{self.source}:{self.lines[row] if self.lines else line}:{column}"


def read_table(source):
    """Read a CSV file, plain or gzipped, a Parquet file, or standard input for "-".

    Raises:
        InputError: the file is missing, unreadable, empty, not a CSV, or has faulty rows.

    Example:
        >>> read_table("data/seattle_weather.csv").frame.shape
        (1461, 6)
    """
    name = "standard input" if str(source) == "-" else str(source)
    content = _read_bytes(source, name)
    if content.startswith(PARQUET_MAGIC):
        return _read_parquet(content, name)
    text = _decode(content, name)
    delimiter = _delimiter(text, name)
    _check_quotes(text, delimiter, name)
    header = _header(text, delimiter, name)
    frame = _parse(text, header, delimiter, name)
    notices = [] if delimiter == "," else [f"{name}: columns are separated by {delimiter!r}"]
    lines = None
    if text.rstrip("\r\n").count("\n") != len(frame):  # blank lines, or line ends inside quotes
        lines = _row_lines(text, delimiter)[1:]
    return Table(frame, name, text=True, notices=notices, lines=lines)


def _read_parquet(content, name):
    try:
        frame = pd.read_parquet(io.BytesIO(content))
    except (OSError, pa.ArrowException) as error:
        raise InputError(f"{name}: not readable as Parquet: {error}") from None
    named = any(level is not None for level in frame.index.names)
    return from_frame(frame.reset_index() if named else frame, name)  # an index is a column too


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
    _check_names(list(frame.columns), source)
    return Table(frame.reset_index(drop=True), source)


def _read_bytes(source, name):
    if str(source) == "-":
        return sys.stdin.buffer.read()
    path = Path(source)
    try:
        content = path.read_bytes()
        if content[:2] == GZIP_MAGIC:
            content = gzip.decompress(content)
    except FileNotFoundError:
        raise InputError(f"{name}: no such file{_near(path)}.") from None
    except IsADirectoryError:
        raise InputError(f"{name} is a folder. Give one CSV file.") from None
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"{name}: can't be read: {reason}.") from None
    for magic, what in FOREIGN.items():
        if content.startswith(magic):
            raise InputError(f"{name} looks like {what}. Expected a CSV file: export it as CSV.")
    return content


def _near(path):
    """Return a hint at files beside `path` with similar names."""
    try:
        others = [entry.name for entry in path.parent.iterdir()]
    except OSError:
        return f"; the folder {path.parent} does not exist either"
    near = get_close_matches(path.name, others, n=3)
    return f"; beside it: {', '.join(near)}" if near else ""


def _decode(content, name):
    """Return text with the byte-order mark dropped."""
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    if b"\x00" in content and not wide:
        line = content[: content.index(b"\x00")].count(b"\n") + 1
        raise InputError(f"{name}:{line}: a NUL byte. Expected text: is this a CSV file?")
    try:
        return content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        encoding = "UTF-16" if wide else "UTF-8"
        raise InputError(
            f"{name}:{line}: byte {error.start} is not {encoding}. Save the file as UTF-8."
        ) from None


def _reader(text, delimiter, **options):
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))  # a cell may be a whole file
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, **options)


def _row_lines(text, delimiter):
    """Return the line on which each row ends, the header first, blank lines passed over."""
    reader = _reader(text, delimiter)
    return [reader.line_num for row in reader if row]


def _delimiter(text, name):
    """Return what separates the cells of the header."""
    if JSON.match(text):
        raise InputError(f"{name} looks like JSON. Expected a CSV file: export it as CSV.")
    first = next((line for line in text.splitlines() if line.strip()), "")
    if not first:
        raise InputError(f"{name} is empty. Expected a header line and at least two rows.")
    return max(DELIMITERS, key=first.count) if "," not in first else ","


def _check_quotes(text, delimiter, name):
    """Refuse a quote that never closes: it would swallow the rows behind it as one cell."""
    if text.count('"') % 2 == 0:
        return
    reader, line = _reader(text, delimiter, strict=True), 0
    try:
        for _ in reader:
            line = reader.line_num
    except csv.Error:
        raise InputError(
            f"{name}:{line + 1}: a quote in this row does not close where its cell ends. "
            'Close it, or double the quotes inside the cell: "5"" pipe".'
        ) from None


def _header(text, delimiter, name):
    """Return the column names, checked."""
    header = next(_reader(text.lstrip("\r\n"), delimiter))
    if all(_is_number(cell) for cell in header):
        raise InputError(
            f"{name}:1: the first line holds numbers only, {delimiter.join(header)[:60]!r}. "
            "Expected column names: add a header line."
        )
    _check_names(header, f"{name}:1")
    return header


def _check_names(header, place):
    for position, column in enumerate(header, start=1):
        if not column.strip():
            raise InputError(f"{place}: column {position} has no name. Name it in the header.")
    doubled = sorted({column for column in header if header.count(column) > 1})
    if doubled:
        at = [str(i) for i, column in enumerate(header, start=1) if column == doubled[0]]
        raise InputError(
            f"{place}: the column name {doubled[0]!r} stands at positions {', '.join(at)}. "
            "Expected distinct names: rename all but one."
        )


def _is_number(cell):
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _parse(text, header, delimiter, name):
    """Return a data frame of strings; every row has as many cells as the header."""
    faulty = []

    def keep(row):
        faulty.append(row)
        return "skip" if len(faulty) < SHOWN else "error"

    try:
        table = pa.csv.read_csv(
            pa.BufferReader(text.encode()),
            read_options=pa.csv.ReadOptions(use_threads=False),  # threads lose the row numbers
            parse_options=pa.csv.ParseOptions(
                delimiter=delimiter, newlines_in_values=True, invalid_row_handler=keep
            ),
            convert_options=pa.csv.ConvertOptions(
                column_types=dict.fromkeys(header, pa.string()), strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid as error:
        if not faulty:
            raise InputError(f"{name}: not readable as CSV: {error}") from None
    if faulty:
        row = faulty[0]
        line = _row_lines(text, delimiter)[row.number - 1]
        raise InputError(
            f"{name}:{line}: {row.actual_columns} cell{'s' if row.actual_columns > 1 else ''} "
            f"where the header has {row.expected_columns}: {row.text[:60]!r}. "
            "Mend the row or the header."
        )
    if table.num_rows == 0:
        raise InputError(f"{name} has a header and no rows. Expected at least two rows.")
    return table.to_pandas()
