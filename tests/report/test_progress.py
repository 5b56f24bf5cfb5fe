"""What is said while people wait: in full, quietly, in other words, and to programs."""

import contextlib
import sys

import pytest

from rnngan.report import progress
from rnngan.report.progress import Bar, duration, notify, say, speaking, warn, watched


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still until it is set: clock[0] = seconds."""
    now = [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    return now


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 s"), (59.4, "59 s"), (59.6, "1 min 0 s"), (3599.4, "59 min 59 s"),
        (3600, "1 h 0 min"), (90_000, "25 h 0 min"),
    ],
)  # fmt: skip
def test_a_time_for_people(seconds, said):
    assert duration(seconds) == said


def test_quiet_leaves_warnings_and_stays_within(capsys):
    with speaking(quiet=True):
        say("a")
        warn("b")
        with speaking(quiet=False):
            say("c")
        with Bar("d", 10) as bar:
            bar.update(10)
    say("e")
    assert capsys.readouterr().err == "b\ne\n"


def test_lines_are_put_in_other_words_while_the_block_runs(capsys):
    with contextlib.suppress(ValueError), speaking(wording=str.upper):
        say("a")
        raise ValueError
    say("a")
    assert capsys.readouterr().err == "A\na\n"


def test_nothing_is_said_where_there_is_no_stderr(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stderr", None)
    warn("a")
    with Bar("b", 10) as bar:
        bar.update(10)
    assert capsys.readouterr().out == ""


def test_programs_hear_of_everything_even_when_it_is_quiet():
    seen = []
    with watched(seen.append), Bar("a", 4, hidden=True) as bar:
        bar.update(2, "note")
        bar.start(3, "b")
        notify("checkpoint", step=3)
    notify("late")
    assert seen == [
        {"event": "stage", "stage": "a", "total": 4},
        {"event": "progress", "stage": "a", "done": 2, "total": 4, "note": "note"},
        {"event": "stage", "stage": "b", "total": 3},
        {"event": "checkpoint", "step": 3},
    ]


def test_a_line_is_said_at_every_tenth_with_the_time_that_is_left(clock, capsys):
    with Bar("reading", 2000, "rows") as bar:
        for done, seconds in ((100, 1), (199, 2), (200, 4), (390, 5), (2000, 8)):
            clock[0] = seconds
            bar.update(done, "loss 1" * (done == 200))
    assert capsys.readouterr().err.splitlines() == [
        "reading 200/2,000  loss 1 50.0 rows/s, 36 s left",  # 4 s for a tenth
        "reading 2,000/2,000 250.0 rows/s, 0 s left",
    ]


def test_a_bar_that_begins_anew_counts_time_and_tenths_anew(clock, capsys):
    with Bar("a", 10) as bar:
        clock[0] = 5
        bar.update(10)
        bar.start(20)
        clock[0] = 6
        bar.update(2)
    assert capsys.readouterr().err.splitlines()[1] == "a 2/20 2.0 steps/s, 9 s left"


def test_without_a_total_no_line_is_said(capsys):
    with Bar("a") as bar:
        bar.update(5)
    assert capsys.readouterr().err == ""


def test_a_notebook_shows_one_bar_and_no_control_characters():
    nbformat, nbclient = pytest.importorskip("nbformat"), pytest.importorskip("nbclient")
    code = (
        "from rnngan.report.progress import Bar, say\n"
        "with Bar('training <b>', 400) as bar:\n"
        "    say('begins')\n"
        "    for done in range(400):\n"
        "        bar.update(done + 1, f'D {done}')\n"
    )
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    nbclient.NotebookClient(notebook, timeout=120, allow_errors=False).execute()
    shown, said = notebook.cells[0].outputs
    assert (shown.output_type, said.name, said.text) == ("display_data", "stderr", "begins\n")
    assert shown.data["text/plain"] == "training <b> 400/400"
    assert "training &lt;b&gt;" in shown.data["text/html"]
    assert "400/400" in shown.data["text/html"]
    assert not {"\x1b", "\r"} & set("".join(shown.data.values()))
