"""The checkpoints of a run: a folder each, whole or not there, the newest of them the run's state.

A checkpoint is named by (attempt, part, step): `001-1-00001500` is step 1,500 of the first phase of
the first attempt, and names sort as they were made. An attempt ends where a run is replaced or
training goes back to an earlier checkpoint. A checkpoint is a run by itself: `rnngan generate
RUN/checkpoints/001-1-00001500` works.
"""

import contextlib
import os
import re
import shutil
from pathlib import Path

from rnngan.config.errors import DamagedError, RunError
from rnngan.data.formats import atomic
from rnngan.report.progress import warn
from rnngan.runs import manifest

FOLDER = atomic.RUN_SIGNS[1]
KEPT = 3  # the newest ones; the best one and the last one of the first phase are kept too
NAME = re.compile(r"\d{3,}-[12]-\d{8,}")
SET_ASIDE = "damaged-"


def folder_of(run):
    """Return the folder of a run's checkpoints."""
    return Path(run) / FOLDER


def name(attempt, part, step):
    """Return the name of a checkpoint.

    Example:
        >>> name(1, 2, 500)
        '001-2-00000500'
    """
    return f"{attempt:03d}-{part}-{step:08d}"


def attempt_of(path):
    """Return the attempt of a checkpoint, 1 for the first; 0 for None."""
    return 0 if path is None else int(Path(path).name.split("-")[0])


def all_of(run):
    """Return the paths of a run's checkpoints, oldest first.

    Raises:
        RunError: their folder is a link.
    """
    if folder_of(run).is_symlink():
        raise RunError(f"{folder_of(run)} is a link. Expected a folder of the run.")
    try:
        found = [path for path in folder_of(run).iterdir() if _is_one(path)]
    except OSError:
        return []
    return sorted(found, key=lambda path: [int(part) for part in path.name.split("-")])


def newest(run):
    """Return the path of a run's newest checkpoint, whole or not; None where there is none."""
    return (all_of(run) or [None])[-1]


def whole(run, mend=False):
    """Yield (path, manifest) of a run's checkpoints that are whole, newest first.

    Args:
        run: the run folder.
        mend: set damaged ones aside; they are only passed over otherwise, since who reads a run
            may not change it. Either is said aloud.

    Raises:
        RunError: one can't be read for another reason than damage: it is of another format, or
            the disk refuses.
    """
    for path in reversed(all_of(run)):
        try:
            facts = manifest.read(path)
            manifest.contents(path, facts, facts["files"])
        except DamagedError as error:
            if not path.exists():  # somebody trains, and has removed it meanwhile
                continue
            if mend:
                os.rename(path, path.with_name(_free(path, f"{SET_ASIDE}{path.name}")))
            what = "set aside" if mend else "passed over"
            warn(f"note: {error} This checkpoint is {what}, and the one before it used.")
        else:
            yield path, facts


def save(run, contents, facts):
    """Write a checkpoint, remove those that are no longer kept, and return its path.

    Args:
        run: the run folder.
        contents: {name: bytes} of its files.
        facts: what its manifest says: attempt, part, steps of the part as `done`, `distance`.

    Raises:
        OSError: it can't be written; all others are as they were.
    """
    parent = folder_of(run)
    if not parent.is_dir():
        parent.mkdir()
        atomic.sync_folder(run)
    path = parent / name(facts["attempt"], facts["part"], facts["done"])
    if path.exists():  # of a step that was reached before, and made again to the same bytes
        shutil.rmtree(path)
    atomic.new_folder(path, contents | {manifest.NAME: manifest.dump(contents, facts)})
    with contextlib.suppress(OSError):  # what is kept too long does no harm
        prune(run)
    return path


def prune(run):
    """Remove all but the newest checkpoints, the best one and the last one of the first phase."""
    found = all_of(run)
    kept = set(found[-KEPT:])
    kept.update([path for path in found if path.name.split("-")[1] == "1"][-1:])
    best = best_of(run, found)
    for path in found:
        if path not in kept and path != best:
            shutil.rmtree(path)


def best_of(run, found=None):
    """Return the checkpoint whose windows are nearest to held-out ones, or None.

    It is chosen by a distance that is no reported score (`rnngan.training.monitor`).
    """
    distances = {}
    for path in all_of(run) if found is None else found:
        with contextlib.suppress(RunError):
            distance = manifest.read(path)["distance"]
            if distance is not None:
                distances[path] = distance
    return min(distances, key=distances.get) if distances else None


def clear(run, before):
    """Remove the checkpoints of attempts before one: those of a run that is replaced."""
    for path in all_of(run):
        if attempt_of(path) < before:
            shutil.rmtree(path, ignore_errors=True)


def _is_one(path):
    return bool(NAME.fullmatch(path.name)) and not path.is_symlink()


def _free(path, wanted):
    number, found = 1, wanted
    while path.with_name(found).exists():
        number += 1
        found = f"{wanted}-{number}"
    return found
