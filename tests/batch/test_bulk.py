"""Processes that write shards: by a stub that draws nothing, then by real commands."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from waiting import alive, until

from rnngan.batch import bulk
from rnngan.batch.bulk import Crew, Progress
from rnngan.config.errors import BatchError, InputError, RunError
from rnngan.runs.shards import Plan

STUB = ("-P", str(Path(__file__).with_name("shard_stub.py")))
PLAN = Plan({}, {}, {}, "csv", ".csv", 80, 10, "sequences", {})
NAMES = [f"part-0000{shard}.csv" for shard in range(8)]
COMMAND = """
import sys
from types import SimpleNamespace as Some
from rnngan.cli import main as cli
from rnngan.batch import bulk
bulk.Crew.__init__.__defaults__ = ({stub!r},)
bulk.store.opened = lambda run: (Some(config=None, finished=True), None)
bulk.modalities.of = lambda config: Some(refuse_request=lambda *_: None)
from pathlib import Path
import time

def write(plan, trained, folder, shard, report):
    while {held}:  # until a signal ends it
        report(0)
        time.sleep(0.05)
    (Path(folder) / plan.name(shard)).write_text(str(shard))
    report(10)

bulk.shards.Plan.write = write
plan = bulk.shards.Plan({{}}, {{}}, {{}}, "csv", ".csv", 40, 10, "sequences", {{}})
bulk.shards.Plan.of = lambda *_: plan
sys.exit(cli.main({arguments!r}))
"""


class Shown:
    """A bar that remembers what it was asked to show."""

    def __init__(self):
        self.done = []

    def update(self, done):
        self.done.append(done)


@pytest.fixture
def crew(tmp_path):
    """Return a `Crew` whose processes do what the name of a run says."""
    return lambda run: Crew(run, PLAN, tmp_path, Progress(PLAN, Shown()), STUB)


def write(folder, shard, report):
    """Write a shard in this process, as the stub does in another one."""
    (Path(folder) / PLAN.name(shard)).write_text(f"{shard}")
    report(10)


def there(folder):
    return sorted(path.name for path in folder.glob("part-*"))


def test_progress_is_that_of_all_together():
    bar = Shown()
    progress = Progress(PLAN, bar)
    progress.within("a", 4)
    progress.within("b", 5)
    progress.ended("a", 0)
    progress.ended("b", None)  # lost
    assert bar.done == [4, 9, 15, 10]


def test_each_process_writes_its_share(crew, tmp_path):
    some = crew("ok")
    some.write([0, 1, 3], 2, write)  # 0 by another one
    assert there(tmp_path) == [NAMES[0], NAMES[1], NAMES[3]]
    assert some.progress.bar.done[-1] == 30


def test_the_shards_of_a_lost_process_are_written_by_another_one(crew, tmp_path, capsys):
    some = crew("crash")
    some.write(range(8), 3, write)
    assert there(tmp_path) == NAMES
    assert some.progress.bar.done[-1] == 80
    assert capsys.readouterr().err == 2 * (
        "note: a process that writes shards was killed by SIGKILL (out of memory?); another one "
        "goes on\n"
    )


def test_processes_that_are_lost_again_and_again_are_an_error(crew):
    with pytest.raises(BatchError, match=r"3 times\. Its last words: 'a line for the log'\."):
        crew("lost").write(range(8), 3, write)


def test_what_a_process_can_not_do_is_an_error_of_its_own_kind(crew):
    with pytest.raises(InputError, match="the disk is full"):
        crew("full").write(range(8), 3, write)
    assert type(bulk._error(4, "r is gone")) is RunError
    assert bulk._error(1, "a bug").exit_code == 1


@pytest.mark.skipif(not os.path.exists("/proc/self/stat"), reason="asks Linux who is alive")
def test_signals_end_all_processes_and_the_same_command_goes_on(root, tmp_path):
    def command(run):
        folder = tmp_path / run
        folder.mkdir(exist_ok=True)
        arguments = ["generate", str(folder), "-n", "40", "-o", f"{tmp_path}/out/", "--jobs", "3"]
        code = COMMAND.format(stub=STUB, arguments=arguments, held=run == "held")
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        return subprocess.Popen([sys.executable, "-c", code], cwd=root, **pipes)

    out, rounds = (
        tmp_path / "out",
        [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGKILL, -9)],
    )
    for number, code in rounds:
        process = command("held")
        until(lambda: len(list(out.glob("worker-*.pid"))) == 2)
        pids = [path.read_text() for path in out.glob("worker-*.pid")]
        process.send_signal(number)
        said = process.communicate(timeout=60)[1]
        assert process.returncode == code, said
        until(lambda: not any(map(alive, pids)))  # noqa: B023
        assert there(out) == NAMES[:2] if number == signal.SIGINT else NAMES[:3]
        for path in [*out.glob("*.pid"), *out.glob("part-0000[12]*")]:
            path.unlink()
    process = command("ok")
    assert process.communicate(timeout=60) == (
        "", f"{out}/: 30 sequences in 3 shards of 10; 1 is there already\n",
    )  # fmt: skip
    assert process.returncode == 0
    assert there(out) == NAMES[:4]
    assert not list(out.glob(".writing-*"))


def test_shards_are_the_rows_of_one_file_whoever_writes_them(rnngan, visits_run, root, tmp_path):
    """Three shards of 1,024 sequences and less, by one process, and two of them again by two."""

    def generate(output, *options):
        command = "generate", visits_run, "-n", 2500, "-o", output, *options
        return rnngan(*command, program=root / "tests" / "small_shards.py")

    assert generate(tmp_path / "one.csv").returncode == 0
    here = tmp_path / "here"
    done = generate(f"{here}/", "--jobs", 1)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert done.stderr == f"{here}/: 2,500 sequences in 3 shards of 1,024\n"
    header, *rows = (tmp_path / "one.csv").read_text().splitlines()
    parts = [(here / f"part-0000{shard}.csv").read_text().splitlines() for shard in range(3)]
    assert [len(part) for part in parts] == [1 + 8 * 1024, 1 + 8 * 1024, 1 + 8 * 452]
    assert all(part[0] == header for part in parts)
    assert [row for part in parts for row in part[1:]] == rows

    written = {path.name: path.read_bytes() for path in here.glob("part-*")}
    kept = (here / "part-00001.csv").stat().st_mtime_ns
    for shard in (0, 2):
        (here / f"part-0000{shard}.csv").unlink()
    again = generate(here, "--jobs", 2)  # a folder that is there needs no slash
    assert again.stderr == f"{here}: 1,476 sequences in 2 shards of 1,024; 1 is there already\n"
    assert (here / "part-00001.csv").stat().st_mtime_ns == kept
    assert {path.name: path.read_bytes() for path in here.glob("part-*")} == written


def test_what_does_not_go_with_an_output_is_refused(rnngan, visits_run, tmp_path):
    (tmp_path / "letters.txt").write_text("dear")
    foreign = rnngan("generate", visits_run, "-n", 2, "-o", tmp_path)
    assert foreign.returncode == 3
    assert "holds letters.txt, and no _plan.json" in foreign.stderr
    misused = rnngan("generate", visits_run, "-n", 2, "-o", tmp_path / "new.csv", "--jobs", 2)
    assert misused.returncode == 2
    assert "--jobs goes with a folder: -o out/" in misused.stderr
