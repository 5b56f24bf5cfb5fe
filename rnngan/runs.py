"""The run folder: the only place that knows its file names."""

import hashlib
import json
import os
import platform
import shutil
from importlib.metadata import version
from pathlib import Path

import pandas as pd
from pydantic import ValidationError

from rnngan import checkpoints, files
from rnngan.config import to_json, validate
from rnngan.data.conditions import Conditions
from rnngan.data.schema import Part, Schema
from rnngan.data.transforms import TableTransform
from rnngan.data.windows import WindowStatistics
from rnngan.errors import ConfigError, InputError, RunError
from rnngan.trained import assemble

FORMAT = 1
CONFIG, SCHEMA, WEIGHTS = files.RUN_SIGN, "schema.json", "weights.safetensors"
MANIFEST, HISTORY, SCORES = "manifest.json", "history.csv", "scores.json"
SAMPLES, CODES, FIGURES = "samples.csv", "codes.json", "figures"
DERIVED = (SCORES, SAMPLES, CODES)
VERIFIED = (CONFIG, SCHEMA, WEIGHTS)  # what generate reads, and the manifest vouches for
PACKAGES = ("rnngan", "tensorflow", "keras", "numpy", "pandas")


class Description(Part):
    """What schema.json holds: columns, transform parameters and window statistics."""

    table: Schema
    transform: TableTransform
    statistics: WindowStatistics
    conditions: Conditions = Conditions()


def create(folder, force):
    """Make the folder of a new run. A run that is replaced stays until the new one is saved.

    Raises:
        InputError: it exists and `force` is not given, or it holds something else than a run.
    """
    files.refuse_folder(folder, force)
    folder = Path(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{folder}: can't be made: {error.strerror}.") from None
    if not os.access(folder, os.W_OK):
        raise InputError(f"{folder} can't be written to. Choose another folder.")
    return folder


def save(folder, trained, source=None):
    """Write settings, schema, weights and history, and the manifest that vouches for them.

    Args:
        folder: an existing folder.
        trained: `TrainedModel`.
        source: {"path": …, "sha256": …} of the training data, or None for a data frame.
    """
    folder = Path(folder)
    description = Description(
        table=trained.schema,
        transform=trained.transform,
        statistics=trained.statistics,
        conditions=trained.conditions,
    )
    contents = {
        CONFIG: to_json(trained.config).encode(),
        SCHEMA: (description.model_dump_json(indent=2) + "\n").encode(),
        WEIGHTS: checkpoints.dump_weights(trained.model),
        HISTORY: pd.DataFrame(trained.history).to_csv(index=False).encode(),
    }
    manifest = {
        "format": FORMAT,
        "sha256": {name: hashlib.sha256(contents[name]).hexdigest() for name in VERIFIED},
        "steps": trained.steps,
        "data": source,
        "versions": {name: version(name) for name in PACKAGES},
        "python": platform.python_version(),
    }
    contents[MANIFEST] = (json.dumps(manifest, indent=2) + "\n").encode()
    files.write_all(folder, contents)
    for name in DERIVED:  # of the weights that were replaced
        (folder / name).unlink(missing_ok=True)
    shutil.rmtree(folder / FIGURES, ignore_errors=True)


def write_figure(folder, name, png):
    """Write a picture into the run folder and return its path."""
    path = Path(folder) / FIGURES / f"{name}.png"
    path.parent.mkdir(exist_ok=True)
    files.write(path, png)
    return path


def load(folder):
    """Return the `TrainedModel` of a run folder.

    Raises:
        RunError: a file is missing, damaged or of a newer format.
    """
    folder, manifest = Path(folder), read_manifest(folder)
    for name in VERIFIED:
        if fingerprint(folder / name) != manifest["sha256"].get(name):
            raise RunError(f"{folder / name} is damaged: it is not what {MANIFEST} vouches for.")
    try:
        config = validate(json.loads((folder / CONFIG).read_bytes()), folder / CONFIG)
        description = Description.model_validate_json((folder / SCHEMA).read_bytes())
        history = _read_history(folder / HISTORY)
    except (OSError, ValueError, ValidationError, ConfigError) as error:
        raise RunError(f"{folder}: not readable as a run: {error}") from None
    parts = (description.table, description.transform, description.statistics)
    trained = assemble(config, *parts, description.conditions)
    checkpoints.load_weights(folder / WEIGHTS, trained.model)
    trained.history, trained.steps = history, manifest["steps"]
    return trained


def _read_history(path):
    rows = pd.read_csv(path).astype(object)
    return rows.where(rows.notna(), None).to_dict("records")  # no spread before the first look


def read_manifest(folder):
    """Return the manifest of a run folder as a dict.

    Raises:
        RunError: the folder is no run, or of a newer format.
    """
    path = Path(folder) / MANIFEST
    if not Path(folder).is_dir():
        raise RunError(f"{folder} is not a folder. Expected a run made by `rnngan train`.")
    try:
        manifest = json.loads(path.read_bytes())
        known = manifest["format"] <= FORMAT and isinstance(manifest["sha256"], dict)
        known = known and isinstance(manifest["steps"], int)
    except FileNotFoundError:
        raise RunError(f"{folder} is not a finished run: it has no {MANIFEST}.") from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RunError(f"{path}: not readable as a manifest: {error}") from None
    if not known:
        raise RunError(
            f"{path}: format {manifest['format']} is newer than {FORMAT}: update rnngan."
        )
    return manifest


def fingerprint(path):
    """Return the sha256 of a file, or raise `RunError` where there is none."""
    try:
        with Path(path).open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise RunError(f"{path}: can't be read: {error.strerror}.") from None
