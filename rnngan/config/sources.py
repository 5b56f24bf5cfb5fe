"""Where a setting comes from: a flag, the environment, a file, a preset, the objective, or none."""

import os

from rnngan.config import catalogue
from rnngan.config import run_config as configuration
from rnngan.config.errors import ConfigError
from rnngan.config.nearest import MEANT, nearest

PREFIX = "RNNGAN_"
UNASKED = ("default", "objective ", "texts")  # beginnings of sources that nobody has given


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
    _refuse_variables(environment, places)
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
    sources |= _of_texts(config, sources)
    return config, sources | _of_the_objective(config.training.objective, sources)


def _refuse_variables(environment, places):
    """Refuse variables that look like settings and are none: they would have no effect."""
    sections = {place.partition(".")[0] for place in places if "." in place}
    alone = MEANT.keys() | {place.rpartition(".")[2] for place in places}
    for name in sorted(environment.keys() - set(map(variable, places))):
        lower = name.removeprefix(PREFIX).lower()
        section, _, rest = lower.partition("_")
        if name.startswith(PREFIX) and (lower in alone or (section in sections and rest)):
            place = lower if lower in alone else f"{section}.{rest}"
            near = nearest(place, places)
            hint = f" That is {variable(near)}." if near else ""
            raise ConfigError(f"{name}: {configuration.unknown(place)}{hint}")


def _of_texts(config, sources):
    """Return {setting: source} of what nobody gave and suits texts."""
    if config.kind != "text":
        return {}
    places = (
        f"{section}.{name}"
        for section, values in configuration.TEXT_DEFAULTS.items()
        for name in values
    )
    return {place: "texts" for place in places if sources[place] == "default"}


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
