"""The interface of a modality: all that the rest of the package asks of a table or a text.

Its methods load what they need when they are called: reading and describing data takes no
TensorFlow, which needs seconds to load.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from rnngan.config.errors import ConfigError
from rnngan.config.sources import UNASKED


class SecondPhase(NamedTuple):
    """What a person reads of the second phase of a training.

    Args:
        purpose: what its steps are for: "1,000 steps" and then this.
        title: of its bar.
        bound: of the estimated time: "about", or "at most".
    """

    purpose: str
    title: str
    bound: str


@dataclass(frozen=True)
class Account:
    """What `rnngan inspect` finds: facts for JSON, and the same as text for people."""

    facts: dict
    text: str


@dataclass
class Evaluation:
    """What came of an evaluation.

    Args:
        scores: the content of scores.json.
        rows: its numbers as dicts, a row for each score.
        table: the same for a terminal.
        picture: (name, function that returns the `Figure`); None where there is none.
        draw: function that draws it into the run folder and returns its path, or None.
        pictures: function that returns what a report on two tables shows; None for a run, which
            `Modality.pictures` knows.
    """

    scores: dict
    rows: list[dict]
    table: str
    picture: tuple[str, Callable] | None = None
    draw: Callable | None = field(default=None, repr=False)
    pictures: Callable | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Findings:
    """What was found out about a finished run besides its scores.

    Args:
        name: of its JSON and of its picture.
        facts: the JSON.
        text: the same for people.
        picture: function that returns it as a `Figure`.
    """

    name: str
    facts: dict
    text: str
    picture: Callable


@dataclass(frozen=True)
class Checked:
    """What a quick check has found at the end of a training.

    Args:
        facts: what the manifest keeps; "failure" says why what was learned is of no use and what
            to try, or is None.
        text: the same for people, one line.
        rows: how surprising held-out rows are, which the run keeps to compare others with; or None.
    """

    facts: dict
    text: str
    rows: dict | None = None


class Parts(NamedTuple):
    """How an output is divided into files.

    Args:
        request: `GenerateRequest` that says by a number of sequences how much is wanted.
        sequences: in all.
        each: sequences of a file; of the last one, those that are left.
        unit: what sequences are called.
    """

    request: Any
    sequences: int
    each: int
    unit: str


class Modality(ABC):
    """What can be learned.

    Attributes:
        name: as the setting `kind` has it.
        not_asked: fields of `GenerateRequest` that have no meaning here.
        output: name of the file that a batch writes where none is given.
        second_phase: `SecondPhase`.
        other: what a person has in mind who asks for what is not here.
        unfit: what is said of a setting that has no meaning here, behind its name.
        explains: whether an evaluation can say what gives generated sequences away.
    """

    name: str
    not_asked: tuple[str, ...]
    output: str
    other: str
    unfit: str
    second_phase: SecondPhase
    explains: bool = False

    @abstractmethod
    def read(self, path, config):
        """Return what stands in a file, a folder or standard input ("-"): `Table` or `Text`."""

    @abstractmethod
    def taken(self, data, config):
        """Return (`Table` or `Text`, `Container`) of what Python users hold their data in.

        Args:
            data: a path, or data in memory.
            config: `RunConfig`.

        Raises:
            InputError: it is none, or can't be used.
        """

    @abstractmethod
    def made_ready(self, source, config):
        """Return the `Dataset` or `Corpus` of what was read."""

    @abstractmethod
    def prepare(self, path, config, schema=None):
        """Return (data made ready for training, what they were read from).

        Args:
            path: of the data, or "-".
            config: `RunConfig`.
            schema: path of an edited schema, or None.

        Returns:
            `Dataset` or `Corpus`, which both have `train`, `holdout`, `config`, `size`, `notices`,
            `describe()` and `let_go()`; and the `Table` or `Text`.
        """

    @abstractmethod
    def prepare_again(self, source, trained):
        """Return what was read made ready as it was for a run."""

    @abstractmethod
    def inspect(self, path, config, schema=None, written=None, force=False):
        """Return the `Account` of some data: what they are, what training would cost."""

    @abstractmethod
    def training_seconds(self, dataset):
        """Return about how long training on data made ready takes on this machine."""

    @abstractmethod
    def evaluation_seconds(self, dataset, classifiers, quick):
        """Return about how long an evaluation takes on this machine."""

    @abstractmethod
    def fits(self, setting, config):
        """Return whether a setting has a meaning here."""

    @abstractmethod
    def train(self, dataset, attempt=1, hooks=None):
        """Return the `TrainedModel` of data made ready, calling `Hooks` meanwhile."""

    @abstractmethod
    def go_on(self, trained, dataset, state, hooks=None):
        """Train on from a `TrainingState`, and return the `TrainedModel`."""

    @abstractmethod
    def description(self):
        """Return the class of what schema.json holds."""

    @abstractmethod
    def write(self, trained, request, output="-", format=None):
        """Write what a `GenerateRequest` asks for, in constant memory.

        Args:
            trained: `TrainedModel`.
            request: `GenerateRequest`.
            output: path, or "-"; an existing file is replaced.
            format: of the file; by its name when None.

        Raises:
            ConfigError: there is no such format here, or what is asked for can't be had.
            InputError: it can't be read or written.
        """

    @abstractmethod
    def parts(self, trained, request):
        """Return the `Parts` in which an output is written to several files, and say its notes.

        How many sequences a file has is a function of the run and of how long they are.

        Raises:
            ConfigError: it can't be divided, or what is asked for can't be had.
            InputError: it can't be read.
        """

    @abstractmethod
    def write_part(self, trained, request, numbers, output, format=None, report=None):
        """Write some sequences of a `GenerateRequest` to a file: the same as in one file of all.

        Args:
            trained: `TrainedModel`.
            request: that of `Parts`.
            numbers: range of the sequences, from a multiple of `Parts.each` on.
            output: path; an existing file is replaced.
            format: of the file; by its name when None.
            report: called with how many of them are written.
        """

    @abstractmethod
    def samples(self, trained, request):
        """Return an iterator over the chunks of what a `GenerateRequest` asks for, one at least.

        Data frames whose types agree, or lists of texts. What can't be had is refused at once.

        Raises:
            ConfigError: it can't be had.
            InputError: it can't be read.
        """

    @abstractmethod
    def notes(self, trained, request):
        """Return what a person should know of what is asked for, a line each."""

    @abstractmethod
    def score(self, trained, source):
        """Return how well a run has learned what `source` is taken from; higher is better.

        Args:
            trained: `TrainedModel`.
            source: `Table` or `Text` that it was not trained on.

        Raises:
            InputError: it doesn't fit, or there is too little of it.
        """

    @abstractmethod
    def evaluate(self, trained, source, request, about, kept=None):
        """Return the `Evaluation` of a run on what it has learned.

        Args:
            trained: `TrainedModel`.
            source: `Table` or `Text`.
            request: `EvaluateRequest`.
            about: facts of the run that stand in scores.json.
            kept: {name: list of arrays} that earlier evaluations have fitted on the real data; what
                is fitted now is put in.
        """

    @abstractmethod
    def picture(self, trained, source):
        """Return a `Figure` of what a run has learned beside what it makes.

        Args:
            trained: `TrainedModel`.
            source: `Table` or `Text` that it has learned.

        Raises:
            ConfigError: there is nothing that can be drawn.
        """

    @abstractmethod
    def exported(self, trained, run):
        """Return the generator of a run as a Keras model that needs nothing else.

        Args:
            trained: `TrainedModel`.
            run: its folder, for the message.

        Raises:
            ConfigError: there is none.
        """

    @abstractmethod
    def pictures(self, trained, source):
        """Return what the pictures of a run's report show, real beside generated, as plain values.

        Args:
            trained: `TrainedModel`.
            source: `Table` or `Text` that it has learned.

        Returns:
            {name: content} with "sides": {"real", "generated": {what is counted: how many}}.
        """

    def check(self, trained, dataset):
        """Return what is `Checked` at the end of a training in seconds, or None.

        Args:
            trained: `TrainedModel` whose training has ended.
            dataset: data made ready that it was trained on.
        """
        return None

    def findings(self, trained):
        """Return the `Findings` about a finished run, or None."""
        return None

    def refuse_settings(self, config, sources):
        """Refuse settings that were asked for and that this modality does not have.

        Args:
            config: `RunConfig`.
            sources: {setting: source}, as `rnngan.config.sources.resolve` returns them.

        Raises:
            ConfigError: names the first one.
        """
        for setting, source in sources.items():
            if not self.fits(setting, config) and not source.startswith(UNASKED):
                raise ConfigError(f"{source}: the setting {setting} {self.unfit}")

    def refuse_request(self, request, run):
        """Refuse a `GenerateRequest` that asks for what only the other modality has.

        Args:
            request: `GenerateRequest`.
            run: its folder, for the message.

        Raises:
            ConfigError: names the first option.
        """
        odd = request.odd(self.not_asked)
        if odd is not None:
            raise ConfigError(
                f"--{odd.replace('_', '-')} is for {self.other}s, and {run} has learned a "
                f"{self.name}. Leave it out."
            )
