"""A whole batch before anything trains: what is refused, chosen, announced, and the lock."""

import json

import pytest

from rnngan.batch import runner
from rnngan.batch.board import Counts
from rnngan.batch.records import BatchFolder
from rnngan.config.errors import ConfigError, InputError, RunError

SPEC = """\
defaults: {data: a.csv, units: 8}
matrix: {objective: [bce, hinge], training.steps: [7, 9]}
experiments: [{name: last, strict: yes}]
"""
NAMES = ["bce-steps7", "bce-steps9", "hinge-steps7", "hinge-steps9", "last"]


def names(runs):
    return [run.name for run in runs]


@pytest.mark.parametrize(
    ("only", "filters", "left"),
    [
        ((), (), NAMES),
        (("last",), (), ["last"]),
        (("bce-*", "last"), (), ["bce-steps7", "bce-steps9", "last"]),
        ((), ("objective=hinge",), ["hinge-steps7", "hinge-steps9"]),
        ((), ("objective=hinge", "steps=9"), ["hinge-steps9"]),
        ((), ("training.steps = 7",), ["bce-steps7", "hinge-steps7"]),
        ((), ("model.units=8", "data=a.csv"), NAMES),
        ((), ("strict=True",), ["last"]),
        (("bce-*",), ("steps=9",), ["bce-steps9"]),
    ],
)
def test_runs_are_chosen_by_name_and_setting(opened, only, filters, left):
    assert names(runner.chosen(opened(SPEC).runs, only, filters)) == left


@pytest.mark.parametrize(
    ("only", "filters", "message"),
    [
        (("x*",), (), "--only x*: no run has this name. Known: bce-steps7, bce-steps9, "),
        ((), ("steps",), "--filter steps: expected KEY=VALUE, such as objective=bce."),
        ((), ("steps=8",), "--filter steps=8: no run is left."),
        ((), ("objective=bce", "objective=hinge"), "--filter objective=hinge: no run is left."),
    ],
)
def test_a_choice_that_leaves_nothing_is_refused(opened, only, filters, message):
    with pytest.raises(ConfigError) as caught:
        runner.chosen(opened(SPEC).runs, only, filters)
    assert str(caught.value).startswith(message)


def test_a_folder_that_is_no_batch_is_refused(written, tmp_path):
    path = written("defaults: {data: a.csv}")
    with pytest.raises(InputError, match=r"a\.csv is a file\. Expected the name of a folder"):
        runner.opened(path, tmp_path / "a.csv", environment={})
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "config.json").write_text("{}")
    with pytest.raises(InputError, match=r"is a run\. Expected a folder that holds runs"):
        runner.opened(path, tmp_path / "run", environment={})


def test_opening_a_batch_writes_nothing(opened, tmp_path):
    opened(SPEC)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "experiments.yaml"]


def test_a_folder_is_locked_while_a_batch_works_in_it(tmp_path):
    batch_folder = BatchFolder(tmp_path / "runs")
    for _ in range(2):  # and is free again
        with (
            runner.locked(batch_folder),
            pytest.raises(RunError, match="runs is in use by another batch"),
            runner.locked(batch_folder),
        ):
            raise AssertionError("two batches in one folder")


def test_a_folder_that_can_not_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(InputError, match=r"runs: can't be made: Not a directory\."),
        runner.locked(BatchFolder(tmp_path / "file" / "runs")),
    ):
        raise AssertionError("a folder in a file")


def test_what_a_dry_run_shows(opened, monkeypatch, tmp_path):
    """100 s and 50 s side by side are 75 s; a run that will fail takes none."""
    batch, lines = opened("defaults: {data: a.csv}\nseeds: 3"), []
    seconds = {"seed0": 100.0, "seed1": 50.0, "seed2": "no column x"}

    class Estimates:
        def seconds(self, run):
            return seconds[run.name]

    monkeypatch.setattr(runner.estimates, "Estimates", Estimates)
    monkeypatch.chdir(tmp_path)
    runner.dry_run(batch, batch.runs, 2, lines.append)
    assert lines == [
        "seed0  (new; about 1 min 40 s)",
        "  rnngan train a.csv -o runs/seed0 --seed 0",
        "seed1  (new; about 50 s)",
        "  rnngan train a.csv -o runs/seed1 --seed 1",
        "seed2  (new; will fail)",
        "  ! no column x",
        "  rnngan train a.csv -o runs/seed2 --seed 2",
        "3 of 3 runs to do, 0 finished; about 1 min 15 s with 2 side by side",
    ]
    assert not (tmp_path / "runs").exists()


@pytest.mark.parametrize(
    ("counts", "line"),
    [
        (Counts(3, 3, 0, 0.0, 2), "all 3 runs are finished: nothing to do"),
        (Counts(3, 1, 2, None, 1), "2 of 3 runs to do; logs in "),
        (Counts(3, 1, 2, 100.0, 2, clock=lambda: 0.0),
         "2 of 3 runs to do, about 50 s with 2 side by side; logs in "),
    ],
)  # fmt: skip
def test_what_a_batch_announces(opened, counts, line):
    assert runner._announced(counts, opened(SPEC)).startswith(line)


def test_the_plan_is_remembered_for_the_summary(opened):
    batch = opened(SPEC)
    batch.batch_folder.make()
    runner.write_plan(batch)
    plan = json.loads((batch.batch_folder.hidden / "plan.json").read_text())
    assert (plan["spec"], plan["search"]) == ("experiments.yaml", None)
    assert [run["name"] for run in plan["runs"]] == NAMES
    assert plan["runs"][0]["said"]["objective"] == "bce"
    assert plan["runs"][0]["addresses"] == batch.runs[0].addresses()
