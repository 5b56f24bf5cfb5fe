"""What a person sees of a batch on a terminal, and a program on stdout."""

import io
import json
from types import SimpleNamespace

import pytest
from rich.console import Console

from rnngan.batch import board
from rnngan.batch.board import Counts, Lines, LiveTable
from rnngan.batch.records import Record
from rnngan.report.progress import speaking

RUN = SimpleNamespace(name="sines-\x1b[31mbce")


@pytest.fixture
def shown():
    """A live table on a terminal of 100 columns, and what was written to it."""
    stream = io.StringIO()
    console = Console(file=stream, force_terminal=True, width=100, color_system=None)
    made = LiveTable(console=console)
    made.begin(Counts(3, 1, 2, 60.0, 2, clock=lambda: 0.0))
    return made, stream


def rendered(made):
    console = Console(file=io.StringIO(), width=100, color_system=None)
    console.print(made.table())
    return console.file.getvalue()


def test_the_table_tells_what_each_run_is_doing(shown):
    made, stream = shown
    with made:
        made.started(RUN, "new", 1)
        assert "starting" in rendered(made)
        made.heard(RUN, {"event": "stage", "stage": "training", "total": 4000})
        facts = {"stage": "training", "done": 1000, "total": 4000, "note": "D 1.386 G 0.693"}
        made.heard(RUN, {"event": "progress"} | facts)
        text = rendered(made)
        assert "1 of 3 finished, about 30 s left" in text
        for part in ("training", "1,000/4,000", "D 1.386 G 0.693", r"sines-\x1b[31mbce"):
            assert part in text
        made.heard(RUN, {"event": "step", "step": "evaluate"})
        assert "evaluating" in rendered(made)
        made.tick()
        made.ended(RUN, "finished", None, Record(seconds={"train": 61.0, "generate": 3.0}))
        assert "bce" not in rendered(made)
    written = stream.getvalue()
    assert "starts (new)" in written
    assert "finished in 1 min 4 s (2 of 3 finished" in written
    assert "\x1b[31m" not in written


def test_events_are_lines_of_json_and_quiet_says_failures_alone(capfd):
    with speaking(quiet=True):
        made = Lines(events=True)
        made.begin(Counts(2, 0, 2, None, 1))
        run = SimpleNamespace(name="a")
        made.started(run, "new", 1)
        facts = {"event": "progress", "stage": "training", "done": 1, "total": 4, "note": "D 1"}
        made.heard(run, facts)
        made.heard(run, facts)  # too soon to be shown again
        made.ended(run, "finished", None, Record(seconds={"train": 2.0}))
        made.ended(SimpleNamespace(name="b"), "failed", "no column")
        made.close()
    out, err = capfd.readouterr()
    events = [json.loads(line) for line in out.splitlines()]
    assert [e["event"] for e in events] == ["batch", "started", "progress", "finished", "failed"]
    assert events[2] == facts | {"run": "a"}
    assert events[3] == {"event": "finished", "run": "a", "reason": None, "seconds": 2.0}
    assert err == "b: failed: no column (1 of 2 finished, 1 failed)\n"


def test_there_is_a_table_on_a_terminal_alone(monkeypatch):
    monkeypatch.setattr(board.sys.stderr, "isatty", lambda: True, raising=False)
    assert isinstance(board.board(), LiveTable)
    with speaking(quiet=True):
        assert type(board.board()) is Lines
    monkeypatch.setattr(board.sys.stderr, "isatty", lambda: False, raising=False)
    assert type(board.board()) is Lines
