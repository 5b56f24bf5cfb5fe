"""What a batch knows of its runs: what is finished, why one has something to do, what is kept."""

import json

import pytest

from rnngan.batch import addresses, records
from rnngan.batch.records import BatchFolder, Record
from rnngan.config.errors import InputError

SPEC = "defaults: {data: a.csv, generate: 3, evaluate: quick}\nexperiments: [{name: x, seed: 1}]"
ONE = "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed"  # sha256 of "one"


def begun(opened):
    """Return the folder of a batch, its run x, what is remembered of it, and its address."""
    batch = opened(SPEC)
    batch.batch_folder.make()
    (run,) = batch.runs
    return batch.batch_folder, run, records.said(run), run.addresses()["train"]


def why(batch_folder, run):
    return records.why(batch_folder, run, batch_folder.read(run.name), run.addresses())


def test_where_everything_is(tmp_path):
    batch_folder = BatchFolder(tmp_path)
    assert batch_folder.run("a") == tmp_path / "a"
    assert batch_folder.log("a") == tmp_path / "logs" / "a.log"
    assert batch_folder.record("a") == tmp_path / ".batch" / "runs" / "a.json"


def test_a_batch_folder_is_made_and_tidied(tmp_path):
    batch_folder = BatchFolder(tmp_path / "runs")
    batch_folder.make()
    (batch_folder.path / ".writing-x").write_text("half")
    batch_folder.make()
    assert sorted(path.name for path in batch_folder.path.iterdir()) == [".batch", "logs"]


def test_a_record_is_read_as_it_was_written(tmp_path):
    batch_folder = BatchFolder(tmp_path)
    batch_folder.make()
    record = Record(begun="b", done={"train": "b"}, seconds={"train": 1.5}, attempts=2, steps=80)
    batch_folder.write("a", record)
    assert batch_folder.read("a") == record
    assert json.loads(batch_folder.record("a").read_text())["attempts"] == 2
    assert batch_folder.read("nobody") == Record()
    batch_folder.record("a").write_text('{"unknown": 1}')
    assert batch_folder.read("a") == Record()


def test_the_sum_of_a_file(tmp_path):
    (tmp_path / "a").write_text("one")
    assert records.sum_of(tmp_path / "a") == ONE


@pytest.fixture
def trained(opened):
    """The folder of a batch, its run x with all files, and its record."""
    batch_folder, run, settings, address = begun(opened)
    folder = batch_folder.run("x")
    folder.mkdir()
    (folder / "weights").write_text("12345")
    (folder / "manifest.json").write_text('{"files": {"weights": {"bytes": 5}}}')
    (folder / "synthetic.csv").write_text("one")
    (folder / "scores.json").write_text("{}")
    names = ("manifest.json", "synthetic.csv", "scores.json")
    written = {name: records.sum_of(folder / name) for name in names}
    record = Record(begun=address, settings=settings, done=run.addresses(), written=written)
    return batch_folder, run, record


@pytest.mark.parametrize(
    ("file", "content", "left"),
    [
        ("other.txt", "one", ["train", "generate", "evaluate"]),
        ("synthetic.csv", "two", ["train", "evaluate"]),
        ("scores.json", None, ["train", "generate"]),
        ("weights", "54321", ["train", "generate", "evaluate"]),  # its size is what is looked at
        ("weights", "1234", []),
        ("weights", None, []),
        ("manifest.json", '{"files": {}}', []),
        ("manifest.json", None, []),
    ],
)
def test_a_step_is_finished_where_its_files_are_those_written(trained, file, content, left):
    batch_folder, run, record = trained
    path = batch_folder.run("x") / file
    path.unlink() if content is None else path.write_text(content)
    assert records.finished(batch_folder, run, record, run.addresses()) == left


def test_a_step_is_finished_where_its_address_is_the_one_recorded(trained):
    batch_folder, run, record = trained
    now = run.addresses()
    for step, left in (
        ("evaluate", ["train", "generate"]), ("generate", ["train", "evaluate"]), ("train", []),
    ):  # fmt: skip
        assert records.finished(batch_folder, run, record, now | {step: "other"}) == left


def test_why_a_half_trained_run_goes_on(opened):
    batch_folder, run, settings, address = begun(opened)
    batch_folder.write("x", Record(begun=address, settings=settings))
    assert why(batch_folder, run) == "stopped before its first checkpoint"
    (batch_folder.run("x") / "checkpoints" / "001-1-00001500").mkdir(parents=True)
    assert why(batch_folder, run) == "stopped: goes on from step 1,500"
    (batch_folder.run("x") / "checkpoints" / "001-2-00000020").mkdir()
    assert why(batch_folder, run) == "stopped: goes on from step 20 of the second part"
    batch_folder.write("x", Record(begun=address, failed="no\nreally", state="failed"))
    assert why(batch_folder, run) == "failed before: no"
    batch_folder.write("x", Record(begun="other", settings=settings | {"data's content": 1}))
    assert why(batch_folder, run) == "changed: data's content"
    batch_folder.record("x").write_text("{")  # damaged: nothing is known
    assert why(batch_folder, run) == "new"


def test_a_setting_that_is_new_has_not_changed(planned):
    (run,) = planned("defaults: {data: a.csv, steps: 9}")
    settings = {k: v for k, v in records.said(run).items() if k not in addresses.NEWER}
    record = Record(begun="x", settings=settings | {"training.steps": 8})
    assert records._changes(run, record) == "training.steps 8 -> 9"


def test_changes_are_named_with_both_values_four_at_most(planned):
    (run,) = planned("defaults: {data: a.csv, steps: 9, units: 8, seed: 3, window: 4, r1: 0.5}")
    now = records.said(run)
    assert records._changes(run, Record(settings=now)) == ""
    assert records._changes(run, Record(settings=now | {"seed": 1})) == "seed 1 -> 3"
    names = ("seed", "training.steps", "training.r1", "model.units", "data.window")
    changed = records._changes(run, Record(settings=now | dict.fromkeys(names, 99)))
    assert changed.endswith(", …")
    assert changed.count("99 -> ") == 4
    other = records._changes(run, Record(settings=now | {"data": "/" + 50 * "a"}))
    assert other.startswith(f"data …{38 * 'a'} -> ")


def test_a_run_that_is_set_aside_is_kept_where_it_was_finished(tmp_path):
    batch_folder = BatchFolder(tmp_path)
    for name, finished in (("a", True), ("b", False)):
        batch_folder.run(name).mkdir()
        (batch_folder.run(name) / "checkpoints").mkdir()
        if finished:
            (batch_folder.run(name) / "manifest.json").write_text("{}")
        records.set_aside(batch_folder, name)
    assert [path.name for path in (tmp_path / "replaced").iterdir()] == ["a"]
    assert not batch_folder.run("a").exists()
    assert not batch_folder.run("b").exists()


def test_what_somebody_has_put_in_a_runs_folder_is_never_removed(tmp_path):
    batch_folder = BatchFolder(tmp_path)
    batch_folder.run("a").mkdir()
    (batch_folder.run("a") / "thesis.txt").write_text("dear")
    with pytest.raises(InputError, match="is not of this batch"):
        records.set_aside(batch_folder, "a")
    assert (batch_folder.run("a") / "thesis.txt").read_text() == "dear"


def test_only_the_latest_of_those_that_are_set_aside_is_kept(tmp_path):
    batch_folder = BatchFolder(tmp_path)
    for content in ('{"a": 1}', '{"a": 2}'):
        batch_folder.run("a").mkdir()
        (batch_folder.run("a") / "manifest.json").write_text(content)
        records.set_aside(batch_folder, "a")
    assert (tmp_path / "replaced" / "a" / "manifest.json").read_text() == '{"a": 2}'
    records.set_aside(batch_folder, "a")  # nothing is there
    assert sorted(path.name for path in tmp_path.iterdir()) == ["replaced"]
