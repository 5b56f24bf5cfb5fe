"""Texts, chunk by chunk, to plain text, JSON lines or a CSV of one column."""

import csv
import io
import json

from rnngan.report.terminal import one_line, visible


class PlainTextWriter:
    r"""Writes each text on a line of its own; of a long text, with an empty line after.

    Args:
        stream: writable binary stream; the caller opens and closes it.
        mode: "line" or "stream", as in the settings of texts.
        shown: whether a terminal shows it; what a terminal would obey is then written as escapes.

    Example:
        >>> stream = io.BytesIO()
        >>> PlainTextWriter(stream, "stream", shown=False).write(["a\nb", "c"])
        >>> stream.getvalue()
        b'a\nb\n\nc\n\n'
    """

    header = ""

    def __init__(self, stream, mode, shown):
        self.stream, self.mode, self.shown = stream, mode, shown
        stream.write(self.header.encode())

    def write(self, texts):
        """Append texts, at once."""
        self.stream.write("".join(map(self.spell, texts)).encode())
        self.stream.flush()

    def close(self):
        """Do nothing: there is no end to write."""

    def spell(self, text):
        """Return what stands for one text in the file."""
        if self.mode == "line":
            return (one_line(text) if self.shown else text) + "\n"
        return (visible(text) if self.shown else text) + "\n\n"


class JsonLinesWriter(PlainTextWriter):
    """Writes {"text": …} a line."""

    def spell(self, text):
        """Return what stands for one text in the file."""
        return json.dumps({"text": text}, ensure_ascii=self.shown) + "\n"


class CsvTextWriter(PlainTextWriter):
    """Writes a CSV of one column, `text`."""

    header = "text\n"

    def spell(self, text):
        """Return what stands for one text in the file."""
        line = io.StringIO()
        csv.writer(line, lineterminator="\n").writerow([visible(text) if self.shown else text])
        return line.getvalue()
