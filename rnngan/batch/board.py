"""What is shown while a batch runs: a live table on a terminal, plain lines elsewhere, or JSON."""

import json
import os
import sys
import time
from collections import Counter

from rnngan.batch.scheduler import FAILED, FINISHED
from rnngan.report.progress import duration, is_quiet, warn
from rnngan.report.terminal import one_line

REFRESH = 0.5  # seconds between two drawings of the table
OFTEN = 5.0  # seconds between two events about the progress of one run
STEPS = {"train": "getting ready", "generate": "generating", "evaluate": "evaluating"}


class Counts:
    """How many runs have ended, how, and how long the others will take.

    Args:
        total: runs of the batch.
        done: runs that were finished before.
        todo: runs that have something to do.
        estimate: seconds that they take together, one after another; None where it is not known.
        jobs: runs side by side.
        clock: function that gives the time in seconds.
    """

    def __init__(self, total, done, todo, estimate, jobs, clock=time.monotonic):
        self.total, self.done, self.todo, self.jobs, self.clock = total, done, todo, jobs, clock
        self.estimate, self.began, self.states = estimate, clock(), Counter()

    def ended(self, state):
        """Count a run that has ended."""
        self.states[state] += 1

    @property
    def finished(self):
        """Runs that are finished."""
        return self.done + self.states[FINISHED]

    def left(self):
        """Return about how many seconds the rest will take; None where nothing is known."""
        ended = sum(self.states.values())
        if ended >= self.todo:
            return 0.0
        spent = self.clock() - self.began
        if ended:
            return spent / ended * (self.todo - ended)
        return None if self.estimate is None else max(0.0, self.estimate / self.jobs - spent)

    def text(self):
        """Return it for people, such as "5 of 24 finished, 1 failed, about 3 min 2 s left"."""
        parts = [f"{self.finished} of {self.total} finished"]
        parts += [
            f"{count} {state}" for state, count in sorted(self.states.items()) if state != FINISHED
        ]
        left = self.left()
        if left:
            parts.append(f"about {duration(left)} left")
        return ", ".join(parts)


class Lines:
    """Plain lines on stderr: one for whatever happens to a run.

    Args:
        events: whether lines of JSON go to stdout too.
    """

    def __init__(self, events=False):
        self.counts, self._shown_at = Counts(0, 0, 0, None, 1), {}
        self.events = os.fdopen(os.dup(1), "w") if events else None  # a copy for this board alone

    def __enter__(self):
        """Begin."""
        return self

    def __exit__(self, *_):
        """End."""

    def close(self):
        """Write no more events."""
        if self.events is not None:
            self.events.close()

    def begin(self, counts):
        """Say how much is to be done."""
        self.counts = counts
        self.event("batch", runs=counts.total, finished=counts.done, to_do=counts.todo)

    def note(self, text):
        """Say something to people."""
        self.line(text)
        self.event("note", text=text)

    def started(self, run, why, attempt):
        """Say that a run starts."""
        self.line(f"{run.name}: starts ({why})")
        self.event("started", run=run.name, why=why, attempt=attempt)

    def heard(self, run, facts):
        """Say what a worker has reported; progress only now and then."""
        if facts["event"] == "progress":
            now = time.monotonic()
            if now - self._shown_at.get(run.name, -OFTEN) < OFTEN:
                return
            self._shown_at[run.name] = now
        self.event(**{**facts, "run": run.name})

    def retry(self, run, reason, pause):
        """Say that a run will be tried again."""
        self.say(f"{run.name}: {reason}; tried again in {duration(pause)}")
        self.event("retry", run=run.name, reason=reason, seconds=pause)

    def ended(self, run, state, reason=None, record=None):
        """Say how a run has ended."""
        self.counts.ended(state)
        seconds = round(sum(record.seconds.values()), 1) if record and state == FINISHED else None
        took = f" in {duration(seconds)}" if seconds else ""
        line = f"{run.name}: {state}{took}{f': {reason}' if reason else ''} ({self.counts.text()})"
        self.say(line) if state == FAILED else self.line(line)
        self.event(state, run=run.name, reason=reason, seconds=seconds)

    def tick(self):
        """Time has passed."""

    def end(self, code, folder):
        """Say how the batch has ended."""
        states = {"finished": self.counts.finished}
        states |= {s: n for s, n in self.counts.states.items() if s != FINISHED}
        self.event("end", exit_code=code, **states, summary=str(folder / "summary.csv"))

    def line(self, text):
        """Say what need not be said where a table shows it, or where one wants to hear little."""
        if not is_quiet():
            self.say(text)

    def say(self, text):
        """Say something on stderr, however quiet it is to be."""
        warn(one_line(text))

    def event(self, event, **facts):
        """Write a line of JSON to stdout, where that was asked for."""
        if self.events is not None:
            try:
                self.events.write(json.dumps({"event": event, **facts}) + "\n")
                self.events.flush()
            except BrokenPipeError:  # `rnngan batch … --json | head`: runs go on
                os.dup2(os.open(os.devnull, os.O_WRONLY), self.events.fileno())


class LiveTable(Lines):
    """A table of the runs that are running, drawn anew as they go on; the rest as lines above it.

    Args:
        events: whether lines of JSON go to stdout too.
        console: `rich.console.Console`; that of stderr when None.
    """

    def __init__(self, events=False, console=None):
        super().__init__(events=events)
        from rich.console import Console
        from rich.live import Live

        self.rows, self._drawn = {}, 0.0
        self.console = console or Console(stderr=True, highlight=False)
        options = {"console": self.console, "auto_refresh": False, "transient": True}
        self.live = Live(get_renderable=self.table, **options)

    def __enter__(self):
        """Show the table."""
        self.live.start()
        return self

    def __exit__(self, *_):
        """Take it away."""
        self.live.stop()

    def say(self, text):
        """Say something above the table."""
        self.console.print(one_line(text), markup=False, soft_wrap=True)

    def started(self, run, why, attempt):
        """Add the run to the table."""
        self.rows[run.name] = {"stage": "starting", "began": time.monotonic()}
        super().started(run, why, attempt)

    def heard(self, run, facts):
        """Show it in the run's row."""
        row = self.rows.setdefault(run.name, {"began": time.monotonic()})
        if facts["event"] == "step":
            row |= {"stage": STEPS[facts["step"]], "done": None, "note": ""}
        elif facts["event"] == "stage":
            row |= {"stage": facts["stage"], "done": None, "note": "", "since": time.monotonic()}
        elif facts["event"] == "progress":
            row |= {name: facts[name] for name in ("stage", "done", "total", "note")}
        super().heard(run, facts)

    def ended(self, run, state, reason=None, record=None):
        """Take the run out of the table."""
        self.rows.pop(run.name, None)
        super().ended(run, state, reason, record)

    def tick(self):
        """Draw the table, where the last one is old."""
        if time.monotonic() - self._drawn >= REFRESH:
            self._drawn = time.monotonic()
            self.live.refresh()

    def table(self):
        """Return the table for rich."""
        from rich.table import Table

        table = Table(title=self.counts.text(), title_justify="left", box=None, pad_edge=False)
        for name in ("run", "what", "done", "losses", "left", "time"):
            table.add_column(name, no_wrap=True, justify="left" if name in "run what" else "right")
        for name, row in self.rows.items():
            cells = (one_line(name), row.get("stage", ""), _share(row), row.get("note", ""))
            spent = time.monotonic() - row["began"]
            table.add_row(*map(_plain, (*cells, _left(row), duration(spent))))
        return table


def _share(row):
    return f"{row['done']:,}/{row['total']:,}" if row.get("done") and row.get("total") else ""


def _left(row):
    """Return about how long the stage of a row will take."""
    if not row.get("done") or not row.get("total") or "since" not in row:
        return ""
    spent = time.monotonic() - row["since"]
    return duration(spent * (row["total"] / row["done"] - 1))


def _plain(text):
    from rich.text import Text

    return Text(text)  # nothing in a name is markup


def board(events=False):
    """Return what suits: a live table on a terminal, plain lines elsewhere."""
    if sys.stderr.isatty() and not is_quiet():
        return LiveTable(events)
    return Lines(events)
