"""One validated description of a run: YAML or JSON in, JSON out."""

import json
from typing import Literal

from pydantic import Field, ValidationError, model_validator

from rnngan.config.errors import ConfigError
from rnngan.config.nearest import nearest
from rnngan.config.sections import (
    LONGEST_WINDOW,
    MOST_STEPS,
    DataConfig,
    ModelConfig,
    Section,
    TextConfig,
    TrainingConfig,
)
from rnngan.config.yaml_values import is_number, parse_scalar, read

__all__ = [
    "LONGEST_WINDOW", "MOST_STEPS", "DataConfig", "ModelConfig", "RunConfig", "TextConfig",
    "TrainingConfig", "fields", "flat", "is_number", "parse_scalar", "read", "to_json", "unknown",
    "validate",
]  # fmt: skip
TEXT_DEFAULTS = {  # of the settings that a text shares with tables
    "model": {"units": 256},
    "training": {
        "objective": "relativistic",
        "learning_rate": 2e-3,
        "final_learning_rate": 1e-4,
        "batch_size": 64,
        "beta_1": 0.9,
        "beta_2": 0.99,
        "r1": 0.01,
        "r2": 0.01,
    },
}


class RunConfig(Section):
    """Everything that decides what a run does.

    Example:
        >>> RunConfig(data={"window": 48}).data.window
        48
    """

    seed: int = Field(0, ge=0, lt=2**31, description="seed of every random draw")
    kind: Literal["table", "text"] = Field(
        "table", description="what is learned: a table, or a text (found out by the file's name)"
    )
    data: DataConfig = DataConfig()
    model: ModelConfig = ModelConfig()
    training: TrainingConfig = TrainingConfig()
    text: TextConfig = TextConfig()

    @model_validator(mode="before")
    @classmethod
    def _with_defaults_of_texts(cls, values):
        """Fill in what suits a text, where nothing was given."""
        if not isinstance(values, dict) or values.get("kind") != "text":
            return values
        filled = dict(values)
        for section, defaults in TEXT_DEFAULTS.items():
            given = filled.get(section, {})
            filled[section] = defaults | given if isinstance(given, dict) else given
        return filled


def validate(values, source="the settings"):
    """Return a `RunConfig` of nested dict `values`.

    Raises:
        ConfigError: names the field, what was expected and what was received.
    """
    try:
        return RunConfig.model_validate(values)
    except ValidationError as error:
        raise ConfigError(f"{source}: " + "; ".join(map(_describe, error.errors()))) from None


def _describe(problem):
    place = ".".join(str(part) for part in problem["loc"])
    if problem["type"] == "extra_forbidden":
        return unknown(place)
    if problem["type"] == "labels":  # which concerns two settings
        return problem["msg"]
    return f"{place}: {problem['msg']}. Received: {problem['input']!r}"


def unknown(place):
    """Return the message about a setting that does not exist, with the nearest that does.

    Example:
        >>> unknown("training.step")
        'unknown setting training.step; did you mean training.steps?'
        >>> unknown("lr")
        'unknown setting lr; did you mean training.learning_rate?'
    """
    known, section = fields(), place.rpartition(".")[0]
    near, beside = nearest(place, known), [p for p in known if p.startswith(f"{section}.")]
    if near is not None:
        hint = f"; did you mean {near}?"
    elif beside:
        names = ", ".join(name.removeprefix(f"{section}.") for name in beside)
        hint = f". The settings of {section}: {names}."
    else:
        hint = "; `rnngan config show` lists all that there are."
    return f"unknown setting {place}{hint}"


def flat(config):
    """Return {"section.name": value} of every setting of a `RunConfig`.

    Example:
        >>> flat(RunConfig(seed=3))["seed"]
        3
    """
    found = {}
    for place in fields():
        section, _, name = place.rpartition(".")
        found[place] = getattr(getattr(config, section) if section else config, name)
    return found


def fields():
    """Return {"section.name": pydantic field} of every setting."""
    found = {}
    for name, field in RunConfig.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, Section):
            for inner, info in field.annotation.model_fields.items():
                found[f"{name}.{inner}"] = info
        else:
            found[name] = field
    return found


def to_json(config):
    """Return the settings as indented JSON; `validate(json.loads(...))` gives them back."""
    return json.dumps(config.model_dump(mode="json"), indent=2) + "\n"
