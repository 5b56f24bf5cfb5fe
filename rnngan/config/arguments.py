"""The settings of a run as arguments of a Python constructor: made from the fields of `RunConfig`.

scikit-learn reads the names of an estimator's parameters from the signature of its constructor, and
stores them as they were given. Here that signature is made: whatever becomes a setting becomes a
parameter.
"""

from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from inspect import Parameter, Signature
from typing import Any

from rnngan.config import catalogue
from rnngan.config.errors import ConfigError
from rnngan.config.nearest import nearest
from rnngan.config.options import of_objectives
from rnngan.config.run_config import DEFAULTS, RunConfig, fields, flat, read, validate

DEFAULT = "default"  # of a setting whose default depends on others; none of them may be this word
PRESET = "preset"


@cache
def names() -> dict[str, str]:
    """Return {argument: "section.name"} of every setting.

    Example:
        >>> names()["window"]
        'data.window'
    """
    return {full.rpartition(".")[2]: full for full in fields()}


@cache
def defaults() -> Mapping[str, Any]:
    """Return {argument: default}, "default" where preset, objective or kind of data decide.

    Example:
        >>> defaults()["window"], defaults()["learning_rate"]
        (24, 'default')
    """
    plain = flat(RunConfig())
    others = {"kind", *of_objectives()}
    for values in [*DEFAULTS.values(), *map(settings_of, catalogue.presets())]:
        others |= _full(values)
    return {name: DEFAULT if full in others else plain[full] for name, full in names().items()}


def _full(nested):
    """Return the names "section.name" of nested settings."""
    return {
        f"{section}.{name}" if isinstance(values, dict) else section
        for section, values in nested.items()
        for name in (values if isinstance(values, dict) else [section])
    }


def signature() -> Signature:
    """Return the signature of a constructor that takes a preset and every setting."""
    keyword = Parameter.KEYWORD_ONLY
    return Signature(
        [
            Parameter("self", Parameter.POSITIONAL_OR_KEYWORD),
            Parameter(PRESET, Parameter.POSITIONAL_OR_KEYWORD, default=None),
            *(Parameter(name, keyword, default=value) for name, value in defaults().items()),
        ]
    )


def given(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return {argument: value} of the settings that differ from what is the default of each."""
    known = defaults()
    return {name: arguments[name] for name in known if not _same(arguments[name], known[name])}


def _same(one, other):
    return type(one) is type(other) and one == other


def config_of(arguments: Mapping[str, Any], **more: Any) -> RunConfig:
    """Return the `RunConfig` of arguments, checked.

    Args:
        arguments: {name: value} of the preset and of every setting.
        more: settings that hold where they are not among what was given.

    Raises:
        ConfigError: a setting is out of bounds, or there is no such preset.

    Example:
        >>> config_of({"preset": None} | defaults(), steps=7).training.steps
        7
    """
    preset = arguments[PRESET]
    named = {} if preset is None else settings_of(preset)
    for section, values in nest(more | given(arguments)).items():
        both = isinstance(values, dict) and section in named
        named[section] = named[section] | values if both else values
    return validate(named, "SequenceGAN")


def of_config(config: RunConfig) -> dict[str, Any]:
    """Return {argument: value} of the settings that make a `RunConfig`, the others left out.

    Example:
        >>> of_config(RunConfig(data={"window": 48}))
        {'window': 48}
    """
    objective = config.training.objective
    usual = flat(validate({"kind": config.kind, "training": {"objective": objective}}))
    usual |= {"kind": RunConfig().kind, "training.objective": RunConfig().training.objective}
    own = flat(config)
    return {name: own[full] for name, full in names().items() if own[full] != usual[full]}


def settings_of(preset: str) -> dict[str, Any]:
    """Return the nested settings of a preset.

    Args:
        preset: its name.

    Raises:
        ConfigError: there is no such preset.

    Example:
        >>> settings_of("wgan-gp")
        {'training': {'objective': 'wgan-gp'}}
    """
    known = catalogue.presets()
    if preset not in known:
        near = get_close_matches(str(preset), known, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else "."
        raise ConfigError(
            f"There is no preset {preset!r}{hint} Known: {', '.join(known)}. "
            f"Received: preset={preset!r}"
        )
    return read(catalogue.preset(preset))


def nest(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return flat settings {"window": 48} as nested ones {"data": {"window": 48}}.

    Raises:
        ConfigError: a name is no setting.
    """
    refuse_unknown(arguments)
    nested: dict[str, Any] = {}
    for name, value in arguments.items():
        section, _, last = names()[name].rpartition(".")
        target = nested.setdefault(section, {}) if section else nested
        target[last] = value
    return nested


def refuse_unknown(arguments: Any) -> None:
    """Refuse a name that is no setting.

    Raises:
        ConfigError: names it, and the one that was meant.
    """
    for name in arguments:
        if name not in names():
            near = nearest(name, names())
            hint = f"; did you mean {near}?" if near else "; see docs/configuration.md for all."
            raise ConfigError(f"unknown setting {name}{hint}")
