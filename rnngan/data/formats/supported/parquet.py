"""Parquet: columns with their types."""

from rnngan.data.formats.supported import Format


def _read(source, config):
    from rnngan.data.formats import arrow

    return arrow.read_parquet(source)


def _table_writer(stream, schema, header):
    from rnngan.data.formats.arrow import ParquetWriter

    return ParquetWriter(stream, schema, header)


FORMAT = Format(
    name="parquet",
    endings=(".parquet",),
    mark=rb"PAR1(?![ -~\t\r\n])",  # a CSV may have such a column: here no text follows
    read_table=_read,
    table_writer=_table_writer,
)
