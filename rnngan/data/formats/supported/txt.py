"""Plain text: a line each, or one long text."""

from rnngan.data.formats.supported import Format


def _read(source, config):
    from rnngan.data.text import text_files

    return text_files.read_plain(source, config)


def _text_writer(stream, mode, shown):
    from rnngan.data.formats.text_writing import PlainTextWriter

    return PlainTextWriter(stream, mode, shown)


FORMAT = Format(name="txt", endings=(".txt", ".text"), read_text=_read, text_writer=_text_writer)
