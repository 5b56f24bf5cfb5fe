"""Where a setting comes from: a flag, the environment, a file, a preset, the objective, or none."""

import os
from collections.abc import Iterable, Mapping
from os import PathLike
from typing import Any

from rnngan.config import catalogue
from rnngan.config import run_config as configuration
from rnngan.config.errors import ConfigError
from rnngan.config.nearest import MEANT, meant
from rnngan.config.options import PREFIX, SETTINGS
from rnngan.config.run_config import RunConfig

UNASKED = ("default", "objective ", "texts")  # beginnings of sources that nobody has given


def resolve(
    flags: Mapping[str, Any],
    assignments: Iterable[str] = (),
    path: str | PathLike | None = None,
    preset: str | None = None,
    environment: Mapping[str, str] | None = None,
) -> tuple[RunConfig, dict[str, str]]:
    """Return (`RunConfig`, {setting: source}).

    Args:
        flags: {"section.name": value}, None where a flag was not given.
        assignments: texts "section.name=value" of `--set`.
        path: YAML or JSON file of `--config`, or None.
        preset: name of `--preset`, or None.
        environment: mapping to look variables up in; `os.environ` when None.

    Raises:
        ConfigError: a setting is unknown, of the wrong type or out of bounds.

    Example:
        >>> config, sources = resolve({"data.window": 48}, environment={})
        >>> config.data.window, sources["data.window"], sources["seed"]
        (48, 'flag', 'default')
    """
    environment = os.environ if environment is None else environment
    names = configuration.fields()
    found = dict.fromkeys(names, ("default", None))
    files = [] if preset is None else [(f"preset {preset}", catalogue.preset(preset))]
    files += [] if path is None else [(str(path), path)]
    for source, file in files:
        for name, value in _flat(configuration.read(file)).items():
            found[name] = (source, value)
    for name in names:
        variable = SETTINGS[name].variable
        if variable in environment:
            found[name] = (variable, configuration.parse_scalar(environment[variable]))
    _refuse_variables(environment)
    given = dict(map(_assignment, assignments))
    given |= {name: value for name, value in flags.items() if value is not None}
    for name, value in given.items():
        found[name] = ("flag", value)
    for name in found.keys() - names.keys():
        raise ConfigError(f"{found[name][0]}: {configuration.unknown(name)}")
    nested = {}
    for name, (source, value) in found.items():
        if source != "default":
            _put(nested, name, value)
    config = configuration.validate(nested)
    sources = {name: source for name, (source, _) in found.items()}
    sources |= _of_the_kind(config.kind, sources)
    return config, sources | _of_the_objective(config.training.objective, sources)


def _refuse_variables(environment):
    """Refuse variables that look like settings and are none: they would have no effect."""
    sections = {name.partition(".")[0] for name in SETTINGS if "." in name}
    alone = MEANT.keys() | {name.rpartition(".")[2] for name in SETTINGS}
    for variable in sorted(environment.keys() - {row.variable for row in SETTINGS.values()}):
        lower = variable.removeprefix(PREFIX).lower()
        section, _, rest = lower.partition("_")
        if variable.startswith(PREFIX) and (lower in alone or (section in sections and rest)):
            name = lower if lower in alone else f"{section}.{rest}"
            near = meant(name, configuration.fields())
            hint = f" That is {SETTINGS[near].variable}." if near else ""
            raise ConfigError(f"{variable}: {configuration.unknown(name)}{hint}")


def _of_the_kind(kind, sources):
    """Return {setting: source} of what nobody gave and suits the kind of data."""
    sections = configuration.DEFAULTS.get(kind, {})
    names = (f"{section}.{name}" for section, values in sections.items() for name in values)
    return {name: f"{kind}s" for name in names if sources[name] == "default"}


def _of_the_objective(objective, sources):
    """Return {setting: source} of what nobody gave and the objective's own file says."""
    names = (f"training.{setting}" for setting in catalogue.objective(objective).defaults)
    return {name: f"objective {objective}" for name in names if sources[name] == "default"}


def _flat(values):
    flat = {}
    for name, value in values.items():
        if value is None and name in RunConfig.model_fields:
            continue  # a section whose lines are all comments
        if isinstance(value, dict):
            flat |= {f"{name}.{inner}": v for inner, v in value.items()}
        else:
            flat[name] = value
    return flat


def _put(nested, setting, value):
    section, _, name = setting.rpartition(".")
    target = nested.setdefault(section, {}) if section else nested
    target[name] = value


def _assignment(text):
    name, equals, value = text.partition("=")
    if not equals:
        raise ConfigError(f"--set {text}: expected section.key=value, as training.r1=0.5.")
    return name.strip(), configuration.parse_scalar(value)
