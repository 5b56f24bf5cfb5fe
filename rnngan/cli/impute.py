"""`rnngan impute`: the missing cells of a table, filled."""

import click

from rnngan.cli.click_options import (
    GroupedCommand,
    force_option,
    format_option,
    options,
    output_option,
    quiet_option,
    requested,
)
from rnngan.cli.output import piped
from rnngan.cli.parameters import FILE, Folder
from rnngan.config.options import IMPUTE
from rnngan.config.requests import ImputeRequest


@click.command(cls=GroupedCommand)
@click.argument("run", type=Folder())
@click.argument("data", type=FILE)
@options(*IMPUTE.values())
@output_option
@format_option("table_writer")
@force_option
@quiet_option
def impute(run, data, output, format, force, **wanted):
    """Fill the missing cells of DATA by what RUN has learned; all others stay as they are.

    A cell is drawn given the cells before it, beside it, and in the rows that follow.

    \b
    rnngan impute run holes.csv -o filled.csv
    rnngan impute run holes.csv --how mean -o expected.csv
    rnngan impute run holes.csv --versions 20 -o filled.csv    for an analysis of each
    """
    request = requested(ImputeRequest, **wanted)
    from rnngan.runs.impute import impute_file

    with piped():
        impute_file(run, data, request, output, format, force)
