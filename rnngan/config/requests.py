"""What is asked of a run, checked once: for the command line, `SequenceGAN`, batches and tests."""

import math
from dataclasses import dataclass, field
from typing import Any

from rnngan.config.errors import ConfigError

OF_TABLES = (
    "rows", "first_id", "start", "freq", "given", "codes", "interpolate", "between", "excel_safe",
)  # fmt: skip
OF_TEXTS = ("temperature", "top_k", "top_p", "prompt", "min_length")


@dataclass(frozen=True)
class GenerateRequest:
    """New sequences that are wanted: `count`, about `rows` rows, or a path of `interpolate`.

    Args:
        count: sequences, 0 or more.
        seed: of every draw; each seed has ids of its own.
        length: rows, or at most so many tokens, of a sequence; as learned when None.
        start: first point in time of every sequence.
        freq: step of time; the table's when None.
        given: (condition column, value as text) pairs that hold for all sequences.
        codes: (number of a learned code, value) pairs that hold for all sequences.
        rows: about so many rows in whole sequences, in place of `count`.
        first_id: first new id, as in the table or its number; after the table's when None.
        interpolate: sequences on the path between two latent points, ends included, in place of
            `count`.
        between: table whose first and last window are the ends of the path: a file or a data
            frame; drawn from the seed when None.
        latents: the path's latent vectors (sequences, latent), once they are known; all else is
            then the same for all sequences. Not to be asked for.
        excel_safe: in CSV, put ' before texts that begin like a formula.
        temperature: of texts; 1 as learned, lower is safer, 0 the likeliest; 1 when None.
        top_k: draw from the K likeliest tokens alone; from all when None or 0.
        top_p: draw from the likeliest tokens, of this probability together; 1 when None.
        prompt: what every text begins with.
        min_length: tokens before which no text ends; 1 when None.

    Raises:
        ConfigError: not one of count, rows and interpolate is given; a number is out of bounds; or
            `between` goes without `interpolate`.

    Example:
        >>> GenerateRequest(count=10, seed=7).seed
        7
    """

    count: int | None = None
    seed: int = 0
    length: int | None = None
    start: str | None = None
    freq: str | float | None = None
    given: tuple[tuple[str, str], ...] = ()
    codes: tuple[tuple[int, float], ...] = ()
    rows: int | None = None
    first_id: str | int | None = None
    interpolate: int | None = None
    between: Any = None
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
        if len(wanted) != 1:
            raise ConfigError(
                "Give one of -n, the number of sequences; --rows, about how many rows; "
                f"--interpolate. Received: {', '.join(wanted) or 'none'}"
            )
        if self.between is not None and self.interpolate is None:
            raise ConfigError("--between names the ends of --interpolate K: give both.")
        for name, least in (("count", 0), ("rows", 1), ("interpolate", 2), ("length", 1)):
            value = getattr(self, name)
            if value is not None and value < least:
                raise ConfigError(f"{name}: expected {least} or more. Received: {value}")
        if self.temperature is not None and not 0 <= self.temperature < math.inf:
            raise ConfigError(
                f"--temperature: Expected a number, 0 or more. Received: {self.temperature}"
            )
        if self.top_p is not None and not 0 < self.top_p <= 1:
            raise ConfigError(
                f"--top-p: Expected a number over 0 and up to 1. Received: {self.top_p}"
            )

    @property
    def sequences(self) -> int | None:
        """Number of sequences; None where `rows` says how much is wanted."""
        return self.count if self.interpolate is None else self.interpolate

    def _has(self, name: str) -> bool:
        value = getattr(self, name)
        return value is not None and value is not False and value != ()

    def odd(self, names: tuple[str, ...]) -> str | None:
        """Return the first of `names` that is asked for, or None; see OF_TABLES and OF_TEXTS."""
        return next((name for name in names if self._has(name)), None)


@dataclass(frozen=True)
class EvaluateRequest:
    """How a run is to be scored.

    Args:
        data: what was learned, where it has moved since training.
        real: of a text, another one to score against.
        seeds: classifiers and forecasters of each score; of a text, draws. Quick scores have one.
        quick: one of them, trained a fifth as long; of a text, one draw at temperature 1 alone.
            Such scores can be compared with each other, not with published ones.
        split: take a number that runs can be chosen by on the first half of what is held out, and
            score on the second half alone.

    Raises:
        ConfigError: the held-out part is to be split where another text is scored against.
    """

    data: str | None = None
    real: str | None = None
    seeds: int = 3
    quick: bool = False
    split: bool = False

    def __post_init__(self) -> None:
        """Refuse what does not go together."""
        if self.split and self.real is not None:
            raise ConfigError(
                "--split-held-out halves what a run has held out, and --real gives other data in "
                f"place of it. Leave one of them out. Received: --real {self.real}"
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
    """

    data: str
    folder: Any
    config: Any
    schema: str | None = None
    force: bool = False
    known_as: str | None = None


@dataclass(frozen=True)
class ResumeRequest:
    """A training that is to go on, or to branch off.

    Args:
        folder: of the run.
        data: path of the data, where they have moved; "-" for standard input.
        given: {"section.name": value} of settings that were asked for anew, or None.
        fork: folder of a new run that goes on with other settings or other data, or None.
        force: replace an existing run at `fork`.
    """

    folder: Any
    data: str | None = None
    given: dict[str, Any] | None = None
    fork: Any = None
    force: bool = False
