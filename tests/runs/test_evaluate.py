"""What `rnngan evaluate` gives to choose among runs by: quick scores, and a half held back."""

import json
import shutil
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from rnngan.cli import main
from rnngan.config.errors import ConfigError
from rnngan.config.requests import EvaluateRequest
from rnngan.config.run_config import validate
from rnngan.data.dataset import prepare
from rnngan.data.holdout import Split
from rnngan.evaluation.encoding import Encoder
from rnngan.modalities import table_evaluation, table_privacy, table_similarity
from rnngan.report import figures
from rnngan.report.console import scores_table
from rnngan.report.progress import speaking
from rnngan.runs import store
from rnngan.training.row_monitor import HeldOut


@pytest.fixture(scope="module")
def opened(visits_run):
    return store.load(visits_run)


def ready(trained, frame):
    return prepare(frame, trained.config, trained.schema, transform=trained.transform)


def measured(trained, windows):
    return HeldOut(windows, trained.config.seed).distance(trained.model)


def test_sequences_of_different_lengths_have_a_picture():
    frame = pd.DataFrame({"id": [0, 0, 1, 1, 1], "v": [1.0, 2.0, 4.0, 3.0, 5.0]})
    read = {"id_column": "id", "lengths": "learn", "holdout": 0}
    dataset = prepare(frame, validate({"data": read}))
    encoder = Encoder(dataset.schema, dataset.rows)
    windows = encoder.windows(dataset.rows, dataset.train.starts, dataset.config.data).gather(
        [0, 1]
    )
    assert windows.shape == (2, 3, 2)  # the last feature says which rows are of the sequence
    picture = table_evaluation.draw(encoder, windows, windows, "visits")
    assert figures.png(picture).startswith(b"\x89PNG")


def test_a_validation_number_of_half_the_held_out_windows(opened, visits, capsys):
    """Two patients of 24 are held out, each with 23 windows of 8 days of its 30."""
    others = visits.assign(patient="Q" + visits["patient"].str[1:])
    dataset = ready(opened, pd.concat([visits, others], ignore_index=True))
    kept, found = table_evaluation.validated(opened, dataset)
    first, second = dataset.holdout.halves()
    assert (len(first), len(second)) == (23, 23)
    assert kept.holdout.starts.tolist() == second.starts.tolist()
    assert kept.train is dataset.train
    value = measured(opened, first)
    assert found == {"statistic": "distance", "value": value, "windows": 23, "shared": False}
    assert value != measured(opened, second)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("patients", "days", "windows", "note"),
    [
        (12, 8, 1, "note: 1 held-out window is too few to be halved: the validation number is"),
        (12, 10, 3, "note: 3 held-out windows are too few to be halved"),
        (12, 30, 23, "note: 23 held-out windows are too few to be halved"),  # 5 in the second half
        (9, 12, 45, "note: nothing is held out: the validation number is measured on the 45 train"),
    ],
)
def test_too_few_held_out_windows_are_shared(opened, visits, capsys, patients, days, windows, note):
    """A patient of 12 is held out; of 9 patients their last day, which is no window of 8."""
    number = visits["patient"].str[1:].astype(int)
    frame = visits[(number < patients) & (visits.groupby("patient").cumcount() < days)]
    dataset = ready(opened, frame.reset_index(drop=True))
    kept, found = table_evaluation.validated(opened, dataset)
    assert kept is dataset
    assert found["shared"] is True
    assert found["windows"] == windows
    assert found["value"] == measured(opened, dataset.holdout if patients == 12 else dataset.train)
    assert note in capsys.readouterr().err
    with speaking(quiet=True):
        table_evaluation.validated(opened, dataset)
    assert capsys.readouterr().err == ""


def test_quick_scores_and_a_split_held_out_part(rnngan, root, visits_run, tmp_path):
    run, program = shutil.copytree(visits_run, tmp_path / "run"), root / "tests" / "quick_judges.py"
    result = rnngan("evaluate", run, "--quick", "--split-held-out", "--json", program=program)
    assert result.returncode == 0, result.stderr
    assert "classifiers (CNN, 32 channels) 5/5" in result.stderr
    assert "classifiers (GRU" not in result.stderr
    assert "forecasters 5/5" in result.stderr
    found = json.loads((run / "scores.json").read_text())
    assert json.loads(result.stdout) == found
    assert found["quick"] is True
    assert found["judge_seeds"] == 1
    assert found["not_measured"] == [
        "discriminative (GRU, 3 units)", "discriminative (GRU, 32 units)"
    ]  # fmt: skip
    judges = {(row["score"], row["judge"]) for row in found["scores"]}
    assert judges == {
        ("correlational", "none"), ("discriminative", "CNN, 32 channels"),
        ("predictive", "GRU, 3 units"),
    }  # fmt: skip
    assert found["windows"] == {"training": 253, "held_out": 23, "generated": 253}
    assert set(found["validation"]) == {"statistic", "value", "windows", "shared"}
    assert found["privacy"]["grade"] == "unknown"  # one patient is held out
    assert found["privacy"]["compared"] == {
        "members": 11, "non_members": 1, "generated": 1012, "unit": "sequences"
    }  # fmt: skip
    assert all(len(row["generated"]["values"]) == 1 for row in found["scores"])
    assert result.stdout.index('"similarity"')  # whose scores are of rows, and are not quicker
    assert {"marginals", "transitions", "pairs"} <= {
        score["score"] for score in found["similarity"]["scores"]
    }


@pytest.mark.parametrize("how", [[], ["--json", "-q"]])
def test_scores_are_written_and_shown_before_anything_is_drawn(
    visits_run, tmp_path, monkeypatch, capsys, how
):
    run, seen = shutil.copytree(visits_run, tmp_path / "run"), []

    def draw(*_):
        seen.append((capsys.readouterr().out, (run / "scores.json").read_text()))
        raise MemoryError("no room\nfor a picture")

    monkeypatch.setattr(table_evaluation, "_score", lambda *a: {"scores": [], "judge_seeds": 1})
    monkeypatch.setattr(table_evaluation.figures, "samples", draw)
    assert main.main(["evaluate", str(run), *how]) == 0
    [(shown, written)] = seen
    assert shown.strip() == written.strip() if how else "one judge a score" in shown
    out, err = capsys.readouterr()
    assert out == ""
    line = "note: figures/samples.png could not be drawn: MemoryError: no room\\nfor a picture"
    assert err.splitlines() == [line]
    assert not (run / "figures" / "samples.png").exists()


def test_a_picture_that_fails_can_be_looked_into(tmp_path, monkeypatch):
    monkeypatch.setenv("RNNGAN_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        store.write_figure(tmp_path, "samples", lambda: 1 / 0)


@pytest.mark.parametrize(("quick", "iterations"), [(True, 400), (False, 2000)])
def test_classifiers_of_conditions_are_quick_too(monkeypatch, quick, iterations):
    asked = []
    monkeypatch.setattr(table_evaluation.condition_scores, "sequences", lambda *a: np.zeros(0, int))
    monkeypatch.setattr(
        table_evaluation.condition_scores,
        "evaluate",
        lambda *a, iterations, report, seed: asked.append(iterations),
    )
    trained = SimpleNamespace(conditions=SimpleNamespace(columns=["clinic"]))
    dataset, generated = SimpleNamespace(train=[], holdout=[]), np.zeros((4, 3, 2))
    request = EvaluateRequest(quick=quick)
    table_evaluation._obeyed(trained, dataset, None, ([], []), generated, request)
    assert asked == [iterations]


def test_two_tables_are_scored_quickly_too(visits_csv, monkeypatch, capsys):
    asked = {}

    def evaluate(train, held, generated, seeds, report, quick, also, kept, seed):
        asked.update(seeds=seeds, quick=quick, also=also)
        return []

    monkeypatch.setattr(table_evaluation.scores, "evaluate", evaluate)
    arguments = ["evaluate", "--real", visits_csv, "--synthetic", visits_csv, "--window", "8"]
    assert main.main([*map(str, arguments), "--quick"]) == 0
    assert asked == {"seeds": 1, "quick": True, "also": ()}
    assert main.main([*map(str, arguments), "--context-fid"]) == 0
    assert asked == {"seeds": 3, "quick": False, "also": ("context_fid",)}
    shown = capsys.readouterr().out
    assert "quick scores are for comparing runs with each other" in shown
    assert "privacy: poor. Generated data give training data away: 100.0% of generated" in shown


def test_privacy_cannot_be_said_where_nothing_is_held_out(opened, visits):
    dataset = prepare(visits, opened.config, opened.schema, transform=opened.transform)
    whole = replace(dataset, split=Split(dataset.rows.segments, []))
    found = table_privacy.of_run(opened, whole, None)
    assert (found["grade"], set(found)) == ("unknown", {"verdict", "grade", "promise"})
    assert table_privacy.of_table(None, whole, None, EvaluateRequest()) == found


@pytest.mark.parametrize(
    ("cell", "options", "by"),
    [("flu", (), None), ("(rare)", (), "series"), ("flu", ("--protect", "on"), "series")],
)
def test_two_tables_are_protected_where_one_of_them_was(
    tmp_path, monkeypatch, capsys, cell, options, by
):
    """A diagnosis that one of 50 has is none of the values that are compared with a mark."""
    who, seen = np.repeat(np.arange(50), 4), []
    found = np.where(who == 7, "Kuru", np.where(who % 2, "cold", "flu"))
    frame = pd.DataFrame({"id": who, "found": found, "v": np.arange(200) % 9})
    frame.loc[frame["id"].isin([1, 2, 3, 4, 8]), "found"] = ["x", "y", "z", "q", "r"] * 4
    frame.to_csv(tmp_path / "real.csv", index=False)
    new = pd.DataFrame({"id": who, "found": np.where(who == 7, cell, "cold"), "v": 1})
    new.loc[::2, "v"] = 0
    new.to_csv(tmp_path / "new.csv", index=False)
    prepared = table_evaluation.prepare
    monkeypatch.setattr(
        table_evaluation, "prepare", lambda *a: seen.append(prepared(*a).schema) or prepared(*a)
    )
    monkeypatch.setattr(table_evaluation.scores, "evaluate", lambda *a, **k: [])
    files = ("--real", tmp_path / "real.csv", "--synthetic", tmp_path / "new.csv")
    assert main.main(["evaluate", *map(str, files), "--window", "4", *options]) == 0
    (schema,) = seen
    assert (schema.protection and schema.protection.by) == by
    assert ("Kuru" in schema["found"].values) == (by is None)


@pytest.mark.parametrize(
    "arguments", [["RUN", "--real", "x.txt"], ["--real", "x.csv", "--synthetic", "y.csv"]]
)
def test_only_what_a_run_held_out_is_split(visits_run, arguments, capsys):
    arguments = [str(visits_run) if a == "RUN" else a for a in arguments]
    assert main.main(["evaluate", *arguments, "--split-held-out"]) == 2
    assert "--split-held-out halves what a run has held out" in capsys.readouterr().err


def test_python_refuses_to_split_another_text():
    with pytest.raises(ConfigError, match=r"Received: --real x\.txt"):
        EvaluateRequest(real="x.txt", split=True)


def test_the_terminal_says_what_the_numbers_are_for():
    number = {"statistic": "distance", "value": 0.25, "windows": 1200, "shared": False}
    shown = scores_table({"scores": [], "judge_seeds": 1, "quick": True, "validation": number})
    assert "choose among runs by (lower is better): distance 0.2500\n" in shown
    assert "(windows it was taken on: 1,200; the scores are on others)" in shown
    line = "quick scores are for comparing runs with each other, not with published figures"
    assert line in shown.splitlines()
    assert line not in scores_table({"scores": [], "judge_seeds": 1, "quick": False})


def test_rows_are_those_of_the_windows_that_are_scored(opened, visits):
    """Two of twelve patients would be held out: the second half of what is held out is one."""
    others = visits.assign(patient="Q" + visits["patient"].str[1:])
    dataset = ready(opened, pd.concat([visits, others], ignore_index=True))
    train = table_similarity._learned(dataset, dataset.train)
    assert train.segments == dataset.split.train
    kept, _ = table_evaluation.validated(opened, dataset)
    [segment] = table_similarity._learned(kept, kept.holdout).segments
    assert segment in dataset.split.holdout


def test_rows_of_series_that_are_learned_whole():
    frame = pd.DataFrame({"id": [0, 0, 1, 1, 1], "v": [1.0, 2.0, 4.0, 3.0, 5.0]})
    read = {"id_column": "id", "lengths": "learn", "holdout": 0}
    dataset = prepare(frame, validate({"data": read}))
    assert table_similarity._learned(dataset, dataset.train).segments == [(0, 2), (2, 5)]
    assert table_similarity._learned(dataset, dataset.holdout).segments == []


def test_generated_rows_have_their_times(opened, visits):
    encoder = Encoder(opened.schema, ready(opened, visits).rows)
    windows, _, sample = table_evaluation._generated(opened, encoder, 5)
    assert windows.shape[:2] == (5, 8)
    assert sample.lengths.tolist() == [8] * 5
    assert len(sample.points) == 40
    assert (np.diff(sample.gridded(sample.points.astype("int64").to_numpy())) > 0).all()


def compared(real, synthetic, capsys, *more):
    arguments = ["evaluate", "--real", real, "--synthetic", synthetic, "--window", "8", *more]
    code = main.main([*map(str, arguments)])
    return code, capsys.readouterr()


@pytest.fixture
def without_judges(monkeypatch):
    monkeypatch.setattr(table_evaluation.scores, "evaluate", lambda *a: [])


def test_the_terminal_begins_with_the_similarity_of_rows(
    visits, visits_csv, tmp_path, without_judges, capsys
):
    path, scores = tmp_path / "other.parquet", tmp_path / "scores.json"
    visits.assign(extra=1, mood=visits["mood"].astype("category")).to_parquet(path)
    code, shown = compared(visits_csv, path, capsys, "-o", scores)
    assert code == 0
    assert shown.out.startswith("similarity: 100 ± 1 % of what other real rows reach (a block boot")
    assert f"note: {path}: left out, for {visits_csv} has no such column: 'extra'" in shown.err
    found = json.loads(scores.read_text())
    assert found["similarity"]["grade"] == "good"
    assert found["real"] == str(visits_csv)


def test_all_that_does_not_match_is_said_at_once(
    visits, visits_csv, tmp_path, without_judges, capsys
):
    path = tmp_path / "other.csv"
    visits.drop(columns="steps").replace({"mood": "bad"}, "sad").to_csv(path, index=False)
    code, shown = compared(visits_csv, path, capsys)
    assert code == 3
    assert f"rnngan: {path} does not match {visits_csv} in 2 ways:\n" in shown.err
    assert "\n- it has no column 'steps'\n" in shown.err
    assert "'sad' is none of the values of 'mood': bad, good, so-so." in shown.err
    assert "Traceback" not in shown.err


def test_few_rows_are_scored_without_their_similarity(tmp_path, without_judges, capsys):
    path = tmp_path / "few.csv"
    pd.DataFrame({"id": [0] * 3 + [1] * 3, "x": [1.5, 2.5, 4.0] * 2}).to_csv(path, index=False)
    how = ("--id-column", "id", "--lengths", "learn", "--holdout", "0")
    code, shown = compared(path, path, capsys, *how)
    assert code == 0
    assert "similarity" not in shown.out
    assert "note: too few sequences to compare rows" in shown.err
