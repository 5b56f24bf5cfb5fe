"""Going on with a training that was stopped, or branching off from it."""

from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from rnngan import modalities
from rnngan.config.errors import ConfigError, DamagedError, InputError, RunError
from rnngan.config.requests import ResumeRequest
from rnngan.config.run_config import flat, validate
from rnngan.report.progress import say, warn
from rnngan.runs import checkpoints, devices, keeper, manifest, store
from rnngan.runs.keeper import Keeper, findings, refuse_failure, run, source_of, summary
from rnngan.runs.tracking import tracked

CHANGEABLE = ("training.", "text.")  # settings that a fork may change, but for
UNCHANGEABLE = (
    "training.minutes",  # its steps are counted from the first
    "training.historical_averaging",  # it would remember weights that it has never seen
    *(f"text.{name}" for name in ("level", "mode", "column", "errors", "vocabulary", "length")),
    "text.embedding",  # the networks stay
)
AUTO = "auto"  # stands for what was decided when the run began


def resume(request: ResumeRequest) -> dict[str, Any]:
    """Go on with a training that was stopped, exactly where it stood; or branch off from it.

    Args:
        request: `rnngan.config.requests.ResumeRequest`.

    Returns:
        Summary, as `rnngan.runs.train.train` returns it.

    Raises:
        ConfigError: a setting is another one than the run's.
        InputError: the data are other ones than the run's, or can't be used.
        RunError: there is nothing to go on from, or somebody else trains into the folder.
        TrainingError: training diverged or collapsed, or has not learned the data; the run holds
            the last good weights.
        WorkerError: another worker was lost.
    """
    folder, fork = request.folder, request.fork
    if not Path(folder).is_dir():
        raise RunError(f"{folder} is not a folder. Expected a run made by `rnngan train`.")
    with devices.asked(request.devices, request.workers, folder if fork is None else fork):
        follows = devices.follows()
        new = fork is not None and not follows
        target = store.create(fork, request.force) if new else Path(fork or folder)
        with nullcontext() if follows else store.locked(target):
            path, facts = _where(folder, fork, mend=not follows)
            with devices.ready():
                return _go_on(request, target, path, facts)


def _go_on(request, target, path, facts):
    """Train on from the files of a folder with a manifest, and return the summary."""
    folder, fork, given = request.folder, request.fork, request.given or {}
    trained = store.read(path, facts, lambda config: changed(config, given, folder, fork))
    if fork is None and path == Path(folder):
        return {} if devices.follows() else _finished(path, trained, facts)
    state, modality = store.read_state(path, facts), modalities.of(trained.config)
    table = _table(request, facts["data"], trained.config)
    dataset = modality.prepare_again(table, trained)
    say(f"{table.source}: {dataset.describe()}")
    say(f"going on from {path}")
    devices.refuse_difference(table, trained.config, path.name)
    if fork is not None:
        _branch_off(trained, state, target)
    learn = partial(modality.go_on, trained, dataset, state)
    if devices.follows():
        return keeper.follow(dataset, table, learn)
    keeping = Keeper(target, source_of(table), state.attempt, state, path, state)
    if fork is None:
        checkpoints.clear(target, before=state.began)  # of a run that was being replaced
        store.refuse_full_disk(target, sum(file["bytes"] for file in facts["files"].values()))
    else:
        keeping.saved = keeping.kept = None
        keeping.good(trained, state)
    with tracked(request.track, target, flat(trained.config), fork is not None) as tracker:
        keeping.tracker = tracker
        return run(dataset, table, keeping, modality, learn)


def _finished(folder, trained, facts):
    """Return the summary of a run that was finished before; make what it lacks.

    Raises:
        RunError: it is not finished, and has no checkpoint to go on from.
        TrainingError: its quick check had found that the data were not learned.
    """
    if not trained.finished:
        raise RunError(f"{folder} has no checkpoint to go on from, and {trained.progress}.")
    say(f"{folder} is finished: {trained.steps:,} steps are taken.")
    lacks = not (folder / store.CODES).exists()
    moved = findings(folder, trained) if lacks else None
    refuse_failure(folder, trained)
    return summary(folder, trained, facts["rollbacks"], moved)


def _branch_off(trained, state, target):
    """Make a state the first one of a new run in the folder `target`.

    What came of an earlier divergence is forgotten: the fork is what was tried against it.

    Raises:
        ConfigError: more steps are taken already than are asked for.
    """
    steps = trained.config.training.steps
    if steps < trained.steps:
        raise ConfigError(
            f"training.steps: {trained.steps:,} steps are taken already. Expected as many or more. "
            f"Received: {steps:,}"
        )
    state.attempt = state.began = 1 + checkpoints.attempt_of(checkpoints.newest(target))
    state.rollbacks = []
    for name in state.arrays:
        if name.endswith("/rate_factor"):
            state.arrays[name] = np.ones_like(state.arrays[name])


def _where(folder, fork, mend):
    """Return (folder, manifest) of the files that a training goes on from."""
    if fork is None:
        try:
            path, facts = store.found(folder, mend)
            manifest.contents(path, facts, store.VERIFIED)
        except DamagedError as error:
            path, facts = next(checkpoints.whole(folder, mend), (None, None))
            if path is None:
                raise
            warn(f"note: {error} The run is written anew from {path}.")
        return path, facts
    for path, facts in checkpoints.whole(folder):
        if facts["part"] == 1:
            return path, facts
    raise RunError(f"{folder} has no checkpoint of its first phase, so nothing can branch off.")


def changed(config, given, folder, fork):
    """Return the settings of a run with those that are given anew.

    Args:
        config: `RunConfig` of the run.
        given: {"section.name": value}.
        folder: of the run, for messages.
        fork: whether another run may have other ones.

    Raises:
        ConfigError: names every setting that is another one, or can't be.
    """
    nested = config.model_dump()
    minutes = given.get("training.minutes")
    decided = {"training.steps"} if minutes and minutes == config.training.minutes else set()
    for name, value in given.items():
        if value in (AUTO, (AUTO,)) or name in decided:
            continue  # the run knows better
        section, _, last = name.rpartition(".")
        (nested[section] if section else nested)[last] = value
    wanted = validate(nested)
    before, after = flat(config), flat(wanted)
    other = [name for name in before if before[name] != after[name]]
    sides = [["nothing" if s[name] is None else s[name] for s in (before, after)] for name in other]
    lines = [
        f"  {name}: {one} in the run, {asked} asked for"
        for name, (one, asked) in zip(other, sides, strict=True)
    ]
    fixed = [n for n in other if not n.startswith(CHANGEABLE) or n in UNCHANGEABLE]
    if other and (not fork or fixed):
        advice = (
            f"A fork can't have another {fixed[0]}: train a new run for it."
            if fixed
            else f"Leave them out, or branch off: rnngan train --resume {folder} --fork NEW_RUN …"
        )
        raise ConfigError("\n".join([f"{folder} was trained with other settings:", *lines, advice]))
    return wanted


def _table(request, source, config):
    """Return the `Table` that a run was trained on, or the one that a fork goes on with.

    Raises:
        RunError: the run does not say where its table is.
        InputError: it is another table.
    """
    data, folder, fork, source = request.data, request.folder, request.fork, source or {}
    path = data or source.get("path")
    if path is None or (path == "-" and data is None):
        raise RunError(
            f"{folder} does not say where its table is: name it, as in `rnngan train DATA --resume "
            f"{folder}`."
        )
    table = modalities.of(config).read(path, config)
    now = source_of(table)
    other = now["sha256"] != source.get("sha256")
    if fork and other:
        warn(
            f"note: {path} is another table than {folder} was trained on; the fork goes on with it"
        )
    if other and not fork:
        lines = [
            f"  {name}: {source.get(name)} then, {now[name]} now"
            for name in now
            if name != "path" and source.get(name) != now[name]
        ]
        advice = (
            f"Name the old one with `rnngan train DATA --resume {folder}`, or branch off with "
            "--fork NEW_RUN."
        )
        first = f"{path} is another table than {folder} was trained on:"
        raise InputError("\n".join([first, *lines, advice]))
    return table
