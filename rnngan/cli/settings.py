"""`rnngan config`: settings, and where they come from."""

import click

from rnngan.cli.click_options import GroupedCommand, json_option, resolved, setting_options
from rnngan.cli.output import show


@click.group()
def config():
    """Settings, and where they come from.

    A flag, a variable RNNGAN_…, a file, a preset, the objective, or the default.
    """


@config.command("show", cls=GroupedCommand)
@setting_options
@json_option
def show_settings(as_json, **options):
    """Print every setting, its value, and where the value comes from."""
    settings, sources = resolved(options)
    from rnngan.report.console import settings_table

    if as_json:
        click.echo(settings.model_dump_json(indent=2))
    else:
        show(settings_table(settings, sources))
