"""JSON lines: {"text": …} a line."""

from rnngan.data.formats.supported import Format


def _text_writer(stream, mode, shown):
    from rnngan.data.formats.text_writing import JsonLinesWriter

    return JsonLinesWriter(stream, mode, shown)


FORMAT = Format(name="jsonl", endings=(".jsonl",), text_writer=_text_writer)
