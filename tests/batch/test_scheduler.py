"""Which run starts when, and what becomes of it: a launcher that plays a script, and its clock."""

import signal
from collections import Counter
from dataclasses import dataclass, field

import pytest

from rnngan.batch import scheduler
from rnngan.batch.board import Counts, Lines
from rnngan.batch.records import Record
from rnngan.batch.scheduler import Listed, Scheduler
from rnngan.training import interrupts

DONE = [{"event": "finished"}, {"event": "exit", "reason": "ended with exit code 0"}]
LOST = [{"event": "exit", "reason": "was killed by SIGKILL (out of memory?)"}]
FAIL = [{"event": "failed", "reason": "no column x", "passing": False, "code": 3}, LOST[0]]
FULL = [{"event": "failed", "reason": "disk full", "passing": True, "code": 3}, LOST[0]]
NEVER = []


@dataclass
class Launcher:
    """Plays for each run and start the events of a script, one event a poll."""

    script: dict
    jobs: int = 2
    now: float = 0.0
    started: list = field(default_factory=list)
    stopped: list = field(default_factory=list)
    killed: list = field(default_factory=list)
    playing: dict = field(default_factory=dict)
    most: int = 0

    def full(self, running):
        return len(running) >= self.jobs

    def fits(self, run, running):
        return True

    def start(self, job, log, run):
        self.started.append(run.name)
        scripts = self.script.get(run.name, [DONE])
        again = self.started.count(run.name) - 1
        self.playing[run.name] = list(scripts[min(again, len(scripts) - 1)])
        self.most = max(self.most, len(self.playing))

    def poll(self, seconds):
        self.now += 1.0
        found = []
        for name in list(self.playing):
            if self.playing[name]:
                event = self.playing[name].pop(0)
                found.append((name, event))
                if event["event"] == "exit":
                    del self.playing[name]
        return found

    def stop(self, name):
        self.stopped.append(name)
        self.playing[name] = [{"event": "stopped"}, {"event": "exit", "reason": "ended"}]

    def kill(self, name):
        self.killed.append(name)
        self.playing[name] = list(LOST)

    def close(self):
        pass


class BatchFolder:
    def __init__(self, folder):
        self.path, self.records = folder, {}

    def read(self, name):
        return self.records.setdefault(name, Record()).model_copy()

    def write(self, name, record):
        self.records[name] = record

    def log(self, name):
        return self.path / f"{name}.log"


@pytest.fixture
def play(opened, tmp_path, monkeypatch):
    """Play a script; return (launcher, states, batch_folder, board's lines)."""

    def play(names, script, jobs=2, source=None, said="", signals=()):
        runs = ", ".join(f"{{name: {name}}}" for name in names)
        batch = opened(f"defaults: {{data: a.csv{said}}}\nexperiments: [{runs}]")
        launcher, batch_folder, lines = Launcher(script, jobs), BatchFolder(tmp_path), []
        board = Lines()
        board.say = lines.append
        board.line = lines.append
        board.begin(Counts(len(names), 0, len(names), None, jobs))
        listed = source or Listed([(run, "new") for run in batch.runs])
        made = Scheduler(batch_folder, listed, launcher, board, clock=lambda: launcher.now)
        due = list(signals)

        def obey(received, original=made._obey):
            while due and launcher.now >= due[0][0]:
                received.append(due.pop(0)[1])
            original(received)

        made._obey = obey
        received = made.play()
        return launcher, made.states, batch_folder, lines, received

    return play


def test_all_are_run_and_no_more_than_asked_for_at_once(play):
    launcher, states, _, lines, received = play(["a", "b", "c", "d", "e"], {})
    assert launcher.started == ["a", "b", "c", "d", "e"]
    assert launcher.most == 2
    assert Counter(states.values()) == {"finished": 5}
    assert received is None
    assert "(5 of 5 finished)" in lines[-1]


def test_one_failure_stops_no_other_and_is_not_tried_again(play):
    launcher, states, batch_folder, lines, _ = play(["a", "b", "c"], {"b": [FAIL]})
    assert states == {"a": "finished", "b": "failed", "c": "finished"}
    assert launcher.started.count("b") == 1
    assert (batch_folder.records["b"].failed, batch_folder.records["b"].state) == (
        "no column x",
        "failed",
    )
    assert any("b: failed: no column x" in line for line in lines)


@pytest.mark.parametrize("fault", [LOST, FULL])
def test_what_may_pass_is_tried_again_after_a_pause(play, fault):
    launcher, states, *_ = play(["a", "b"], {"a": [fault, fault, DONE]})
    assert states == {"a": "finished", "b": "finished"}
    assert launcher.started.count("a") == 3


def test_what_does_not_pass_is_given_up_and_told(play):
    launcher, states, batch_folder, *_ = play(["a"], {"a": [LOST]}, said=", retries: 1")
    assert states == {"a": "failed"}
    assert launcher.started == ["a", "a"]
    assert batch_folder.records["a"].failed == (
        "its process was killed by SIGKILL (out of memory?) (2 tries)"
    )


def test_a_run_that_takes_too_long_is_stopped_and_one_that_does_not_hear_is_killed(play):
    launcher, states, batch_folder, *_ = play(["a"], {"a": [NEVER]}, said=", timeout_minutes: 0.1")
    assert (states, launcher.stopped, launcher.killed) == ({"a": "failed"}, ["a"], [])
    assert batch_folder.records["a"].failed == "took longer than 0.1 minutes; a rerun goes on"


def test_a_worker_that_does_not_end_is_killed(play, monkeypatch):
    monkeypatch.setattr(Launcher, "stop", lambda self, name: self.stopped.append(name))
    launcher, states, *_ = play(["a"], {"a": [NEVER]}, said=", timeout_minutes: 0.1")
    assert (states, launcher.killed) == ({"a": "failed"}, ["a"])
    assert launcher.now > scheduler.GRACE


def test_the_first_ctrl_c_lets_them_end_and_starts_no_more(play):
    long = [{"event": "step", "step": "train"}] * 5 + DONE
    launcher, states, _, lines, received = play(
        ["a", "b", "c"], {"a": [long], "b": [long]}, signals=[(2, signal.SIGINT)]
    )
    assert states == {"a": "finished", "b": "finished"}
    assert launcher.stopped == []
    assert received == signal.SIGINT
    assert any("2 running to their end" in line for line in lines)


@pytest.mark.parametrize(
    "signals", [[(2, signal.SIGINT), (4, signal.SIGINT)], [(2, signal.SIGTERM)]]
)
def test_the_second_one_or_sigterm_stops_them_with_a_checkpoint(play, signals):
    launcher, states, batch_folder, *_ = play(["a", "b", "c"], {"a": [NEVER], "b": [NEVER]},
                                       signals=signals)  # fmt: skip
    assert states == {"a": "unfinished", "b": "unfinished"}
    assert sorted(launcher.stopped) == ["a", "b"]
    assert not any(record.failed for record in batch_folder.records.values())


def test_a_run_that_promises_little_is_pruned(play, opened):
    class Pruning(Listed):
        def is_pruned(self, run, event):
            return run.name == "a" and event["distance"] > 1

    look = {"event": "checkpoint", "part": 1, "step": 5, "distance": 2.0}
    runs = opened("defaults: {data: a.csv}\nexperiments: [{name: a}, {name: b}]").runs
    source = Pruning([(run, "new") for run in runs])
    script = {name: [[look, {"event": "step", "step": "train"}, *DONE]] for name in "ab"}
    launcher, states, batch_folder, *_ = play(["a", "b"], script, source=source)
    assert states == {"a": "pruned", "b": "finished"}
    assert launcher.stopped == ["a"]
    assert batch_folder.records["a"].state == "pruned"


def test_signals_are_collected_and_given_back():
    before = signal.getsignal(signal.SIGTERM)
    with interrupts.collected() as found:
        signal.raise_signal(signal.SIGTERM)
        signal.raise_signal(signal.SIGINT)
        assert found == [signal.SIGTERM, signal.SIGINT]
    assert signal.getsignal(signal.SIGTERM) is before


def test_the_time_that_is_left():
    clock = iter([0.0, 10.0, 30.0]).__next__
    counts = Counts(5, 1, 4, 100.0, 2, clock)
    assert counts.left() == 40.0  # 100 s of work two by two, 10 s are over
    counts.ended("finished")
    assert counts.left() == 90.0  # one took 30 s, three are left
    counts.states.update({"finished": 2, "failed": 1})
    assert counts.left() == 0.0
    assert counts.text() == "4 of 5 finished, 1 failed"
