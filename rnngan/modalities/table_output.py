"""Generated sequences as a file, in constant memory."""

from rnngan.data.formats import outputs
from rnngan.data.formats.tables import read_table
from rnngan.report.progress import Bar, say
from rnngan.report.terminal import one_line
from rnngan.sampling import latents, sample_table

SEQUENCES_BEFORE_BAR = 20_000  # sequences under which generating needs no bar


def write(trained, request, output="-", format=None):
    """Write generated sequences; see `rnngan.modalities.base.Modality.write`."""
    name = outputs.excel_safe(output, format) if request.excel_safe else format
    chosen = outputs.format_of(output, name)
    if request.interpolate is not None:
        request, path = latents.between(trained, request, _ends(trained, request.between))
        say(path)
    for note in sampling_notes(trained, request):
        say(f"note: {note}")
    header, done = sample_table.empty(trained, request), 0
    by_rows = request.rows is not None
    total, unit = (request.rows, "rows") if by_rows else (request.sequences, "sequences")
    few = SEQUENCES_BEFORE_BAR * (trained.config.data.window if by_rows else 1)
    with (
        Bar("generating", total, unit, total < few) as bar,
        outputs.writing(output, chosen.table_writer, trained.schema, header) as writer,
    ):
        for frame, sequences in sample_table.frames(trained, request):
            writer.write(frame)
            done += len(frame) if by_rows else sequences
            bar.update(min(done, total))


def sampling_notes(trained, request):
    """Return what a person should know of what is asked for, a line each."""
    return map(one_line, sample_table.notes(trained, request))


def _ends(trained, data):
    """Return the `Table` whose first and last window are the ends of a path, or None."""
    if data is None:
        return None
    latents.refuse_without_encoder(trained)
    return read_table(data, trained.config.data)
