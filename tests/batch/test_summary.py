"""The summary from records and scores that are written by hand."""

import csv
import json

import pytest

from rnngan.batch import records, runner, summary
from rnngan.batch.records import BatchFolder, Record
from rnngan.config.errors import RunError

SPEC = """\
defaults: {data: a.csv, evaluate: quick}
matrix: {objective: [bce, hinge, mse], seed: [1, 2]}
"""
VALIDATION = {"bce": (0.3, 0.5), "hinge": (0.2, 0.4), "mse": (0.1, None)}  # None: it failed
HELD = {"bce": (0.1, 0.2), "hinge": (0.3, 0.1), "mse": (0.0, None)}


def scores(validation, held, shared=False):
    row = {"score": "discriminative", "floor": {"mean": 0.0}}
    return {
        "validation": {"statistic": "distance", "value": validation, "shared": shared},
        "scores": [
            row | {"judge": "GRU, 3 units", "against": "training windows",
                   "generated": {"mean": 0.45}},
            row | {"judge": "GRU, 32 units", "against": "held-out windows",
                   "generated": {"mean": held}},
            row | {"judge": "CNN, 32 channels", "against": "training windows",
                   "generated": {"mean": 0.2}},
            row | {"score": "correlational", "judge": "none", "against": "training windows",
                   "generated": {"mean": 0.3}},
        ],
    }  # fmt: skip


@pytest.fixture
def summed(opened):
    """Return the `Batch` of SPEC after all its runs but one have ended well."""

    def write(text=SPEC, shared=False):
        batch = opened(text)
        batch.batch_folder.make()
        runner.write_plan(batch)
        for run in batch.runs:
            objective, seed = run.config.training.objective, run.config.seed
            value, held = (known[objective][seed - 1] for known in (VALIDATION, HELD))
            addresses = run.addresses()
            record = Record(begun=addresses["train"], attempts=1)
            if value is None:
                record.failed, record.state = "diverged\nat step 3", "failed"
            else:
                folder = batch.batch_folder.run(run.name)
                folder.mkdir()
                (folder / "manifest.json").write_text('{"files": {}}')
                (folder / "scores.json").write_text(json.dumps(scores(value, held, shared)))
                record.written = {p.name: records.sum_of(p) for p in folder.iterdir()}
                record.done, record.seconds = addresses, {"train": 10.0 * seed}
                record.steps = 80
            batch.batch_folder.write(run.name, record)
        return batch

    return write


DISTANCE = "validation distance"
REPORTED = "discriminative (GRU, 32 units), held-out windows"
TRAINING = "discriminative (published judge), training windows"
CONVOLUTIONAL = "discriminative (CNN, 32 channels), training windows"
CORRELATIONAL = "correlational, training windows"


def test_what_is_best_is_chosen_on_one_half_and_reported_on_the_other(summed):
    """Means of validation: bce .4, hinge .3; mse .1 has lost a seed and can't be chosen."""
    found = summary.gathered(summed().batch_folder)
    (best,) = found["best"]
    assert best["data"] == "a.csv"
    assert best["settings"] == {"objective": "hinge"}
    assert (best["chosen_by"], best["runs"], best["shared"]) == (DISTANCE, 2, False)
    assert best["scores"][REPORTED] == {"mean": 0.2, "std": pytest.approx(0.02**0.5), "n": 2}
    assert TRAINING not in best["scores"]
    assert [group["best"] for group in found["groups"]] == [False, True, False]


def test_rows_columns_and_counts(summed):
    found = summary.gathered(summed().batch_folder)
    assert found["counts"] == {
        "finished": 5, "failed": 1, "pruned": 0, "unfinished": 0, "waiting": 0,
    }  # fmt: skip
    assert found["settings"] == ["data", "objective", "seed"]
    assert [(s["name"], s["role"]) for s in found["scores"]] == [
        (DISTANCE, "validation"), (REPORTED, "reported"), (TRAINING, "training"),
        (CONVOLUTIONAL, "training"), (CORRELATIONAL, "training"),
    ]  # fmt: skip
    first = found["runs"][0]
    assert first["settings"] == {"data": "a.csv", "objective": "bce", "seed": 1}
    assert first["scores"] == {
        DISTANCE: 0.3, REPORTED: 0.1, TRAINING: 0.45, CONVOLUTIONAL: 0.2, CORRELATIONAL: 0.3,
    }  # fmt: skip
    assert (first["seconds"], first["steps"], first["attempts"]) == (10.0, 80, 1)
    assert found["failures"] == [
        {"name": "mse-seed2", "reason": "diverged\nat step 3", "log": "logs/mse-seed2.log"}
    ]
    assert [(g["runs"], g["finished"]) for g in found["groups"]] == [(2, 2), (2, 2), (2, 1)]


def test_files_for_programs_and_people(summed):
    batch_folder = summed(shared=True).batch_folder
    summary.write(batch_folder)
    with (batch_folder.path / "summary.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["name"] for row in rows][:2] == ["bce-seed1", "bce-seed2"]
    assert (rows[0][DISTANCE], rows[-1]["reason"]) == ("0.3", "diverged\nat step 3")
    with (batch_folder.path / "summary_seeds.csv").open(newline="") as stream:
        groups = list(csv.DictReader(stream))
    assert [group["best"] for group in groups] == ["False", "True", "False"]
    assert float(groups[1][f"{REPORTED}, mean"]) == 0.2
    assert "hinge" in (batch_folder.path / "summary.html").read_text()
    text = summary.text(json.loads((batch_folder.path / "summary.json").read_text()))
    assert "0.300 ± 0.141" in text
    assert "best on a.csv: objective hinge (by validation distance; chosen and reported" in text
    assert text.splitlines()[-1] == "mse-seed2: diverged"
    before = {p.name: p.read_bytes() for p in batch_folder.path.glob("summary*")}
    summary.write(batch_folder)
    assert {p.name: p.read_bytes() for p in batch_folder.path.glob("summary*")} == before


def test_a_changed_run_waits_and_one_that_was_begun_is_unfinished(summed, opened):
    batch = summed()
    batch_folder = batch.batch_folder
    batch_folder.write("bce-seed1", Record(begun=batch.runs[0].addresses()["train"]))
    changed = opened(SPEC.replace("{data", "{steps: 9, data"))
    assert summary.gathered(batch_folder)["counts"]["unfinished"] == 1
    runner.write_plan(changed)
    counts = summary.gathered(batch_folder)["counts"]
    assert (counts["waiting"], counts["finished"]) == (6, 0)


def test_runs_that_cut_their_windows_otherwise_are_not_compared(summed):
    text = SPEC + "experiments: [{window: 6, seed: 1}, {window: 6, objective: hinge, seed: 1}]"
    best = summary.gathered(summed(text).batch_folder)["best"]
    assert [entry["settings"]["objective"] for entry in best] == ["hinge", "hinge"]


def test_texts_have_scores_of_their_own(tmp_path):
    row = {"bleu_2": {"mean": 0.7}, "self_bleu_2": {"mean": 0.8}, "longest_span": {"mean": 9}}
    result = {
        "scores": {"held-out texts": {"bleu_2": 1}, "adversarial": row, "likelihood alone": {}}
    }
    assert list(summary._of_text(result)) == [
        ("BLEU-2", 0.7, "reported", "higher"), ("Self-BLEU-2", 0.8, "reported", "lower"),
    ]  # fmt: skip


def test_rows_that_are_generated_tell_configurations_apart(summed):
    found = summary.gathered(
        summed(
            "defaults: {data: a.csv, objective: bce, seed: 1}\n"
            "matrix: {generate: [{rows: 100}, {rows: 200}, 30]}\n"
        ).batch_folder
    )
    assert [row["settings"]["generate"] for row in found["runs"]] == ["rows100", "rows200", 30]
    assert len(found["groups"]) == 3


def test_a_folder_that_is_no_batch_has_nothing_to_show(tmp_path):
    with pytest.raises(RunError, match="is no batch"):
        summary.gathered(BatchFolder(tmp_path))
