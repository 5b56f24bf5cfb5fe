"""`rnngan encode`: the latent codes of a table."""

import click

from rnngan.cli.click_options import (
    GroupedCommand,
    force_option,
    format_option,
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
@quiet_option
def encode(run, data, output, format, force):
    """Write the latent codes of the windows of DATA, a row each. RUN needs an encoder.

    \b
    rnngan train prices.csv -o run --preset vae-gan
    rnngan encode run prices.csv -o codes.csv
    """
    from rnngan.runs.encode import encode_file

    with piped():
        encode_file(run, data, output, format, force)
