"""YAML and JSON -> plain values, strictly: no surprises of YAML 1.1, no aliases, no double keys."""

import re
from os import PathLike
from pathlib import Path
from typing import Any

import yaml

from rnngan.config.errors import ConfigError, InputError


class _Loader(yaml.SafeLoader):
    """YAML without the surprises: duplicate keys and aliases are refused, 1e-3 is a number."""

    def construct_mapping(self, node, deep=False):
        """Build a dict, refusing a key that comes twice."""
        seen = set()
        for key, _ in node.value:
            name = self.construct_object(key, deep=deep)
            if not isinstance(name, str):
                raise _located(key, f"the key {name!r} is not text")
            if name in seen:
                raise _located(key, f"the key {name!r} comes twice")
            seen.add(name)
        return super().construct_mapping(node, deep=deep)

    def compose_node(self, parent, index):
        """Compose a node, refusing aliases."""
        if self.check_event(yaml.events.AliasEvent):
            event = self.peek_event()
            raise yaml.constructor.ConstructorError(None, None, "an alias", event.start_mark)
        return super().compose_node(parent, index)


def _located(node, message):
    return yaml.constructor.ConstructorError(None, None, message, node.start_mark)


# YAML 1.1 reads 1e-3 as text, 1:30 as 90 and 010 as 8, and fails on 2024-02-30; 1.2 does not.
_REPLACED = {f"tag:yaml.org,2002:{name}" for name in ("int", "float", "timestamp")}
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in known if tag not in _REPLACED]
    for first, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_NUMBERS = {
    "int": r"[-+]?(0|[1-9][0-9]*)$",
    "float": r"[-+]?([0-9]+\.[0-9]*|\.[0-9]+|[0-9]+(?=[eE]))([eE][-+]?[0-9]+)?$",
}
for _name, _pattern in _NUMBERS.items():
    _Loader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_name}", re.compile(_pattern), list("+-.0123456789")
    )


def is_number(text: str) -> bool:
    """Return whether a plain text of a YAML file is read as a number.

    Example:
        >>> is_number("1e-3"), is_number("1.2.3")
        (True, False)
    """
    return any(re.match(pattern, text) for pattern in _NUMBERS.values())


def _text(loader, node):
    """Join the halves of characters that JSON escapes in two, such as emoji."""
    return loader.construct_scalar(node).encode("utf-16", "surrogatepass").decode("utf-16")


_Loader.add_constructor("tag:yaml.org,2002:str", _text)


def parse_scalar(text: str) -> Any:
    """Read one value as YAML does, with `1e-3` as a number.

    Raises:
        ConfigError: the text is no value.

    Example:
        >>> parse_scalar("1e-3"), parse_scalar("true"), parse_scalar("auto")
        (0.001, True, 'auto')
    """
    try:
        return yaml.load(text, _Loader) if text.strip() else text  # noqa: S506 - a SafeLoader
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        what = getattr(error, "problem", None) or error
        raise ConfigError(f"{text!r} is not readable as a value: {what}") from None


def read(path: str | PathLike, example: str = "training: {steps: 100}") -> dict[str, Any]:
    """Read the nested settings of a YAML or JSON file (JSON is YAML).

    Args:
        path: the file.
        example: of what is expected, for messages.

    Raises:
        InputError: the file can't be read, or isn't one map of settings.
    """
    return read_with_positions(path, example)[0]


def read_with_positions(path: str | PathLike, example: str) -> tuple[dict[str, Any], dict]:
    """Read a file as `read` does, and where everything in it stands.

    Args:
        path: the file.
        example: of what is expected, for messages.

    Returns:
        (values, {path of keys and numbers: (line, column)}), both counted from 1; of what stands in
        a map, the position of its key.

    Raises:
        InputError: the file can't be read, or isn't one map.
    """
    try:
        loader = _Loader(Path(path).read_text("utf-8"))
        try:
            node = loader.get_single_node()
            values = None if node is None else loader.construct_document(node)
        finally:
            loader.dispose()
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}. Expected a YAML or JSON file.") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f":{mark.line + 1}:{mark.column + 1}" if mark else ""
        what = getattr(error, "problem", None) or error
        raise InputError(f"{path}{where}: not readable as settings: {what}") from None
    if not isinstance(values, dict):
        raise InputError(f"{path}: expected a map of settings such as `{example}`.")
    return values, dict(_positions(node))


def _positions(node, path=()):
    """Yield (path, (line, column)) of everything below a node."""
    children = []
    if isinstance(node, yaml.MappingNode):
        children = [(key.value, key, value) for key, value in node.value]
    elif isinstance(node, yaml.SequenceNode):
        children = [(number, item, item) for number, item in enumerate(node.value)]
    for name, marked, child in children:
        yield (*path, name), (marked.start_mark.line + 1, marked.start_mark.column + 1)
        yield from _positions(child, (*path, name))
