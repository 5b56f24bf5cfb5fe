"""Real processes: the batch as a command with workers that train nothing, killed and stopped."""

import contextlib
import json
import signal
import subprocess
import sys

import pytest
from waiting import alive, until

from rnngan.batch.launchers import processes

BATCH = """
import sys
from rnngan.cli import main as cli
from rnngan.batch.launchers import processes
processes.Processes.__init__.__defaults__ = (None, {stub!r})
sys.exit(cli.main({arguments!r}))
"""


@pytest.fixture
def batch(written, stub, root, tmp_path):
    """Start `rnngan batch` with the stub in a process of its own."""

    def start(text, *options, stderr=subprocess.PIPE):
        path = written(text)
        arguments = ["batch", str(path), "-o", str(tmp_path / "runs"), *map(str, options)]
        code = BATCH.format(stub=stub, arguments=arguments)
        pipes = {"stdout": subprocess.PIPE, "stderr": stderr, "text": True}
        return subprocess.Popen([sys.executable, "-c", code], cwd=root, **pipes)

    return start


def outcome(process):
    out, err = process.communicate(timeout=120)
    return [json.loads(line) for line in out.splitlines()], err, process.returncode


def experiments(*names, said=""):
    runs = ", ".join(f"{{name: {name}, seed: {i}}}" for i, name in enumerate(names))
    return f"defaults: {{data: a.csv{said}}}\nexperiments: [{runs}]"


def test_a_batch_as_a_script_sees_it(batch, tmp_path):
    """Finished, failed, tried again, lost: events on stdout, exit 6, a summary, then a rerun."""
    text = experiments("ok1", "fail1", "once1", "crash1", said=", generate: 3, retries: 1")
    events, err, code = outcome(batch(text, "--jobs", 2, "--json"))
    assert code == 6
    ends = {e["run"]: e["event"] for e in events if e["event"] in ("finished", "failed")}
    assert ends == {"ok1": "finished", "fail1": "failed", "once1": "finished", "crash1": "failed"}
    assert [e["run"] for e in events if e["event"] == "retry"].count("once1") == 1
    assert events[-1]["event"] == "end"
    assert (events[-1]["exit_code"], events[-1]["finished"], events[-1]["failed"]) == (6, 2, 2)
    assert "fail1: there is no column x" in err
    assert "crash1: its process was killed by SIGKILL" in err
    summary = (tmp_path / "runs" / "summary.csv").read_text().splitlines()
    assert summary[0].startswith("name,state,reason,data,seed")
    assert [line.split(",")[:3] for line in summary[1:3]] == [
        ["ok1", "finished", ""], ["fail1", "failed", "there is no column x"],
    ]  # fmt: skip
    assert "working on ok1" in (tmp_path / "runs" / "logs" / "ok1.log").read_text()
    events, err, code = outcome(batch(text, "--json", "--jobs", 2))
    started = {e["run"]: e["why"] for e in events if e["event"] == "started" and e["attempt"] == 1}
    assert started["fail1"] == "failed before: there is no column x"
    assert "ok1" not in started
    assert code == 6


def test_a_batch_that_was_killed_goes_on_and_its_workers_end_with_it(batch, tmp_path):
    text, runs = experiments("slow1", "ok1", "slow2"), tmp_path / "runs"
    process = batch(text, "--jobs", 1)
    until((runs / "slow1").exists)
    children = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(process.pid)],
        capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    until((runs / "slow1" / "state").exists)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert len(children) == 1
    until(lambda: not alive(int(children[0])))
    state = int((runs / "slow1" / "state").read_text())
    assert 1 <= state < 3
    events, err, code = outcome(batch(text, "--jobs", 3, "--json"))
    assert code == 0, err
    reasons = {e["run"]: e["why"] for e in events if e["event"] == "started"}
    assert reasons["slow1"].startswith("stopped")
    assert reasons["ok1"] == "new"
    notes = {e["run"]: e["note"] for e in events if e["event"] == "progress"}
    assert notes["slow1"] == f"from {state}"
    events, _, code = outcome(batch(text, "--json"))
    assert [e["event"] for e in events] == ["batch", "note", "end"]
    assert code == 0


@contextlib.contextmanager
def interrupted(batch, text, log, run):
    """Start a batch; when the block ends, send it Ctrl-C and wait until it says so in its log.

    Args:
        batch: the fixture.
        text: the experiments.
        log: path of what it writes to stderr.
        run: folder of the run that is under way when the block begins.
    """
    with log.open("w") as stream:
        process = batch(text, "--jobs", 1, stderr=stream)
    until((run / "state").exists)
    yield process
    process.send_signal(signal.SIGINT)
    until(lambda: "1 running to their end, no more are started" in log.read_text())


def test_two_batches_on_one_folder_and_ctrl_c_once_and_twice(batch, tmp_path):
    text, runs = experiments("held1", "held2", "ok1"), tmp_path / "runs"
    with interrupted(batch, text, tmp_path / "first", runs / "held1") as first:
        _, err, code = outcome(batch(text))
        assert code == 4
        assert "is in use by another batch" in err
    (runs / "held1" / "go").touch()  # the first batch knows that it is to start no more
    assert outcome(first)[2] == 130
    assert (runs / "held1" / "manifest.json").exists()
    assert not (runs / "held2").exists()
    with interrupted(batch, text, tmp_path / "second", runs / "held2") as second:
        pass
    second.send_signal(signal.SIGINT)
    assert outcome(second)[2] == 130
    assert "held2: unfinished: stopped; a rerun goes on" in (tmp_path / "second").read_text()
    assert not (runs / "held2" / "manifest.json").exists()


def test_a_changed_run_begins_anew_and_its_finished_predecessor_is_kept(batch, tmp_path):
    runs = tmp_path / "runs"
    assert outcome(batch(experiments("ok1", "ok2")))[2] == 0
    before = (runs / "ok1" / "weights").read_text()
    events, _, code = outcome(batch(experiments("ok1", "ok2").replace("ok1,", "ok1, steps: 9,"),
                                 "--json"))  # fmt: skip
    assert code == 0
    assert [(e["run"], e["why"]) for e in events if e["event"] == "started"] == [
        ("ok1", "changed: training.steps auto -> 9")
    ]
    assert (runs / "replaced" / "ok1" / "weights").read_text() == before
    assert (runs / "ok1" / "weights").read_text() != before
    (runs / "ok2" / "weights").unlink()  # not one that the manifest vouches for
    (runs / "ok2" / "manifest.json").unlink()
    events, _, _ = outcome(batch(experiments("ok1", "ok2"), "--only", "ok2", "--json"))
    assert [e["why"] for e in events if e["event"] == "started"] == [
        "its files are gone, or are not what was written"
    ]


def test_what_is_chosen_is_run_alone(batch, tmp_path):
    text = experiments("ok1", "ok2", "ok3", said=", units: 8")
    assert outcome(batch(text, "--only", "ok[12]", "--filter", "seed=1"))[2] == 0
    assert (tmp_path / "runs" / "ok2").exists()
    assert not (tmp_path / "runs" / "ok1").exists()
    for option, value, message in (
        ("--only", "nobody", "--only nobody: no run has this name. Known: ok1, ok2, ok3"),
        ("--filter", "seed", "--filter seed: expected KEY=VALUE"),
        ("--filter", "seed=77", "--filter seed=77: no run is left"),
    ):
        _, err, code = outcome(batch(text, option, value))
        assert code == 2
        assert message in err


def test_how_a_process_ended():
    assert processes.ended(-signal.SIGSEGV) == "was killed by SIGSEGV"
    assert list(processes.events([b'{"event": "a"}\n', b'{"ev'])) == [{"event": "a"}]


def test_workers_have_the_threads_that_the_run_has(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "64")
    found = processes.environment(3)
    assert {found[name] for name in processes.THREADS} == {"3"}
    assert found["TF_NUM_INTEROP_THREADS"] == "1"


@pytest.mark.parametrize(
    ("said", "running", "fits"),
    [
        ("", 0, True),
        ("", 1, True),
        ("", 2, False),
        (", cpus: 2", 0, True),
        (", cpus: 2", 1, False),
        (", cpus: 9", 0, True),  # alone, or it would never run
        (", memory_gb: 5", 1, False),
        (", memory_gb: 4", 1, True),
    ],
)
def test_a_run_starts_where_there_is_room(opened, said, running, fits):
    runs = opened(f"defaults: {{data: a.csv{said}}}\nseeds: 3").runs
    launcher = processes.Processes(2, memory=9.0)
    assert launcher.fits(runs[0], runs[1 : 1 + running]) is fits
