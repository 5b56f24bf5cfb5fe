"""Click options, made from the rows of `rnngan.config.options`, and the headings of the help."""

from collections.abc import Callable, Iterable
from typing import Any

import click

from rnngan import modalities
from rnngan.cli.parameters import FILE, WHOLE, Folder, WholeRange
from rnngan.config.errors import ConfigError
from rnngan.config.options import GROUPS, SETTINGS, SHARED, Option
from rnngan.data.formats import supported
from rnngan.report.progress import speaking

TYPES = {"whole": WHOLE, "number": float, "file": FILE, "folder": Folder(), "text": str}
OUTPUT = GROUPS[-1]
METAVARS = {"whole": "N", "number": "NUMBER", "file": "FILE", "folder": "RUN", "text": "TEXT"}


class GroupedOption(click.Option):
    """An option that stands under a heading of the help."""

    def __init__(self, *args: Any, group: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.group = group


class GroupedCommand(click.Command):
    """A command whose help shows its options under headings."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, heading by heading in the order of `GROUPS`."""
        groups: dict[str, list] = {group: [] for group in GROUPS}
        for param in self.get_params(ctx):
            record = param.get_help_record(ctx)
            if record and isinstance(param, click.Option):
                groups[getattr(param, "group", OUTPUT)].append(record)
        for group, records in groups.items():
            if records:
                with formatter.section(group.capitalize()):
                    formatter.write_dl(records)


def option(row: Option, **changes: Any) -> Callable:
    """Return the click option of a row; the options of settings are None where not given."""
    details = {"help": row.help, "cls": GroupedOption, "group": row.group or OUTPUT}
    if row.type == "switch":
        details |= {"is_flag": True, "default": False}
        if _is_setting(row):
            details |= {"flag_value": row.value, "default": None}
    else:
        details |= {"type": _type(row), "multiple": row.multiple}
        details["metavar"] = row.metavar or (None if row.choices else METAVARS[row.type])
        if not _is_setting(row) and not row.multiple:
            details["default"] = row.default
    return click.option(*row.flags, row.name.replace(".", "__"), **details | changes)


def _is_setting(row):
    return SETTINGS.get(row.name) is row  # a request has a seed too


def _type(row):
    if row.choices:
        return click.Choice(row.choices)
    if row.type == "whole" and (row.least, row.most) != (None, None):
        return WholeRange(row.least, row.most)
    return TYPES[row.type]


def options(*rows: Option) -> Callable:
    """Return a decorator that adds the options of several rows."""

    def decorate(command: Any) -> Any:
        for row in reversed(rows):
            command = option(row)(command)
        return command

    return decorate


def _flagged(choose: Callable[[Option], bool]) -> Iterable[Option]:
    return (row for row in SETTINGS.values() if row.flag and choose(row))


def _reads_tables(row):
    """Return whether a setting says how a table is read, also where nothing is trained."""
    return row.group in ("data", "time") and row.name != "data.condition"


reading_options = options(*_flagged(_reads_tables), SHARED["file"], SHARED["assignments"])
setting_options = options(
    *_flagged(lambda row: True), SHARED["preset"], SHARED["file"], SHARED["assignments"]
)


def _hush(ctx, param, quiet):
    """Be quiet until the command ends."""
    ctx.with_resource(speaking(quiet))


output_option = option(SHARED["output"])
force_option = option(SHARED["force"])
quiet_option = option(SHARED["quiet"], expose_value=False, callback=_hush)
json_option = option(SHARED["as_json"])
track_option = option(SHARED["track"])
sharing_options = options(SHARED["jobs"], SHARED["ray"])
synthetic_option = option(
    Option(
        "synthetic",
        "synthetic table of the two to compare",
        flag="--synthetic",
        type="file",
        group="scores",
    )
)


def resolved(options: dict[str, Any], data: str | None = None) -> tuple:
    """Take the settings out of a command's options; return (`RunConfig`, {setting: source}).

    Args:
        options: {name: value}.
        data: path of what is learned; a text is known by its name, or by its column.
    """
    from rnngan.config.sources import resolve

    flags = modalities.guessed(data, options.get("text__column"))
    for name in [name for name in options if name.replace("__", ".") in SETTINGS]:
        value = options.pop(name)
        if value not in ((), None):
            flags[name.replace("__", ".")] = value
    return resolve(
        flags, options.pop("assignments"), options.pop("file"), options.pop("preset", None)
    )


def requested(make: Callable, **values: Any) -> Any:
    """Return a request; what can't be asked for is a misuse of the command.

    Raises:
        click.UsageError: says what, and how the command is used.
    """
    try:
        return make(**values)
    except ConfigError as error:
        raise click.UsageError(str(error)) from None


def format_option(*skills: str) -> Callable:
    """Return the option --format of formats that can all that is named; see `supported.Format`."""
    names = tuple(supported.names(*skills))
    row = Option("format", "format of the file", flag="--format", choices=names, shown="by name")
    return option(row)
