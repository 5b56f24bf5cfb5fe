"""The settings of a run, section by section, with their bounds."""

import re
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from rnngan.config import catalogue

MOST_STEPS = 10_000_000
LONGEST_WINDOW = 4096


class Section(BaseModel):
    """A group of settings; unknown names are refused and values can't be changed later."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    @field_validator("*", mode="before")
    @classmethod
    def _refuse_truth(cls, value, info):
        """Refuse true and false where a number is expected: YAML reads `steps: yes` as true."""
        if isinstance(value, bool) and cls.model_fields[info.field_name].annotation is not bool:
            raise PydanticCustomError("truth", "Input should not be true or false (yes or no)")
        return value


class DataConfig(Section):
    """How the table is read and cut into windows."""

    window: int = Field(24, ge=2, le=LONGEST_WINDOW, description="rows of a window")
    stride: int = Field(1, ge=1, description="rows between the starts of two windows")
    id_column: str | None = Field(None, description="column that tells sequences apart")
    time_column: str | None = Field(None, description="column that orders the rows")
    ignore: tuple[str, ...] = Field((), description="columns to leave out")
    kinds: tuple[str, ...] = Field(
        (), description="kinds of columns that are not to be found out, such as customer=category"
    )
    holdout: float = Field(0.1, ge=0, le=0.5, description="share held out: by time, or by id")
    lengths: Literal["auto", "learn", "windows"] = Field(
        "auto", description="whole series whose length is learned, or fixed windows"
    )
    delimiter: str | None = Field(None, description="what separates cells; found out when not set")
    decimal: Literal[".", ","] | None = Field(
        None, description="decimal sign of numbers; found out when not set"
    )
    encoding: str | None = Field(
        None, description="encoding of the text; UTF-8 or UTF-16 when not set"
    )
    header: bool = Field(True, description="the first line holds the column names")
    na_values: tuple[str, ...] = Field((), description="further spellings of a missing value")
    inf_as_missing: bool = Field(False, description="read infinite numbers as missing values")
    date_format: str | None = Field(None, description="strftime spelling of the time column")
    missing: Literal["mask", "interpolate", "drop", "error"] = Field(
        "mask",
        description="missing values: learned and generated, filled in, rows left out, refused",
    )
    duplicates: Literal["error", "first", "mean"] = Field(
        "error", description="rows of one series with the same time: refused, first kept, averaged"
    )
    gaps: Literal["split", "interpolate", "error"] = Field(
        "split", description="missing steps of time: no window spans them, filled in, refused"
    )
    strict: bool = Field(False, description="refuse rows that are not in the order of time")
    calendar: tuple[Literal["hour", "weekday", "month"], ...] = Field(
        (), description="calendar that the networks are told: hour, weekday, month"
    )
    constraints: tuple[str, ...] = Field(
        (), description='what holds in every row, such as "total = price * qty"; see tables.md'
    )
    detect_constraints: bool = Field(
        True, description="keep what holds between columns in every row of the table"
    )
    condition: tuple[str, ...] = Field(
        (), description="columns of one value a sequence that generation is told, not learns"
    )


class ModelConfig(Section):
    """Sizes of the two networks. The defaults are those of the recipe in docs/recipe.md."""

    units: int = Field(64, ge=1, le=4096, description="width of every hidden layer")
    latent: int = Field(16, ge=1, le=4096, description="size of the latent vector of a window")
    step_noise: int = Field(8, ge=1, le=4096, description="size of the noise of an LSTM step")
    rows_per_step: Literal["auto"] | Annotated[int, Field(ge=1, le=64)] = Field(
        "auto", description="rows that one LSTM step stands for"
    )
    auto_normalise: bool = Field(
        True, description="split drifting columns into the window's mean and a shape"
    )
    minibatch: Literal["none", "std", "discrimination"] = Field(
        "none", description="what the discriminator sees of a whole batch at once"
    )
    codes: tuple[str, ...] = Field(
        (), description="codes to discover (InfoGAN), such as categorical:3 or continuous:2"
    )
    encoder: bool = Field(False, description="learn an encoder of windows beside (VAE-GAN)")

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
    """The adversarial game and its optimizers. An objective's file may change these defaults."""

    objective: Literal[*catalogue.objectives()] = Field("bce", description="adversarial objective")
    steps: int = Field(4000, ge=1, le=MOST_STEPS, description="training steps")
    minutes: float | None = Field(
        None, gt=0, le=100_000, description="train for about this long in place of a step count"
    )
    batch_size: int = Field(128, ge=1, le=65536, description="windows of a step")
    learning_rate: float = Field(5e-4, gt=0, le=1, description="at the first step")
    final_learning_rate: float = Field(5e-5, ge=0, le=1, description="at the last step (cosine)")
    beta_1: float = Field(0.0, ge=0, lt=1, description="Adam's first decay")
    beta_2: float = Field(0.99, ge=0, lt=1, description="Adam's second decay")
    discriminator_learning_rate: float | None = Field(
        None, gt=0, le=1, description="that of the discriminator, where it is another"
    )
    d_steps: int = Field(1, ge=1, le=100, description="discriminator steps per generator step")
    clip_norm: float | None = Field(
        5.0, gt=0, description="largest norm of all gradients together; null for none"
    )
    clip_weights: float | None = Field(
        None, gt=0, description="largest size of the discriminator's weights but for biases"
    )
    gradient_penalty: float = Field(
        0.0, ge=0, description="weight of the penalty that pulls the critic's slope to 1"
    )
    label_smoothing: float = Field(
        0.0, ge=0, lt=0.5, description="taken off the label of real windows"
    )
    r1: float = Field(1.0, ge=0, description="weight of the penalty on real windows")
    r2: float = Field(1.0, ge=0, description="weight of the penalty on generated windows")
    ema_decay: float = Field(0.999, ge=0, lt=1, description="decay of the generator's average")
    feature_matching: float = Field(
        0.0, ge=0, description="weight of matching the discriminator's mean features"
    )
    historical_averaging: float = Field(
        0.0, ge=0, description="weight of keeping weights near their own past mean"
    )
    match: Literal["none", "mse", "mae", "kl"] = Field(
        "none", description="how generated moments are compared with real ones, directly"
    )
    match_weight: float = Field(1.0, ge=0, description="weight of that comparison")
    code_weight: float = Field(0.1, ge=0, description="weight of recovering codes (InfoGAN)")
    reconstruction: float = Field(
        1.0, ge=0, description="weight of reconstructing windows (VAE-GAN)"
    )
    kl_weight: float = Field(
        0.01, ge=0, description="weight of the latent code's KL divergence at last (VAE-GAN)"
    )
    checkpoint_every: int = Field(500, ge=1, description="steps between two checkpoints")
    on_divergence: Literal["stop", "rollback"] = Field(
        "stop", description="what to do: stop, or go back and on with half the learning rate"
    )
    continue_steps: Literal["auto"] | Annotated[int, Field(ge=0, le=MOST_STEPS)] = Field(
        "auto", description="steps that teach how series go on beyond a window; auto: a quarter"
    )
    collapse_below: float = Field(
        0.1, ge=0, lt=1, description="stop when generated windows spread less than this share"
    )

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

    level: Literal["auto", "char", "word", "bpe"] = Field(
        "auto", description="what a token is: a character, a word, a frequent piece of a word"
    )
    mode: Literal["auto", "line", "stream"] = Field(
        "auto", description="a sequence is a line, or a window of one long text"
    )
    column: str | None = Field(None, description="column of a table that holds the texts")
    errors: Literal["strict", "replace"] = Field(
        "strict", description="bytes that are not in the encoding: refused, or replaced"
    )
    vocabulary: int | None = Field(
        None, ge=2, le=100_000, description="most tokens; 1,000, 10,000 or 2,000 by level"
    )
    length: Literal["auto"] | Annotated[int, Field(ge=2, le=LONGEST_WINDOW)] = Field(
        "auto", description="tokens of a sequence at most"
    )
    embedding: int = Field(128, ge=1, le=4096, description="width of the embedding of tokens")
    dropout: float = Field(0.3, ge=0, lt=1, description="share dropped while likelihood is learned")
    estimator: Literal["gumbel", "reinforce"] = Field(
        "gumbel", description="how the discriminator moves the generator: through tokens, or reward"
    )
    adversarial_steps: Literal["auto"] | Annotated[int, Field(ge=0, le=MOST_STEPS)] = Field(
        "auto", description="steps against the discriminator, after those of likelihood"
    )
    adversarial_rate: float = Field(1e-4, gt=0, le=1, description="learning rate of these steps")
    likelihood_weight: float = Field(
        1.0, ge=0, description="weight of the likelihood against the discriminator's judgement"
    )
    relaxation: float = Field(
        1.0, gt=0, le=100, description="temperature of the Gumbel-softmax at the first step"
    )
    last_relaxation: float = Field(0.5, gt=0, le=100, description="the same at the last step")
