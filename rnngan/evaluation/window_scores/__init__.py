"""Scores of generated windows against real ones, one file each, with one signature.

A file says of its score, in plain constants that are read without loading it:

    NAME             of the score in scores.json
    TITLE            what people call it
    BETTER           "lower" or "higher"
    READING          what its numbers mean, in a few words
    FEWEST_FEATURES  columns of a window under which it is not defined
    ITERATIONS       training steps of its networks, in the published definition
    ASKED_FOR        True where it takes so long that it is given only to those who ask for it

and defines, on `rnngan.evaluation.sides.Sides`:

    judges(features, quick)                  names of what gives it, of windows of so many columns
    seconds(sides, seeds, quick)             about how long it takes on this machine
    rows(sides, seeds, seed, quick, report)  its rows of scores.json, made by `sides.row`

Adding a score is adding a file: scores.json, the estimate and the table on the terminal find it in
the folders of this package's `__path__`, in the order of the files' names.
"""

import ast
import pkgutil
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path


@dataclass(frozen=True)
class Described:
    """What a score's file says of it: the first four constants above."""

    name: str
    title: str
    better: str
    reading: str


def modules(also=()):
    """Return the modules of all scores that are always given.

    Args:
        also: names of those that are asked for besides.
    """
    found = [import_module(f"{__name__}.{info.name}") for info in _found()]
    return [module for module in found if not module.ASKED_FOR or module.NAME in also]


def described():
    """Return {name: `Described`} of all scores, without loading them (and with them, TensorFlow).

    Example:
        >>> described()["predictive"].better
        'lower'
    """
    scores = [_described(Path(i.module_finder.path) / f"{i.name}.py") for i in _found()]
    return {score.name: score for score in scores}


def _found():
    return sorted(pkgutil.iter_modules(__path__), key=lambda info: info.name)


def _described(path):
    constants = {
        target.id: node.value
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.Assign)
        for target in node.targets
    }
    names = ("NAME", "TITLE", "BETTER", "READING")
    return Described(*(ast.literal_eval(constants[name]) for name in names))
