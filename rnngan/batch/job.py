"""A run as it is handed to the process, here or elsewhere, that works on it."""

import json
from dataclasses import asdict, dataclass, field

from rnngan.batch import records
from rnngan.config.run_config import validate


@dataclass(frozen=True)
class Job:
    """All that a worker needs to know, as values that JSON can hold.

    Args:
        folder: of the batch, absolute.
        name: of the run.
        config: settings as a nested dict.
        data: path of the table or text, absolute.
        schema: path of its schema file, or None.
        generate: options of `rnngan generate` as a dict, or None.
        output: name of the generated file, or None.
        judges: judges a score; None where nothing is evaluated.
        quick: whether judges are fewer and train for less long.
        addresses: {step: address}.
        settings: what is remembered of the run, to say what has changed.
        threads: threads that the process may use.
        data_here: where the data lie for this process; `data` when None.
        schema_here: likewise.
    """

    folder: str
    name: str
    config: dict
    data: str
    schema: str | None = None
    generate: dict | None = None
    output: str | None = None
    judges: int | None = None
    quick: bool = False
    addresses: dict = field(default_factory=dict)
    settings: dict = field(default_factory=dict)
    threads: int = 1
    data_here: str | None = None
    schema_here: str | None = None

    def to_json(self):
        """Return the job on one line."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text):
        """Return the job that `to_json` wrote."""
        return cls(**json.loads(text))

    @property
    def run_config(self):
        """The `RunConfig`."""
        return validate(self.config)


def of(run, folder):
    """Return the `Job` of a run.

    Args:
        run: `rnngan.batch.plan.Run`.
        folder: absolute path of the batch.

    Raises:
        InputError: the data can't be read.
    """
    return Job(
        folder=str(folder),
        name=run.name,
        config=run.config.model_dump(mode="json"),
        data=str(run.data),
        schema=None if run.schema is None else str(run.schema),
        generate=None if run.generate is None else run.generate.model_dump(mode="json"),
        output=run.output,
        judges=run.judges,
        quick=run.evaluate == "quick",
        addresses=run.addresses(),
        settings=records.said(run),
        threads=run.threads,
    )
