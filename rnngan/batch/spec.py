"""experiments.yaml -> a checked `Spec`; what is wrong in it is named with line and column."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)
from pydantic_core import PydanticCustomError

from rnngan.batch import experiment_keys
from rnngan.config.errors import InputError
from rnngan.config.yaml_values import read_with_positions

EXAMPLE = "defaults: {data: sines.csv, steps: 500}"
MOST_RUNS = 10_000
Experiment = experiment_keys.model(
    "Experiment", "One experiment: options of `rnngan train`, and what is done."
)
Dataset = experiment_keys.model(
    "Dataset", "A table or text, and how it is read.", without=("name",)
)


def _no_truth(value):
    if isinstance(value, bool):
        raise PydanticCustomError("truth", "Input should not be true or false (yes or no)")
    return value


class Strict(BaseModel):
    """Base of maps whose keys are known."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


def _several(type_):
    return Annotated[list[type_ | None], Field(min_length=1, max_length=MOST_RUNS)]


Values = experiment_keys.model("Values", "Keys with the values to combine.", _several, ("name",))


class Matrix(Values):
    """Every combination of values, less some, and more."""

    include: list[Experiment] = Field([], alias="include", description="further combinations")
    exclude: list[Experiment] = Field(
        [], alias="exclude", description="combinations to leave out: those that have all these"
    )

    def given(self):
        """Return {key: values} of the keys that were given."""
        return {k: v for k, v in super().given().items() if k not in ("include", "exclude")}


class Range(Strict):
    """Where a search looks for the value of a key: from low to high, or among choices."""

    low: float | None = Field(None, description="least value")
    high: float | None = Field(None, description="greatest value")
    log: bool = Field(False, description="draw on a logarithmic scale")
    step: float | None = Field(None, gt=0, description="distance of two values")
    choices: list[str | bool | int | float | None] | None = Field(
        None, min_length=1, description="the values themselves"
    )

    @model_validator(mode="after")
    def _whole(self):
        """Refuse what is half a range."""
        ends = self.low is not None and self.high is not None and self.low <= self.high
        if (self.choices is None) == (self.low is None and self.high is None):
            raise PydanticCustomError("range", "Expected low and high, or choices, not both")
        if self.choices is None and not ends:
            raise PydanticCustomError("range", "Expected low and high, with low at most high")
        if self.log and (self.step is not None or self.low is None or self.low <= 0):
            raise PydanticCustomError("range", "With log, expected low above 0 and no step")
        return self


class Search(Strict):
    """Runs whose settings are looked for, by a statistic that is no reported score."""

    trials: int = Field(ge=1, le=MOST_RUNS, description="runs at most")
    ranges: dict[str, Range] = Field(min_length=1, description="keys of an experiment")
    objective: Literal["validation", "distance"] = Field(
        "validation",
        description="what is made small: the validation number of `evaluate`, where trials are "
        "evaluated; or the distance from held-out data at the last checkpoint",
    )
    sampler: Literal["tpe", "random"] = Field("tpe", description="how values are proposed")
    pruner: Literal["median", "halving", "none"] = Field(
        "median", description="how trials that promise little are ended early"
    )
    looks: int = Field(8, ge=1, le=1000, description="times that a trial is looked at")
    seed: int = Field(0, ge=0, lt=2**31, description="seed of the search")
    defaults: Experiment = Field(Experiment(), description="what its runs have besides")


Seed = Annotated[int, Field(ge=0, lt=2**31)]
Seeds = Annotated[
    Annotated[list[Seed], Field(min_length=1)] | Annotated[int, Field(ge=1, le=1000)],
    BeforeValidator(_no_truth, json_schema_input_type=list[int] | int),
]


def _as_dataset(value):
    return {"data": value} if isinstance(value, str) else value


_PATH_ALONE = BeforeValidator(_as_dataset, json_schema_input_type=str | Dataset)


class Spec(Strict):
    """A file of experiments.

    Example:
        >>> Spec.model_validate({"matrix": {"seed": [1, 2]}}).matrix.given()
        {'seed': [1, 2]}
    """

    defaults: Experiment = Field(Experiment(), description="what every run has")
    datasets: dict[str, Annotated[Dataset, _PATH_ALONE]] = Field(
        {}, description="names of tables and texts; a run that names no data is repeated with each"
    )
    seeds: Seeds | None = Field(
        None, description="every run without a seed is repeated with each; 3 is [0, 1, 2]"
    )
    matrix: Matrix | None = Field(None, description="every combination of values")
    experiments: list[Experiment] = Field([], description="runs one by one")
    search: Search | None = Field(None, description="runs whose settings are looked for")


@dataclass(frozen=True)
class Located:
    """A spec, and the position of everything in it.

    Args:
        path: of the file.
        spec: `Spec`.
        positions: {path of keys and numbers: (line, column)}.
    """

    path: Path
    spec: Spec
    positions: dict

    def where(self, *path):
        """Return "experiments.yaml:3:5", where the deepest part of `path` is."""
        path = tuple(path)
        while path and path not in self.positions:
            path = path[:-1]
        line, column = self.positions.get(path, (1, 1))
        return f"{self.path}:{line}:{column}"


def read(path):
    """Read a file of experiments.

    Args:
        path: YAML or JSON.

    Returns:
        `Located`.

    Raises:
        InputError: names file, line and column, what is wrong, and what was meant perhaps.
    """
    values, positions = read_with_positions(path, EXAMPLE)
    values = {name: value for name, value in values.items() if value is not None}
    located = Located(Path(path), None, positions)
    try:
        spec = Spec.model_validate(values)
    except ValidationError as error:
        raise InputError("\n".join(_problems(error.errors(), located))) from None
    if not values:
        raise InputError(f"{path}: no experiments. Expected a map such as `{EXAMPLE}`.")
    found = Located(Path(path), spec, positions)
    for name in spec.search.ranges if spec.search else ():
        if name not in experiment_keys.names() or name in experiment_keys.OWN:
            raise InputError(
                f"{found.where('search', 'ranges', name)}: {name} is no setting to look for"
                f"{experiment_keys.near(name)}"
            )
        setting = experiment_keys.setting_of(name, None)[0]
        if experiment_keys.changes_the_scale(setting) or setting == "seed":
            raise InputError(
                f"{found.where('search', 'ranges', name)}: {name} can't be looked for: trials that "
                "differ in it are measured on other data or another scale. Use a matrix."
            )
        _refuse_beyond(found, name, spec.search.ranges[name])
    return found


def _refuse_beyond(located, name, range_):
    """Refuse a range that reaches beyond what a setting may be."""
    for value in range_.choices or (range_.low, range_.high):
        whole = isinstance(value, float) and value.is_integer()
        try:
            Experiment.model_validate({name: int(value) if whole else value})
        except ValidationError as error:
            where = located.where("search", "ranges", name)
            raise InputError(
                f"{where}: {name}: {error.errors()[0]['msg']}. Received: {value!r}"
            ) from None


def _problems(errors, located):
    """Return a line for every position at which something is wrong."""
    found = {}
    for problem in errors:
        path = _path(problem["loc"], located.positions)
        key = ".".join(str(part) for part in path)
        if problem["type"] == "extra_forbidden":
            message = f"unknown key {path[-1]}{experiment_keys.near(str(path[-1]), _known(path))}"
        elif problem["type"] == "missing":
            message = f"{key}: {problem['loc'][-1]} is missing"
        else:
            message = f"{key}: {problem['msg']}. Received: {problem['input']!r}{_meant(problem)}"
        found.setdefault(path, f"{located.where(*path)}: {message}")
    return [
        found[path] for path in sorted(found, key=lambda path: located.positions.get(path, (0, 0)))
    ]


def _meant(problem):
    """Return a hint at which of some known values was meant."""
    if problem["type"] != "literal_error" or not isinstance(problem["input"], str):
        return ""
    return experiment_keys.near(
        problem["input"], re.findall("'([^']+)'", problem["ctx"]["expected"])
    )


def _path(parts, positions):
    """Return where pydantic found a problem, without the types that it tried."""
    path = ()
    for part in parts:
        if (*path, part) in positions:
            path = (*path, part)
    return path


def _known(path):
    """Return the keys that may stand where an unknown one does."""
    if len(path) == 1:
        return list(Spec.model_fields)
    if path[-2] == "generate":
        return list(experiment_keys.Generate.model_fields)
    if path[0] == "search":
        section = {2: Search, 4: Range}.get(len(path))
        return list(section.model_fields) if section else experiment_keys.names()
    return experiment_keys.names() + ["include", "exclude"] * (path[0] == "matrix")


def json_schema():
    """Return the JSON Schema of a file of experiments as text, for editors."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    schema |= Spec.model_json_schema() | {"title": "experiments of rnngan batch"}
    return json.dumps(schema, indent=1) + "\n"
