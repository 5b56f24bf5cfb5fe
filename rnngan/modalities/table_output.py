"""Generated sequences as a file, in constant memory."""

from rnngan.data.formats import outputs
from rnngan.data.formats.tables import read_table
from rnngan.report.progress import Bar, say
from rnngan.report.terminal import one_line
from rnngan.sampling import latents, sample_table
from rnngan.sampling.continuation import Continuation

SEQUENCES_BEFORE_BAR = 20_000  # sequences under which generating needs no bar


def write(trained, request, output="-", format=None):
    """Write generated sequences; see `rnngan.modalities.base.Modality.write`."""
    name = outputs.excel_safe(output, format) if request.excel_safe else format
    chosen = outputs.format_of(output, name)
    header, frames, total, unit, few = _asked(trained, request)
    with (
        Bar("generating", total, unit, total < few) as bar,
        outputs.writing(output, chosen.table_writer, trained.schema, header) as writer,
    ):
        done = 0
        for frame, sequences in frames:
            writer.write(frame)
            done += len(frame) if unit == "rows" else sequences
            bar.update(min(done, total))


def _asked(trained, request):
    """Return header, (data frame, sequences) pairs, their number, its unit; under which no bar."""
    if request.goes_on:
        given = (request.after, request.fix)
        tables = (p if p is None else read_table(p, trained.config.data) for p in given)
        following = Continuation.of(trained, *tables, request.length, request.seed)
        for note in following.notices:
            say(f"note: {one_line(note)}")
        frames, total = following.frames(request.sequences, request.seed), request.sequences
        few = SEQUENCES_BEFORE_BAR // len(following.partial)
        return following.header(total), frames, total, "scenarios", few
    if request.interpolate is not None:
        request, path = latents.between(trained, request, _ends(trained, request.between))
        say(path)
    for note in sampling_notes(trained, request):
        say(f"note: {note}")
    header, by_rows = sample_table.empty(trained, request), request.rows is not None
    total, unit = (request.rows, "rows") if by_rows else (request.sequences, "sequences")
    few = SEQUENCES_BEFORE_BAR * (trained.config.data.window if by_rows else 1)
    return header, sample_table.frames(trained, request), total, unit, few


def sampling_notes(trained, request):
    """Return what a person should know of what is asked for, a line each."""
    return map(one_line, sample_table.notes(trained, request))


def _ends(trained, data):
    """Return the `Table` whose first and last window are the ends of a path, or None."""
    if data is None:
        return None
    latents.refuse_without_encoder(trained)
    return read_table(data, trained.config.data)
