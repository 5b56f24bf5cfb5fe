"""What a batch knows of its runs: a small file each, whole or not there, in the hidden `.batch`.

A record is written by the process that works on the run, step by step, and by the batch when that
process has ended badly. What stands in it has happened; what is missing may have happened too, and
is done again to the same bytes.
"""

import hashlib
import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from rnngan.batch.addresses import NEWER, content
from rnngan.config.errors import InputError
from rnngan.config.run_config import flat
from rnngan.data.formats import atomic
from rnngan.runs import checkpoints, manifest

HIDDEN, LOGS, REPLACED = ".batch", "logs", "replaced"


class Record(BaseModel):
    """What is known of a run.

    Args:
        begun: address of the training that was begun.
        done: {step: address} of the steps that are finished.
        settings: {setting: value} of the run and `data`, to say what has changed.
        seconds: {step: time it took in the process that finished it}.
        written: {name: sha256} of what the steps wrote.
        attempts: processes that were started for what was begun.
        failed: why it failed, or was pruned; None where it did not.
        state: "failed" or "pruned" with it.
        steps: training steps that were taken.
        distance: of generated from held-out windows at the end of training.
    """

    model_config = ConfigDict(extra="forbid")

    begun: str | None = None
    done: dict[str, str] = {}
    settings: dict = {}
    seconds: dict[str, float] = {}
    written: dict[str, str] = {}
    attempts: int = 0
    failed: str | None = None
    state: str | None = None
    steps: int | None = None
    distance: float | None = None


@dataclass(frozen=True)
class BatchFolder:
    """The folder of a batch, and where everything in it is.

    Args:
        path: of the folder.
    """

    path: Path

    def record(self, name):
        """Return the path of the record of a run."""
        return self.path / HIDDEN / "runs" / f"{name}.json"

    def log(self, name):
        """Return the path of the log of a run."""
        return self.path / LOGS / f"{name}.log"

    def run(self, name):
        """Return the folder of a run."""
        return self.path / name

    @property
    def hidden(self):
        """Folder of what only the batch needs."""
        return self.path / HIDDEN

    def make(self):
        """Make the folders, and remove what was left half written."""
        for folder in (self.hidden / "runs", self.path / LOGS):
            folder.mkdir(parents=True, exist_ok=True)
            atomic.clear_leftovers(folder)
        atomic.clear_leftovers(self.path)

    def read(self, name):
        """Return the `Record` of a run; an empty one where there is none that can be read."""
        try:
            return Record.model_validate_json(self.record(name).read_bytes())
        except (OSError, ValidationError):
            return Record()

    def write(self, name, record):
        """Write the record of a run."""
        atomic.write(self.record(name), record.model_dump_json(indent=1) + "\n")


def finished(batch_folder, run, record, addresses):
    """Return the steps of a run that are finished, and whose files are still there.

    Args:
        batch_folder: `BatchFolder`.
        run: `rnngan.batch.plan.Run`.
        record: its `Record`.
        addresses: {step: address} of the run as it is now.
    """
    folder = batch_folder.run(run.name)
    done = [step for step in addresses if record.done.get(step) == addresses[step]]
    if "train" not in done or not _vouched(folder, record):
        return []
    outputs = {"generate": run.output, "evaluate": "scores.json"}
    return [s for s in done if s == "train" or _same(folder / outputs[s], record)]


def _vouched(folder, record):
    """Return whether a run is the one that was recorded, with all its files."""
    if not _same(folder / manifest.NAME, record):
        return False
    files = json.loads((folder / manifest.NAME).read_bytes())["files"]
    return all(_size(folder / name) == entry["bytes"] for name, entry in files.items())


def _same(path, record):
    """Return whether a file is what was recorded."""
    return _size(path) is not None and sum_of(path) == record.written.get(path.name)


def sum_of(path):
    """Return the sha256 of a file that was written."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _size(path):
    try:
        return path.stat().st_size
    except OSError:
        return None


def why(batch_folder, run, record, addresses):
    """Return why a run has something to do, in a few words; None where it has nothing to do."""
    done = finished(batch_folder, run, record, addresses)
    missing = [step for step in addresses if step not in done]
    if not missing:
        return None
    if record.begun is None:
        return "new"
    if record.begun != addresses["train"]:
        return f"changed: {_changes(run, record)}"
    if record.failed and record.state == "failed":
        return f"failed before: {record.failed.splitlines()[0]}"
    if "train" not in done:
        return _unfinished(batch_folder.run(run.name), record)
    outputs = {"generate": f"{run.output} to generate", "evaluate": "to evaluate"}
    return "trained; " + " and ".join(outputs[step] for step in missing)


def _unfinished(folder, record):
    if "train" in record.done:
        return "its files are gone, or are not what was written"
    newest = checkpoints.newest(folder)
    if newest is None:
        return "stopped before its first checkpoint"
    _, part, step = newest.name.split("-")
    return f"stopped: goes on from step {int(step):,}{' of the second part' * (part == '2')}"


def _changes(run, record):
    """Return which settings have changed, and how."""
    now, before = said(run), NEWER | record.settings
    changed = [
        name
        if name == "data's content"
        else f"{name} {_short(before.get(name))} -> {_short(value)}"
        for name, value in now.items()
        if before.get(name) != value
    ]
    return ", ".join(changed[:4]) + ", …" * (len(changed) > 4)


def _short(value):
    text = str(value)
    return text if len(text) < 40 else f"…{text[-38:]}"


def said(run):
    """Return {setting: value} of a run, and what its data are, ready for JSON."""
    settings = flat(run.config)
    plain = {name: list(v) if isinstance(v, tuple) else v for name, v in settings.items()}
    schema = None if run.schema is None else content(run.schema)
    return plain | {"data": str(run.data), "data's content": content(run.data), "schema": schema}


def set_aside(batch_folder, name):
    """Move a run that is to be replaced into `replaced/`, where only the latest one is kept.

    One that was not finished is removed.

    Raises:
        InputError: the folder holds something other than a run.
    """
    folder = batch_folder.run(name)
    if not folder.exists():
        return
    refuse_foreign(folder)
    if (folder / manifest.NAME).exists():
        kept = batch_folder.path / REPLACED / name
        kept.parent.mkdir(exist_ok=True)
        if kept.exists():
            remove(kept)
        folder.rename(kept)
    else:
        remove(folder)


def refuse_foreign(folder, signs=(manifest.NAME, *atomic.RUN_SIGNS)):
    """Refuse a folder that holds something, and nothing that is the sign of a run.

    Args:
        folder: that exists.
        signs: names, one of which it must have; none where a run is foreign too.

    Raises:
        InputError: says so.
    """
    found = {path.name for path in folder.iterdir()} if folder.is_dir() else {"."}
    found = {n for n in found if n != atomic.LOCK and not n.startswith(atomic.HIDDEN)}
    if found and not found.intersection(signs):
        raise InputError(
            f"{folder} exists, and is not of this batch. Move it away, or give the run another "
            "name."
        )


def remove(folder):
    """Remove a folder: renamed first, so that nothing half removed is taken for a run."""
    doomed = folder.with_name(f"{atomic.HIDDEN}{folder.name}")
    shutil.rmtree(doomed, ignore_errors=True)
    folder.rename(doomed)
    shutil.rmtree(doomed)
