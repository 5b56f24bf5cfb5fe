"""The real command on rows that are given: scenarios, plans, holes, and what is odd."""

import json

import numpy as np
import pandas as pd
import pytest


@pytest.fixture(scope="module")
def holes_csv(visits, tmp_path_factory):
    path = tmp_path_factory.mktemp("holes") / "holes.csv"
    frame = visits.copy()
    frame["pulse_again"] = frame["pulse"] = frame["pulse"].mask(frame.index % 30 == 7)
    frame.to_csv(path, index=False)
    return path


def test_scenarios_go_on_from_a_file(rnngan, visits, visits_run, visits_csv, tmp_path):
    out = tmp_path / "scenarios.csv"
    result = rnngan(
        "generate", visits_run, "--after", visits_csv, "-n", 3, "--length", 2, "-o", out
    )
    assert (result.returncode, result.stdout) == (0, ""), result.stderr
    made = pd.read_csv(out)
    assert list(made) == ["scenario", *visits]
    assert len(made) == 3 * 12 * 2
    assert made["patient"].unique().tolist() == visits["patient"].unique().tolist()
    assert made["day"].unique().tolist() == ["2024-01-31", "2024-02-01"]
    assert (made["pulse"] == made["pulse_again"]).all()
    one = rnngan("generate", visits_run, "--after", visits_csv, "--length", 2)
    assert one.stdout.splitlines()[0] == ",".join(visits)
    assert len(one.stdout.splitlines()) == 1 + 12 * 2


def test_a_plan_is_held(rnngan, visits_run, visits_csv, tmp_path):
    plan = tmp_path / "plan.csv"
    plan.write_text("patient,mood\nP003,bad\nP003,\nP003,good\n")
    result = rnngan("generate", visits_run, "--after", visits_csv, "--fix", plan)
    made = [line.split(",") for line in result.stdout.splitlines()]
    moods = [row[4] for row in made if row[0] == "P003"]
    assert len(moods) == 3
    assert (moods[0], moods[2]) == ("bad", "good")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--start", "2025-01-01"], 2, "--start is for new sequences, and --after goes on from"),
        (["--rows", "9"], 2, "--rows is for new sequences"),
        (["--fix", "plan.csv"], 3, "plan.csv: 'modd' is no column of this run"),
    ],
)
def test_what_does_not_go_together_is_said(
    rnngan, visits_run, visits_csv, tmp_path, arguments, code, message
):
    (tmp_path / "plan.csv").write_text("modd\nbad\n")
    result = rnngan("generate", visits_run, "--after", visits_csv, *arguments, cwd=tmp_path)
    assert (result.returncode, result.stdout) == (code, "")
    assert message in " ".join(result.stderr.split())


def test_holes_are_filled_and_the_rest_is_as_it_was(rnngan, visits_run, holes_csv, tmp_path):
    out = tmp_path / "filled.csv"
    result = rnngan("impute", visits_run, holes_csv, "-o", out)
    assert result.returncode == 0, result.stderr
    assert "24 missing cells: pulse 12" in result.stderr
    before = [line.split(",") for line in holes_csv.read_text().splitlines()]
    after = [line.split(",") for line in out.read_text().splitlines()]
    assert all(cell for row in after for cell in row)
    assert all(
        new == old or not old
        for row, other in zip(before, after, strict=True)
        for old, new in zip(row, other, strict=True)
    )
    made = pd.read_csv(out)
    assert (made["pulse"] == made["pulse_again"]).all()
    versions = tmp_path / "versions.parquet"
    rnngan("impute", visits_run, holes_csv, "--versions", 2, "-o", versions)
    made = pd.read_parquet(versions)
    assert made["version"].value_counts().to_dict() == {0: 360, 1: 360}
    assert made["pulse"].dtype == "float64"


def test_one_mean_is_all_there_is(rnngan, visits_run, holes_csv):
    result = rnngan("impute", visits_run, holes_csv, "--how", "mean", "--versions", 2)
    assert result.returncode == 2
    assert "--versions 2: there is one mean" in result.stderr


def test_a_planted_outlier_is_the_oddest_row(rnngan, visits, visits_run, tmp_path):
    odd, scores = tmp_path / "odd.csv", tmp_path / "scores.csv"
    frame = visits.copy()
    frame.loc[200, ["pulse", "pulse_again"]] = 250.0
    frame.to_csv(odd, index=False)
    result = rnngan("score", visits_run, odd, "-o", scores)
    assert result.returncode == 0, result.stderr
    assert "held out in training" in result.stderr
    made = pd.read_csv(scores)
    assert len(made) == len(frame)
    assert 200 in made["nats"].nlargest(2).index  # the way back may surprise as much
    assert made.loc[200, "one_in"] == made["one_in"].max()
    found = json.loads(rnngan("score", visits_run, odd, "--json").stdout)
    assert found["rows"] == 360
    assert found["oddest"][0]["one_in"] == made["one_in"].max()
    assert np.isclose(found["nats"]["50%"], made["nats"].median(), atol=0.01)
