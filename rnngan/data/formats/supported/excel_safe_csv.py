"""CSV in which no text is a formula to a spreadsheet: asked for by `--excel-safe`."""

from rnngan.data.formats.supported import Format


def _table_writer(stream, schema, header):
    from rnngan.data.formats.csv_writing import ExcelSafeCsvWriter

    return ExcelSafeCsvWriter(stream, schema, header, schema.delimiter)


FORMAT = Format(name="excel-safe csv", table_writer=_table_writer)
