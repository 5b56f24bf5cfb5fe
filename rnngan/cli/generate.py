"""`rnngan generate`: new sequences of a run."""

import click

from rnngan.cli.click_options import (
    GroupedCommand,
    force_option,
    format_option,
    options,
    output_option,
    quiet_option,
    requested,
    sharing_options,
)
from rnngan.cli.output import piped
from rnngan.cli.parameters import Folder
from rnngan.config.options import GENERATE
from rnngan.config.requests import GenerateRequest


@click.command(cls=GroupedCommand)
@click.argument("run", type=Folder())
@options(*GENERATE.values())
@output_option
@format_option("table_writer", "text_writer")
@sharing_options
@force_option
@quiet_option
def generate(run, output, format, jobs, ray, force, **wanted):
    """Write new sequences of RUN, in the columns of its table.

    The name of the file says what is written: .csv, .parquet or .feather, and .csv.gz, .csv.bz2,
    .csv.xz, .csv.zst or .csv.zip. Texts are written a line each, or as .jsonl or .csv. A folder
    (out/) is filled with files of about a million rows each; the same command goes on with it.

    \b
    rnngan generate run -n 1000 -o synthetic.csv
    rnngan generate run --rows 1e6 -o million.parquet
    rnngan generate run -n 1e7 -o out/ --format parquet --jobs 8
    rnngan generate run -n 1 --length 5000 -o long.parquet
    rnngan generate run -n 5 --seed 7 | head
    rnngan generate run -n 5 --given clinic=north
    rnngan generate run --after today.csv -n 100 --length 48 -o scenarios.csv
    rnngan generate poems-run -n 10 --temperature 0.8 --prompt "The sea"
    """
    pairs = {name: _pairs(GENERATE[name].flag, wanted.pop(name)) for name in ("given", "codes")}
    request = requested(GenerateRequest.of, **pairs, **wanted)
    from rnngan.runs import generate as runs
    from rnngan.runs import shards

    if shards.is_folder(output):
        from rnngan.batch import bulk

        bulk.generate(run, request, output, format, force, jobs, ray)
        return
    if jobs is not None or ray is not None:
        name = "--ray" if jobs is None else "--jobs"
        raise click.UsageError(f"{name} goes with a folder: -o out/. Received: -o {output}")
    with piped():
        runs.generate_file(run, request, output, format, force)


def _pairs(flag, texts):
    """Return the (name, value) pairs of texts such as NAME=VALUE."""
    for text in texts:
        if "=" not in text:
            raise click.UsageError(f"{flag} {text}: expected NAME=VALUE.")
    return tuple(tuple(text.split("=", 1)) for text in texts)
