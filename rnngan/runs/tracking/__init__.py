"""Losses and scores for a tracker of experiments (`--track`): one file for each kind.

A file defines `KEPT`, what it keeps in a run folder, `HINT`, what to do where it can't begin, and
`Sink(folder, settings)`, with

    write(values, step)   take {name: number} of a step
    close()               be done

Adding a tracker is adding a file, its name to the choices of `--track`, and an extra of that name
to setup.cfg.
"""

import shutil
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from rnngan.config.errors import ConfigError
from rnngan.report.progress import warn
from rnngan.training.hooks import Hooks


class Tracker(Hooks):
    """Hands on what a training and an evaluation come to.

    A sink that fails is said aloud once, and not asked again: no training ends for it.

    Args:
        sink: of a tracker's file.
    """

    def __init__(self, sink):
        self.sink, self.phase = sink, 1

    def begins(self, phase, done, total, later=0, seconds=None):
        """Know the phase."""
        self.phase = phase

    def step(self, done, losses):
        """Hand on the losses."""
        self.write({f"phase_{self.phase}/{name}": value for name, value in losses.items()}, done)

    def good(self, trained, state):
        """Hand on the distance of generated from held-out windows."""
        if state.distance is not None:
            self.write({f"phase_{state.part}/distance": state.distance}, state.done)

    def write(self, values, step):
        """Hand on {name: number}."""
        self._ask("write", values, step)

    def close(self):
        """Be done."""
        self._ask("close")

    def _ask(self, name, *args):
        if self.sink is None:
            return
        try:
            getattr(self.sink, name)(*args)
        except Exception as error:  # whatever it is, it is the tracker's, and training goes on
            self.sink = None
            warn(f"note: nothing more is tracked: {type(error).__name__}: {_first_line(error)}")


@contextmanager
def tracked(kind, folder, settings, new=False):
    """Give a `Tracker`, or `Hooks` that do nothing where no tracker is asked for.

    Args:
        kind: name of a file of this package, or None.
        folder: run folder.
        settings: {"section.name": value} of the run.
        new: whether the run begins: what was kept of one that it replaces goes.

    Raises:
        ConfigError: its package is not installed, or it can't be reached.
    """
    if kind is None:
        yield Hooks()
        return
    module = import_module(f"{__name__}.{kind}")
    if new:
        _remove(Path(folder) / module.KEPT)
    try:
        sink = module.Sink(folder, settings)
    except ImportError as error:
        raise ConfigError(
            f"--track {kind} needs {error.name}, which is not installed. Try: "
            f"pip install 'rnngan[{kind}]'"
        ) from None
    except Exception as error:  # whatever it is, it is the tracker's: a server that is not there, …
        what = f"{type(error).__name__}: {_first_line(error)}"
        raise ConfigError(f"--track {kind} can't begin: {what} {module.HINT}") from None
    tracker = Tracker(sink)
    try:
        yield tracker
    finally:
        tracker.close()


def _first_line(error):
    return str(error).partition("\n")[0]


def _remove(path):
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def numbers(scores):
    """Return {name: number} of what scores.json holds of generated data.

    Example:
        >>> row = {"score": "predictive", "judge": "GRU", "against": "held-out windows",
        ...        "generated": {"mean": 0.25}}
        >>> numbers({"scores": [row], "similarity": {"share": 0.9, "scores": []}})
        {'scores/predictive, GRU, held-out windows': 0.25, 'scores/similarity': 0.9}
    """
    found = {}
    rows = scores["scores"]
    if isinstance(rows, dict):  # of texts
        rows = [
            {"score": key, "judge": who, "against": "texts", "generated": value}
            for who, row in rows.items()
            for key, value in row.items()
        ]
    for row in rows:
        if isinstance(row["generated"], dict):
            name = f"{row['score']}, {row['judge']}, {row['against']}"
            found[f"scores/{name}"] = row["generated"]["mean"]
    similarity = scores.get("similarity")
    if similarity:
        found["scores/similarity"] = similarity["share"]
        for row in similarity["scores"]:
            found[f"scores/{row['score']}"] = row["generated"]["mean"]
    for row in scores.get("privacy", {}).get("attacks", ()):
        found[f"scores/attack, {row['attack']}"] = row["auc"]["value"]
    return found
