"""Millions of sequences of one run, in a folder of shards: by this process, several, or a cluster.

Which sequences a shard holds is a matter of the plan (`rnngan.runs.shards`), never of who writes it
or of how many do. Each writes with one thread, so that last digits are the same too.
"""

import json
import os
import time
from collections import deque
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import ClassVar

from rnngan import modalities
from rnngan.batch.launchers.processes import EXIT, Processes, limits, processors
from rnngan.config import errors
from rnngan.config.errors import BatchError
from rnngan.data.formats import atomic
from rnngan.report.progress import Bar, say, warn
from rnngan.runs import shards, store
from rnngan.training import interrupts

COMMAND = ("-P", "-m", "rnngan.batch.shard_worker")
POLL, GRACE = 0.2, 30  # seconds between two looks, and for processes that were killed to end
HERE = "this process"
RETRIES = 2  # of a process that is lost, before the output is given up
START = 1.5  # shards that are written while a process loads TensorFlow and the networks
FEW = 20_000  # sequences under which writing needs no bar


def generate(run, request, output, format=None, force=False, jobs=None, address=None):
    """Write generated sequences of a run into a folder, or what is missing of them.

    Args:
        run: run folder.
        request: `GenerateRequest`.
        output: folder.
        format: of the shards, such as "parquet"; that of a file without a name when None.
        force: replace another output that the folder holds.
        jobs: processes side by side; one for each processor, here or of the cluster, when None.
        address: of a Ray cluster, or "local"; None for this machine.

    Raises:
        ConfigError: something can't be had, or not in several files.
        RunError: the folder is no run, or damaged; or somebody else writes to the output.
        InputError: the output holds something else, or can't be written.
        BatchError: processes were lost again and again; what they had finished is kept.
    """
    os.environ.update(limits(1))  # before TensorFlow is loaded
    trained, facts = store.opened(run)
    modalities.of(trained.config).refuse_request(request, run)
    if not trained.finished:
        say(f"note: {trained.progress}")
    plan = shards.Plan.of(trained, facts, request, format)
    with shards.begun(output, plan, force) as missing:
        say(_announced(plan, missing, output))
        if not missing:
            return
        total = plan.size(missing)
        with Bar("generating", total, plan.unit, total < FEW) as bar:
            progress = Progress(plan, bar)
            if address is not None:
                from rnngan.batch.launchers import ray_shards

                ray_shards.write(address, jobs, trained, plan, output, missing, progress)
                return
            jobs = min(jobs or processors(), len(missing))
            Crew(run, plan, output, progress).write(missing, jobs, partial(plan.write, trained))


def _announced(plan, missing, output):
    """Return what is to be written, for people."""
    if not missing:
        there = "the shard is" if plan.count == 1 else f"all {plan.count:,} shards are"
        return f"{output}: {there} there, nothing to do"
    there = plan.count - len(missing)
    before = f"; {there:,} {'is' if there == 1 else 'are'} there already" if there else ""
    return (
        f"{output}: {plan.size(missing):,} {plan.unit} in {len(missing):,} shard"
        f"{'s' if len(missing) > 1 else ''} of {plan.each:,}{before}"
    )


class Progress:
    """How much is written of all shards, by whoever writes.

    Args:
        plan: `Plan`.
        bar: `Bar` of the sequences that were missing.
    """

    def __init__(self, plan, bar):
        self.plan, self.bar, self.done, self.begun = plan, bar, 0, {}

    def within(self, who, done):
        """Show that somebody has written `done` sequences of a shard."""
        self.begun[who] = done
        self._show()

    def ended(self, who, shard):
        """Show that somebody has finished a shard, or given it up (None)."""
        self.begun.pop(who, None)
        self.done += 0 if shard is None else len(self.plan.numbers(shard))
        self._show()

    def _show(self):
        self.bar.update(self.done + sum(self.begun.values()))


@dataclass(frozen=True)
class Share:
    """The shards that are one process's to write.

    Args:
        name: of the process.
        run: folder of the run, absolute.
        folder: of the output, absolute.
        shards: their numbers.
        attempt: 1 for the first process that writes them.
    """

    name: str
    run: str
    folder: str
    shards: tuple[int, ...]
    attempt: int = 1
    threads: ClassVar[int] = 1

    def to_json(self):
        """Return the share on one line."""
        return json.dumps(asdict(self))

    @property
    def log(self):
        """Path of what the process prints; it is removed at the end."""
        return Path(self.folder) / f"{atomic.HIDDEN}{self.name}.log"


def shares(missing, jobs):
    """Return the shards of each of `jobs` processes; the first, which has begun, has more of them.

    Example:
        >>> shares([0, 1, 2, 3, 4, 5, 6, 7], 2), shares([3, 9], 2), shares([4], 1)
        ([[3, 4, 5, 6, 7], [0, 1, 2]], [[9], [3]], [[4]])
    """
    others = jobs - 1
    first = min(round((len(missing) + START * others) / jobs), len(missing) - others)
    left, own = missing[: len(missing) - first], missing[len(missing) - first :]
    return [own, *(left[number::others] for number in range(others))]


class _HaltedError(Exception):
    """Something else asks to stop writing."""


class Crew:
    """Processes of this machine that write shards, each its share; one that is lost is replaced.

    This one writes too, and listens to the others meanwhile.

    Args:
        run: run folder.
        plan: `Plan`.
        folder: of the output.
        progress: `Progress`.
        command: arguments of Python that start a process.
    """

    def __init__(self, run, plan, folder, progress, command=COMMAND):
        self.plan, self.progress, self.command = plan, progress, command
        self.where = os.path.abspath(run), os.path.abspath(folder)
        self.active, self.endings, self.error = {}, {}, None

    def write(self, missing, jobs, own):
        """Write shards, `jobs` side by side. Signals end all processes at once.

        Args:
            missing: numbers of the shards.
            jobs: processes, this one among them; no more than there are shards.
            own: function of (folder, shard, report) that writes a shard here.

        Raises:
            RnnganError: a shard can't be written; what was finished is kept.
        """
        launcher = Processes(jobs, command=self.command)
        mine, *others = shares(list(missing), jobs)
        with interrupts.collected() as signals:

            def goes_on(seconds):
                for name, event in launcher.poll(seconds):
                    self._hear(launcher, name, event)
                return not signals and self.error is None

            try:
                for number, share in enumerate(others, 1):
                    self._start(launcher, Share(f"worker-{number}", *self.where, tuple(share)))
                for shard in mine:
                    self._write(own, shard, goes_on)
                while self.active and goes_on(POLL):
                    pass
            except _HaltedError:
                pass
            finally:
                launcher.close()
                self._wait(launcher)
        if signals:
            raise interrupts.asked_by(signals[0])
        if self.error is not None:
            raise self.error

    def _write(self, own, shard, goes_on):
        """Write a shard here, as long as it is to go on."""

        def report(done):
            self.progress.within(HERE, done)
            if not goes_on(0):
                raise _HaltedError

        own(self.where[1], shard, report)
        self.progress.ended(HERE, shard)

    def _start(self, launcher, share):
        launcher.start(share, share.log, None)
        self.active[share.name] = share

    def _hear(self, launcher, name, event):
        what, share = event["event"], self.active[name]
        if what == "progress" and "shard" in event:
            self.progress.within(name, event["done"])
        elif what == "shard":
            self.progress.ended(name, event["shard"])
        elif what in ("finished", "failed", "stopped"):
            self.endings[name] = event
        elif what == EXIT:
            del self.active[name]
            self._ended(launcher, share, self.endings.pop(name, {"event": "lost"}), event["reason"])

    def _ended(self, launcher, share, ending, reason):
        """Go on without a process that has finished; start another one where it was lost.

        What it could not write, or that it was lost too often, is the error of the whole.
        """
        self.progress.ended(share.name, None)
        if ending["event"] == "finished":
            return
        if ending["event"] == "failed":
            self.error = self.error or _error(ending["code"], ending["reason"])
            return
        missing = set(self.plan.missing(share.folder))
        left = tuple(shard for shard in share.shards if shard in missing)
        if not left:
            return
        if share.attempt > RETRIES:
            self.error = BatchError(
                f"{share.folder}: a process that writes shards {reason}, {share.attempt} times."
                f"{_last_words(share.log)} The same command goes on from the shards that are "
                "there; with a smaller --jobs it takes less memory."
            )
            return
        warn(f"note: a process that writes shards {reason}; another one goes on")
        self._start(launcher, replace(share, shards=left, attempt=share.attempt + 1))

    def _wait(self, launcher):
        """Wait until no process is left that could still write; all were killed."""
        until = time.monotonic() + GRACE
        while self.active and time.monotonic() < until:
            for name, event in launcher.poll(POLL):
                if event["event"] == EXIT:
                    self.active.pop(name, None)


def _error(code, reason):
    """Return the error with which a process has ended, as it would have been raised here."""
    known = (errors.ConfigError, errors.InputError, errors.RunError)
    fitting = [error for error in known if error.exit_code == code]
    return (fitting or [errors.RnnganError])[0](reason)


def _last_words(log):
    """Return the last line that a process has printed, as a sentence for a message; or ""."""
    with suppress(OSError), log.open(errors="replace") as stream:
        lines = deque((line.strip() for line in stream if line.strip()), 1)
        return f" Its last words: {lines[0]!r}." if lines else ""
    return ""
