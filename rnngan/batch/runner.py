"""A whole batch: what there is to do, a lock on its folder, doing it, and the summary."""

import fnmatch
import json
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rnngan.batch import commands, estimates, records, summary
from rnngan.batch.board import Counts
from rnngan.batch.launchers.processes import Processes, processors
from rnngan.batch.plan import runs as runs_of
from rnngan.batch.records import BatchFolder
from rnngan.batch.scheduler import FAILED, Listed, Scheduler
from rnngan.batch.spec import read
from rnngan.config.errors import BatchError, ConfigError, InputError, RnnganError
from rnngan.data.formats import atomic
from rnngan.report.progress import duration

SUMMARY_EVERY = 20.0  # seconds between two summaries while runs go on


@dataclass
class Batch:
    """A spec, its runs, and where they go.

    Args:
        located: `rnngan.batch.spec.Located`.
        runs: list of `rnngan.batch.plan.Run`.
        batch_folder: `BatchFolder`.
    """

    located: object
    runs: list
    batch_folder: BatchFolder

    def reasons(self, chosen):
        """Return [(`Run`, why it runs)] of the chosen runs that have something to do."""
        found = []
        for run in chosen:
            try:
                record = self.batch_folder.read(run.name)
                reason = records.why(self.batch_folder, run, record, run.addresses())
            except RnnganError as error:
                reason = str(error)
            if reason is not None:
                found.append((run, reason))
        return found


def opened(spec, folder, environment=None):
    """Return the `Batch` of a spec; nothing is written.

    Args:
        spec: path of the YAML.
        folder: of the batch.
        environment: mapping to look settings up in; `os.environ` when None.

    Raises:
        InputError: the spec can't be used; says where and why.
    """
    located = read(spec)
    folder = Path(folder).absolute()
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder} is a file. Expected the name of a folder for the batch.")
    if (folder / atomic.RUN_SIGNS[0]).exists():
        raise InputError(f"{folder} is a run. Expected a folder that holds runs, or a new one.")
    found = runs_of(located, environment)
    for run in found if located.spec.search else ():
        if run.name.startswith(summary.TRIAL):
            raise InputError(
                f"{run.where}: {run.name}: names that begin with {summary.TRIAL} are those of the "
                "search. Choose another name."
            )
    return Batch(located, found, BatchFolder(folder))


def chosen(found, only=(), filters=()):
    """Return the runs that are asked for.

    Args:
        found: list of `Run`.
        only: names or patterns such as "sines-*"; none for all.
        filters: texts such as "objective=bce", all of which must hold.

    Raises:
        ConfigError: a name, a key or a value is that of no run.
    """
    for pattern in only:
        if not any(fnmatch.fnmatchcase(run.name, pattern) for run in found):
            names = ", ".join(run.name for run in found[:8]) + ", …" * (len(found) > 8)
            raise ConfigError(f"--only {pattern}: no run has this name. Known: {names}")
    found = [r for r in found if not only or any(fnmatch.fnmatchcase(r.name, p) for p in only)]
    for text in filters:
        key, equals, value = text.partition("=")
        if not equals:
            raise ConfigError(f"--filter {text}: expected KEY=VALUE, such as objective=bce.")
        found = [run for run in found if _is(run, key.strip(), value.strip())]
        if not found:
            raise ConfigError(f"--filter {text}: no run is left.")
    return found


def _is(run, key, value):
    from rnngan.batch.experiment_keys import setting_of
    from rnngan.config.run_config import flat

    setting = setting_of(key, None)
    said = run.said.get(key)
    if said is None and setting is not None:
        said = flat(run.config)[setting[0]]
    return str(said) == value or (key == "data" and run.data.name == value)


def dry_run(batch, found, jobs, show):
    """Say what would be run: the reason, the commands, and about how long.

    Args:
        batch: `Batch`.
        found: the chosen runs.
        jobs: runs side by side.
        show: called with each line.
    """
    todo, guess, total = batch.reasons(found), estimates.Estimates(), 0.0
    for run, reason in todo:
        seconds = guess.seconds(run)
        known = not isinstance(seconds, str)
        total += seconds if known else 0.0
        show(f"{run.name}  ({reason}; {f'about {duration(seconds)}' if known else 'will fail'})")
        if not known:
            show(f"  ! {seconds}")
        for command in commands.of(run, batch.batch_folder.path):
            show(f"  {command}")
    search = batch.located.spec.search
    if search is not None:
        show(f"and a search of {search.trials} trials over {', '.join(search.ranges)}")
    done = len(found) - len(todo)
    show(
        f"{len(todo)} of {len(found)} runs to do, {done} finished; about "
        f"{duration(total / max(1, min(jobs, len(todo) or 1)))} with {jobs} side by side"
    )


def play(batch, found, board, launcher=None, jobs=None, search=True):
    """Do what is to be done, write the summary, and return the exit code of a signal or 0.

    Args:
        batch: `Batch`.
        found: the chosen runs.
        board: see `rnngan.batch.board`.
        launcher: see `rnngan.batch.launchers.processes`; processes of this machine when None.
        jobs: runs side by side; as many as there are processors when None.
        search: whether the trials of a search are run too.

    Raises:
        RunError: another batch works in this folder.
        BatchError: some runs failed; the others are finished.
    """
    jobs = jobs or processors()
    with locked(batch.batch_folder):
        batch.batch_folder.make()
        write_plan(batch)
        todo = batch.reasons(found)
        source = _source(batch, todo, search)
        scheduler = Scheduler(
            batch.batch_folder, source, launcher or Processes(jobs), Summarised(board, batch)
        )
        ended, more = source.counts()
        left = estimates.together([*(run for run, _ in todo), *source.alike(more)])
        done = len(found) - len(todo) + ended
        board.begin(Counts(done + len(todo) + more, done, len(todo) + more, left, jobs))
        board.note(_announced(board.counts, batch))
        with board:
            received = scheduler.play()
        summed = summary.write(batch.batch_folder)
    code = 0 if received is None else 128 + received
    bad = [name for name, state in scheduler.states.items() if state == FAILED]
    board.end(code or (BatchError.exit_code if bad else 0), batch.batch_folder.path)
    if bad and not code:
        raise BatchError(_failures(bad, summed, batch.batch_folder))
    return code


def _source(batch, todo, search=True):
    """Return where runs come from: the list, and behind it the search."""
    if batch.located.spec.search is None or not search:
        return Listed(todo)
    try:
        from rnngan.batch.search import Searched
    except ImportError:
        raise ConfigError(
            "search: needs Optuna. Install it with: pip install 'rnngan[search]'"
        ) from None
    return Searched(batch, todo)


def _announced(counts, batch):
    if not counts.todo:
        return f"all {counts.total} runs are finished: nothing to do"
    left = counts.left()
    about = f", about {duration(left)}" if left else ""
    side = f" with {counts.jobs} side by side" if counts.jobs > 1 else ""
    logs = batch.batch_folder.path / records.LOGS
    return f"{counts.todo} of {counts.total} runs to do{about}{side}; logs in {logs}"


def _failures(bad, summed, batch_folder):
    reasons = {failure["name"]: failure["reason"] for failure in summed["failures"]}
    lines = [f"{len(bad)} of {len(summed['runs'])} runs failed:"]
    lines += [f"  {name}: {str(reasons.get(name)).splitlines()[0]}" for name in bad[:20]]
    lines += [f"  and {len(bad) - 20} more"] * (len(bad) > 20)
    done = summed["counts"]["finished"]
    return "\n".join([*lines, f"{done} finished. Summary: {batch_folder.path / 'summary.html'}"])


class Summarised:
    """A board that also brings the summary up to date now and then, for whoever looks meanwhile.

    Args:
        board: the board itself.
        batch: `Batch`.
    """

    def __init__(self, board, batch):
        self.board, self.batch, self.last = board, batch, time.monotonic()

    def __getattr__(self, name):
        """Leave everything else to the board."""
        return getattr(self.board, name)

    def ended(self, *facts):
        """Hand it on to the board, and write a summary where the last one is old."""
        self.board.ended(*facts)
        if time.monotonic() - self.last > SUMMARY_EVERY:
            summary.write(self.batch.batch_folder)
            self.last = time.monotonic()


@contextmanager
def locked(batch_folder):
    """Lock the folder of a batch while the block runs.

    Raises:
        RunError: another batch works in it.
        InputError: the folder can't be made or written to.
    """
    try:
        batch_folder.hidden.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{batch_folder.path}: can't be made: {error.strerror}.") from None
    busy = f"{batch_folder.path} is in use by another batch. Wait for it, or choose another folder."
    with atomic.exclusive(batch_folder.hidden / "lock", busy):
        yield


def write_plan(batch):
    """Remember what the batch is, for its summary."""
    plan = {
        "spec": batch.located.path.name,
        "runs": [summary.planned(run) for run in batch.runs],
        "search": batch.located.spec.search and batch.located.spec.search.model_dump(mode="json"),
    }
    atomic.write(batch.batch_folder.hidden / summary.PLAN, json.dumps(plan, indent=1) + "\n")
