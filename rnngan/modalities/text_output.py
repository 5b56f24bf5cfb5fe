"""Generated texts as a file, in constant memory."""

import csv
import io
import json
import sys

from rnngan.config.errors import ConfigError
from rnngan.data.formats import outputs
from rnngan.report.progress import Bar
from rnngan.report.terminal import one_line, visible
from rnngan.sampling import sample_text

FORMATS = {".jsonl": "jsonl", ".csv": "csv"}  # endings of files; all others are plain text
TEXTS_BEFORE_BAR = 2_000  # texts under which writing needs no bar


def format_of(output):
    """Return "txt", "jsonl" or "csv" by the name of a file.

    Example:
        >>> format_of("new.jsonl.gz"), format_of("new.txt"), format_of("-")
        ('jsonl', 'txt', 'txt')
    """
    name = str(output).lower()
    for ending in outputs.COMPRESSIONS:
        name = name.removesuffix(ending)
    return next((format for ending, format in FORMATS.items() if name.endswith(ending)), "txt")


def write(trained, request, output="-", format=None):
    """Write generated texts; see `rnngan.modalities.base.Modality.write`."""
    format = format or format_of(output)
    if format not in SPELLED:
        raise ConfigError(f"--format {format}: texts are written as {', '.join(SPELLED)}.")
    shown = str(output) == "-" and sys.stdout.isatty()
    spell = SPELLED[format](trained, shown)
    done, few = 0, request.count < TEXTS_BEFORE_BAR
    with Bar("writing", request.count, "texts", few) as bar, outputs.target(output) as stream:
        stream.write(b"text\n" if format == "csv" else b"")
        for chunk in sample_text.texts(trained, request):
            stream.write("".join(map(spell, chunk)).encode())
            stream.flush()
            done += len(chunk)
            bar.update(done)


def _plain(trained, shown):
    """Return what spells a text: on a line of its own; of a long text, with an empty line after.

    On a terminal, what it would obey is shown as escapes.
    """
    safe = (one_line if trained.config.text.mode == "line" else visible) if shown else str
    end = "\n" if trained.config.text.mode == "line" else "\n\n"
    return lambda text: safe(text) + end


def _json(trained, shown):
    return lambda text: json.dumps({"text": text}, ensure_ascii=shown) + "\n"


def _csv(trained, shown):
    def spell(text):
        line = io.StringIO()
        csv.writer(line, lineterminator="\n").writerow([visible(text) if shown else text])
        return line.getvalue()

    return spell


SPELLED = {"txt": _plain, "jsonl": _json, "csv": _csv}
