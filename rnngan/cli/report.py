"""`rnngan report`: a run, or any two tables, on one page."""

import click

from rnngan.cli.click_options import (
    GroupedCommand,
    force_option,
    option,
    options,
    quiet_option,
    reading_options,
    requested,
    resolved,
    synthetic_option,
)
from rnngan.cli.output import show
from rnngan.cli.parameters import Folder
from rnngan.config.options import EVALUATE, Option
from rnngan.config.requests import EvaluateRequest

ASKED = ("data", "real", "unseen", "seeds", "quick")


@click.command(cls=GroupedCommand)
@click.argument("run", required=False, type=Folder())
@options(*(EVALUATE[name] for name in ASKED))
@synthetic_option
@option(
    Option(
        "output",
        "page to write, with a JSON file of the same beside it",
        flag="-o, --output",
        type="file",
        shown="RUN/report.html",
    )
)
@reading_options
@force_option
@quiet_option
def report(run, synthetic, output, force, **wanted):
    """Show a run, or any two tables, on one page: can I use it, can I share it?

    The page is one HTML file that needs no network. It has the scores of `rnngan evaluate`, which
    runs first where RUN has none yet, and pictures of real and generated sequences.

    \b
    rnngan report run
    rnngan report --real real.csv --synthetic synthetic.csv --window 24 -o report.html
    """
    request = requested(EvaluateRequest, **{name: wanted.pop(name) for name in ASKED})
    tables = request.real, synthetic
    if run is not None and request.unseen is not None:
        raise click.UsageError("--unseen goes with --real and --synthetic, without a RUN.")
    if (None in tables) if run is None else tables != (None, None):
        raise click.UsageError("Give a RUN, or both --real FILE and --synthetic FILE.")
    if run is None and output is None:
        raise click.UsageError("Two tables have no folder: name the page with -o FILE.")
    if run is not None and any(value not in (None, ()) for value in wanted.values()):
        raise click.UsageError("A RUN is read as it was trained: leave out the other options.")
    config, _ = resolved(wanted)
    from rnngan.runs import report as runs

    if run is None:
        path = runs.report_files(request.real, synthetic, config, request, output, force)
    else:
        path = runs.report(run, request, output, force)
    show(f"report   {path}")
