"""The bytes of a CSV -> a frame of strings: every row as long as the header, nothing guessed.

pyarrow parses, every column as text. The slower csv module reads along only where there are quotes
to check, and where a message or a row needs its line.
"""

import csv
import io
import re
import tempfile
from array import array
from contextlib import ExitStack
from itertools import islice

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from rnngan.config.errors import InputError
from rnngan.data.column_names import free_name
from rnngan.data.formats import delimiters, inputs
from rnngan.data.formats.encodings import decode
from rnngan.data.formats.tables import Table, check_names

HEAD = 8 * 2**20  # bytes in which the header must end
SHOWN = 5  # names that a notice shows
BLOCK = 64 * 2**20  # bytes that pyarrow parses at once: the longest row
REST = 2**26  # characters behind a faulty quote that are looked through for its line
INDEX = re.compile(r"Unnamed: 0(\.\d+)*")  # pandas' index, read as a column and written again
NUMBER = re.compile(  # dates too: a T stands between two digits, a Z behind one
    r"(?=\D*\d)(?:[\d.,:/'%\s+-]|(?<=\d)T(?=\d)|(?<=\d)Z)*(?:(?<=[\d.])[eE][+-]?\d+\s*)?"
)


def read(source, config):
    """Return the `Table` of an `rnngan.data.formats.inputs.Source`; every cell is a string.

    Args:
        source: the bytes.
        config: `rnngan.config.run_config.DataConfig`; its delimiter, encoding and header are used.

    Raises:
        InputError: it is empty, not text, not separated into columns, or a row is faulty.
    """
    with ExitStack() as stack:
        text = decode(source, config.encoding, stack)
        if text.blank:
            raise InputError(f"{text.name} is empty. Expected a header line and at least two rows.")
        sample = _sample(text)
        delimiter = delimiters.choose(sample, config.delimiter, text.name)
        if text.quoted:
            _check_quotes(text, delimiter)
        first = delimiters.rows(sample, delimiter)[0]
        header = _names(first, delimiter, text.name) if config.header else _numbered(first)
        frame = _parse(text, header, delimiter, config.header)
        lines = _lines(text, delimiter, config.header, len(frame))
        notices = text.notices + _notices(text, config, delimiter, header, frame)
        found = _row_numbers(frame, first) if config.header else {}
        unnamed = header[0] if config.header and not first[0].strip() else None
        if unnamed is not None and unnamed not in (*found, *_named(config)):
            notices.append(
                f"{text.name}: the first column has no name, as where pandas writes its index: it "
                f"is called {unnamed!r}; --ignore {unnamed} leaves it out"
            )
        return Table(frame, text.name, True, notices, lines, delimiter=delimiter, row_numbers=found)


def _sample(text):
    """Return the text of the first rows, the last of them whole."""
    head = text.first_row().read(HEAD)
    sample = head.decode(errors="ignore")  # the last character may be torn
    lines = list(islice(io.StringIO(sample, newline=""), delimiters.ROWS + 1))
    torn = len(head) == HEAD and len(lines) <= delimiters.ROWS
    return "".join(lines[:-1] if torn and len(lines) > 1 else lines[: delimiters.ROWS])


def _numbered(first):
    return [f"c{number}" for number in range(1, len(first) + 1)]


def _names(first, delimiter, name):
    """Return the column names of the first row, checked."""
    filled = [cell for cell in first if cell.strip()]
    if filled and all(NUMBER.fullmatch(cell) for cell in filled):
        raise InputError(
            f"{name}:1: the first line holds numbers only, {delimiter.join(first)[:60]!r}. "
            "Expected column names: add a header line, or pass --no-header."
        )
    if len(first) > 1 and not first[0].strip():  # as pandas writes an index
        first = [free_name("index", first[1:]), *first[1:]]
    check_names(first, f"{name}:1")
    return first


def _named(config):
    """Return the columns that a `DataConfig` gives a role."""
    return {config.id_column, config.time_column, *config.ignore, *config.condition}


def _row_numbers(frame, first):
    """Return {column: what a message calls it} of the columns that pandas wrote as an index.

    Args:
        frame: the columns.
        first: cells of the first line.
    """
    found = {}
    for column, cell in zip(frame.columns, first, strict=True):
        unnamed = not cell.strip()
        if (unnamed or INDEX.fullmatch(cell)) and _numbers_rows(frame[column]):
            found[column] = "the first column has no name and" if unnamed else f"column {cell!r}"
    return found


def _numbers_rows(cells):
    """Return whether text cells are 0, 1, 2, …."""
    last = str(len(cells) - 1)
    if cells.iloc[0] != "0" or cells.iloc[-1] != last:
        return False
    return pa.array(cells).equals(pc.cast(pa.array(np.arange(len(cells))), pa.large_string()))


def _notices(text, config, delimiter, header, frame):
    found = []
    if delimiter != "," and config.delimiter is None:
        found.append(f"{text.name}: columns are separated by {delimiter!r}")
    numbers = [name for name in header if config.header and NUMBER.fullmatch(name)]
    if numbers:
        shown = f"{', '.join(map(repr, numbers[:SHOWN]))}{', …' if len(numbers) > SHOWN else ''}"
        found.append(
            f"{text.name}:1: {shown} taken for column names; pass --no-header if this is a row"
        )
    blank = text.breaks + (not config.header) - len(frame)
    if len(header) == 1 and blank > 0 and not text.quoted:
        lines = f"{blank:,} blank line{'s' if blank > 1 else ''}"
        found.append(f'{text.name}: {lines} passed over; write "" or NA for missing')
    return found


def _rows(text, delimiter, **options):
    """Yield (line on which it ends, cells) of every row, the header first, blank lines skipped."""
    lines = io.TextIOWrapper(text.rewind(), encoding="utf-8", newline="")
    try:
        reader = delimiters.reader(lines, delimiter, **options)
        for row in reader:
            if row:
                yield reader.line_num, row
    finally:
        lines.detach()  # or the file would be closed with it


def _lines(text, delimiter, header, count):
    """Return the line on which each of `count` rows ends; None where it is row + 2."""
    if text.breaks + (not header) == count:  # no blank lines, no line ends inside quotes
        return None if header else range(1, count + 1)
    rows = islice(_rows(text, delimiter), int(header), None)
    return array("q", (line for line, _ in rows))


def _check_quotes(text, delimiter):
    """Refuse a quote that never closes: it would swallow the rows behind it as one cell."""
    last = 0
    try:
        for line, _ in _rows(text, delimiter, strict=True):
            last = line
    except csv.Error:
        lines = io.TextIOWrapper(text.rewind(), encoding="utf-8", newline="")
        rest = _after(lines, last)
        raise InputError(
            f"{text.name}:{last + _opening(rest, delimiter)}: a quote in this row does not close "
            'where its cell ends. Close it, or double the quotes inside the cell: "5"" pipe".'
        ) from None


def _after(lines, count):
    """Return the text behind the first `count` lines."""
    try:
        for _ in islice(lines, count):
            pass
        return lines.read(REST)
    finally:
        lines.detach()


def _opening(rest, delimiter):
    r"""Return the number, from 1, of the line with the quote that doesn't close as it should.

    Example:
        >>> _opening('1,"a\nb","c\n2,d\n', ",")
        2
    """
    sign = re.escape(delimiter)
    cell = re.compile(
        rf'(?:"[^"]*+(?:""[^"]*+)*+"|[^"{sign}\r\n][^{sign}\r\n]*|)(?:{sign}|\r\n?|\n)'
    )
    position = 0
    while found := cell.match(rest, position):
        position = found.end()
    return len(re.findall(r"\r\n?|\n", rest[:position])) + 1


def _parse(text, header, delimiter, headed):
    """Return a data frame of strings; every row has as many cells as the header."""
    size = text.file.seek(0, io.SEEK_END)
    options = {
        "read_options": pa.csv.ReadOptions(
            column_names=header,
            skip_rows_after_names=int(headed),
            block_size=min(size + 1, BLOCK),
        ),
        "parse_options": pa.csv.ParseOptions(delimiter=delimiter, newlines_in_values=text.quoted),
        "convert_options": pa.csv.ConvertOptions(
            column_types=dict.fromkeys(header, pa.large_string()),  # as pandas keeps them
            strings_can_be_null=False,
            check_utf8=False,  # it was decoded before
        ),
    }
    try:
        rows = inputs.native(text.first_row(), text.streamed)
        table = (_streamed if text.streamed else pa.csv.read_csv)(rows, **options)
    except pa.ArrowInvalid as error:
        _refuse_faulty(text, len(header), delimiter)
        if len(list(islice(_rows(text, delimiter), 2))) == headed:  # without a line end
            raise _no_rows(text) from None
        raise InputError(f"{text.name}: not readable as CSV: {error}") from None
    if table.num_rows == 0:
        raise _no_rows(text)
    return table.to_pandas()


def _no_rows(text):
    return InputError(f"{text.name} has a header and no rows. Expected at least two rows.")


def _streamed(file, **options):
    """Return the table as pages of a temporary file, which the system may drop from memory.

    The file has no name once this returns, so nothing is left behind; it is in the folder that
    TMPDIR names.
    """
    with tempfile.NamedTemporaryFile(suffix=".arrow") as kept:
        try:
            batches = pa.csv.open_csv(file, **options)
            with pa.ipc.new_file(kept, batches.schema) as writer:
                for batch in batches:
                    writer.write_batch(batch)
            kept.flush()
        except OSError as error:
            raise InputError(
                f"{tempfile.gettempdir()}: {error.strerror or error} while the table was kept "
                "there. Make room, or name another folder in the environment variable TMPDIR."
            ) from None
        return pa.ipc.open_file(pa.memory_map(kept.name)).read_all()


def _refuse_faulty(text, width, delimiter):
    """Refuse the first row that is not `width` cells long, if there is one."""
    for line, row in _rows(text, delimiter):
        if len(row) != width:
            raise InputError(
                f"{text.name}:{line}: {len(row)} cell{'s' if len(row) > 1 else ''} where the "
                f"header has {width}: {delimiter.join(row)[:60]!r}. Mend the row or the header."
                + delimiters.advice(delimiter, width, row)
            )
