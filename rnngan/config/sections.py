"""The settings of a run, section by section, with their bounds."""

import re
from typing import Annotated, Any, Literal, get_args

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from rnngan.config import catalogue
from rnngan.config.options import SETTINGS

MOST_STEPS = 10_000_000
LONGEST_WINDOW = 4096


def setting(name: str, **bounds: float) -> Any:
    """Return the field of a setting, with default and description from its row of `SETTINGS`."""
    row = SETTINGS[name]
    return Field(row.default, description=row.description, **bounds)


def choices(name: str) -> tuple[str, ...]:
    """Return the values that a setting may have, from its row of `SETTINGS`."""
    return SETTINGS[name].choices


def may_be_truth(annotation: Any) -> bool:
    """Return whether a setting of a type may be written as yes or no, on or off.

    Example:
        >>> may_be_truth(bool), may_be_truth(Literal["on", "off"]), may_be_truth(int)
        (True, True, False)
    """
    return annotation is bool or "on" in get_args(annotation)


def _as_word(value):
    """Return on and off for the truths that YAML makes of both words."""
    return {True: "on", False: "off"}[value] if isinstance(value, bool) else value


class Section(BaseModel):
    """A group of settings; unknown names are refused and values can't be changed later."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    @field_validator("*", mode="before")
    @classmethod
    def _refuse_truth(cls, value, info):
        """Refuse true and false where a number is expected: YAML reads `steps: yes` as true."""
        if isinstance(value, bool) and not may_be_truth(
            cls.model_fields[info.field_name].annotation
        ):
            raise PydanticCustomError("truth", "Input should not be true or false (yes or no)")
        return value


class DataConfig(Section):
    """How the table is read and cut into windows."""

    window: int = setting("data.window", ge=2, le=LONGEST_WINDOW)
    stride: int = setting("data.stride", ge=1)
    id_column: str | None = setting("data.id_column")
    time_column: str | None = setting("data.time_column")
    ignore: tuple[str, ...] = setting("data.ignore")
    kinds: tuple[str, ...] = setting("data.kinds")
    holdout: float = setting("data.holdout", ge=0, le=0.5)
    holdout_by: Literal[*choices("data.holdout_by")] = setting("data.holdout_by")
    lengths: Literal[*choices("data.lengths")] = setting("data.lengths")
    delimiter: str | None = setting("data.delimiter")
    decimal: Literal[*choices("data.decimal")] | None = setting("data.decimal")
    encoding: str | None = setting("data.encoding")
    header: bool = setting("data.header")
    na_values: tuple[str, ...] = setting("data.na_values")
    inf_as_missing: bool = setting("data.inf_as_missing")
    date_format: str | None = setting("data.date_format")
    missing: Literal[*choices("data.missing")] = setting("data.missing")
    duplicates: Literal[*choices("data.duplicates")] = setting("data.duplicates")
    gaps: Literal[*choices("data.gaps")] = setting("data.gaps")
    strict: bool = setting("data.strict")
    calendar: tuple[Literal[*choices("data.calendar")], ...] = setting("data.calendar")
    constraints: tuple[str, ...] = setting("data.constraints")
    detect_constraints: bool = setting("data.detect_constraints")
    protect: Annotated[
        Literal[*choices("data.protect")],
        BeforeValidator(_as_word, json_schema_input_type=Literal[*choices("data.protect")] | bool),
    ] = setting("data.protect")
    protect_below: int = setting("data.protect_below", ge=2, le=1000)
    protect_rare: Literal[*choices("data.protect_rare")] = setting("data.protect_rare")
    condition: tuple[str, ...] = setting("data.condition")
    cache: str | None = setting("data.cache")

    @field_validator("calendar")
    @classmethod
    def _one_calendar(cls, calendar):
        """Read "none" as no part of the date; it and "auto" stand alone."""
        alone = [word for word in ("auto", "none") if word in calendar]
        if alone and len(calendar) > 1:
            raise PydanticCustomError(
                "calendar",
                "Expected '{word}' alone, or parts of the date such as hour and weekday",
                {"word": alone[0]},
            )
        return () if alone == ["none"] else calendar


class ModelConfig(Section):
    """Sizes of the two networks. The defaults are those of the recipe in docs/recipe.md."""

    generator: Literal[*choices("model.generator")] = setting("model.generator")
    units: int = setting("model.units", ge=1, le=4096)
    latent: int = setting("model.latent", ge=1, le=4096)
    step_noise: int = setting("model.step_noise", ge=1, le=4096)
    rows_per_step: Literal["auto"] | Annotated[int, Field(ge=1, le=64)] = setting(
        "model.rows_per_step"
    )
    auto_normalise: bool = setting("model.auto_normalise")
    minibatch: Literal[*choices("model.minibatch")] = setting("model.minibatch")
    codes: tuple[str, ...] = setting("model.codes")
    encoder: bool = setting("model.encoder")

    @field_validator("codes")
    @classmethod
    def _known_codes(cls, codes):
        for text in codes:
            if not re.fullmatch(r"categorical:([2-9]|[1-9]\d)|continuous:([1-9]|[1-9]\d)", text):
                raise PydanticCustomError(
                    "code",
                    "Expected categorical:K with K from 2 to 99, or continuous:N with N from 1 to "
                    "99; got '{text}'",
                    {"text": text},
                )
        return codes


class TrainingConfig(Section):
    """Objective and optimizers. An objective's file may change these defaults."""

    objective: Literal[*choices("training.objective")] = setting("training.objective")
    steps: Annotated[int, Field(ge=1, le=MOST_STEPS)] | Literal["auto"] = setting("training.steps")
    minutes: float | None = setting("training.minutes", gt=0, le=100_000)
    batch_size: int = setting("training.batch_size", ge=1, le=65536)
    learning_rate: float = setting("training.learning_rate", gt=0, le=1)
    final_learning_rate: float = setting("training.final_learning_rate", ge=0, le=1)
    beta_1: float = setting("training.beta_1", ge=0, lt=1)
    beta_2: float = setting("training.beta_2", ge=0, lt=1)
    discriminator_learning_rate: float | None = setting(
        "training.discriminator_learning_rate", gt=0, le=1
    )
    d_steps: int = setting("training.d_steps", ge=1, le=100)
    clip_norm: float | None = setting("training.clip_norm", gt=0)
    clip_weights: float | None = setting("training.clip_weights", gt=0)
    gradient_penalty: float = setting("training.gradient_penalty", ge=0)
    label_smoothing: float = setting("training.label_smoothing", ge=0, lt=0.5)
    r1: float | None = setting("training.r1", ge=0)
    r2: float | None = setting("training.r2", ge=0)
    ema_decay: float = setting("training.ema_decay", ge=0, lt=1)
    feature_matching: float = setting("training.feature_matching", ge=0)
    historical_averaging: float = setting("training.historical_averaging", ge=0)
    match: Literal[*choices("training.match")] = setting("training.match")
    match_weight: float = setting("training.match_weight", ge=0)
    code_weight: float = setting("training.code_weight", ge=0)
    reconstruction: float = setting("training.reconstruction", ge=0)
    kl_weight: float = setting("training.kl_weight", ge=0)
    checkpoint_every: int = setting("training.checkpoint_every", ge=1)
    on_divergence: Literal[*choices("training.on_divergence")] = setting("training.on_divergence")
    adversarial_steps: Literal["auto"] | Annotated[int, Field(ge=0, le=MOST_STEPS)] = setting(
        "training.adversarial_steps"
    )
    dropout: float = setting("training.dropout", ge=0, lt=1)
    likelihood_rate: float = setting("training.likelihood_rate", gt=0, le=1)
    adversarial_rate: float | None = setting("training.adversarial_rate", gt=0, le=1)
    likelihood_weight: float = setting("training.likelihood_weight", ge=0)
    collapse_below: float = setting("training.collapse_below", ge=0, lt=1)
    precision: Literal[*choices("training.precision")] = setting("training.precision")

    @model_validator(mode="before")
    @classmethod
    def _with_defaults_of_the_objective(cls, values):
        """Fill in what the objective's own file says, where nothing was given."""
        chosen = values.get("objective", "bce") if isinstance(values, dict) else None
        known = isinstance(chosen, str) and chosen in catalogue.objectives()
        return catalogue.objective(chosen).defaults | values if known else values

    @model_validator(mode="after")
    def _labels_exist(self):
        if self.label_smoothing and not catalogue.objective(self.objective).labels:
            labelled = (n for n in catalogue.objectives() if catalogue.objective(n).labels)
            raise PydanticCustomError(
                "labels",
                "training.label_smoothing: the objective {name} has no labels to smooth. Expected "
                "0, or one of the objectives {others}. Received: {received}",
                {
                    "name": self.objective,
                    "others": ", ".join(labelled),
                    "received": self.label_smoothing,
                },
            )
        return self


class TextConfig(Section):
    """How a text is read, cut into tokens, and learned; see docs/text.md."""

    level: Literal[*choices("text.level")] = setting("text.level")
    mode: Literal[*choices("text.mode")] = setting("text.mode")
    column: str | None = setting("text.column")
    errors: Literal[*choices("text.errors")] = setting("text.errors")
    vocabulary: int | None = setting("text.vocabulary", ge=2, le=100_000)
    length: Literal["auto"] | Annotated[int, Field(ge=2, le=LONGEST_WINDOW)] = setting(
        "text.length"
    )
    embedding: int = setting("text.embedding", ge=1, le=4096)
    estimator: Literal[*choices("text.estimator")] = setting("text.estimator")
    relaxation: float = setting("text.relaxation", gt=0, le=100)
    last_relaxation: float = setting("text.last_relaxation", gt=0, le=100)
