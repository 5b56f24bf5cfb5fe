"""The run folder: the only place that knows its file names.

A finished run has its files at the top of the folder, whole because the manifest is written last.
One that is not finished, or that training has begun to replace, is what its newest checkpoint is.
"""

import csv
import hashlib
import io
import json
import os
import platform
import shutil
from contextlib import contextmanager
from importlib.metadata import version
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
from pydantic import ValidationError

from rnngan import modalities
from rnngan.config.errors import ConfigError, InputError, RnnganError, RunError
from rnngan.config.run_config import to_json, validate
from rnngan.data.formats import atomic
from rnngan.models import weights
from rnngan.report import figures
from rnngan.report.progress import warn
from rnngan.report.terminal import one_line
from rnngan.runs import checkpoints, manifest
from rnngan.runs.loading import load_tensorflow
from rnngan.training.state import TrainingState

if TYPE_CHECKING:  # it needs TensorFlow
    from rnngan.models.trained import TrainedModel

CONFIG, SCHEMA, WEIGHTS = atomic.RUN_SIGNS[0], "schema.json", "weights.safetensors"
MANIFEST, HISTORY, SCORES = manifest.NAME, "history.csv", "scores.json"
TRAINING = "training.safetensors"  # of checkpoints: optimizers and all else that training needs
SAMPLES, CODES, FIGURES = "samples.csv", "codes.json", "figures"
FITTED = "fitted.safetensors"  # what evaluations have fitted on the real data
REPORT, REPORT_TWIN = "report.html", "report.json"
DERIVED = (SCORES, SAMPLES, CODES, FITTED, REPORT, REPORT_TWIN)
VERIFIED = (CONFIG, SCHEMA, WEIGHTS, HISTORY)  # what is read, and the manifest vouches for
PACKAGES = ("rnngan", "tensorflow", "keras", "numpy", "pandas")
ROOM = 6  # checkpoints that a run may hold at once, its own files and one being written


def create(folder, force):
    """Make the folder of a new run. What is replaced stays until there is a checkpoint.

    Raises:
        InputError: it exists and `force` is not given, or it holds something else than a run.
    """
    atomic.refuse_folder(folder, force)
    folder = Path(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{folder}: can't be made: {error.strerror}.") from None
    if not os.access(folder, os.W_OK):
        raise InputError(f"{folder} can't be written to. Choose another folder.")
    return folder


@contextmanager
def locked(folder):
    """Let nobody else train into a run folder while the block runs; a crash gives it free.

    What a process that was killed has left half written is removed.

    Raises:
        RunError: somebody else trains into it.
    """
    busy = f"{folder} is being trained by another process. Wait for it, or choose another folder."
    with atomic.exclusive(Path(folder) / atomic.LOCK, busy):
        checkpoints.all_of(folder)  # complains of a link before anything is removed behind it
        for path in (Path(folder), checkpoints.folder_of(folder)):
            atomic.clear_leftovers(path)
        yield


def save(folder, trained, source=None, state=None):
    """Write settings, schema, weights and history, and the manifest that vouches for them.

    Args:
        folder: an existing folder.
        trained: `TrainedModel`.
        source: what is known of the training data, as a dict; None for a data frame.
        state: `TrainingState` at the end; None where nothing can go on from here.
    """
    folder, contents = Path(folder), _contents(trained)
    facts = _facts(trained, source, state)
    if state is None:
        facts["attempt"] = 1 + checkpoints.attempt_of(checkpoints.newest(folder))
    atomic.write_all(folder, contents | {MANIFEST: manifest.dump(contents, facts)})
    checkpoints.clear(folder, before=facts["attempt"] if state is None else 0)
    _remove_derived(folder)  # of the weights that were replaced


def save_checkpoint(folder, trained, state, source=None, first=False):
    """Write a checkpoint of a training and return its path.

    Where it is the first one of a run that replaces another, the other one is gone after it.

    Args:
        folder: run folder.
        trained: `TrainedModel`, at the step of the state.
        state: `rnngan.training.state.TrainingState` with arrays.
        source: see `save`.
        first: it is the first one: see first whether there is room for all that will follow.

    Raises:
        InputError: there is not; nothing was written or removed.
        OSError: it can't be written; what was there still is.
    """
    contents = _contents(trained) | {TRAINING: weights.dump(state.arrays)}
    if first:
        refuse_full_disk(folder, sum(map(len, contents.values())))
    path = checkpoints.save(folder, contents, _facts(trained, source, state))
    published = Path(folder) / MANIFEST
    if published.exists():
        published.unlink()
        _remove_derived(Path(folder))
    return path


def refuse_full_disk(folder, size):
    """Raise `InputError` where the disk has no room for checkpoints of `size` bytes each."""
    needed = ROOM * size
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise InputError(
            f"{folder}: the disk has {free / 1e6:,.0f} MB left. Expected {needed / 1e6:,.0f} MB or "
            "more for the checkpoints of this run. Make room, or choose a folder on another disk."
        )


def _contents(trained):
    return {
        CONFIG: to_json(trained.config).encode(),
        SCHEMA: (trained.description.model_dump_json(indent=2) + "\n").encode(),
        WEIGHTS: weights.dump(weights.values(weights.of_networks(trained.model))),
        HISTORY: pd.DataFrame(trained.history).to_csv(index=False).encode(),
    }


def _facts(trained, source, state):
    if state is None:  # what `made_of` needs to know of phases that have ended early
        part = 2 if trained.enough else 1
        ends = {"part": part, "watch": {"enough": 1} if trained.ended else {}}
    else:
        ends = state.facts()
    return {
        "steps": trained.steps,
        "continued": trained.continued,
        **ends,
        "seed": trained.config.seed,
        "data": source,
        **({} if trained.checked is None else {"quick_check": trained.checked}),
        **({} if trained.held_out_rows is None else {"held_out_rows": trained.held_out_rows}),
        "versions": {name: version(name) for name in PACKAGES},
        "python": platform.python_version(),
    }


def _remove_derived(folder):
    for name in DERIVED:
        (folder / name).unlink(missing_ok=True)
    shutil.rmtree(folder / FIGURES, ignore_errors=True)


def read_fitted(folder):
    """Return {name: list of arrays} that earlier evaluations have fitted; {} where none are kept.

    A file that can't be read is as good as none: what it held is fitted again.
    """
    path = Path(folder) / FITTED
    if not path.exists():
        return {}
    try:
        arrays = weights.read(path.read_bytes(), path)
    except RunError as error:
        warn(f"note: {error} It is made anew.")
        return {}
    found = {}
    for name in sorted(arrays):
        found.setdefault(name.rpartition("/")[0], []).append(arrays[name])
    return found


def write_fitted(folder, fitted):
    """Keep {name: list of arrays} for later evaluations; see `read_fitted`."""
    arrays = {
        f"{name}/{number:04d}": array
        for name, some in fitted.items()
        for number, array in enumerate(some)
    }
    atomic.write(Path(folder) / FITTED, weights.dump(arrays))


def write_figure(folder, name, draw):
    """Draw a picture into the run folder. Where that fails, say why: all else is worth having.

    Args:
        folder: run folder.
        name: of the picture.
        draw: function that returns it as a `Figure`.

    Returns:
        Its path, or None where it could not be drawn.
    """
    path = Path(folder) / FIGURES / f"{name}.png"
    try:
        path.parent.mkdir(exist_ok=True)
        atomic.write(path, figures.png(draw()))
    except Exception as error:  # whatever it is, nothing depends on a picture
        if "RNNGAN_DEBUG" in os.environ:
            raise
        known = isinstance(error, RnnganError)
        why = one_line(str(error) if known else f"{type(error).__name__}: {error}")
        warn(f"note: {FIGURES}/{path.name} could not be drawn: {why}")
        return None
    return path


def load(folder: str | PathLike) -> "TrainedModel":
    """Return the `TrainedModel` of a run folder; see `opened`."""
    return opened(folder)[0]


def opened(folder):
    """Return (`TrainedModel`, manifest) of a run: finished, or at its newest whole checkpoint.

    Raises:
        RunError: there is none, or a file is missing, damaged or of another format.
    """
    path, facts = found(folder)
    return read(path, facts), facts


def found(folder, mend=False):
    """Return (folder of the files of a run, their manifest).

    Args:
        folder: run folder, or a checkpoint.
        mend: set damaged checkpoints aside.

    Raises:
        RunError: there is none, or its manifest is damaged.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise RunError(f"{folder} is not a folder. Expected a run made by `rnngan train`.")
    newest = checkpoints.newest(folder)
    try:
        facts = manifest.read(folder)
        if facts["attempt"] >= checkpoints.attempt_of(newest):
            return folder, facts
    except RunError:
        if (folder / MANIFEST).exists():  # or it is not finished, or is being replaced right now
            raise
    for checkpoint, facts in checkpoints.whole(folder, mend):
        return checkpoint, facts
    what = "is not a run" if newest is None else "has no checkpoint that is whole"
    raise RunError(f"{folder} {what}: it has no {MANIFEST}.")


def read(path, facts, change=lambda config: config):
    """Return the `TrainedModel` of a folder with a manifest.

    Args:
        path: the folder: a finished run, or a checkpoint.
        facts: what its manifest says.
        change: function of the `RunConfig` that gives the one to make the networks with.

    Raises:
        RunError: a file is missing, damaged, or not what it should be.
        ConfigError: as `change` raises it.
    """
    return made_of(manifest.contents(path, facts, VERIFIED), facts, path, change)


def packed(trained):
    """Return {name: bytes} of a `TrainedModel`: the files of a run folder, with their manifest."""
    contents = _contents(trained)
    return contents | {MANIFEST: manifest.dump(contents, _facts(trained, None, None))}


def unpacked(contents, source):
    """Return the `TrainedModel` of what `packed` has returned.

    Args:
        contents: {name: bytes}.
        source: name for messages.

    Raises:
        RunError: it is not readable.
    """
    path = Path(source)
    return made_of(contents, manifest.parsed(contents[MANIFEST], path / MANIFEST), path)


def made_of(contents, facts, path, change=lambda config: config):
    """Return the `TrainedModel` of the contents of a run's files; see `read`."""
    load_tensorflow()
    from rnngan.training import distribution

    try:
        config = validate(json.loads(contents[CONFIG]), path / CONFIG)
        description = modalities.of(config).description().model_validate_json(contents[SCHEMA])
        history = _read_history(contents[HISTORY])
    except (ValueError, KeyError, TypeError, RecursionError, ValidationError, ConfigError) as error:
        raise RunError(f"{path}: not readable as a run: {error}") from None
    with distribution.scope():
        trained = description.assemble(change(config))
    source = path / WEIGHTS
    variables = weights.of_networks(trained.model)
    weights.assign(weights.read(contents[WEIGHTS], source), variables, source)
    trained.history, trained.steps, trained.continued = history, facts["steps"], facts["continued"]
    enough = bool(facts["watch"].get("enough"))
    trained.enough, trained.ended = enough or facts["part"] == 2, enough and facts["part"] == 2
    trained.checked, trained.held_out_rows = facts["quick_check"], facts["held_out_rows"]
    return trained


def read_state(checkpoint, facts):
    """Return the `TrainingState` of a checkpoint.

    Raises:
        RunError: a file is missing or damaged.
    """
    content = manifest.contents(checkpoint, facts, [TRAINING])[TRAINING]
    arrays = weights.read(content, Path(checkpoint) / TRAINING)
    return TrainingState.of(facts, arrays)


def _read_history(content):
    """Return the rows of a history, to the last digit; empty cells are None."""
    rows = csv.DictReader(io.StringIO(content.decode()))
    return [{name: _number(name, cell) for name, cell in row.items()} for row in rows]


def _number(name, cell):
    if not cell:
        return None  # no spread before the first look
    return int(cell) if name in ("part", "step") else float(cell)


def fingerprint(path):
    """Return the sha256 of a file, or raise `RunError` where there is none."""
    try:
        with Path(path).open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise RunError(f"{path}: can't be read: {error.strerror}.") from None
