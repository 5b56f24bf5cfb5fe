"""What a worker does before and around a training, without one."""

import json

import pytest

from rnngan.batch import job as jobs
from rnngan.batch import records, worker
from rnngan.config.errors import InputError, TrainingError

SPEC = "defaults: {data: a.csv, generate: 3, evaluate: quick}\nexperiments: [{name: x, seed: 1}]"


@pytest.fixture
def ready(opened, tmp_path, monkeypatch):
    """A run, its job, the batch's folder, and the steps that were taken; each writes a file."""
    batch = opened(SPEC)
    batch.batch_folder.make()
    (run,) = batch.runs
    taken = []

    def step(name, file):
        def act(job, folder, record):
            taken.append(name)
            folder.mkdir(exist_ok=True)
            (folder / "checkpoints").mkdir(exist_ok=True)
            (folder / file).write_text('{"files": {}}' if name == "train" else name)
            record.written[file] = records.sum_of(folder / file)
            return record

        return act

    for name, file in (("train", "manifest.json"), ("generate", "synthetic.csv"),
                       ("evaluate", "scores.json")):  # fmt: skip
        monkeypatch.setattr(worker, name, step(name, file))
    monkeypatch.chdir(tmp_path)
    return run, jobs.of(run, batch.batch_folder.path), batch.batch_folder, taken


def why(run, batch_folder):
    return records.why(batch_folder, run, batch_folder.read(run.name), run.addresses())


def test_all_steps_are_taken_once(ready):
    run, job, batch_folder, taken = ready
    assert why(run, batch_folder) == "new"
    worker.work(job)
    assert taken == ["train", "generate", "evaluate"]
    assert why(run, batch_folder) is None
    worker.work(job)
    assert len(taken) == 3


@pytest.mark.parametrize(
    ("lost", "again", "reason"),
    [
        ("scores.json", ["evaluate"], "trained; to evaluate"),
        ("synthetic.csv", ["generate"], "trained; synthetic.csv to generate"),
        ("manifest.json", ["train", "generate", "evaluate"],
         "its files are gone, or are not what was written"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("how", ["gone", "another"])
def test_a_step_whose_file_is_lost_is_taken_again(ready, lost, again, reason, how):
    run, job, batch_folder, taken = ready
    worker.work(job)
    taken.clear()
    path = batch_folder.run("x") / lost
    path.unlink() if how == "gone" else path.write_text("{}")
    assert why(run, batch_folder) == reason
    worker.work(job)
    assert taken == again
    assert why(run, batch_folder) is None


def test_what_a_killed_worker_has_left_half_written_is_removed(ready):
    run, job, batch_folder, _ = ready
    worker.work(job)
    (batch_folder.run("x") / "scores.json").unlink()
    (batch_folder.run("x") / ".writing-scores.json.abc").write_text("{")
    worker.work(job)
    assert not list(batch_folder.run("x").glob(".writing*"))
    assert why(run, batch_folder) is None


def test_what_was_done_stays_done_where_a_later_step_fails(ready, monkeypatch):
    run, job, batch_folder, _ = ready

    def fail(job, folder, record):
        raise TrainingError("no")

    with monkeypatch.context() as patched:
        patched.setattr(worker, "evaluate", fail)
        with pytest.raises(TrainingError):
            worker.work(job)
    assert why(run, batch_folder) == "trained; to evaluate"
    assert batch_folder.read("x").attempts == 1


def test_a_folder_of_somebody_else_is_refused_and_left_alone(ready):
    _, job, batch_folder, taken = ready
    batch_folder.run("x").mkdir()
    (batch_folder.run("x") / "thesis.txt").write_text("dear")
    with pytest.raises(InputError, match="is not of this batch"):
        worker.work(job)
    assert (batch_folder.run("x") / "thesis.txt").read_text() == "dear"
    assert taken == []


@pytest.mark.parametrize(
    ("error", "code", "passing"),
    [
        (InputError("no column"), 3, False),
        (TrainingError("diverged"), 5, False),
        (OSError(5, "Input/output error"), 3, True),
        (MemoryError(), 1, True),
        (ZeroDivisionError("x"), 1, False),
    ],
)
def test_which_faults_may_pass(error, code, passing):
    found = worker.reason_of(error)
    assert (found["code"], found["passing"]) == (code, passing)
    assert found["reason"]


def test_progress_is_not_sent_every_time(monkeypatch):
    sent, now = [], [100.0]
    monkeypatch.setattr(worker.os, "write", lambda _, line: sent.append(json.loads(line)))
    monkeypatch.setattr(worker.time, "monotonic", lambda: now[0])
    line = worker.Line(1)
    for done in range(1, 11):
        now[0] += 0.1
        line({"event": "progress", "done": done, "total": 10})
    line({"event": "checkpoint"})
    assert [t.get("done") for t in sent] == [1, 4, 7, 10, None]
