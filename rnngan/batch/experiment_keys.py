"""What an experiment may say: the options of `rnngan train`, all settings, and what is done."""

from functools import cache
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    create_model,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from rnngan.config.nearest import meant
from rnngan.config.options import EVALUATE, GENERATE, SETTINGS, SHARED
from rnngan.config.requests import GenerateRequest
from rnngan.config.run_config import fields
from rnngan.config.sections import may_be_truth

QUICK, FULL = "quick", "full"
LONGEST_NAME = 120
OF_TOKENS = tuple(
    f"text.{name}" for name in ("level", "mode", "column", "errors", "vocabulary", "length")
)
GENERATORS = ("model.generator", "model.codes", "model.encoder")  # what chooses the generator
SCALE = ("kind", "data.", "model.auto_normalise", *GENERATORS, *OF_TOKENS)  # by which distances are
WITH_TRUTHS = {"generate", "evaluate"}  # keys that may be yes or no, and more
OF_RUNS = {
    "config.json", "schema.json", "weights.safetensors", "manifest.json", "history.csv",
    "scores.json", "samples.csv", "codes.json", "figures", "checkpoints", "report.html",
    "report.json",
}  # fmt: skip
RESERVED = ("logs", "replaced")  # names that the batch's own folder has taken


def _free(name):
    """Refuse the name of a file that the run itself has."""
    if name.lower() in OF_RUNS:
        raise PydanticCustomError("name", "A run has a file of this name itself: choose another")
    return name


def asked(name: str, default: Any = None) -> Any:
    """Return the field of an option of `rnngan generate`, from its row of `GENERATE`."""
    row = GENERATE[name]
    default = row.default if default is None else default
    return Field(default, ge=row.least, le=row.most, description=row.description)


class Generate(BaseModel):
    """Sequences to write when a run is trained: the options of `rnngan generate`."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    count: int | None = asked("count")
    rows: int | None = asked("rows")
    first_id: str | int | None = asked("first_id")
    output: Annotated[str, AfterValidator(_free)] | None = Field(
        None,
        pattern=r"^[\w+-][\w.+-]*$",
        description="name of the file in the run's folder; synthetic.csv, or synthetic.txt",
    )
    seed: int = asked("seed")
    length: int | None = asked("length")
    start: str | None = asked("start")
    freq: str | None = asked("freq")
    given: dict[str, Any] = asked("given", {})
    codes: dict[str, float] = asked("codes", {})
    temperature: float | None = asked("temperature")
    top_k: int | None = asked("top_k")
    top_p: float | None = asked("top_p")
    prompt: str | None = asked("prompt")
    min_length: int | None = asked("min_length")

    @property
    def request(self) -> GenerateRequest:
        """What `rnngan.runs.generate.generate_file` takes.

        Example:
            >>> Generate(count=2, given={"clinic": "north"}).request.given
            (('clinic', 'north'),)
        """
        return GenerateRequest.of(**self.model_dump(exclude={"output"}))

    @property
    def amount(self):
        """How much: the number of sequences, or such as "rows100"."""
        return self.count if self.rows is None else f"rows{self.rows}"

    @model_validator(mode="after")
    def _one_count(self):
        if (self.count is None) == (self.rows is None):
            raise PydanticCustomError("count", "Expected one of count and rows")
        return self


def _count(value):
    """Read a plain number as the number of sequences; 0, no or null as none at all."""
    if value is False or value is None or (value == 0 and not isinstance(value, bool)):
        return None
    return {"count": value} if isinstance(value, int) and value is not True else value


def _scores(value):
    """Read yes as full and no as none."""
    return {True: FULL, False: None}[value] if isinstance(value, bool) else value


def _name(name):
    """Refuse a name that is no plain name of a folder."""
    odd = [c for c in name if c in '/\\:*?"<>|' or not c.isprintable()]
    if odd or not name or name[0] in ".- " or name[-1] in ". " or len(name) > LONGEST_NAME:
        raise PydanticCustomError(
            "name",
            'Expected the name of a folder: without / \\ : * ? " < > |, not beginning with . or -, '
            f"of at most {LONGEST_NAME} characters",
        )
    if name.lower() in RESERVED or name.lower().startswith("summary"):
        raise PydanticCustomError("name", "The batch itself uses this name: choose another")
    return name


OWN = {  # key: (type, meaning)
    "name": (Annotated[str, AfterValidator(_name)], "name of the run and of its folder"),
    "data": (str, "the table or text, relative to this file; or the name of one of datasets"),
    "schema": (str, "schema file of the table, as `rnngan inspect --write-schema` makes it"),
    "config": (str, SHARED["file"].description),
    "preset": (Literal[*SHARED["preset"].choices], SHARED["preset"].description),
    "generate": (
        Annotated[
            Generate | None,
            BeforeValidator(_count, json_schema_input_type=Generate | int | bool | None),
        ],
        "sequences to write when the run is trained: a number, or a map of options",
    ),
    "evaluate": (
        Annotated[
            Literal["quick", "full"]
            | Annotated[int, Field(ge=EVALUATE["seeds"].least, le=EVALUATE["seeds"].most)]
            | None,
            BeforeValidator(
                _scores, json_schema_input_type=Literal["quick", "full"] | int | bool | None
            ),
        ],
        "quick, full (three classifiers and forecasters a score), or how many of them",
    ),
    "timeout_minutes": (
        Annotated[float, Field(gt=0, le=100_000)],
        "stop the run after this time, and count it as failed",
    ),
    "retries": (
        Annotated[int, Field(ge=0, le=100)],
        "further tries after a fault that may pass: a lost process, a full disk (2)",
    ),
    "cpus": (Annotated[int, Field(ge=1, le=1024)], "processors and threads of the run (1)"),
    "gpus": (Annotated[float, Field(ge=0, le=64)], "graphics processors of the run, on Ray (0)"),
    "memory_gb": (Annotated[float, Field(gt=0, le=100_000)], "memory that the run needs"),
}


@cache
def options() -> dict[str, tuple[str, Any]]:
    """Return {key: (setting, value where it is a flag)} of the options of `rnngan train`.

    Example:
        >>> options()["id_column"], options()["no_header"]
        (('data.id_column', None), ('data.header', False))
    """
    return {row.key: (row.name, row.value) for row in SETTINGS.values() if row.flag}


def setting_of(key: str, value: Any) -> tuple[str, Any] | None:
    """Return (setting, value) of a key that stands for one, or None.

    Example:
        >>> setting_of("steps", 80), setting_of("no_header", True), setting_of("evaluate", "quick")
        (('training.steps', 80), ('data.header', False), None)
    """
    if key in SETTINGS:
        return key, value
    if key not in options():
        return None
    setting, flag = options()[key]
    if flag is None or value is None:
        return setting, value
    if isinstance(flag, bool):
        return setting, flag if value else not flag
    return setting, flag if value else SETTINGS[setting].default


def changes_the_scale(setting: str) -> bool:
    """Return whether runs that differ in a setting have distances that can't be compared.

    Example:
        >>> changes_the_scale("data.window"), changes_the_scale("model.units")
        (True, False)
    """
    return setting.startswith(SCALE)


class Keys(BaseModel):
    """Base of what has the keys of an experiment."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    @field_validator("*", mode="before")
    @classmethod
    def _refuse_truth(cls, value, info):
        """Refuse yes and no where neither is expected; YAML reads both as truths."""
        if isinstance(value, bool) and cls.model_fields[info.field_name].alias not in _truths():
            raise PydanticCustomError("truth", "Input should not be true or false (yes or no)")
        return value

    def given(self):
        """Return {key: value} of the keys that were given."""
        by_field = type(self).model_fields
        return {by_field[n].alias: getattr(self, n) for n in by_field if n in self.model_fields_set}


def _truths():
    """Return the keys that may be true or false."""
    settings = {name for name, info in fields().items() if may_be_truth(info.annotation)}
    flags = {key for key, (name, flag) in options().items() if flag is not None or name in settings}
    return flags | settings | WITH_TRUTHS


def _alone(value):
    """Read a single text where several may stand."""
    return [value] if isinstance(value, str) else value


@cache
def _typed():
    """Return {key: (type, meaning)} of all keys."""
    typed = dict(OWN)
    known = {key: name for key, (name, _) in options().items()} | {name: name for name in fields()}
    for key, name in known.items():
        row, switched = SETTINGS[name], options().get(key, (None, None))[1] is not None
        meaning = row.switch if switched and row.switch else row.description
        typed.setdefault(key, (bool if switched else _type(row), meaning))
    return typed


def _type(row):
    """Return the type of a setting with its bounds; a list may be a single text."""
    info = fields()[row.name]
    type_ = info.annotation
    for rule in info.metadata:
        type_ = Annotated[type_, rule]
    if row.multiple:
        type_ = Annotated[type_, BeforeValidator(_alone, json_schema_input_type=str | list[str])]
    return type_


def names() -> list[str]:
    """Return the keys that an experiment may have."""
    return list(_typed())


def model(name, document, wrap=lambda type_: type_, without=()):
    """Return a pydantic model that has all keys.

    Args:
        name: of the model.
        document: what it is.
        wrap: function of the type of a key that gives the type of its value here.
        without: keys that are left out.
    """
    made = {}
    for key, (type_, meaning) in _typed().items():
        if key not in without:
            field = Field(None, alias=key, description=meaning)
            made[attribute(key)] = (wrap(type_) | None, field)
    return create_model(name, __base__=Keys, __doc__=document, **made)


def attribute(key: str) -> str:
    """Return what the models of experiments call a key: "data.kinds" is key_data_of_kinds."""
    return "key_" + key.replace(".", "_of_")


def near(key: str, known: list[str] | None = None) -> str:
    """Return a hint at the key that was meant, or an empty text.

    Example:
        >>> near("objektive"), near("learning_rate")
        ('; did you mean objective?', '; did you mean training.learning_rate?')
    """
    known = names() if known is None else known
    found = meant(key, known)
    return f"; did you mean {found}?" if found else ""
