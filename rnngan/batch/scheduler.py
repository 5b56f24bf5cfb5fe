"""Which run starts when, and what becomes of those that fail, hang, or are stopped."""

import time
from collections import deque
from dataclasses import dataclass, field

from rnngan.batch import job as jobs
from rnngan.batch.plan import Run
from rnngan.config.errors import RnnganError
from rnngan.training import interrupts

POLL = 0.2  # seconds
GRACE = 60  # seconds that a worker has to end well
PAUSE = 1.0  # seconds before the second try; twice as many before each further one
FINISHED, FAILED, PRUNED, WAITING, UNFINISHED = (
    "finished", "failed", "pruned", "waiting", "unfinished",
)  # fmt: skip


@dataclass
class Active:
    """A run that has a worker.

    Args:
        run: `Run`.
        began: when its worker was started.
        attempt: of the run in this batch, 1 for the first.
        ending: what the worker said of its end; None while it works.
        asked: why it was asked to end: "stop", "timeout" or "prune", and when.
    """

    run: Run
    began: float
    attempt: int
    ending: dict | None = None
    asked: tuple[str, float] | None = None


@dataclass
class Scheduler:
    """Keeps the launcher busy until nothing is left.

    The first SIGINT lets the runs that are running end and starts no more; the second one, or a
    SIGTERM, stops them too, each with a checkpoint.

    Args:
        batch_folder: `rnngan.batch.records.BatchFolder`.
        source: what runs come from, such as `Listed`.
        launcher: `rnngan.batch.launchers.processes.Processes`, or what has the same methods.
        board: shows what happens; see `rnngan.batch.board`.
        clock: function that gives the time in seconds.
    """

    batch_folder: object
    source: object
    launcher: object
    board: object
    clock: object = time.monotonic
    running: dict = field(default_factory=dict)
    later: deque = field(default_factory=deque)
    draining: bool = False
    stopping: float | None = None
    states: dict = field(default_factory=dict)

    def play(self):
        """Work until all runs have ended, or a signal has ended the batch.

        Returns:
            The signal number that ended it, or None.
        """
        with interrupts.collected() as signals:
            try:
                while True:
                    self._obey(signals)
                    if not self.draining:
                        self._start_what_fits()
                    if not self.running and (self.draining or not self.later):
                        break
                    for name, event in self.launcher.poll(POLL):
                        self._hear(name, event)
                    self._watch_the_clock()
                    self.board.tick()
            finally:
                self.launcher.close()
            return signals[0] if signals else None

    def _obey(self, signals):
        hard = interrupts.signal.SIGTERM in signals or len(signals) > 1
        if signals and not self.draining:
            self.draining = True
            if not hard:
                self.board.note(
                    f"stopping: {len(self.running)} running to their end, no more are started; "
                    "once more stops them at once, with a checkpoint"
                )
        if hard and self.stopping is None:
            self.stopping = self.clock()
            self.board.note(f"stopping {len(self.running)} with a checkpoint")
            for active in self.running.values():
                self._end(active, "stop")

    def _start_what_fits(self):
        while True:
            busy = [active.run for active in self.running.values()]
            item = None if self.launcher.full(busy) else self._next()
            if item is None:
                return
            run, why, attempt, due = item
            if due > self.clock() or not self.launcher.fits(run, busy):
                self.later.appendleft(item)
                return
            self._start(run, why, attempt)

    def _next(self):
        """Return (run, why, attempt, when) of what comes next, or None."""
        for _ in range(len(self.later)):
            if self.later[0][3] <= self.clock():
                return self.later.popleft()
            self.later.rotate(-1)
        found = self.source.next()
        if found is None:
            return self.later.popleft() if self.later else None
        return *found, 1, 0.0

    def _start(self, run, why, attempt):
        try:
            job = jobs.of(run, self.batch_folder.path)
        except RnnganError as error:
            self._settle(run, FAILED, str(error))
            return
        self.running[run.name] = Active(run, self.clock(), attempt)
        self.board.started(run, why, attempt)
        try:
            self.launcher.start(job, self.batch_folder.log(run.name), run)
        except OSError as error:
            self.running.pop(run.name)
            self._settle(run, FAILED, f"can't be started: {error.strerror}")

    def _hear(self, name, event):
        active = self.running.get(name)
        if active is None:
            return
        what = event["event"]
        if what in ("finished", "failed", "stopped"):
            active.ending = event
        elif what == "exit":
            del self.running[name]
            self._ended(active, event)
        else:
            self.board.heard(active.run, event)
            if what == "checkpoint" and self.source.is_pruned(active.run, event):
                self._end(active, "prune")

    def _ended(self, active, event):
        """Decide what becomes of a run whose worker has ended."""
        run, ending = active.run, active.ending or {"event": "lost"}
        asked = active.asked[0] if active.asked else None
        if ending["event"] == "finished":
            self._settle(run, FINISHED)
        elif asked == "prune":
            self._settle(run, PRUNED, "others were better at this step")
        elif asked == "timeout":
            minutes = run.seconds / 60
            self._settle(run, FAILED, f"took longer than {minutes:g} minutes; a rerun goes on")
        elif asked == "stop":
            self.states[run.name] = UNFINISHED
            self.board.ended(run, UNFINISHED, "stopped; a rerun goes on")
        elif ending["event"] == "failed" and not ending["passing"]:
            self._settle(run, FAILED, ending["reason"])
        else:
            self._try_again(active, ending.get("reason") or f"its process {event['reason']}")

    def _try_again(self, active, reason):
        run, attempt = active.run, active.attempt
        if attempt > run.retries or self.stopping is not None:
            tries = f" ({attempt} tries)" if attempt > 1 else ""
            self._settle(run, FAILED, f"{reason}{tries}")
            return
        pause = PAUSE * 2 ** (attempt - 1)
        self.board.retry(run, reason, pause)
        self.later.append((run, f"tried again: {reason}", attempt + 1, self.clock() + pause))

    def _settle(self, run, state, reason=None):
        """Record the end of a run, and report it."""
        record = self.batch_folder.read(run.name)
        if reason is not None:
            record.failed, record.state = reason, state
            self.batch_folder.write(run.name, record)
        self.states[run.name] = state
        self.source.ended(run, state, record)
        self.board.ended(run, state, reason, record)

    def _watch_the_clock(self):
        for active in list(self.running.values()):
            limit = active.run.seconds
            if active.asked is not None:
                if self.clock() - active.asked[1] > GRACE:
                    self.launcher.kill(active.run.name)
            elif limit is not None and self.clock() - active.began > limit:
                self._end(active, "timeout")

    def _end(self, active, why):
        if active.asked is None:
            active.asked = why, self.clock()
            self.launcher.stop(active.run.name)


class Listed:
    """A source of runs that are known beforehand.

    Args:
        found: list of (`Run`, why it runs).
    """

    def __init__(self, found):
        self.left = deque(found)

    def next(self):
        """Return the next one, or None."""
        return self.left.popleft() if self.left else None

    def counts(self):
        """Return (runs that had ended before, runs that come besides those listed)."""
        return 0, 0

    def alike(self, count):
        """Return `count` runs like those that come besides, for an estimate."""
        return []

    def is_pruned(self, run, event):
        """Return whether a run is to be ended because of what its checkpoint measured."""
        return False

    def ended(self, run, state, record):
        """Hear how a run has ended."""
