"""`rnngan score`: how surprising the rows of a table are to a run."""

import click

from rnngan.cli.click_options import (
    GroupedCommand,
    force_option,
    format_option,
    json_option,
    output_option,
    quiet_option,
)
from rnngan.cli.output import piped
from rnngan.cli.parameters import FILE, Folder


@click.command(cls=GroupedCommand)
@click.argument("run", type=Folder())
@click.argument("data", type=FILE)
@output_option
@format_option("table_writer")
@force_option
@json_option
@quiet_option
def score(run, data, output, format, force, as_json):
    """Write how surprising the rows of DATA are to RUN, given the rows before each.

    One line a row: its negative log-density in nats, as a whole and by columns, and how odd that is
    beside the rows that RUN held out: about one in so many, and by what. A sensor that has shifted
    or a day that stands there twice needs no rule to be found.

    \b
    rnngan score run today.csv -o scores.csv    the oddest rows are shown too
    rnngan score run today.csv --json | jq .oddest
    """
    from rnngan.runs.score import score_file

    with piped():
        score_file(run, data, output, format, force, as_json)
