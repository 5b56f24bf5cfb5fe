"""A schema as YAML that people edit, and back."""

from difflib import get_close_matches

import yaml
from pydantic import ValidationError

from rnngan.config import run_config as configuration
from rnngan.config.errors import InputError

HEADER = """\
# What rnngan found in {source}. Edit it and train with: rnngan train DATA --schema THIS-FILE
# A column needs its name; what is left out is found out from the table. kind is one of number,
# category, date, key, id, time or ignored. Generated numbers keep between minimum and maximum;
# `bounds: [low, high]` says otherwise, null for no bound. constraints hold in every generated row.
"""
FOUND_AGAIN = {
    "dtype", "count", "begin", "span", "starts", "frequency", "regular", "learned", "lookup",
    "follows", "forward", "repeats", "sizes", "counts", "stream", "recurring",
    "multiple",
}  # fmt: skip
ODD = "\x85\u2028\u2029"  # line ends that YAML would join with others


def to_yaml(schema, source):
    """Return the text of a schema file.

    Args:
        schema: `rnngan.data.schema.Schema`.
        source: name of the table.

    Example:
        >>> from rnngan.data.schema import NumberColumn, Schema
        >>> column = NumberColumn(name="x", dtype="float64", decimals=1, minimum=0, maximum=2)
        >>> print(to_yaml(Schema(columns=(column,)), "x.csv").split("generated row.")[1])
        <BLANKLINE>
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
        fields = column.model_dump(mode="json", exclude_defaults=True, exclude=FOUND_AGAIN)
        shown = {"name": column.name, "kind": column.kind} | fields
        if column.asked_as is None:  # constants and the like are found again
            shown = {"name": column.name}
        elif column.asked_as != column.kind:
            shown = {"name": column.name, "kind": column.asked_as}
        columns.append(shown)
    content = {"columns": columns, "constraints": list(schema.constraints)}
    text = yaml.dump(content, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)
    return HEADER.format(source=" ".join(source.split())) + text


class _Dumper(yaml.SafeDumper):
    """YAML in which lists of plain values take one line, and texts come back as texts."""


def _list(dumper, values):
    flat = not any(isinstance(value, dict) for value in values)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", values, flow_style=flat)


def _text(dumper, text):
    odd = configuration.is_number(text) or any(sign in text for sign in ODD)
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"' if odd else None)


_Dumper.add_representer(list, _list)
_Dumper.add_representer(str, _text)


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
    for number, fields in enumerate(columns, start=1):
        if not isinstance(fields, dict) or not isinstance(fields.get("name"), str):
            raise InputError(f"{path}: column {number} has no name. Expected `- name: price`.")
        if fields["name"] in wanted:
            raise InputError(f"{path}: the column {fields['name']!r} comes twice.")
        wanted[fields["name"]] = {k: v for k, v in fields.items() if k != "name"}
    return wanted, tuple(map(str, constraints))


def edited(column, fields, names=None):
    """Return a column with the fields that a schema file gives for it.

    Args:
        column: the column that was found.
        fields: {field: value}; of no effect where they are for another kind of column.
        names: fields that may be given; all of the column's when None, no field is looked at when
            there are none.

    Raises:
        InputError: a field does not exist, or its value does not fit.
    """
    if names == () or fields.get("kind", column.kind) != column.kind:
        return column
    known = set(type(column).model_fields) - {"name", "dtype"}
    for name in fields:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f"did you mean {near[0]}?" if near else f"known: {', '.join(sorted(known))}."
            raise InputError(f"schema: column {column.name!r} has no field {name!r}; {hint}")
    kept = {k: v for k, v in fields.items() if names is None or k in names}
    try:
        return type(column).model_validate(column.model_dump() | kept)
    except ValidationError as error:
        problem = error.errors()[0]
        field = ".".join(map(str, problem["loc"]))
        raise InputError(
            f"schema: column {column.name!r}: {field}: {problem['msg']}. "
            f"Received: {problem['input']!r}"
        ) from None


def check_names(wanted, names):
    """Refuse a schema file that names columns which the table does not have.

    Raises:
        InputError: names the first one.
    """
    for name in wanted:
        if name not in names:
            near = get_close_matches(name, names, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"Columns: {', '.join(names)}."
            raise InputError(f"schema: the table has no column {name!r}; {hint}")
