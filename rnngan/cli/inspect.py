"""`rnngan inspect`: what is in a table or a text."""

import json

import click

from rnngan.cli.click_options import (
    GroupedCommand,
    force_option,
    json_option,
    option,
    resolved,
    setting_options,
)
from rnngan.cli.output import show
from rnngan.cli.parameters import FILE
from rnngan.config.options import Option


@click.command(cls=GroupedCommand)
@click.argument("data", type=FILE)
@setting_options
@option(
    Option(
        "schema", "schema file to read the table with", flag="--schema", type="file", group="data"
    )
)
@option(
    Option(
        "written",
        "file to write the schema to as YAML, to edit and train with",
        flag="--write-schema",
        type="file",
    )
)
@force_option
@json_option
def inspect(data, schema, written, force, as_json, **options):
    """Say what is in DATA, how it is learned, and at what cost.

    DATA is a table or a text, as for `rnngan train`.

    \b
    rnngan inspect data.csv --write-schema schema.yaml
    rnngan train data.csv --schema schema.yaml -o run
    """
    config, sources = resolved(options, data)
    from rnngan import modalities
    from rnngan.runs import inspect as runs

    modalities.of(config).refuse_settings(config, sources)
    found = runs.inspect(data, config, schema, written, force)
    if as_json:
        click.echo(json.dumps(found.facts, indent=2))
    else:
        show(found.text)
