"""What the commands do with a text, from what is asked for to the file that goes out."""

import sys

from rnngan.data.formats import outputs
from rnngan.report.progress import Bar, say
from rnngan.sampling import sample_text

TEXTS_BEFORE_BAR = 2_000  # texts under which writing needs no bar


def write_texts(trained, request, output="-", format=None, quiet=False):
    """Write generated texts to a file or to standard output, in constant memory.

    Args:
        trained: `TrainedText`.
        request: `rnngan.sampling.sample_text.TextRequest`.
        output: path, or "-"; an existing file is replaced.
        format: name of one that texts are written in; by the name of the file when None.
        quiet: say nothing.

    Raises:
        ConfigError: texts can't be written in this format.
        InputError: the prompt holds what was never seen.
    """
    if not trained.finished:
        say(f"note: {trained.progress}", quiet)
    chosen = outputs.format_of(output, format, "text")
    mode, shown = trained.config.text.mode, str(output) == "-" and sys.stdout.isatty()
    silent, done = quiet or request.count < TEXTS_BEFORE_BAR, 0
    with (
        Bar("writing", request.count, silent, "texts") as bar,
        outputs.writing(output, chosen.text_writer, mode, shown) as writer,
    ):
        for chunk in sample_text.texts(trained, request):
            writer.write(chunk)
            done += len(chunk)
            bar.update(done)
