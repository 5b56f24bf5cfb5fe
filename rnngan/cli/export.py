"""`rnngan export`: the generator of a run for other programs."""

import click

from rnngan.cli.click_options import GroupedCommand, force_option, quiet_option
from rnngan.cli.output import show
from rnngan.cli.parameters import Folder


@click.command(cls=GroupedCommand)
@click.argument("run", type=Folder())
@click.argument("output", metavar="DIR", type=Folder())
@force_option
@quiet_option
def export(run, output, force):
    """Write the generator of RUN into the new folder DIR, for programs that have no rnngan.

    DIR holds a SavedModel and a .keras file, from noise and context to rows; columns.json, which
    says what goes in and what comes out; an example that needs TensorFlow alone; and a README.

    \b
    rnngan export run generator
    python generator/example.py
    saved_model_cli show --dir generator/saved_model --all
    """
    from rnngan.runs.export import export as write

    show(f"exported   {write(run, output, force)}")
