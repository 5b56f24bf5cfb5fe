"""The address of a step of a run: a hash of all that decides what comes out of it.

A step is finished where its address is that of the step recorded; a changed setting, another file
of data, give another address. Versions of packages are no part of it: an update makes no finished
run begin anew. Nor are settings that came later, where they are what everything was before them.
"""

import hashlib
import json
import os
from functools import cache
from pathlib import Path

from rnngan.config.errors import InputError

STEPS = ("train", "generate", "evaluate")

# Settings, and options of generating, that came when there were finished batches already, with
# their defaults. In an address they count only where they are something else: a run that does not
# use them has the address that it had before, and is not trained once more after an update.
# What is added to a setting's section or to `experiment_keys.Generate` belongs here too.
NEWER = {
    "data.kinds": [],
    "data.holdout_by": "auto",
    "data.protect": "auto",
    "data.protect_below": 5,
    "data.protect_rare": "mark",
    "data.cache": None,
    "training.precision": "float32",
    "generate.rows": None,
    "generate.first_id": None,
}


def of(run):
    """Return {step: address} of the steps that a run has.

    Args:
        run: `rnngan.batch.plan.Run`.

    Raises:
        InputError: its data, or its schema, can't be read.
    """
    config = lasting(run.config.model_dump(mode="json"))
    schema = None if run.schema is None else content(run.schema)
    found = {"train": sha256_of([config, content(run.data), schema])}
    if run.generate is not None:
        asked = lasting(run.generate.model_dump(mode="json"), "generate.")
        asked |= {"output": run.output}
        found["generate"] = sha256_of([found["train"], asked])
    if run.evaluate is not None:
        found["evaluate"] = sha256_of([found["train"], run.evaluate])
    return found


def lasting(values, within=""):
    """Return {name: value} without what is newer than some batches and has its default.

    Args:
        values: a dict, of dicts or of dotted names.
        within: what stands before its names in `NEWER`, such as "generate.".

    Example:
        >>> lasting({"data": {"window": 4, "kinds": []}})
        {'data': {'window': 4}}
        >>> lasting({"count": None, "rows": 9, "first_id": None}, "generate.")
        {'count': None, 'rows': 9}
    """
    found = {}
    for name, value in values.items():
        dotted = f"{within}{name}"
        if dotted in NEWER and value in (NEWER[dotted], _tuple(NEWER[dotted])):
            continue
        found[name] = lasting(value, f"{dotted}.") if isinstance(value, dict) else value
    return found


def _tuple(value):
    return tuple(value) if isinstance(value, list) else value


def sha256_of(value):
    """Return the sha256 of anything that JSON can hold.

    Example:
        >>> sha256_of({"b": 1, "a": 2}) == sha256_of({"a": 2, "b": 1})
        True
    """
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def content(path):
    """Return the sha256 of a file, or of all files of a folder with their names.

    Raises:
        InputError: it can't be read.
    """
    path = Path(path)
    try:
        if path.is_dir():
            files = sorted(file for file in path.rglob("*") if file.is_file())
            return sha256_of([[str(f.relative_to(path)), _sum(f, *_age(f))] for f in files])
        return _sum(path, *_age(path))
    except OSError as error:
        raise InputError(f"{path}: can't be read: {error.strerror}.") from None


def _age(path):
    status = os.stat(path)
    return status.st_size, status.st_mtime_ns


@cache
def _sum(path, size, modified):
    """Return the sha256 of a file; read once while its size and age are the same."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
