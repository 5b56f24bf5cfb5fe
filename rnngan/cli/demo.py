"""`rnngan demo`: all of it on a bundled table."""

import click

from rnngan.cli.click_options import GroupedCommand, force_option, option, quiet_option
from rnngan.cli.output import show
from rnngan.config.options import Option


@click.command(cls=GroupedCommand)
@option(Option("output", "folder of the run", "demo-run", "-o, --output", "folder"))
@force_option
@quiet_option
def demo(output, force):
    """See it work on four years of Seattle's weather: about 4 minutes.

    Trains, generates, scores, and shows all of it on a page.
    """
    from rnngan.runs.demo import run

    show(run(output, force))
