"""A schema as YAML that people edit, and back."""

import yaml

from rnngan import config as configuration
from rnngan.errors import InputError

HEADER = """\
# What rnngan found in {source}. Edit it and train with: rnngan train DATA --schema THIS-FILE
# A column needs its name; what is left out is found out from the table. kind is one of number,
# category, date, id, time or ignored. constraints hold in every generated row.
"""
SHOWN = ("number", "category", "date", "id", "time", "ignored")  # kinds that may be asked for


def to_yaml(schema, source):
    """Return the text of a schema file.

    Args:
        schema: `rnngan.data.schema.Schema`.
        source: name of the table.

    Example:
        >>> from rnngan.data.schema import NumberColumn, Schema
        >>> column = NumberColumn(name="x", dtype="float64", decimals=1, minimum=0, maximum=2)
        >>> print(to_yaml(Schema(columns=(column,)), "x.csv").split("ignored. ")[1])
        constraints hold in every generated row.
        columns:
        - name: x
          kind: number
          decimals: 1
          minimum: 0.0
          maximum: 2.0
        constraints: []
        <BLANKLINE>
    """
    columns = []
    for column in schema.columns:
        fields = column.model_dump(mode="json", exclude_defaults=True, exclude={"dtype"})
        shown = {"name": column.name, "kind": column.kind} | fields
        if column.kind not in SHOWN:  # constants and the like are found again
            shown = {"name": column.name}
        columns.append(shown)
    content = {"columns": columns, "constraints": list(schema.constraints)}
    text = yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=100)
    return HEADER.format(source=source) + text


def read(path):
    """Return ({column: fields}, constraints) of a schema file.

    Raises:
        InputError: the file can't be read, or is not a schema.
    """
    content = configuration.read(path)
    unknown = set(content) - {"columns", "constraints"}
    columns, constraints = content.get("columns") or [], content.get("constraints") or []
    if unknown or not isinstance(columns, list) or not isinstance(constraints, list):
        raise InputError(
            f"{path}: expected the lists `columns` and `constraints`, as `rnngan inspect "
            f"--write-schema` writes them.{f' Unknown: {sorted(unknown)[0]}.' if unknown else ''}"
        )
    wanted = {}
    for place, fields in enumerate(columns, start=1):
        if not isinstance(fields, dict) or not isinstance(fields.get("name"), str):
            raise InputError(f"{path}: column {place} has no name. Expected `- name: price`.")
        if fields["name"] in wanted:
            raise InputError(f"{path}: the column {fields['name']!r} comes twice.")
        wanted[fields["name"]] = {k: v for k, v in fields.items() if k != "name"}
    return wanted, tuple(map(str, constraints))
