"""The files of a large table, a piece at a time: rows as Arrow has them, and where they stand."""

import csv
import io
import os
import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from rnngan.config.errors import InputError
from rnngan.data.formats import csv_reading, opening, tables
from rnngan.data.parsing import MISSING

BLOCK = 32 * 2**20  # bytes of a CSV that are read at once
SEARCHED = 2**18  # of them, at once: as many as the processor's cache holds
CELLS = 2**22  # cells of Parquet that are
HEAD = 2**20  # first bytes of a CSV that the first look sees
SPOTS, SPOT = 5, 2**16  # and further on in it, spread over the files, of so many bytes each
HEAD_ROWS = 2**16  # rows of Parquet that it sees
MARK = b"\xef\xbb\xbf"  # of UTF-8
COLUMN = re.compile(r"In CSV column #(\d+)")
CLOCK = "%Y-%m-%d %H:%M:%S"  # spelling of times that pyarrow reads; others stay text here
TEXT = pa.dictionary(pa.int32(), pa.large_string())


@dataclass
class Piece:
    """Some neighbouring rows of one file.

    Args:
        table: `pa.Table` of them.
        file: number of the file among all.
        first: where they begin: a byte of a CSV, a row of Parquet.
        size: how far they reach: bytes of a CSV, rows.
        last: whether no row of the file is behind them.
        edges: where each row ends, counted from `first`; where the first one begins comes first.
    """

    table: pa.Table
    file: int
    first: int
    size: int
    last: bool
    edges: np.ndarray

    def position(self, row):
        """Return (file, where row number `row` begins); that behind the last one for all rows."""
        if row == self.table.num_rows:
            return (self.file + 1, 0) if self.last else (self.file, self.first + self.size)
        return self.file, self._edge(row)

    def span(self, row, end):
        """Return (file, begin, end) of rows [row, end)."""
        return self.file, self._edge(row), self._edge(end)

    def _edge(self, row):
        edges = self.edges[-self.table.num_rows - 1 :]  # without a header
        if len(edges) <= self.table.num_rows:
            raise InputError("Quotes in the rows of a CSV don't close. Mend them.")
        return self.first + int(edges[row])


def line_edges(data):
    r"""Return where each row of a CSV ends, and first where the first one begins, (rows + 1,).

    Line ends in quotes end no row, and lines without any sign are none.

    Example:
        >>> line_edges(b'a,b\n"x\ny",1\n\n2,3').tolist()
        [0, 4, 12, 16]
    """
    return _edges(data, _behind(data, '"'))


def _edges(data, quotes):
    """Return what `line_edges` does, by where quotes stand."""
    edges = np.append(0, _behind(data, "\n"))
    if len(quotes):
        edges = edges[np.searchsorted(quotes, edges) % 2 == 0]
    if edges[-1] < len(data):
        edges = np.append(edges, len(data))
    short = np.flatnonzero(np.diff(edges) <= 2)
    signs = np.frombuffer(data, "uint8")[edges[short]]
    blank = short[(signs == ord("\n")) | (signs == ord("\r"))]
    return np.delete(edges, blank + 1) if len(blank) else edges


def _behind(data, sign):
    """Return where what is behind a sign begins, wherever it stands."""
    signs, found = np.frombuffer(data, "uint8"), [np.zeros(0, "int64")]
    for first in range(0, len(signs), SEARCHED):
        found.append(np.flatnonzero(signs[first : first + SEARCHED] == ord(sign)) + first + 1)
    return np.concatenate(found)


class CsvPieces:
    """The pieces of CSV files that have the same columns.

    Args:
        files: `rnngan.data.large.files.Files`.
        config: `DataConfig`, by whose delimiter, encoding and header they are read.

    Raises:
        InputError: a file is empty, or its header is another one.
    """

    text = True

    def __init__(self, files, config):
        self.files, self.config = files, config
        self._block = bytearray()  # memory of a piece, for one after another: new pages take long
        if config.encoding not in (None, "utf-8"):
            raise InputError(
                f"{files.name}: a table this large is read as UTF-8. Received: --encoding "
                f"{config.encoding}. Convert it first, with: iconv -f {config.encoding} -t utf-8"
            )
        data = whole_rows(self.bytes(0, 0, HEAD), HEAD)
        self.head = self.read_text(data, files.name)
        self.look = self.head
        if files.size > 2 * HEAD and b'"' not in data.split(b"\n", 1)[-1]:
            with suppress(InputError):  # which says the wrong line: it is said where all is read
                self.look = self.read_text(data + b"".join(self._spots()), files.name)
                self.look.row_numbers = self.head.row_numbers
        self.names = list(self.head.frame.columns)
        self.header = self._line(0) if config.header else b""
        for number, path in enumerate(files.paths):
            if config.header and self._line(number) != self.header:
                raise InputError(
                    f"{path}: its first line is {self._line(number)[:60]!r}, and that of "
                    f"{files.paths[0]} is {self.header[:60]!r}. Expected the same columns in all."
                )

    def bytes(self, number, first, count):
        """Return bytes of a file, fewer at the end of it."""
        with self.files.paths[number].open("rb") as file:
            return os.pread(file.fileno(), count, first)

    def _line(self, number):
        return self.bytes(number, 0, HEAD).split(b"\n", 1)[0].removeprefix(MARK).strip()

    def _spots(self):
        """Yield some rows from further on in the files."""
        sizes = [path.stat().st_size for path in self.files.paths]
        behind = np.cumsum(sizes)
        for spot in range(1, SPOTS + 1):
            byte = HEAD + (behind[-1] - HEAD) * spot // (SPOTS + 1)
            number = int(np.searchsorted(behind, byte, "right"))
            data = self.bytes(number, int(byte - behind[number] + sizes[number]), SPOT)
            yield data[data.find(b"\n") + 1 : data.rfind(b"\n") + 1]

    def read_text(self, data, name):
        """Return the `Table` of bytes with a header, each cell still a text."""
        return csv_reading.read(opening.Source(name, io.BytesIO(data), len(data), ""), self.config)

    def sample(self, spans):
        """Return the `Table` of spans of rows, as `Piece.span` gives them."""
        parts = [self.bytes(file, first, end - first) for file, first, end in spans]
        rows = b"".join(part if part.endswith(b"\n") else part + b"\n" for part in parts)
        header = self.header + b"\n" if self.config.header else b""
        return self.read_text(header + rows, self.files.name)

    def read(self, position, types, first_row=0):
        """Return the `Piece` that begins at a position (file, byte).

        Args:
            position: as `Piece.position` returns it.
            types: {column: Arrow type} of columns that are more than texts.
            first_row: rows of all files before it, for messages.

        Raises:
            InputError: a row is faulty.
        """
        number, first = position
        block, size = self._filled(number, first)
        quotes = _behind(memoryview(block)[:size], '"')
        data = memoryview(block)[: size if size < BLOCK else _rows_end(block, quotes)]
        if not data:
            raise InputError(
                f"{self.files.paths[number]}: a row behind byte {first:,} is longer than "
                f"{BLOCK:,} bytes. Expected line ends between rows."
            )
        skip = int(self.config.header and first == 0)
        with ThreadPoolExecutor(1) as threads:  # while Arrow parses
            edges = threads.submit(_edges, data, quotes)
            table = self._parsed(data, skip, len(quotes) > 0, types, number, first_row)
        last = first + len(data) >= self.files.paths[number].stat().st_size
        return Piece(table, number, first, len(data), last, edges.result())

    def kept(self, table, position, size, last):
        """Return the `Piece` that begins at a position, of rows that were parsed before.

        Args:
            table: `pa.Table` of them.
            position: as `Piece.position` returns it.
            size: bytes of them.
            last: whether no row of the file is behind them.
        """
        return Piece(table, *position, size, last, line_edges(self.bytes(*position, size)))

    def _filled(self, number, first):
        """Return (block of memory, filled until the next call; how many bytes of it are)."""
        if not self._block:
            self._block = bytearray(BLOCK)
        block = self._block
        with self.files.paths[number].open("rb") as file:
            file.seek(first)
            size = file.readinto(block)
        if size < BLOCK:  # the last one for now: no memory is kept
            self._block = bytearray()
        return block, size

    def _parsed(self, data, skip, quoted, types, number, first_row):
        """Return the `pa.Table` of bytes; a column that is not of its type stays text."""
        types = {name: types.get(name, TEXT) for name in self.names}
        while True:
            try:
                return self._typed(data, skip, quoted, types).unify_dictionaries().combine_chunks()
            except pa.ArrowInvalid as error:
                column = COLUMN.match(str(error))
                name = self.names[int(column[1])] if column else None
                if name is None or types[name] == TEXT:
                    self._refuse_faulty(data, number, first_row + skip)
                    raise InputError(
                        f"{self.files.paths[number]}: not readable as CSV: {error}"
                    ) from None
                types[name] = TEXT

    def _typed(self, data, skip, quoted, types):
        return pa.csv.read_csv(
            pa.BufferReader(data),
            pa.csv.ReadOptions(
                column_names=self.names, skip_rows=skip, block_size=max(len(data) // 4, 2**20)
            ),
            pa.csv.ParseOptions(delimiter=self.head.delimiter, newlines_in_values=quoted),
            pa.csv.ConvertOptions(
                column_types=types,
                null_values=[*MISSING, *self.config.na_values],
                strings_can_be_null=False,
                timestamp_parsers=[CLOCK],
            ),
        )

    def _refuse_faulty(self, data, number, first_row):
        """Refuse the first row that has another number of cells than the header."""
        lines = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", errors="replace", newline="")
        for row in csv.reader(lines, delimiter=self.head.delimiter):
            first_row += bool(row)
            if row and len(row) != len(self.names):
                raise InputError(
                    f"{self.files.paths[number]}: row {first_row:,} has {len(row)} cells where the "
                    f"header has {len(self.names)}: {self.head.delimiter.join(row)[:60]!r}. Mend "
                    "the row or the header."
                )


def whole_rows(data, size):
    r"""Return bytes of a CSV without the row that is torn at their end.

    Args:
        data: bytes that begin with a row.
        size: how many were asked for: fewer are the end of the file, where no row is torn.

    Example:
        >>> whole_rows(b'1,2\n3,"a\nb', 10), whole_rows(b"1,2\n3,4", 10)
        (b'1,2\n', b'1,2\n3,4')
    """
    return data if len(data) < size else data[: _rows_end(data, _behind(data, '"'))]


def _rows_end(data, quotes):
    """Return where the last whole row of bytes ends, by where quotes stand."""
    end = data.rfind(b"\n") + 1
    while np.searchsorted(quotes, end) % 2:  # in a quote
        end = data.rfind(b"\n", 0, end - 1) + 1
    return end


class ParquetPieces:
    """The pieces of Parquet files that have the same columns.

    Args:
        files: `rnngan.data.large.files.Files`.
        config: `DataConfig`.

    Raises:
        InputError: a file is damaged, or its columns are other ones.
    """

    text = False

    def __init__(self, files, config):
        self.files, self.config = files, config
        self._open = (None, None, None)
        self.head = tables.from_frame(self._rows(0, 0, HEAD_ROWS).to_pandas(), files.name)
        self.look = self.head
        self.names = list(self.head.frame.columns)
        for path in files.paths:
            try:
                names = pyarrow.parquet.read_schema(path).names
            except (OSError, pa.ArrowException) as error:
                raise InputError(f"{path}: not readable as Parquet: {error}") from None
            if names != self.names:
                raise InputError(
                    f"{path} has the columns {', '.join(names)}, and {files.paths[0]} has "
                    f"{', '.join(self.names)}. Expected the same columns in all."
                )

    def _rows(self, number, first, count):
        """Return rows [first, first + count) of a file, fewer at the end of it."""
        try:
            file = pyarrow.parquet.ParquetFile(self.files.paths[number])
            sizes = [file.metadata.row_group(i).num_rows for i in range(file.num_row_groups)]
            ends = np.cumsum(sizes)
            groups = np.flatnonzero((ends > first) & (ends - sizes < first + count))
            if not len(groups):
                return file.schema_arrow.empty_table()
            kept = number, groups.tolist()
            if self._open[:2] != kept:
                self._open = (*kept, file.read_row_groups(kept[1]))
            return self._open[2].slice(first - (ends - sizes)[groups[0]], count)
        except (OSError, pa.ArrowException) as error:
            raise InputError(
                f"{self.files.paths[number]}: not readable as Parquet: {error}"
            ) from None

    def sample(self, spans):
        """Return the `Table` of spans of rows, as `Piece.span` gives them."""
        parts = [self._rows(file, first, end - first) for file, first, end in spans]
        return tables.from_frame(pa.concat_tables(parts).to_pandas(), self.files.name)

    def read(self, position, types, first_row=0):
        """Return the `Piece` that begins at a position (file, row); see `CsvPieces.read`."""
        number, first = position
        table = self._rows(number, first, max(1, CELLS // len(self.names)))
        rows = pyarrow.parquet.read_metadata(self.files.paths[number]).num_rows
        last = first + table.num_rows >= rows
        return self.kept(table.combine_chunks(), position, table.num_rows, last)

    def kept(self, table, position, size, last):
        """Return the `Piece` of rows that were read before; see `CsvPieces.kept`."""
        return Piece(table, *position, table.num_rows, last, np.arange(table.num_rows + 1))


def of(files, config):
    """Return the `CsvPieces` or `ParquetPieces` of `Files`."""
    return {"csv": CsvPieces, "parquet": ParquetPieces}[files.kind](files, config)
