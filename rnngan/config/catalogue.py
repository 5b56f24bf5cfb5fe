"""What there is to choose from: objectives and presets, read from their files without loading them.

An objective is one file of `rnngan/models/objectives/`, a preset one of `rnngan/config/presets/`.
The command line, the settings, the documentation and the tests all ask here.
"""

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).resolve().parents[1]
OBJECTIVES = [str(PACKAGE / "models" / "objectives")]  # folders; also where Python finds them
PRESETS = PACKAGE / "config" / "presets"


@dataclass(frozen=True)
class Objective:
    """What an objective's file says of itself.

    Args:
        name: as it is chosen.
        title: first line of its docstring.
        text: the whole docstring.
        labels: whether real windows have a label that can be smoothed.
        divergence: what its `divergence` estimates.
        defaults: {setting of the section training: value} that differ from the general ones.
    """

    name: str
    title: str
    text: str
    labels: bool
    divergence: str
    defaults: dict[str, Any]


def objectives() -> list[str]:
    """Return the names of all objectives.

    Example:
        >>> "bce" in objectives(), "wgan-gp" in objectives()
        (True, True)
    """
    return sorted(name for folder in OBJECTIVES for name in _files(folder))


@cache
def objective(name: str) -> Objective:
    """Return the `Objective` of a name, without importing its file (and with it, Keras).

    Example:
        >>> objective("wgan-gp").defaults["gradient_penalty"]
        10.0
    """
    named = ("LABELS", "DIVERGENCE", "DEFAULTS")
    path = next(files[name] for files in map(_files, OBJECTIVES) if name in files)
    tree = ast.parse(path.read_text("utf-8"))
    constants = {
        target.id: ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if target.id in named
    }
    text = ast.get_docstring(tree)
    title = text.splitlines()[0]
    return Objective(name, title, text, *(constants[n] for n in named))


def _files(folder: str) -> dict[str, Path]:
    """Return {name of an objective: path of its file} of a folder."""
    paths = (path for path in Path(folder).glob("*.py") if path.stem != "__init__")
    return {path.stem.replace("_", "-"): path for path in paths}


def presets() -> list[str]:
    """Return the names of all presets.

    Example:
        >>> "best" in presets()
        True
    """
    return sorted(path.stem for path in PRESETS.glob("*.yaml"))


def preset(name: str) -> Path:
    """Return the path of a preset's file."""
    return PRESETS / f"{name}.yaml"
