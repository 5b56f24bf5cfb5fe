"""A table, chunk by chunk, to CSV in the spelling of the training table, or to Parquet."""

import csv
import io

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet

STRUCTURAL = set(',"\r\n')


class CsvWriter:
    r"""Writes data frames of one schema to a binary stream; pyarrow spells the numbers.

    Args:
        stream: writable binary stream; the caller opens and closes it.
        schema: `rnngan.data.schema.Schema`.
        frame: the first chunk, or an empty frame with the same columns; gives the header.

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

    def __init__(self, stream, schema, frame):
        self.stream = stream
        self.columns = {column.name: column for column in schema.columns}
        self.options = pa.csv.WriteOptions(include_header=False, quoting_style=self._quoting())
        header = io.StringIO()
        csv.writer(header, lineterminator="\n").writerow(frame.columns)
        stream.write(header.getvalue().encode())

    def _quoting(self):
        """Return "none" unless some text needs quotes: pyarrow quotes all text or none."""
        texts = []
        for column in self.columns.values():
            texts += list(getattr(column, "values", None) or ())
            texts += [getattr(column, name, "") for name in ("value", "prefix", "format")]
        risky = any(STRUCTURAL & set(text) for text in texts if isinstance(text, str))
        return "needed" if risky else "none"

    def write(self, frame):
        """Append the rows of a data frame."""
        arrays = [_array(self._spelling(name), frame[name]) for name in frame.columns]
        names = [f"c{i}" for i in range(len(arrays))]
        pa.csv.write_csv(pa.Table.from_arrays(arrays, names), self.stream, self.options)

    def close(self):
        """Do nothing: a CSV has no end."""

    def _spelling(self, name):
        """Return the column whose spelling `name` has; None for the added sequence column."""
        column = self.columns.get(name)
        return self.columns[column.of] if getattr(column, "kind", "") == "duplicate" else column


class ParquetWriter:
    """Writes data frames of one schema to a binary stream as Parquet.

    Args:
        stream: writable binary stream; the caller opens and closes it.
        schema: `rnngan.data.schema.Schema`.
        frame: the first chunk, or an empty frame with the same columns; gives the types.
    """

    def __init__(self, stream, schema, frame):
        self.types = pa.Schema.from_pandas(frame, preserve_index=False)
        self.writer = pyarrow.parquet.ParquetWriter(stream, self.types)

    def write(self, frame):
        """Append the rows of a data frame."""
        self.writer.write_table(pa.Table.from_pandas(frame, self.types, preserve_index=False))

    def close(self):
        """Write the end of the file."""
        self.writer.close()


def _array(column, cells):
    array = pa.Array.from_pandas(cells)
    if column is None or column.kind not in ("number", "time") or cells.dtype.kind != "f":
        return array
    if column.style == "fixed":
        return fixed(cells.to_numpy("float64"), column.decimals)
    return _with_point(array) if column.style == "point" else array


def fixed(values, decimals):
    """Return a decimal array with exactly `decimals` places.

    Example:
        >>> import numpy as np
        >>> fixed(np.array([1.5, -0.05]), 2).cast("string").to_pylist()
        ['1.50', '-0.05']
    """
    scaled = np.rint(values * 10.0**decimals)
    if decimals > 6 or np.abs(scaled).max(initial=0) >= 2.0**53:  # pyarrow writes 1E-7; too long
        rounded = np.round(values, decimals) + 0.0  # + 0.0 turns -0.0 into 0.0
        return pa.array([f"{value:.{decimals}f}" for value in rounded], pa.string())
    words = np.empty((len(values), 2), "<i8")  # 128-bit integers: low word, then the sign
    words[:, 0] = scaled
    words[:, 1] = words[:, 0] >> 63
    kind = pa.decimal128(19, decimals)
    return pa.Array.from_buffers(kind, len(values), [None, pa.py_buffer(words)])


def _with_point(array):
    """Return text in which whole numbers end in .0, as pandas and Python write them."""
    text = pc.cast(array, pa.string())
    whole = pc.invert(pc.match_substring_regex(text, "[.e]"))
    return pc.if_else(whole, pc.binary_join_element_wise(text, ".0", ""), text)
