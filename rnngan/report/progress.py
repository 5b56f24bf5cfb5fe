"""What a person sees while they wait: on stderr, a bar on a terminal and plain lines elsewhere."""

import sys
import time
from contextlib import contextmanager
from contextvars import ContextVar

from rnngan.report.terminal import one_line, visible

SHARES = 10  # plain lines of a long task where there is no terminal
_watchers = []
_quiet = ContextVar("quiet", default=False)
_wording = ContextVar("wording", default=str)


@contextmanager
def speaking(quiet=False, wording=None):
    """Say less, or in other words, while the block runs.

    Args:
        quiet: say nothing but warnings, and show no bar; True stays true in blocks within.
        wording: function of a line that returns it as it is to be said; None changes nothing.
    """
    silence = _quiet.set(quiet or _quiet.get())
    words = _wording.set(wording or _wording.get())
    try:
        yield
    finally:
        _quiet.reset(silence)
        _wording.reset(words)


def duration(seconds):
    """Return a time for people.

    Example:
        >>> duration(3.2), duration(200), duration(7300)
        ('3 s', '3 min 20 s', '2 h 1 min')
    """
    seconds = round(seconds)
    if seconds < 60:
        return f"{seconds} s"
    if seconds < 3600:
        return f"{seconds // 60} min {seconds % 60} s"
    return f"{seconds // 3600} h {seconds % 3600 // 60} min"


def is_quiet():
    """Return whether nothing but warnings is to be said; see `speaking`."""
    return _quiet.get()


def say(message):
    """Write a message to stderr, unless it is to be quiet."""
    if not is_quiet():
        warn(message)


def warn(message):
    """Write a message to stderr in any case, without what a terminal would obey."""
    if sys.stderr is not None:  # print would take stdout, which is for data
        print(visible(_wording.get()(message)), file=sys.stderr, flush=True)


@contextmanager
def watched(watcher):
    """Call a function with everything that happens while the block runs, for programs.

    Args:
        watcher: called with dicts: {"event": "stage", "stage", "total"} when something begins,
            {"event": "progress", "stage", "done", "total", "note"} as it goes on, and whatever
            else is given to `notify`.
    """
    _watchers.append(watcher)
    try:
        yield
    finally:
        _watchers.remove(watcher)


def notify(event, **facts):
    """Say to those who watch what has happened; see `watched`."""
    for watcher in _watchers:
        watcher({"event": event, **facts})


class Bar:
    """A progress bar on a terminal and in a notebook; elsewhere a line for every tenth.

    Args:
        title: what is happening.
        total: number of steps; may be set later by `start`.
        unit: what is counted.
        hidden: show nothing, as where it would be done in no time.
    """

    def __init__(self, title, total=None, unit="steps", hidden=False):
        self.title, self.total, self.unit = one_line(title), total, unit
        self.hidden = hidden or is_quiet()
        self._rich = self._task = self._cell = None
        self._began, self._shown = time.monotonic(), 0

    def __enter__(self):
        """Show the bar."""
        notify("stage", stage=self.title, total=self.total)
        if self.hidden:
            return self
        notebook = in_notebook()
        if notebook or getattr(sys.stderr, "isatty", bool)():  # none in some programs
            self._rich = _rich_bar()
            self._task = self._rich.add_task(self.title, total=self.total, note="")
        if notebook:
            self._cell = _Cell(self._rich)
        elif self._rich is not None:
            self._rich.start()
        return self

    def __exit__(self, *_):
        """Leave the bar as it stands."""
        if self._cell is not None:
            self._cell.show()
        elif self._rich is not None:
            self._rich.stop()

    def start(self, total, title=None):
        """Begin anew with `total` steps of what `title` says."""
        self.total, self.title = total, one_line(title or self.title)
        self._began, self._shown = time.monotonic(), 0
        notify("stage", stage=self.title, total=total)
        if self._rich is not None:
            self._rich.reset(self._task, total=total, description=self.title)

    def update(self, done, note=""):
        """Show that `done` steps are done, and a note next to the bar, such as losses."""
        notify("progress", stage=self.title, done=done, total=self.total, note=note)
        if self._rich is not None:
            self._rich.update(self._task, completed=done, note=f"{note} {self._speed(done)}")
            if self._cell is not None:
                self._cell.show_at_times()
        elif not self.hidden and self.total and done * SHARES // self.total > self._shown:
            self._shown = done * SHARES // self.total
            left = (time.monotonic() - self._began) * (self.total / done - 1)
            say(
                f"{self.title} {done:,}/{self.total:,}{note and f'  {note}'} {self._speed(done)}, "
                f"{duration(left)} left"
            )

    def _speed(self, done):
        seconds = time.monotonic() - self._began
        return f"{done / seconds:,.1f} {self.unit}/s" if seconds > 0 else ""


class _Cell:
    """A bar of rich in the output of a notebook's cell: one picture, replaced again and again.

    rich itself would need ipywidgets there.
    """

    def __init__(self, bar):
        from IPython.display import display

        self.bar, self.shown = bar, time.monotonic()
        self.handle = display(self._drawn(), raw=True, display_id=True)

    def show(self):
        """Show the bar as it is now."""
        self.shown = time.monotonic()
        self.handle.update(self._drawn(), raw=True)

    def show_at_times(self):
        """Show the bar, twice a second at most."""
        if time.monotonic() - self.shown > 0.5:
            self.show()

    def _drawn(self):
        """Return the bar as HTML, and as a text without colours."""
        table, task = self.bar.make_tasks_table(self.bar.tasks), self.bar.tasks[0]
        text = f"{task.description} {task.completed:,.0f}/{task.total or 0:,.0f}"
        return {"text/html": table._repr_mimebundle_((), ())["text/html"], "text/plain": text}


def in_notebook():
    """Return whether a notebook runs this, which shows what is displayed and obeys no escapes."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    return type(shell).__name__ == "ZMQInteractiveShell"


def _rich_bar():
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeRemainingColumn as TimeLeft

    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TextColumn("{task.fields[note]}", markup=False),
        TimeLeft(),
        console=Console(stderr=True),
    )
