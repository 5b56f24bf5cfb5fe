"""Where a setting comes from: a flag, the environment, a file, a preset, the objective, or none."""

import os

from rnngan import catalogue
from rnngan import config as configuration
from rnngan.errors import ConfigError

PREFIX = "RNNGAN_"


def variable(place):
    """Return the environment variable of a setting.

    Example:
        >>> variable("training.steps")
        'RNNGAN_TRAINING_STEPS'
    """
    return PREFIX + place.replace(".", "_").upper()


def resolve(flags, assignments=(), path=None, preset=None, environment=None):
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
    places = configuration.fields()
    found = dict.fromkeys(places, ("default", None))
    files = [] if preset is None else [(f"preset {preset}", catalogue.preset(preset))]
    files += [] if path is None else [(str(path), path)]
    for source, file in files:
        for place, value in _flat(configuration.read(file)).items():
            found[place] = (source, value)
    for place in places:
        if variable(place) in environment:
            text = environment[variable(place)]
            found[place] = (variable(place), configuration.parse_scalar(text))
    given = dict(map(_assignment, assignments))
    given |= {place: value for place, value in flags.items() if value is not None}
    for place, value in given.items():
        found[place] = ("flag", value)
    for place in found.keys() - places.keys():
        raise ConfigError(f"{found[place][0]}: {configuration.unknown(place)}")
    nested = {}
    for place, (source, value) in found.items():
        if source != "default":
            _put(nested, place, value)
    config = configuration.validate(nested)
    sources = {place: source for place, (source, _) in found.items()}
    return config, sources | _of_the_objective(config.training.objective, sources)


def _of_the_objective(name, sources):
    """Return {setting: source} of what nobody gave and the objective's own file says."""
    places = (f"training.{setting}" for setting in catalogue.objective(name).defaults)
    return {p: f"objective {name}" for p in places if sources[p] == "default"}


def _flat(values):
    flat = {}
    for name, value in values.items():
        if value is None and name in configuration.RunConfig.model_fields:
            continue  # a section whose lines are all comments
        if isinstance(value, dict):
            flat |= {f"{name}.{inner}": v for inner, v in value.items()}
        else:
            flat[name] = value
    return flat


def _put(nested, place, value):
    section, _, name = place.rpartition(".")
    target = nested.setdefault(section, {}) if section else nested
    target[name] = value


def _assignment(text):
    place, equals, value = text.partition("=")
    if not equals:
        raise ConfigError(f"--set {text}: expected section.key=value, as training.r1=0.5.")
    return place.strip(), configuration.parse_scalar(value)
