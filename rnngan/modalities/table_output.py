"""Generated sequences as a file, or as parts of an output, in constant memory."""

from dataclasses import replace
from typing import NamedTuple

from rnngan.config.errors import ConfigError
from rnngan.data.formats import outputs
from rnngan.data.formats.tables import read_table
from rnngan.modalities.base import Parts
from rnngan.report.progress import Bar, say, speaking
from rnngan.report.terminal import one_line
from rnngan.sampling import latents, sample_table
from rnngan.sampling.continuation import Continuation

SEQUENCES_BEFORE_BAR = 20_000  # sequences under which generating needs no bar
ROWS = 1_000_000  # of a part of an output, about


def write(trained, request, output="-", format=None):
    """Write generated sequences; see `rnngan.modalities.base.Modality.write`."""
    chosen, asked = _format(request, output, format), _asked(trained, request)
    few = SEQUENCES_BEFORE_BAR * asked.rows if asked.unit == "rows" else SEQUENCES_BEFORE_BAR
    with Bar("generating", asked.total, asked.unit, asked.total * asked.series < few) as bar:
        _write(trained, asked, output, chosen, bar.update)


def parts(trained, request):
    """Return the `Parts` of an output; see `rnngan.modalities.base.Modality.parts`.

    Raises:
        ConfigError: how many sequences there will be is not known; or something can't be had.
    """
    if request.rows is not None and trained.transform.length is not None:
        raise ConfigError(
            f"--rows {request.rows} in a folder: this run has learned how long series are, so how "
            "many make so many rows is known at the end alone. Expected -n, or one file."
        )
    asked = _asked(trained, request)
    if request.rows is not None:
        count = sample_table.most(trained, request)
        request, total = replace(request, rows=None, count=count), count
    else:
        total = asked.total * asked.series
    size = asked.at_once * max(1, round(ROWS / (asked.at_once * asked.rows)))
    return Parts(request, total, size, "sequences")


def write_part(trained, request, numbers, output, format=None, report=None):
    """Write some sequences; see `rnngan.modalities.base.Modality.write_part`."""
    chosen = _format(request, output, format)
    with speaking(quiet=True):  # notes are those of the whole
        asked = _asked(trained, request, numbers)

    def reported(done):
        report(int(min(done * asked.series, len(numbers))))

    _write(trained, asked, output, chosen, reported)
    report(len(numbers))  # of scenarios, whole ones alone were counted


def _format(request, output, format):
    """Return the format in which a file is written."""
    name = outputs.excel_safe(output, format) if request.excel_safe else format
    return outputs.format_of(output, name)


def _write(trained, asked, output, format, report):
    """Write what is `_Asked` for, and report how much of it is written."""
    done, how = 0, (format.table_writer, trained.schema, asked.header)
    with outputs.writing(output, *how) as writer:
        for frame, sequences in asked.frames:
            writer.write(frame)
            done += len(frame) if asked.unit == "rows" else sequences
            report(min(done, asked.total))


class _Asked(NamedTuple):
    """What is asked for.

    Args:
        header: data frame of no rows.
        frames: (data frame, how much of `total` it is) pairs.
        total: how much is asked for.
        unit: of the total.
        series: sequences that one of the total is.
        rows: of a sequence, at most.
        at_once: sequences that are drawn together.
    """

    header: object
    frames: object
    total: int
    unit: str
    series: int
    rows: int
    at_once: int


def _asked(trained, request, numbers=None):
    """Return what is `_Asked` for; of some sequences alone, a range, where `numbers` are given."""
    if request.goes_on:
        given = (request.after, request.fix)
        tables = (p if p is None else read_table(p, trained.config.data) for p in given)
        following = Continuation.of(trained, *tables, request.length, request.seed)
        for note in following.notices:
            say(f"note: {one_line(note)}")
        total = request.sequences
        frames = following.frames(total, request.seed, numbers)
        length = following.partial.features.shape[1]
        sizes = len(following.partial), length, following.at_once
        return _Asked(following.header(total), frames, total, "scenarios", *sizes)
    if request.interpolate is not None:
        request, path = latents.between(trained, request, _ends(trained, request.between))
        say(path)
    for note in sampling_notes(trained, request):
        say(f"note: {note}")
    header, by_rows = sample_table.empty(trained, request), request.rows is not None
    total, unit = (request.rows, "rows") if by_rows else (request.sequences, "sequences")
    frames = sample_table.frames(trained, request, numbers)
    sizes = sample_table.longest(trained, request), sample_table.at_once(trained, request)
    return _Asked(header, frames, total, unit, 1, *sizes)


def sampling_notes(trained, request):
    """Return what a person should know of what is asked for, a line each."""
    return map(one_line, sample_table.notes(trained, request))


def _ends(trained, data):
    """Return the `Table` whose first and last window are the ends of a path, or None."""
    if data is None:
        return None
    latents.refuse_without_encoder(trained)
    return read_table(data, trained.config.data)
