"""`rnngan export`: the generator of a run for programs that have no rnngan."""

import json
from importlib.metadata import version
from os import PathLike
from pathlib import Path

import numpy as np

from rnngan import modalities
from rnngan.config.errors import InputError
from rnngan.config.requests import GenerateRequest
from rnngan.data.formats import atomic
from rnngan.report.progress import say
from rnngan.runs import store

KERAS, SAVED, COLUMNS = "generator.keras", "saved_model", "columns.json"
SHOWN = 5  # sequences whose context is written, and which the example makes
COPIED = ("example.py", "README.md")
MISSING = ""  # label behind all others
LAWS = {"uniform": "random", "normal": "standard_normal"}  # of noise, as numpy calls them


def export(folder: str | PathLike, output: str | PathLike, force: bool = False) -> Path:
    """Write the generator of a run into a new folder, and return the folder.

    Args:
        folder: run folder.
        output: folder to make: generator.keras, saved_model, columns.json, an example, a README.
        force: replace what was exported before.

    Raises:
        ConfigError: the run has learned a text.
        InputError: the folder exists, or can't be made.
        RunError: the folder is no run, or damaged.
    """
    _refuse(Path(output), force)
    trained = store.load(folder)
    model = modalities.of(trained.config).exported(trained, folder)
    if not trained.finished:
        say(f"note: {trained.progress}")
    import tensorflow as tf

    about = json.dumps(_about(trained, model), indent=1, ensure_ascii=False) + "\n"
    with atomic.building(output) as made:
        model.save(made / KERAS)
        tf.saved_model.save(*_module(tf, model, str(made / SAVED)))
        (made / COLUMNS).write_text(about, "utf-8")
        for name in COPIED:
            text = (Path(__file__).parent / f"{name}.txt").read_text("utf-8")
            (made / name).write_text(text, "utf-8")
    return Path(output)


def _refuse(output, force):
    """Refuse a folder that exists, unless it is an export and may be replaced."""
    if output.exists() and not force:
        raise InputError(f"{output} exists. Choose another name, or pass --force to replace it.")
    if output.exists() and not (output / COLUMNS).is_file():
        raise InputError(f"{output} is no export, so --force does not replace it.")
    if not output.resolve().parent.is_dir():
        raise InputError(f"The folder {output.parent} does not exist. Make it first.")


def _module(tf, model, path):
    """Return (what holds the weights, path, signatures) for `tf.saved_model.save`."""
    module = tf.Module()
    module.variables_ = [variable.value for variable in model.network.weights]
    function = tf.function(lambda **inputs: model.call(inputs), autograph=False)
    return module, path, function.get_concrete_function(**model.signature)


def _about(trained, model):
    """Return the content of columns.json."""
    from rnngan.sampling.conditioning import Given
    from rnngan.sampling.schedule import Schedule

    request, length = GenerateRequest(SHOWN), trained.config.data.window
    signature, context = model.signature, {}
    _, calendar = Schedule(trained, request, SHOWN).chunk(0)
    given = Given(trained, request).chunk(0, SHOWN)
    if "calendar" in signature:
        context["calendar"] = calendar.of(slice(0, SHOWN), length)
    if "given" in signature:
        context["given"] = given
    noise = {}
    for name, spec in signature.items():
        if name not in context:
            rows = [length + 1] if spec.shape[1] is None else []
            shape = rows + [size for size in spec.shape[1:] if size is not None]
            noise[name] = LAWS.get(name, "standard_normal"), shape
    return {
        "rnngan": version("rnngan"),
        "window": length,
        "inputs": {name: list(spec.shape) for name, spec in signature.items()},
        "values": [_value(trained, *part) for part in model.blocks()],
        "count": SHOWN,
        "noise": noise,
        "context": {n: np.round(np.float64(v), 6).tolist() for n, v in context.items()},
    }


def _value(trained, block, first):
    """Return what columns.json says of one of the values."""
    column = trained.schema[block.name]
    labels = getattr(column, "values", None) if block.role == "category" else None
    decimals = getattr(column, "decimals", None)
    return {
        "name": block.name,
        "kind": column.kind,
        "what": block.role,
        "one_a_sequence": first > 0,
        "features": [first + block.start, first + block.start + block.size],
        "format": "" if decimals is None else f"z.{decimals}f",  # z: zero has no sign
        "labels": None if labels is None else [*map(str, labels), MISSING],
    }
