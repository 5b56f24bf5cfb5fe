"""An output in many files, its shards: which sequences are in which, and which are there already.

A file `_plan.json` in the folder says what is written into it: of which run, what was asked for,
how it is divided. Each shard is a function of the plan and its number, and is moved in whole, so
whoever comes back with the same plan goes on from the shards that are there.
"""

import json
import os
import re
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from rnngan import modalities
from rnngan.config.errors import ConfigError, InputError, RunError
from rnngan.config.requests import GenerateRequest
from rnngan.data.formats import atomic, outputs
from rnngan.runs import store

PLAN = "_plan.json"  # what reads a folder of Parquet passes over names that begin so
FORMAT = 1
OF_RUN = (store.CONFIG, store.SCHEMA, store.WEIGHTS)  # what sequences are a function of
FILES = ("after", "fix", "between")  # fields of a request that name a file
SHARD = re.compile(r"part-\d{5,}\.\w+")
MEANINGS = {
    "run": "another run", "request": "something else was asked for", "files": "other given rows",
    "sequences": "another number of sequences", "format": "another format",
    "versions": "other versions of packages",
}  # fmt: skip


def is_folder(output):
    """Return whether an output is a folder: one that is there, or a name that ends with a slash.

    Example:
        >>> is_folder("new/"), is_folder("new.csv"), is_folder("-")
        (True, False, False)
    """
    text = os.fspath(output)
    return text.endswith(("/", os.sep)) or Path(text).is_dir()


@dataclass(frozen=True)
class Plan:
    """What is written into a folder.

    Args:
        run: {name: sha256} of the run's files that sequences are a function of.
        request: fields of the `GenerateRequest` that are not their defaults, as JSON has them.
        files: {field: sha256} of the files that the request names.
        format: of the shards.
        ending: of their names.
        sequences: in all.
        each: sequences of a shard; of the last one, those that are left.
        unit: what sequences are called.
        versions: {package: version} that may change what is drawn.

    Example:
        >>> plan = Plan({}, {"count": 10}, {}, "csv", ".csv", 10, 4, "sequences", {})
        >>> plan.count, [plan.numbers(number) for number in range(3)]
        (3, [range(0, 4), range(4, 8), range(8, 10)])
        >>> plan.name(2)
        'part-00002.csv'
    """

    run: dict
    request: dict
    files: dict
    format: str
    ending: str
    sequences: int
    each: int
    unit: str
    versions: dict

    @classmethod
    def of(cls, trained, facts, request, format=None):
        """Return the plan of an output; notes on what is asked for are said.

        Args:
            trained: `TrainedModel`.
            facts: manifest of its run.
            request: `GenerateRequest`.
            format: name of the format of the shards, or None for that of a file without a name.

        Raises:
            ConfigError: what is asked for can't be had, or not in several files.
            InputError: a file that is named can't be read.
        """
        modality = modalities.of(trained.config)
        if request.excel_safe:
            outputs.excel_safe("", format)
        chosen = outputs.format_of("", format, modality.name)
        named = {name: getattr(request, name) for name in FILES if getattr(request, name)}
        _refuse_stream(named)
        parts = modality.parts(trained, request)
        return cls(
            run={name: facts["files"][name]["sha256"] for name in OF_RUN},
            request=_as_json(parts.request),
            files={name: _sum(path) for name, path in named.items()},
            format=chosen.name,
            ending=chosen.endings[0],
            sequences=parts.sequences,
            each=parts.each,
            unit=parts.unit,
            versions={name: version(name) for name in (*store.PACKAGES, "pyarrow")},
        )

    @classmethod
    def read(cls, folder):
        """Return the plan of a folder; None where there is none, or none that can be read."""
        try:
            return cls.of_json((Path(folder) / PLAN).read_text("utf-8"))
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return None

    @classmethod
    def of_json(cls, text):
        """Return the plan that `to_json` wrote."""
        facts = json.loads(text)
        if facts.pop("plan") != FORMAT:
            raise ValueError("of another format")
        return cls(**facts)

    def to_json(self):
        """Return what `read` reads."""
        return json.dumps({"plan": FORMAT, **asdict(self)}, indent=1) + "\n"

    @property
    def count(self):
        """Number of shards; one, which is empty, where no sequences are wanted."""
        return max(1, -(-self.sequences // self.each))

    def numbers(self, shard):
        """Return the range of the sequences of a shard."""
        return range(shard * self.each, min((shard + 1) * self.each, self.sequences))

    def name(self, shard):
        """Return the name of a shard's file."""
        return f"part-{shard:05d}{self.ending}"

    def size(self, shards):
        """Return the number of sequences of some shards together."""
        return sum(len(self.numbers(shard)) for shard in shards)

    def missing(self, folder):
        """Return the numbers of the shards that are not in a folder."""
        there = {path.name for path in Path(folder).iterdir()}
        return [shard for shard in range(self.count) if self.name(shard) not in there]

    def differs(self, other):
        """Return in what another plan differs, for people; "" where it is the same."""
        if other is None:
            return f"its {PLAN} can't be read"
        odd = (MEANINGS.get(name, name) for name, value in asdict(self).items()
               if value != getattr(other, name))  # fmt: skip
        return next(odd, "")

    def refuse_other(self, facts, run):
        """Raise `RunError` where a run, whose manifest says `facts`, is not that of the plan."""
        if self.run != {name: facts["files"][name]["sha256"] for name in OF_RUN}:
            raise RunError(f"{run} has changed since this output was begun. Begin it anew.")

    def write(self, trained, folder, shard, report):
        """Write a shard.

        Args:
            trained: `TrainedModel`.
            folder: where.
            shard: its number.
            report: called with how many of its sequences are written.
        """
        request = GenerateRequest.of(**self.request)
        path, part = Path(folder) / self.name(shard), self.numbers(shard)
        modality = modalities.of(trained.config)
        modality.write_part(trained, request, part, path, self.format, report)


@contextmanager
def begun(folder, plan, force=False):
    """Give the numbers of the shards to write into a folder, which nobody else writes to meanwhile.

    Args:
        folder: is made where it isn't there.
        plan: `Plan` of what is to be written.
        force: replace what was written by another plan.

    Raises:
        InputError: the folder holds something else, or can't be written to.
        RunError: somebody else writes to it.
    """
    folder = Path(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{folder}: can't be made: {error.strerror}.") from None
    busy = f"{folder} is being written to by another process. Wait for it, or choose another."
    with atomic.exclusive(folder / atomic.LOCK, busy):
        _refuse_foreign(folder, plan, force)
        atomic.clear_leftovers(folder)
        if not (folder / PLAN).exists():
            atomic.write(folder / PLAN, plan.to_json())
        try:
            yield plan.missing(folder)
        finally:
            atomic.clear_leftovers(folder)


def _refuse_foreign(folder, plan, force):
    """Refuse a folder that holds something else; where that may be replaced, remove it."""
    names = sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))
    if PLAN not in names:
        if names:
            raise InputError(
                f"{folder} holds {names[0]}, and no {PLAN} of an output that could be gone on "
                "with. Choose a new folder or an empty one."
            )
        return
    odd = plan.differs(Plan.read(folder))
    if not odd:
        return
    if not force:
        raise InputError(
            f"{folder} holds another output: {odd}. Choose another folder, or pass --force to "
            "replace it."
        )
    for name in names:
        if SHARD.fullmatch(name):
            (folder / name).unlink()
    (folder / PLAN).unlink()  # last: until then it is known what the shards are


def _refuse_stream(named):
    """Refuse standard input: each process would have to read it."""
    for name, path in named.items():
        if str(path) == "-":
            raise ConfigError(
                f"--{name} - reads standard input, which one process can. Expected the name of a "
                "file, or one file as the output."
            )


def _as_json(request):
    """Return what a request asks for as values that JSON has, files by their absolute names."""
    found = {
        name: value for name, value in asdict(request).items()
        if name != "latents" and value != getattr(GenerateRequest(1), name)
    }  # fmt: skip
    found["count"] = request.count
    found |= {name: os.path.abspath(found[name]) for name in FILES if found.get(name)}
    return json.loads(json.dumps(found))


def _sum(path):
    """Return the sha256 of a file that is named."""
    try:
        return store.fingerprint(path)
    except RunError as error:
        raise InputError(str(error)) from None
