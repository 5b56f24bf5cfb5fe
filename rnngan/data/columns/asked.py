"""What kinds of columns were asked for: by `--kind COLUMN=KIND`, or in a schema file."""

from difflib import get_close_matches

from rnngan.config.errors import ConfigError
from rnngan.data.columns.register import asked as kinds

ROLES = ("id", "time")  # kinds that one column has at most


def with_kinds(wanted, texts, names):
    """Return the fields of a schema file with the kinds of `--kind`, which go before the file's.

    Args:
        wanted: {column: fields} of a schema file.
        texts: "COLUMN=KIND" each; the last = splits.
        names: of the table's columns.

    Raises:
        ConfigError: there is no such column or kind; or two are asked for where one can be.

    Example:
        >>> with_kinds({"a": {"kind": "date"}}, ["b=key", "a=number"], ["a", "b"])
        {'a': {'kind': 'number'}, 'b': {'kind': 'key'}}
    """
    asked = {}
    for text in texts:
        name, _, kind = text.rpartition("=")
        if name not in names:
            raise ConfigError(f"--kind {text}: no column {name!r}{_near(name, names, 'Columns')}")
        if kind not in kinds():
            raise ConfigError(f"--kind {text}: no kind {kind!r}{_near(kind, kinds(), 'Kinds')}")
        other = [n for n, k in asked.items() if n == name or (k == kind and kind in ROLES)]
        if other:
            raise ConfigError(
                f"--kind {text}: --kind {other[0]}={asked[other[0]]} is asked for too. Expected "
                "one kind for a column, and one column of the kinds id and time."
            )
        asked[name] = kind
    roles = set(asked.values()) & set(ROLES)
    kept = {n: f for n, f in wanted.items() if n in asked or f.get("kind") not in roles}
    for name, kind in asked.items():
        fields = kept.get(name, {})
        kept[name] = (fields if fields.get("kind") == kind else {}) | {"kind": kind}
    return kept


def _near(name, known, what):
    near = get_close_matches(name, known, n=1)
    return f"; did you mean {near[0]!r}?" if near else f". {what}: {', '.join(known)}."


def no_roles(wanted):
    """Return the names of the columns that are asked to be neither the id nor the time.

    Example:
        >>> sorted(no_roles({"a": {"kind": "date"}, "b": {"kind": "id"}, "c": {}}))
        ['a']
    """
    possible = set(kinds()) - set(ROLES)
    return {name for name, fields in wanted.items() if fields.get("kind") in possible}


def with_roles(config, wanted):
    """Return the settings with the id, the time and the ignored columns that are asked for.

    Args:
        config: `DataConfig`.
        wanted: {column: fields}.

    Raises:
        ConfigError: `--kind` asks for another id or time column than the option that names it.
    """
    update = {}
    for name, fields in wanted.items():
        if fields.get("kind") in ROLES:
            update[f"{fields['kind']}_column"] = name
    for role in ROLES:
        name, other = update.get(f"{role}_column"), getattr(config, f"{role}_column")
        if f"{name}={role}" in config.kinds and other not in (None, name):
            raise ConfigError(
                f"--kind {name}={role}: --{role}-column {other} names another column. Leave out "
                "one of the two."
            )
    ignored = [name for name, fields in wanted.items() if fields.get("kind") == "ignored"]
    return config.model_copy(update=update | {"ignore": (*config.ignore, *ignored)})
