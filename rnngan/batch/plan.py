"""A `Spec` -> runs: every combination with its name, its settings and what is done."""

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import product
from pathlib import Path

from rnngan import modalities
from rnngan.batch import addresses, experiment_keys
from rnngan.batch.experiment_keys import FULL, QUICK, Generate
from rnngan.config import sources as settings
from rnngan.config.errors import ConfigError, InputError
from rnngan.config.run_config import RunConfig, flat
from rnngan.data.formats import compression

JUDGES = {QUICK: 1, FULL: 3}
EITHER = ("training.steps", "training.minutes")  # who says one takes back the other
MATRIX = ("matrix",)  # path of what the matrix makes
PLAIN = re.compile(r"[^\w.+-]+")


@dataclass(frozen=True)
class Run:
    """One run of a batch.

    Args:
        name: of the run and of its folder.
        said: {key: value} of all that the spec says of it.
        config: `RunConfig`.
        data: path of the table or text.
        schema: path of a schema file, or None.
        generate: what to generate, or None.
        evaluate: "quick", "full", a number of judges, or None.
        where: its position in the spec, for messages.
        file: path of a file of settings, or None.
        params: of a trial: {key: value} that a search has chosen.
    """

    name: str
    said: dict
    config: RunConfig
    data: Path
    schema: Path | None = None
    generate: Generate | None = None
    evaluate: str | int | None = None
    where: str = ""
    file: Path | None = None
    params: dict = field(default_factory=dict)

    @property
    def output(self):
        """Name of the generated file."""
        default = modalities.of(self.config).output
        return None if self.generate is None else self.generate.output or default

    @property
    def judges(self):
        """Judges a score; None where nothing is evaluated."""
        return JUDGES.get(self.evaluate, self.evaluate)

    @property
    def threads(self):
        """Processors of the run."""
        return self.said.get("cpus") or 1

    @property
    def retries(self):
        """Further tries after a fault that may pass."""
        retries = self.said.get("retries")
        return 2 if retries is None else retries

    @property
    def seconds(self):
        """Time after which the run is stopped; None for no limit."""
        minutes = self.said.get("timeout_minutes")
        return None if minutes is None else 60 * minutes

    def addresses(self):
        """Return {step: address}; see `rnngan.batch.addresses`."""
        return addresses.of(self)


def runs(located, environment=None):
    """Return the runs of a spec in its order: the matrix, then the experiments.

    Args:
        located: `rnngan.batch.spec.Located`.
        environment: mapping to look settings up in; `os.environ` when None.

    Raises:
        InputError: two runs have one name, or a run can't be made; names file, line and column.
    """
    found = []
    for said, differing, path in _experiments(located.spec):
        parts = [said["name"]] if said.get("name") else []
        parts += [_named(differing)] if differing or not parts else []
        run = make(located, "-".join(parts), said, located.where(*path), environment)
        found.append((run, not said.get("name")))
    if not found and located.spec.search is None:
        raise InputError(f"{located.path}: no runs are left. Expected a matrix or experiments.")
    counts = Counter(run.name.lower() for run, _ in found)
    first, made = {}, []
    for run, unnamed in found:
        if counts[run.name.lower()] > 1 and unnamed:  # such as a/x.csv and b/x.csv
            run = replace(run, name=f"{run.name}-{_short(run)}")
        other = first.setdefault(run.name.lower(), run)
        if other is not run:
            raise InputError(
                f"{run.where}: two runs have the name {run.name}; the other one is at "
                f"{other.where}. Give one another name."
            )
        made.append(run)
    return made


def make(located, name, said, where="", environment=None, params=None):
    """Return the `Run` of what the spec says of one.

    Args:
        located: `rnngan.batch.spec.Located`; paths are relative to its file.
        name: of the run.
        said: {key: value}, defaults among them.
        where: its position in the spec, for messages.
        environment: mapping to look settings up in; `os.environ` when None.
        params: of a trial: what a search has chosen.

    Raises:
        InputError: a setting is out of bounds, or does not fit the data; says where.
    """
    folder = located.path.parent
    if said.get("data") is None:
        raise InputError(f"{where}: the run {name} has no data. Expected a key such as data: a.csv")
    data = (folder / said["data"]).absolute()
    try:
        config = _config(folder, said, data, environment)
    except ConfigError as error:
        raise InputError(f"{where}: {name}: {error}") from None
    schema = None if said.get("schema") is None else (folder / said["schema"]).absolute()
    asked = said.get("generate"), said.get("evaluate")
    file = None if said.get("config") is None else folder / said["config"]
    return Run(name, said, config, data, schema, *asked, where, file, params or {})


def _config(folder, said, data, environment):
    flags = {}
    for key, value in said.items():
        setting = experiment_keys.setting_of(key, value)
        if setting is not None:
            flags[setting[0]] = setting[1]
    flags = modalities.guessed(data, flags.get("text.column")) | flags
    cleared = [name for name, value in flags.items() if value is None]
    assignments = [f"{name}=null" for name in cleared]  # a flag of None stands for no flag
    file = None if said.get("config") is None else folder / said["config"]
    config, sources = settings.resolve(
        flags, assignments, file, said.get("preset"), environment=environment
    )
    modalities.of(config).refuse_settings(config, sources)
    return config


def _experiments(spec):
    """Yield ({key: value}, {key: value} that differ, path in the file) of every run."""
    left_out = [some.given() for some in spec.matrix.exclude] if spec.matrix else []
    for over, path in _listed(spec):
        for dataset, seed in product(_datasets(spec, over), _seeds(spec, over)):
            more = dataset | seed
            everything = spec.defaults.given() | over | more
            if path == MATRIX and any(_within(some, everything) for some in left_out):
                continue
            differing = more if over.get("name") else dataset | over | seed
            yield overlaid(spec, over | more), differing, path


def overlaid(spec, given, base=None):
    """Return {key: value}: the defaults, over them a data set's own keys, over them `given`.

    Args:
        spec: `Spec`.
        given: {key: value}.
        base: {key: value} instead of the defaults; those of the spec when None.
    """
    base = spec.defaults.given() if base is None else base
    own = spec.datasets.get(given.get("data", base.get("data")))
    if own is not None:
        base = _over(_over(base, own.given()), {"data": own.given()["data"]})
        given = {key: value for key, value in given.items() if key != "data"}
    return _over(base, given)


def _over(below, above):
    """Return {key: value} of both; `above` decides what they both say, whatever it is called."""
    said = set(map(_decides, above))
    return {key: v for key, v in below.items() if _decides(key) not in said} | above


def _decides(key):
    """Return what a key is about: objective and training.objective are about the same."""
    setting = experiment_keys.setting_of(key, None)
    name = key if setting is None else setting[0]
    return EITHER[0] if name in EITHER else name


def _listed(spec):
    """Yield ({key: value}, path in the file) of the matrix and of the experiments."""
    if spec.matrix is not None:
        given = spec.matrix.given()
        for values in product(*given.values()) if given else ():
            yield dict(zip(given, values, strict=True)), MATRIX
        for number, more in enumerate(spec.matrix.include):
            yield more.given(), (*MATRIX, "include", number)
    for number, experiment in enumerate(spec.experiments):
        yield experiment.given(), ("experiments", number)
    if spec.matrix is None and not spec.experiments and spec.search is None:
        yield {}, ("defaults",)


def _within(some, everything):
    return all(key in everything and everything[key] == value for key, value in some.items())


def _datasets(spec, given):
    """Return what a run that names no data is repeated with."""
    if not spec.datasets or "data" in given or "data" in spec.defaults.given():
        return [{}]
    return [{"data": name} for name in spec.datasets]


def _seeds(spec, given):
    """Return what a run that names no seed is repeated with."""
    if spec.seeds is None or "seed" in given or "seed" in spec.defaults.given():
        return [{}]
    seeds = range(spec.seeds) if isinstance(spec.seeds, int) else spec.seeds
    return [{"seed": seed} for seed in seeds]


def _named(differing):
    """Return a name made from what differs.

    Example:
        >>> _named({"data": "in/sines.csv", "objective": "bce", "r1": 0.5, "seed": 1})
        'sines-bce-r1_0.5-seed1'
    """
    parts = [_part(key, value) for key, value in differing.items()]
    return _within_length("-".join(parts) or "run")


def _part(key, value):
    short = key.rpartition(".")[2]
    if key == "data":
        stem = Path(str(value)).name
        for ending in compression.ENDINGS:
            stem = stem.removesuffix(ending)
        return _plain(Path(stem).stem)
    if isinstance(value, Generate):
        return f"generate{value.count}" if value.rows is None else value.amount
    if isinstance(value, bool):
        return short if value else f"no_{short}"
    if isinstance(value, list | tuple):
        return _plain("+".join(str(item) for item in value) or f"no_{short}")
    if isinstance(value, str) and key not in ("id_column", "time_column", "delimiter", "decimal"):
        return _plain(value)
    mark = "_" if short[-1].isdigit() or not isinstance(value, int | float) else ""
    return _plain(f"{short}{mark}{'none' if value is None else value}")


def _plain(text):
    return PLAIN.sub("_", text).strip(".-_") or "x"


def _within_length(name):
    if len(name) <= experiment_keys.LONGEST_NAME - 10:
        return name
    return f"{name[: experiment_keys.LONGEST_NAME - 20]}-{addresses.sha256_of(name)[:8]}"


def _short(run):
    """Return an ending that makes two runs of one name differ."""
    settings = addresses.lasting(flat(run.config))
    return addresses.sha256_of([str(run.data), settings, run.evaluate])[:6]
