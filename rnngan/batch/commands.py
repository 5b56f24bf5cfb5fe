"""The commands that do by hand what a batch does with a run."""

import json
import os
import shlex
from pathlib import Path

from rnngan.batch import experiment_keys


def of(run, folder):
    """Return the commands of a run, one a line, for a shell.

    Args:
        run: `rnngan.batch.plan.Run`.
        folder: of the batch.
    """
    folder = _short(Path(folder) / run.name)
    train = ["rnngan", "train", _short(run.data), "-o", folder]
    train += _files(run)
    for key, value in run.said.items():
        train += _option(key, value)
    lines = [train]
    if run.generate is not None:
        output = str(Path(folder) / run.output)
        lines.append(["rnngan", "generate", folder, "-o", output, *_generate(run.generate)])
    if run.evaluate is not None:
        judges = (
            ["--quick"] if run.evaluate == experiment_keys.QUICK else ["--seeds", str(run.judges)]
        )
        lines.append(["rnngan", "evaluate", folder, *judges, "--split-held-out"])
    return [shlex.join(line) for line in lines]


def _short(path):
    """Return a path relative to the working folder where that is shorter."""
    relative = os.path.relpath(path)
    return relative if len(relative) < len(str(path)) else str(path)


def _files(run):
    """Return the options that name files, relative to the spec's folder in `said`."""
    found = []
    if run.schema is not None:
        found += ["--schema", _short(run.schema)]
    if run.file is not None:
        found += ["--config", _short(run.file)]
    return found


def _option(key, value):
    """Return the arguments that stand for a key of an experiment."""
    if key == "preset":
        return ["--preset", value]
    setting = experiment_keys.setting_of(key, value)
    if setting is None:
        return []
    name, value = setting
    flag = "--" + key.replace("_", "-")
    known = experiment_keys.options().get(key)
    if known is not None and known[1] is not None:
        return [flag] if value == known[1] else []
    if known is None or value is None:
        return ["--set", f"{name}={json.dumps(value)}"]
    if isinstance(value, list | tuple):
        return [part for item in value for part in (flag, str(item))]
    return [flag, str(value)]


def _generate(asked):
    """Return the options of `rnngan generate`."""
    found = [] if asked.count is None else ["-n", str(asked.count)]
    plain = ("rows", "first_id", "seed", "length", "start", "freq")
    for name in (*plain, "temperature", "top_k", "top_p", "prompt"):
        value = getattr(asked, name)
        if value is not None and (name, value) != ("seed", 0):
            found += ["--" + name.replace("_", "-"), str(value)]
    if asked.min_length is not None:
        found += ["--min-length", str(asked.min_length)]
    for flag, pairs in (("--given", asked.given), ("--code", asked.codes)):
        for name, value in pairs.items():
            found += [flag, f"{name}={value}"]
    return found
