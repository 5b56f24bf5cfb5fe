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
    from rnngan.config.sources import refuse_strange

    refuse_strange(config, sources)
    facts, text = _inspected(data, config, schema, written, force)
    if as_json:
        click.echo(json.dumps(facts, indent=2))
    else:
        show(text(facts))


def _inspected(data, config, schema, written, force):
    """Return (facts for JSON, function of them that gives text for people)."""
    if config.kind == "text":
        from rnngan.runs import text_inspect

        if schema or written:
            raise click.UsageError("A text has no schema: leave out --schema and --write-schema.")
        return text_inspect.inspect(data, config), text_inspect.text
    from rnngan.runs import inspect as inspection

    return inspection.inspect(data, config, schema, written, force), inspection.text
