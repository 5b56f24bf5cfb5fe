"""Runs: trained and generated from by the real command, in processes of one thread each."""

import time
from dataclasses import asdict, dataclass

import machine

THREADS = ("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS")
PUBLISHED = ("--holdout", 0)  # the protocol scores against what was trained on


class Failed(Exception):
    """A command ended with another code than 0; its text is the last that it said."""


@dataclass(frozen=True)
class Training:
    """One run.

    Args:
        table: name of the data.
        length: rows of a window.
        part: what is left out of the defaults; "" where nothing is.
        seed: of the training.
        steps: another number of training steps than the default, or None.
    """

    table: str
    length: int
    part: str
    seed: int
    steps: int | None

    @property
    def key(self):
        """What its figures are found by."""
        return asdict(self)

    @property
    def name(self):
        """Of its folder."""
        words = (self.table, self.length, self.part, self.seed, self.steps and f"{self.steps}steps")
        return "-".join(str(word).replace(" ", "_") for word in words if word not in (None, ""))


def trained(training, path, folder, settings, results):
    """Return the line of a run's training, which is trained now if it was not before.

    Args:
        training: `Training`.
        path: of the table.
        folder: of all runs.
        settings: options of `rnngan train` besides those of the protocol.
        results: `Results`.

    Raises:
        Failed: the training ended with an error.
    """
    run, known = folder / training.name, results.find("training", **training.key)
    if known and run.is_dir():
        return known
    protocol = ("--seed", training.seed, "--window", training.length, *PUBLISHED)
    steps = ("--steps", training.steps) if training.steps else ()
    began = time.perf_counter()
    rnngan("train", path, "-o", run, *protocol, *steps, *settings)
    minutes = (time.perf_counter() - began) / 60
    return results.add("training", training.key, {"minutes": minutes})


def generated(training, folder, count, length):
    """Return the path of `count` new sequences of a run, `length` rows each.

    Raises:
        Failed: they can't be generated.
    """
    path = folder / f"{training.name}.parquet"
    wanted = ("-n", count, "--length", length, "--seed", training.seed)
    rnngan("generate", folder / training.name, "-o", path, *wanted)
    return path


def rnngan(*arguments):
    """Run the real command."""
    environment = dict.fromkeys(THREADS, "1") | {"TF_CPP_MIN_LOG_LEVEL": "3"}
    ended = machine.rnngan(*arguments, "--force", "--quiet", environment=environment)
    if ended.code != 0:
        said = " ".join(ended.err.strip().splitlines()[-3:]) or "no message"
        raise Failed(f"rnngan {arguments[0]} ended with {ended.code}: {said}")
