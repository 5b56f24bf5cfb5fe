"""CSV: cells as text, in the spelling of the training table; of texts, one column."""

from rnngan.data.formats.supported import Format


def _read(source, config):
    from rnngan.data.formats import csv_reading

    return csv_reading.read(source, config)


def _table_writer(stream, schema, header):
    from rnngan.data.formats.csv_writing import CsvWriter

    return CsvWriter(stream, schema, header, schema.delimiter)


def _text_writer(stream, mode, shown):
    from rnngan.data.formats.text_writing import CsvTextWriter

    return CsvTextWriter(stream, mode, shown)


FORMAT = Format(
    name="csv",
    endings=(".csv",),
    read_table=_read,
    table_writer=_table_writer,
    text_writer=_text_writer,
)
