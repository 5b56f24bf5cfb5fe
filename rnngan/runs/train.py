"""Training into a run folder: a new run, one that goes on, one that branches off."""

import json
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from rnngan import modalities
from rnngan.config.errors import ConfigError, DamagedError, InputError, RunError, TrainingError
from rnngan.config.run_config import flat, validate
from rnngan.data.formats import atomic
from rnngan.report.progress import duration, notify, say, warn
from rnngan.report.training_bar import introduce, played
from rnngan.runs import checkpoints, manifest, store
from rnngan.runs.loading import load_tensorflow
from rnngan.training import interrupts, memory
from rnngan.training.state import TrainingState

CHANGEABLE = ("training.", "text.")  # settings that a fork may change, but for
UNCHANGEABLE = (
    "training.minutes",  # its steps are counted from the first
    "training.historical_averaging",  # it would remember weights that it has never seen
    *(f"text.{name}" for name in ("level", "mode", "column", "errors", "vocabulary", "length")),
    "text.embedding",  # the networks stay
)
AUTO = "auto"  # stands for what was decided when the run began


@dataclass
class Keeper:
    """Writes the checkpoints of a training as they come, and knows what to say of them.

    Args:
        folder: run folder.
        source: what is known of the training data.
        attempt: of a new run in this folder, 1 for the first.
        more: what the second part is; see `Modality.second_phase`.
    """

    folder: Path
    source: dict | None
    attempt: int = 1
    more: object = modalities.named("table").second_phase
    state: TrainingState | None = None
    saved: Path | None = None
    kept: TrainingState | None = None
    published: bool = False

    def keep(self, trained, state):
        """Write a checkpoint; a failure is said aloud, and training goes on.

        Raises:
            OSError: it is the first one.
            InputError: it is, and there is no room for those that will follow.
        """
        self.state = state
        first = self.saved is None
        try:
            path = store.save_checkpoint(self.folder, trained, state, self.source, first)
        except OSError as error:
            if first:
                raise
            where = f"{error.filename or self.folder}: {error.strerror}"
            warn(f"note: no checkpoint at step {state.done:,}: {where}; training goes on")
            return
        if first:
            checkpoints.clear(self.folder, before=self.attempt)  # of a run that is replaced
        self.saved, self.kept = path, state
        notify("checkpoint", part=state.part, step=state.done, distance=state.distance)

    def publish(self, trained):
        """Write the files of the finished run.

        Raises:
            InputError: they can't be written; the last checkpoint stands.
        """
        try:
            store.save(self.folder, trained, self.source, self.state)
        except OSError as error:
            raise InputError(
                f"{error.filename or self.folder}: {error.strerror}. The last checkpoint is "
                f"{self.saved}: make room, then rnngan train --resume {self.folder}"
            ) from None
        self.published = True


def train(request):
    """Train a new run, and return its summary; see `train_run`.

    The data are read, and complained of, before TensorFlow loads.

    Args:
        request: `TrainRequest`.

    Raises:
        InputError: the folder exists, or the data can't be used.
        ConfigError: settings name what the data do not have.
    """
    atomic.refuse_folder(request.folder, request.force)
    modality = modalities.of(request.config)
    dataset, source = modality.prepare(request.data, request.config, request.schema)
    if request.known_as is not None:
        source.known_as = request.known_as
    load_tensorflow()
    return train_run(dataset, source, request.folder, request.force)


def resume(request):
    """Go on with a run, or branch off from it, and return the summary; see `resume_run`.

    Args:
        request: `ResumeRequest`.
    """
    load_tensorflow()
    return resume_run(request.folder, request.data, request.given, request.fork, request.force)


def train_run(dataset, table, folder, force=False):
    """Train on a data set and write a run folder.

    Args:
        dataset: `rnngan.data.dataset.Dataset`, or `rnngan.data.text.corpus.Corpus`.
        table: the `Table` or `Text` that it was made from.
        folder: folder of the run.
        force: replace an existing run.

    The cells of the table and the rows of the data set are let go before the first step.

    Returns:
        Summary: run, steps, seconds, training and held-out windows; with codes, what they move.

    Raises:
        InputError: the folder exists, or can't be made, or its disk is full.
        RunError: somebody else trains into it.
        TrainingError: training diverged or collapsed; the run holds the last good weights.
    """
    folder, kind = store.create(folder, force), modalities.of(dataset.config)
    with store.locked(folder):
        attempt = checkpoints.attempt_of(checkpoints.newest(folder)) + 1
        keeper = Keeper(folder, source_of(table), attempt, kind.second_phase)
        introduce(table, dataset)
        return _run(dataset, table, keeper, partial(kind.train, dataset, attempt=attempt))


def resume_run(folder, data=None, given=None, fork=None, force=False):
    """Go on with a training that was stopped, exactly where it stood; or branch off from it.

    Args:
        folder: run folder.
        data: path of the table, where it has moved; "-" for standard input.
        given: {"section.name": value} of settings that were asked for anew.
        fork: folder of a new run that goes on with other settings or another table, or None.
        force: replace an existing run at `fork`.

    Returns:
        Summary, as `train_run` returns it.

    Raises:
        ConfigError: a setting is another one than the run's.
        InputError: the table is another one than the run's, or can't be used.
        RunError: there is nothing to go on from, or somebody else trains into the folder.
        TrainingError: training diverged or collapsed; the run holds the last good weights.
    """
    if not Path(folder).is_dir():
        raise RunError(f"{folder} is not a folder. Expected a run made by `rnngan train`.")
    target = Path(folder) if fork is None else store.create(fork, force)
    with store.locked(target):
        path, told = _where(folder, fork)
        trained = store.read(path, told, lambda config: changed(config, given or {}, folder, fork))
        if fork is None and path == Path(folder):
            return _finished(path, trained, told)
        state = store.read_state(path, told)
        kind = modalities.of(trained.config)
        table = _table(data, told["data"], trained.config, folder, fork)
        dataset = kind.prepare_again(table, trained)
        say(f"{table.source}: {dataset.describe()}")
        say(f"going on from {path}")
        where = kind.second_phase, state, path, state
        keeper = Keeper(target, source_of(table), state.attempt, *where)
        if fork is None:
            checkpoints.clear(target, before=state.began)  # of a run that was being replaced
            store.refuse_full_disk(target, sum(file["bytes"] for file in told["files"].values()))
        else:
            _branch_off(keeper, trained, dataset, state)
        go_on = partial(kind.go_on, trained, dataset, state)
        return _run(dataset, table, keeper, go_on)


def _finished(folder, trained, told):
    """Return the summary of a run that was finished before; make what it lacks.

    Raises:
        RunError: it is not finished, and has no checkpoint to go on from.
    """
    if not trained.finished:
        raise RunError(f"{folder} has no checkpoint to go on from, and {trained.progress}.")
    say(f"{folder} is finished: {trained.steps:,} steps are taken.")
    lacks = not (folder / store.CODES).exists()
    moved = findings(folder, trained) if lacks else None
    return _summary(folder, trained, told["rollbacks"], moved)


def _branch_off(keeper, trained, dataset, state):
    """Make a state the first one of a new run, and keep it.

    What came of an earlier divergence is forgotten: the fork is what was tried against it.

    Raises:
        ConfigError: more steps are taken already than are asked for.
    """
    trained.config = modalities.of(trained.config).planned(trained.config, dataset)
    steps = trained.config.training.steps
    if steps < trained.steps:
        raise ConfigError(
            f"training.steps: {trained.steps:,} steps are taken already. Expected as many or more. "
            f"Received: {steps:,}"
        )
    keeper.saved = keeper.kept = None
    keeper.attempt = 1 + checkpoints.attempt_of(checkpoints.newest(keeper.folder))
    state.attempt = state.began = keeper.attempt
    state.rollbacks = []
    for name in state.arrays:
        if name.endswith("/rate_factor"):
            state.arrays[name] = np.ones_like(state.arrays[name])
    keeper.keep(trained, state)


def _where(folder, fork):
    """Return (folder, manifest) of the files that a training goes on from."""
    if fork is None:
        try:
            path, told = store.found(folder, mend=True)
            manifest.contents(path, told, store.VERIFIED)
        except DamagedError as error:
            path, told = next(checkpoints.whole(folder, mend=True), (None, None))
            if path is None:
                raise
            warn(f"note: {error} The run is written anew from {path}.")
        return path, told
    for path, told in checkpoints.whole(folder):
        if told["part"] == 1:
            return path, told
    raise RunError(f"{folder} has no checkpoint of its first part, so nothing can branch off.")


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
    for place, value in given.items():
        if value == AUTO or place in decided:
            continue  # the run knows better
        section, _, name = place.rpartition(".")
        (nested[section] if section else nested)[name] = value
    wanted = validate(nested)
    before, after = flat(config), flat(wanted)
    other = [place for place in before if before[place] != after[place]]
    lines = [f"  {place}: {before[place]} in the run, {after[place]} asked for" for place in other]
    fixed = [p for p in other if not p.startswith(CHANGEABLE) or p in UNCHANGEABLE]
    if other and (not fork or fixed):
        advice = (
            f"A fork can't have another {fixed[0]}: train a new run for it."
            if fixed
            else f"Leave them out, or branch off: rnngan train --resume {folder} --fork NEW_RUN …"
        )
        raise ConfigError("\n".join([f"{folder} was trained with other settings:", *lines, advice]))
    return wanted


def _table(data, source, config, folder, fork):
    """Return the `Table` that a run was trained on, or the one that a fork goes on with.

    Raises:
        RunError: the run does not say where its table is.
        InputError: it is another table.
    """
    source = source or {}
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
        told = "\n".join([f"{path} is another table than {folder} was trained on:", *lines])
        raise InputError(
            f"{told}\nName the old one with `rnngan train DATA --resume {folder}`, or branch off "
            "with --fork NEW_RUN."
        )
    return table


def _run(dataset, table, keeper, play):
    """Play, write the finished run, and return the summary."""
    began, folder = time.monotonic(), keeper.folder
    table.let_go()  # training needs the windows alone
    dataset.let_go()
    memory.give_back()
    try:
        with interrupts.deferred():
            trained = played(play, keeper.keep, keeper.more, keeper.state)
            keeper.publish(trained)
    except (KeyboardInterrupt, SystemExit):
        say(_stopped(keeper))
        raise
    except TrainingError as error:
        raise TrainingError(f"{error}\nlast good checkpoint: {keeper.saved}") from None
    if keeper.source and table.origin and _is_another(keeper.source):
        say(f"note: {table.source} has changed while training; the run holds what was read")
    seconds = time.monotonic() - began
    say(f"{folder} written in {duration(seconds)}")
    moved = findings(folder, trained)
    told = {"seconds": round(seconds, 1), **dataset.size}
    return _summary(folder, trained, keeper.state.rollbacks, moved, **told)


def findings(folder, trained):
    """Write, say and draw what was found out about a finished run; return it, or None."""
    found = modalities.of(trained.config).findings(trained)
    if found is None:
        return None
    atomic.write(Path(folder) / f"{found.name}.json", json.dumps(found.facts, indent=2) + "\n")
    say(f"\n{found.text}")
    path = store.write_figure(folder, found.name, found.picture)
    if path is not None:
        say(f"shown in {path}")
    return found.facts


def _summary(folder, trained, rollbacks, moved, **counts):
    best = checkpoints.best_of(folder)
    return {
        "run": str(folder),
        "steps": trained.steps,
        **counts,
        "rollbacks": rollbacks,
        "best_checkpoint": None if best is None else str(best),
        **({"codes": moved["codes"]} if moved else {}),
    }


def _stopped(keeper):
    if keeper.published:
        return f"stopped; {keeper.folder} is finished"
    if keeper.saved is None:
        return "stopped before the first step: nothing was written"
    step = f"step {keeper.kept.done:,}" + (" of the second part" * (keeper.kept.part == 2))
    return f"stopped; {step} is kept. Go on with: rnngan train --resume {keeper.folder}"


def source_of(table):
    """Return what is known of a table or text: path, sha256, size; None for a data frame."""
    if table.fingerprint is None:
        return None
    path = table.origin["path"] if table.origin else "-"
    return {"path": path, "sha256": table.fingerprint, **table.size()}


def _is_another(source):
    """Return whether the file of a table is another one now."""
    path = Path(source["path"])  # of a folder of texts, each file would have to be read again
    return path.is_file() and store.fingerprint(path) != source["sha256"]
