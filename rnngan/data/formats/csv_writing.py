"""A table, chunk by chunk, to CSV in the spelling of the training table."""

import csv
import io

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from rnngan.data.columns.cell_texts import quoted, texts, without_formulas
from rnngan.data.formats.delimiters import DELIMITERS

ROWS = 2**16  # rows that are joined at once: their text stays small


class CsvWriter:
    r"""Writes data frames of one schema to a binary stream; pyarrow spells the numbers.

    Only what could not be read back is quoted, as the csv module does.

    Args:
        stream: writable binary stream; the caller opens and closes it.
        schema: `rnngan.data.schema.Schema`.
        frame: the first chunk, or an empty frame with the same columns; gives the header.
        delimiter: what separates the cells.

    Example:
        >>> import io, pandas as pd
        >>> from rnngan.data.schema import NumberColumn, Schema
        >>> column = NumberColumn(
        ...     name="x", dtype="float64", decimals=2, style="fixed", minimum=0, maximum=1
        ... )
        >>> stream = io.BytesIO()
        >>> frame = pd.DataFrame({"x": [0.5]})
        >>> CsvWriter(stream, Schema(columns=(column,)), frame).write(frame)
        >>> stream.getvalue()
        b'x\n0.50\n'
    """

    def __init__(self, stream, schema, frame, delimiter=","):
        self.stream = stream
        self.delimiter = delimiter
        self.columns = {column.name: column for column in schema.columns}
        self.risky = {name for name in frame.columns if self._risky(name)}
        header = io.StringIO()
        csv.writer(header, delimiter=delimiter, lineterminator="\n").writerow(self._names(frame))
        stream.write(header.getvalue().encode())

    def write(self, frame):
        """Append the rows of a data frame."""
        for start in range(0, len(frame), ROWS):
            part = frame[start : start + ROWS]
            cells = [self._cells(name, part[name]) for name in part.columns]
            if len(cells) == 1:  # an empty line would be passed over when it is read
                cells = [pc.if_else(pc.equal(cells[0], ""), '""', cells[0])]
            cells[-1] = pc.binary_join_element_wise(cells[-1], "\n", "")
            self.stream.write(_bytes(pc.binary_join_element_wise(*cells, self.delimiter)))

    def close(self):
        """Do nothing: a CSV has no end."""

    def _cells(self, name, cells):
        written = self._texts(self._spelling(name), cells)
        return quoted(written, self.delimiter) if name in self.risky else written

    def _names(self, frame):
        """Return the header's cells."""
        return frame.columns

    def _texts(self, column, cells):
        """Return the texts of a column's cells, before what could not be read back is quoted."""
        return texts(column, cells)

    def _spelling(self, name):
        """Return the column whose spelling `name` has; None for the added sequence column."""
        column = self.columns.get(name)
        return self.columns[column.of] if getattr(column, "kind", "") == "duplicate" else column

    def _risky(self, name):
        """Return whether some cell of a column may need quotes: looking at all of them is slow."""
        if self.delimiter not in DELIMITERS:
            return True  # such as a space or a dot, which numbers and times hold
        column = self._spelling(name)
        known = list(getattr(column, "values", None) or ())
        spellings = ("value", "prefix", "format", "missing", "decimal", "thousands")
        known += [getattr(column, spelling, None) for spelling in spellings]
        signs = {self.delimiter, '"', "\r", "\n"}
        return any(signs & set(text) for text in known if isinstance(text, str))


class ExcelSafeCsvWriter(CsvWriter):
    r"""Writes CSV in which no text is a formula to a spreadsheet; numbers are as in any other.

    Names, categories and other texts that begin like a formula get a single quote before them; see
    `rnngan.data.columns.cell_texts.without_formulas`.

    Example:
        >>> import io, pandas as pd
        >>> from rnngan.data.schema import CategoryColumn, Schema
        >>> column = CategoryColumn(name="@x", dtype="str", values=("=1+1", "a"))
        >>> frame, stream = pd.DataFrame({"@x": ["=1+1", "a"]}), io.BytesIO()
        >>> ExcelSafeCsvWriter(stream, Schema(columns=(column,)), frame).write(frame)
        >>> stream.getvalue()
        b"'@x\n'=1+1\na\n"
    """

    def _names(self, frame):
        return without_formulas(pa.array(map(str, frame.columns), pa.string())).to_pylist()

    def _texts(self, column, cells):
        written = texts(column, cells)
        safe = without_formulas(written)
        if cells.dtype.kind not in "iuf":
            return safe
        return pc.if_else(pa.array(cells.isna()), safe, written)  # spellings of missing are texts


def _bytes(texts):
    """Return the texts behind one another as they lie in memory, without a copy."""
    texts = texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
    _, ends, data = texts.buffers()
    width = "<i8" if pa.types.is_large_string(texts.type) else "<i4"
    offsets = np.frombuffer(ends, width)[texts.offset : texts.offset + len(texts) + 1]
    return memoryview(data)[offsets[0] : offsets[-1]]
