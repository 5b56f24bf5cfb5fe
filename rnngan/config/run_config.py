"""One validated description of a run: YAML or JSON in, JSON out."""

import json
from typing import Any, Literal

from pydantic import ValidationError, model_validator
from pydantic.fields import FieldInfo

from rnngan.config.errors import ConfigError
from rnngan.config.nearest import meant
from rnngan.config.options import LARGEST_SEED
from rnngan.config.sections import (
    LONGEST_WINDOW,
    MOST_STEPS,
    DataConfig,
    ModelConfig,
    Section,
    TextConfig,
    TrainingConfig,
    choices,
    setting,
)
from rnngan.config.yaml_values import is_number, parse_scalar, read

__all__ = [
    "LONGEST_WINDOW", "MOST_STEPS", "DataConfig", "ModelConfig", "RunConfig", "TextConfig",
    "TrainingConfig", "fields", "flat", "is_number", "parse_scalar", "read", "to_json", "unknown",
    "validate",
]  # fmt: skip
DEFAULTS = {  # by `kind`: of the settings that it shares with tables
    "text": {
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
            "dropout": 0.3,
        },
    },
}


class RunConfig(Section):
    """Everything that decides what a run does.

    Example:
        >>> RunConfig(data={"window": 48}).data.window
        48
    """

    seed: int = setting("seed", ge=0, le=LARGEST_SEED)
    kind: Literal[*choices("kind")] = setting("kind")
    data: DataConfig = DataConfig()
    model: ModelConfig = ModelConfig()
    training: TrainingConfig = TrainingConfig()
    text: TextConfig = TextConfig()

    @model_validator(mode="before")
    @classmethod
    def _with_defaults_of_its_kind(cls, values):
        """Fill in what suits the kind of data, where nothing was given."""
        if not isinstance(values, dict) or values.get("kind") not in tuple(DEFAULTS):
            return values
        filled = dict(values)
        for section, defaults in DEFAULTS[values["kind"]].items():
            given = filled.get(section, {})
            filled[section] = defaults | given if isinstance(given, dict) else given
        return filled


def validate(values: dict[str, Any], source: str = "the settings") -> RunConfig:
    """Return a `RunConfig` of nested dict `values`.

    Raises:
        ConfigError: names the field, what was expected and what was received.
    """
    try:
        return RunConfig.model_validate(values)
    except ValidationError as error:
        raise ConfigError(
            f"{source}: " + "; ".join(map(_describe, _merged(error.errors())))
        ) from None


def _merged(problems):
    """Return problems, those of a setting that is a number or a word as one."""
    found = {}
    for problem in problems:
        *path, last = problem["loc"] or ("",)
        of_either = str(last).startswith(("literal[", "constrained-"))
        key = tuple(path) if of_either else problem["loc"]
        if of_either and key in found:
            found[key]["msg"] += " or " + problem["msg"].removeprefix("Input should be ")
        else:
            found[key] = problem | {"loc": key}
    return list(found.values())


def _describe(problem):
    name = ".".join(str(part) for part in problem["loc"])
    if problem["type"] == "extra_forbidden":
        return unknown(name)
    if problem["type"] == "labels":  # which concerns two settings
        return problem["msg"]
    return f"{name}: {problem['msg']}. Received: {problem['input']!r}"


def unknown(name: str) -> str:
    """Return the message about a setting that does not exist, with the one that was meant.

    Example:
        >>> unknown("training.step")
        'unknown setting training.step; did you mean training.steps?'
        >>> unknown("lr")
        'unknown setting lr; did you mean training.learning_rate?'
    """
    known, section = fields(), name.rpartition(".")[0]
    near, others = meant(name, known), [n for n in known if n.startswith(f"{section}.")]
    if near is not None:
        hint = f"; did you mean {near}?"
    elif others:
        names = ", ".join(other.removeprefix(f"{section}.") for other in others)
        hint = f". The settings of {section}: {names}."
    else:
        hint = "; `rnngan config show` lists all that there are."
    return f"unknown setting {name}{hint}"


def flat(config: RunConfig) -> dict[str, Any]:
    """Return {"section.name": value} of every setting of a `RunConfig`.

    Example:
        >>> flat(RunConfig(seed=3))["seed"]
        3
    """
    found = {}
    for setting_name in fields():
        section, _, name = setting_name.rpartition(".")
        found[setting_name] = getattr(getattr(config, section) if section else config, name)
    return found


def fields() -> dict[str, FieldInfo]:
    """Return {"section.name": pydantic field} of every setting."""
    found = {}
    for name, field in RunConfig.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, Section):
            for inner, info in field.annotation.model_fields.items():
                found[f"{name}.{inner}"] = info
        else:
            found[name] = field
    return found


def to_json(config: RunConfig) -> str:
    """Return the settings as indented JSON; `validate(json.loads(...))` gives them back."""
    return json.dumps(config.model_dump(mode="json"), indent=2) + "\n"
