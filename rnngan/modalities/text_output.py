"""Generated texts as a file, or as parts of an output, in constant memory."""

import sys

from rnngan.data.formats import outputs
from rnngan.modalities.base import Parts
from rnngan.report.progress import Bar
from rnngan.sampling import sample_text

TEXTS_BEFORE_BAR = 2_000  # texts under which writing needs no bar
TOKENS = 1_000_000  # of a part of an output, at most or about


def write(trained, request, output="-", format=None):
    """Write generated texts; see `rnngan.modalities.base.Modality.write`."""
    chosen = outputs.format_of(output, format, "text")
    with Bar("writing", request.count, "texts", request.count < TEXTS_BEFORE_BAR) as bar:
        _write(trained, request, None, output, chosen, bar.update)


def parts(trained, request):
    """Return the `Parts` of an output; see `rnngan.modalities.base.Modality.parts`."""
    at_once = sample_text.CHUNK
    tokens = at_once * sample_text.longest_of(trained, request)
    return Parts(request, request.count, at_once * max(1, round(TOKENS / tokens)), "texts")


def write_part(trained, request, numbers, output, format=None, report=None):
    """Write some texts; see `rnngan.modalities.base.Modality.write_part`."""
    chosen = outputs.format_of(output, format, "text")
    _write(trained, request, numbers, output, chosen, report)


def _write(trained, request, numbers, output, format, report):
    """Write texts, all or some, and report how many are written."""
    mode, shown = trained.config.text.mode, str(output) == "-" and sys.stdout.isatty()
    done = 0
    with outputs.writing(output, format.text_writer, mode, shown) as writer:
        for chunk in sample_text.texts(trained, request, numbers=numbers):
            writer.write(chunk)
            done += len(chunk)
            report(done)
