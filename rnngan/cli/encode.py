"""`rnngan encode`: the latent codes of a table."""

import click

from rnngan.cli.click_options import (
    GroupedCommand,
    force_option,
    option,
    output_option,
    quiet_option,
)
from rnngan.cli.output import piped
from rnngan.cli.parameters import FILE, Folder
from rnngan.config.options import Option
from rnngan.data.formats import supported
from rnngan.runs.loading import load_tensorflow

FORMATS = supported.names("table_writer")
format_option = option(
    Option("format", "format of the file", flag="--format", choices=FORMATS, shown="by name")
)


@click.command(cls=GroupedCommand)
@click.argument("run", type=Folder())
@click.argument("data", type=FILE)
@output_option
@option(
    Option(
        "format",
        "format of the file",
        flag="--format",
        choices=supported.names("table_writer"),
        shown="by name",
    )
)
@force_option
@quiet_option
def encode(run, data, output, format, force):
    """Write the latent codes of the windows of DATA, a row each. RUN needs an encoder.

    \b
    rnngan train prices.csv -o run --preset vae-gan
    rnngan encode run prices.csv -o codes.csv
    """
    load_tensorflow()
    from rnngan.runs.encode import encode_file

    with piped():
        encode_file(run, data, output, format, force)
