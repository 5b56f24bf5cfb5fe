"""What is asked of a run, checked once: for the command line, `SequenceGAN`, batches and tests."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from rnngan.config.errors import ConfigError
from rnngan.config.options import EVALUATE, GENERATE, IMPUTE

OF_TABLES = (
    "rows", "first_id", "start", "freq", "given", "codes", "interpolate", "between", "after",
    "fix", "excel_safe",
)  # fmt: skip
OF_NEW = ("rows", "interpolate", "start", "freq", "first_id", "given", "codes")  # sequences
OF_TEXTS = ("temperature", "top_k", "top_p", "prompt", "min_length")


@dataclass(frozen=True)
class GenerateRequest:
    """New sequences that are wanted: `count`, about `rows` rows, or a path of `interpolate`.

    What each field means stands in its row of `rnngan.config.options.GENERATE`. `given` and `codes`
    are (name, value) pairs; `between`, `after` and `fix` are a path or "-"; `freq` may be a number.
    Of what goes with given rows, `count` is the number of scenarios.
    `latents` (sequences, latent) are those of a path between two points, once they are known: all
    else is then the same for all sequences.

    Raises:
        ConfigError: not one of count, rows and interpolate is given; a number is out of bounds; or
            `between` goes without `interpolate`.

    Example:
        >>> GenerateRequest(count=10, seed=7).seed
        7
    """

    count: int | None = None
    seed: int = GENERATE["seed"].default
    length: int | None = None
    start: str | None = None
    freq: str | float | None = None
    given: tuple[tuple[str, str], ...] = ()
    codes: tuple[tuple[int, float], ...] = ()
    rows: int | None = None
    first_id: str | int | None = None
    interpolate: int | None = None
    between: Any = None
    after: Any = None
    fix: Any = None
    latents: Any = field(default=None, repr=False, compare=False)
    excel_safe: bool = False
    temperature: float | None = None
    top_k: int | None = None
    top_p: float | None = None
    prompt: str | None = None
    min_length: int | None = None

    def __post_init__(self) -> None:
        """Refuse what can't be asked for, whatever the run has learned."""
        wanted = [name for name in ("count", "rows", "interpolate") if self._has(name)]
        if len(wanted) != 1 and (wanted or not self.goes_on):
            raise ConfigError(
                "Give one of -n, the number of sequences; --rows, about how many rows; "
                f"--interpolate. Received: {', '.join(wanted) or 'none'}"
            )
        odd = self.odd(OF_NEW) if self.goes_on else None
        if odd is not None:
            given = "--after goes on from" if self.after is not None else "--fix goes with"
            raise ConfigError(
                f"{GENERATE[odd].flags[-1]} is for new sequences, and {given} given rows: their "
                "times, ids and conditions hold. Leave one of the two out."
            )
        if self.between is not None and self.interpolate is None:
            raise ConfigError("--between names the ends of --interpolate K: give both.")
        for field_name in ("count", "rows", "interpolate", "length"):
            value, row = getattr(self, field_name), GENERATE[field_name]
            if value is not None and row.least is not None and value < row.least:
                name = row.flags[-1].lstrip("-")
                raise ConfigError(f"{name}: expected {row.least} or more. Received: {name}={value}")
        if self.temperature is not None and not 0 <= self.temperature < math.inf:
            raise ConfigError(
                f"--temperature: Expected a number, 0 or more. Received: {self.temperature}"
            )
        if self.top_p is not None and not 0 < self.top_p <= 1:
            raise ConfigError(
                f"--top-p: Expected a number over 0 and up to 1. Received: {self.top_p}"
            )

    @property
    def goes_on(self) -> bool:
        """Whether rows or cells are given that hold."""
        return self.after is not None or self.fix is not None

    @property
    def sequences(self) -> int | None:
        """Number of sequences or of scenarios; None where `rows` says how much is wanted."""
        if self.goes_on:
            return 1 if self.count is None else self.count
        return self.count if self.interpolate is None else self.interpolate

    @classmethod
    def of(cls, given: Any = (), codes: Any = (), **wanted: Any) -> "GenerateRequest":
        """Return a request, with conditions and codes as they are at hand.

        Args:
            given: {column: value} or (column, value) pairs; None is a missing value.
            codes: {number: value} or (number, value) pairs; also as texts.
            wanted: the other fields.

        Raises:
            ConfigError: a code or its value is no number; and as `GenerateRequest` does.

        Example:
            >>> GenerateRequest.of({"clinic": "north"}, [("0", "2")], count=1).codes
            ((0, 2.0),)
        """
        texts = tuple((name, "" if value is None else str(value)) for name, value in _pairs(given))
        numbers = tuple(_code(*pair) for pair in _pairs(codes))
        return cls(given=texts, codes=numbers, **wanted)

    def _has(self, name: str) -> bool:
        value = getattr(self, name)
        return value is not None and value is not False and value != ()  # 0 is a value

    def odd(self, names: tuple[str, ...]) -> str | None:
        """Return the first of `names` that is asked for, or None; see OF_TABLES and OF_TEXTS."""
        return next((name for name in names if self._has(name)), None)


def _pairs(values):
    return values.items() if isinstance(values, Mapping) else values


def _code(number, value):
    try:
        return int(number), float(value)
    except ValueError:
        problem = f"--code {number}={value}: expected numbers, such as 0=2."
        raise ConfigError(problem) from None


@dataclass(frozen=True)
class ImputeRequest:
    """How missing cells are to be filled; see the rows of `rnngan.config.options.IMPUTE`.

    Raises:
        ConfigError: there is no such way, or several versions of a mean are asked for.

    Example:
        >>> ImputeRequest(versions=20).how
        'draw'
    """

    how: str = IMPUTE["how"].default
    versions: int = IMPUTE["versions"].default
    seed: int = IMPUTE["seed"].default

    def __post_init__(self) -> None:
        """Refuse what can't be asked for."""
        known = IMPUTE["how"].choices
        if self.how not in known:
            raise ConfigError(f"--how: expected {' or '.join(known)}. Received: {self.how!r}")
        if self.versions < 1:
            raise ConfigError(f"--versions: expected 1 or more. Received: {self.versions}")
        if self.how == "mean" and self.versions != 1:
            raise ConfigError(
                f"--versions {self.versions}: there is one mean. Expected --versions with --how "
                "draw."
            )


@dataclass(frozen=True)
class EvaluateRequest:
    """How a run is to be scored; see the rows of `rnngan.config.options.EVALUATE`.

    Raises:
        ConfigError: the held-out part is to be split where another text is scored against, or
            unseen rows are named without a real table.
    """

    data: str | None = None
    real: str | None = None
    unseen: str | None = None
    seeds: int = EVALUATE["seeds"].default
    seed: int = EVALUATE["seed"].default
    quick: bool = False
    split: bool = False
    context_fid: bool = False
    explain: bool = False
    fail_if: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what does not go together."""
        if self.unseen is not None and self.real is None:
            raise ConfigError(
                "--unseen goes with --real and --synthetic: a RUN knows what it has held out. "
                f"Received: --unseen {self.unseen}"
            )
        if self.split and self.real is not None:
            raise ConfigError(
                "--split-held-out halves what a run has held out, and --real gives other data in "
                f"place of it. Leave one out. Received: --real {self.real}"
            )


@dataclass(frozen=True)
class TrainRequest:
    """A new run.

    Args:
        data: path of a table or a text, or "-".
        folder: of the run.
        config: `RunConfig`.
        schema: path of an edited schema, or None.
        force: replace an existing run.
        known_as: path that the run remembers in place of `data`, or None.
        track: what losses are handed on to (`--track`), or None.
        devices: how many to train on, as a text, or "all" (`--devices`); None for one.
        workers: `rnngan.config.workers.Workers` of several machines, or None.
    """

    data: str
    folder: Any
    config: Any
    schema: str | None = None
    force: bool = False
    known_as: str | None = None
    track: str | None = None
    devices: str | None = None
    workers: Any = None


@dataclass(frozen=True)
class ResumeRequest:
    """A training that is to go on, or to branch off.

    Args:
        folder: of the run.
        data: path of the data, where they have moved; "-" for standard input.
        given: {"section.name": value} of settings that were asked for anew, or None.
        fork: folder of a new run that goes on with other settings or other data, or None.
        force: replace an existing run at `fork`.
        track: what losses are handed on to (`--track`), or None.
        devices: how many to train on, as a text, or "all" (`--devices`); None for one.
        workers: `rnngan.config.workers.Workers` of several machines, or None.
    """

    folder: Any
    data: str | None = None
    given: dict[str, Any] | None = None
    fork: Any = None
    force: bool = False
    track: str | None = None
    devices: str | None = None
    workers: Any = None
