"""`rnngan impute`: the missing cells of a table, filled."""

import click

from rnngan.cli.click_options import (
    GroupedCommand,
    force_option,
    format_option,
    option,
    output_option,
    quiet_option,
)
from rnngan.cli.output import piped
from rnngan.cli.parameters import FILE, Folder
from rnngan.config.options import GENERATE, Option

HOW = Option(
    "how",
    "draw cells as they may have been, or take what is expected: the mean of numbers, the "
    "commonest of others",
    "draw",
    "--how",
    choices=("draw", "mean"),
    group="sequences",
)
VERSIONS = Option(
    "versions",
    "tables that are drawn, one after another, with a column `version`",
    1,
    "--versions",
    "whole",
    least=1,
    most=10_000,
    group="sequences",
)


@click.command(cls=GroupedCommand)
@click.argument("run", type=Folder())
@click.argument("data", type=FILE)
@option(HOW)
@option(VERSIONS)
@option(GENERATE["seed"])
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
    from rnngan.runs.impute import impute_file

    with piped():
        impute_file(run, data, output, format, force, **wanted)
