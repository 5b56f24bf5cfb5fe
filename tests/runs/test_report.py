"""`rnngan report`: the page of a run and its JSON, scores that are reused, names refused."""

import json
import shlex
import shutil

import pytest

from rnngan.cli import main
from rnngan.config.errors import ConfigError, InputError
from rnngan.config.requests import EvaluateRequest
from rnngan.config.run_config import RunConfig
from rnngan.evaluation.pictures import projections
from rnngan.modalities import table_evaluation, table_pictures
from rnngan.report.progress import speaking
from rnngan.runs import evaluate, report, store


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """No networks are trained for scores, and few sequences are drawn."""
    found = {"scores": [], "judge_seeds": 1, "quick": True}
    monkeypatch.setattr(table_evaluation, "_score", lambda *a: dict(found))
    monkeypatch.setattr(projections, "WINDOWS", 30)
    monkeypatch.setattr(table_pictures, "MOST", 50)
    with speaking(quiet=True):
        yield


@pytest.fixture
def run(visits_run, tmp_path):
    return shutil.copytree(visits_run, tmp_path / "run")


def test_a_run_has_a_page_and_the_same_as_json(run, capsys):
    assert main.main(["report", str(run), "--quick"]) == 0
    assert capsys.readouterr().out == f"report   {run / 'report.html'}\n"
    page, found = (
        (run / "report.html").read_text("utf-8"),
        json.loads((run / "report.json").read_text("utf-8")),
    )
    assert page.startswith("<!DOCTYPE html>")
    assert found["title"] == "visits.csv"
    assert found["sentence"].startswith(
        "rnngan has learned 360 rows and 7 columns in 12 sequences;"
    )
    assert found["scores"] == json.loads((run / "scores.json").read_text())
    assert {"excerpts", "values", "pairs", "lags"} <= found["pictures"].keys()
    drawn = [column["column"] for column in found["pictures"]["excerpts"]["columns"]]
    assert drawn == ["pulse", "steps", "mood"]  # no constant, and nothing twice
    assert found["notes"][-1] == report.QUICK
    made = found["reproduce"]
    assert made["settings"]["model.units"] == 8
    assert (made["seed"], made["steps"]) == (3, 40)
    assert set(made["hashes"]) == {"visits.csv", *store.VERIFIED}
    assert len((run / "report.html").read_bytes()) < 1_000_000


def test_the_command_that_is_shown_trains_the_very_same(run, visits_csv, monkeypatch):
    report.report(run, EvaluateRequest(quick=True))
    found = json.loads((run / "report.json").read_text("utf-8"))
    monkeypatch.chdir(run.parent)
    shutil.copy(visits_csv, run.parent)
    command = shlex.split(found["reproduce"]["commands"][0])
    assert command[:3] == ["rnngan", "train", "visits.csv"]
    assert main.main([*command[1:], "-q"]) == 0
    hashes = {n: store.fingerprint(run.parent / "again" / n) for n in store.VERIFIED}
    assert hashes == {n: found["reproduce"]["hashes"][n] for n in store.VERIFIED}


def test_scores_that_are_there_are_used_and_the_page_is_made_anew(run, monkeypatch):
    report.report(run, EvaluateRequest(quick=True))
    before = (run / "report.html").read_bytes()
    monkeypatch.setattr(evaluate, "evaluate", None)
    report.report(run, EvaluateRequest(quick=True))
    assert (run / "report.html").read_bytes() == before


@pytest.mark.parametrize("change", ["weights", "data_sha256", "nothing", "broken", None])
def test_scores_of_another_training_or_other_data_are_not_used(tmp_path, change):
    known = {"weights": "ab", "data_sha256": "cd"}
    scores = known | {"scores": []} | ({} if change is None else {change: "other"})
    texts = {"broken": "{", "nothing": "[]"}
    (tmp_path / "scores.json").write_text(texts.get(change, json.dumps(scores)))
    assert report._scores(tmp_path, known) == (scores if change is None else None)
    assert report._scores(tmp_path / "elsewhere", known) is None


def test_another_page_is_not_replaced_without_force(run, tmp_path):
    output = tmp_path / "a page.html"
    report.report(run, EvaluateRequest(quick=True), output)
    assert output.exists()
    assert not (run / "report.html").exists()
    with pytest.raises(InputError, match="exists"):
        report.free(output, force=False)
    output.unlink()
    with pytest.raises(InputError, match=r"a page\.json"):
        report.free(output, force=False)
    assert report.free(output, force=True) == output


@pytest.mark.parametrize("name", ["report.json", "report", "-", "page.txt"])
def test_a_page_has_the_name_of_a_page(run, name):
    with pytest.raises(ConfigError, match=r"such as report\.html"):
        report.report(run, EvaluateRequest(), name)


def test_two_tables_have_a_page_too(visits_csv, tmp_path, capsys):
    output = tmp_path / "both.html"
    tables = ["--real", str(visits_csv), "--synthetic", str(visits_csv), "--window", "8"]
    assert main.main(["report", *tables, "--quick", "-o", str(output)]) == 0
    found = json.loads(output.with_suffix(".json").read_text("utf-8"))
    assert found["title"] == "visits.csv beside visits.csv"
    assert found["sentence"].startswith(
        "visits.csv has 360 rows and 7 columns in 12 sequences; 360 "
    )
    assert max(row["distance"] for row in found["pictures"]["values"]["columns"]) == 0
    assert "--window 8 --quick -o report.html" in found["reproduce"]["commands"][0]
    assert found["history"] == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Give a RUN, or both --real FILE and --synthetic FILE."),
        (["--real", "a.csv", "-o", "x.html"], "Give a RUN, or both"),
        (["RUN", "--real", "a.csv"], "Give a RUN, or both"),
        (["--real", "a.csv", "--synthetic", "b.csv"], "name the page with -o FILE"),
        (["RUN", "--window", "8"], "A RUN is read as it was trained"),
    ],
)
def test_what_can_not_be_reported_is_said(run, arguments, said, capsys):
    arguments = [str(run) if a == "RUN" else a for a in arguments]
    assert main.main(["report", *arguments]) == 2
    assert said in capsys.readouterr().err


def test_a_training_that_has_failed_is_noted(run):
    failed = {"quick_check": {"failure": "Training has not learned the data."}}
    notes = report._notes("table", store.load(run), failed, {"quick": False})
    assert notes == [report.CARE.format("table"), "Training has not learned the data."]


def test_a_report_with_unseen_rows_is_made_again_with_them(tmp_path):
    names = ["a.csv", "b.csv", "c.csv"]
    paths = [tmp_path / name for name in names]
    for path in paths:
        path.write_text("x\n1\n")
    found = report._of_files(names, paths, RunConfig(), {"quick": True})
    assert found["commands"] == [
        "rnngan report --real a.csv --synthetic b.csv --unseen c.csv --window 24 --quick "
        "-o report.html"
    ]
    assert list(found["hashes"]) == names


def test_a_quick_report_names_what_is_not_measured():
    assert report._quick({"quick": False}) == []
    assert report._quick({"quick": True}) == [report.QUICK]
    [note] = report._quick({"quick": True, "not_measured": ["means (GRU)", "spread"]})
    assert note.endswith(" Not measured with --quick: means (GRU); spread.")
