"""Generated texts as a file, in constant memory."""

import sys

from rnngan.data.formats import outputs
from rnngan.report.progress import Bar
from rnngan.sampling import sample_text

TEXTS_BEFORE_BAR = 2_000  # texts under which writing needs no bar


def write(trained, request, output="-", format=None):
    """Write generated texts; see `rnngan.modalities.base.Modality.write`."""
    chosen = outputs.format_of(output, format, "text")
    mode, shown = trained.config.text.mode, str(output) == "-" and sys.stdout.isatty()
    done, few = 0, request.count < TEXTS_BEFORE_BAR
    with (
        Bar("writing", request.count, "texts", few) as bar,
        outputs.writing(output, chosen.text_writer, mode, shown) as writer,
    ):
        for chunk in sample_text.texts(trained, request):
            writer.write(chunk)
            done += len(chunk)
            bar.update(done)
