"""Writes the checkpoints of a training and the finished run, and says what came of it."""

import json
import time
from dataclasses import dataclass, field
from pathlib import Path

from rnngan import modalities
from rnngan.config.errors import InputError, TrainingError
from rnngan.data.formats import atomic
from rnngan.report.progress import duration, notify, say, warn
from rnngan.report.training_bar import training_bar
from rnngan.runs import checkpoints, store
from rnngan.training import interrupts, memory
from rnngan.training.hooks import Hooks, Several
from rnngan.training.state import TrainingState


@dataclass
class Keeper(Hooks):
    """Writes the checkpoints of a training as they come, and knows what to say of them.

    Args:
        folder: run folder.
        source: what is known of the training data.
        attempt: of a new run in this folder, 1 for the first.
        state: that the weights last found good have; None before the first.
        saved: path of the newest checkpoint.
        kept: its state.
        published: whether the finished run is written.
        tracker: hooks that hand on losses.
    """

    folder: Path
    source: dict | None
    attempt: int = 1
    state: TrainingState | None = None
    saved: Path | None = None
    kept: TrainingState | None = None
    published: bool = False
    tracker: Hooks = field(default_factory=Hooks)

    def good(self, trained, state):
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


def run(dataset, table, keeper, modality, learn):
    """Train, write the finished run, and return the summary.

    The cells of the table and the rows of the data set are let go before the first step.

    Args:
        dataset: `Dataset` or `Corpus`.
        table: the `Table` or `Text` that it was made from.
        keeper: `Keeper`.
        modality: `Modality`.
        learn: function of the hooks that trains, and returns what was trained.

    Raises:
        InputError: the finished run can't be written.
        TrainingError: training diverged or collapsed, and the run holds the last good weights; or
            a quick check of the finished run finds that the data were not learned.
    """
    began, folder = time.monotonic(), keeper.folder
    _let_go(dataset, table)
    try:
        with interrupts.deferred():
            with training_bar(modality.second_phase) as bar:
                trained = learn(hooks=Several(bar, keeper, keeper.tracker))
            check(modality, trained, dataset)
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
    refuse_failure(folder, trained)
    counts = {"seconds": round(seconds, 1), **dataset.size}
    return summary(folder, trained, keeper.state.rollbacks, moved, **counts)


def follow(dataset, table, learn):
    """Train with the other workers, the first of which writes the run, and return no summary."""
    _let_go(dataset, table)
    with interrupts.deferred():
        learn(hooks=Hooks())
    return {}


def _let_go(dataset, table):
    """Free what training does not need: it needs the windows alone."""
    table.let_go()
    dataset.let_go()
    memory.give_back()


def check(modality, trained, dataset):
    """Take a quick look at what was learned, say what it has found, and note it in `trained`."""
    found = modality.check(trained, dataset)
    if found is not None:
        say(found.text)
        trained.checked, trained.held_out_rows = found.facts, found.rows


def refuse_failure(folder, trained):
    """Raise `TrainingError` where the quick check of a finished run says that it is of no use."""
    failure = (trained.checked or {}).get("failure")
    if failure is not None:
        raise TrainingError(f"{failure}\n{folder} is kept, and can be looked at all the same.")


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


def summary(folder, trained, rollbacks, moved, **counts):
    """Return what a training says at its end, as a dict for JSON.

    Args:
        folder: run folder.
        trained: `TrainedModel` or `TrainedText`.
        rollbacks: what happened at each, as dicts.
        moved: what was found out about the codes of the run, or None.
        **counts: further facts.
    """
    best = checkpoints.best_of(folder)
    return {
        "run": str(folder),
        "steps": trained.steps,
        **counts,
        "rollbacks": rollbacks,
        "best_checkpoint": None if best is None else str(best),
        **({} if trained.checked is None else {"quick_check": trained.checked}),
        **({"codes": moved["codes"]} if moved else {}),
    }


def _stopped(keeper):
    if keeper.published:
        return f"stopped; {keeper.folder} is finished"
    if keeper.saved is None:
        return "stopped before the first step: nothing was written"
    step = f"step {keeper.kept.done:,}" + (" of the second phase" * (keeper.kept.part == 2))
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
