"""Parquet and Feather files: tables whose columns have types, in and out."""

import pyarrow as pa
import pyarrow.parquet

from rnngan.config.errors import InputError
from rnngan.data.formats import opening
from rnngan.data.formats.tables import from_frame
from rnngan.data.formats.typed import typed


def read_parquet(source):
    """Return the `Table` of an `opening.Source` that holds Parquet.

    Raises:
        InputError: it is damaged, or no usable table.
    """
    return _read(source, "Parquet", pyarrow.parquet.read_table)


def read_feather(source):
    """Return the `Table` of an `opening.Source` that holds Feather, an Arrow IPC file.

    Raises:
        InputError: it is damaged, or no usable table.
    """
    return _read(source, "Feather", lambda file: pa.ipc.open_file(file).read_all())


def _read(source, format, read):
    try:
        frame = read(opening.native(source.file, source.streamed)).to_pandas()
    except InputError:  # which is a ValueError, and says it better
        raise
    except (OSError, ValueError, TypeError, KeyError, pa.ArrowException) as error:
        raise InputError(f"{source.name}: not readable as {format}: {error}") from None
    return from_frame(frame, source.name)


class _ArrowWriter:
    """Writes data frames of one schema to a binary stream, their dtypes with them.

    What a CSV spelled as text gets its type first: see `rnngan.data.formats.typed`.

    Args:
        stream: writable binary stream; the caller opens and closes it.
        schema: `rnngan.data.schema.Schema`.
        frame: the first chunk, or an empty frame with the same columns; gives the types.
    """

    def __init__(self, stream, schema, frame):
        self.schema = schema
        self.types = pa.Schema.from_pandas(typed(frame, schema), preserve_index=False)
        self.writer = self._open(stream)

    def write(self, frame):
        """Append the rows of a data frame."""
        frame = typed(frame, self.schema)
        self.writer.write_table(pa.Table.from_pandas(frame, self.types, preserve_index=False))

    def close(self):
        """Write the end of the file."""
        self.writer.close()


class ParquetWriter(_ArrowWriter):
    """Writes data frames as Parquet."""

    def _open(self, stream):
        return pyarrow.parquet.ParquetWriter(stream, self.types)


class FeatherWriter(_ArrowWriter):
    """Writes data frames as Feather, which is an Arrow IPC file."""

    def _open(self, stream):
        options = pa.ipc.IpcWriteOptions(compression="lz4")  # as pandas writes it
        return pa.ipc.new_file(stream, self.types, options=options)
