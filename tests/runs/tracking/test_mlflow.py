"""Runs of MLflow; `../test_tracking.py` tries what all trackers have in common."""

import json

import pytest

from rnngan.runs.tracking import tracked

tracking = pytest.importorskip("mlflow.tracking")


@pytest.fixture(autouse=True)
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("MLFLOW_TRACKING_URI", (tmp_path / "mlruns").as_uri())
    monkeypatch.setenv("MLFLOW_ALLOW_FILE_STORE", "true")


def logged(folder):
    run = json.loads((folder / "mlflow.json").read_text())["run_id"]
    return tracking.MlflowClient().get_run(run)


def test_a_run_has_the_name_of_its_folder_and_the_settings(tmp_path):
    folder = tmp_path / "weather-run"
    folder.mkdir()
    with tracked("mlflow", folder, {"training.steps": 40}, new=True) as tracker:
        tracker.write({"scores/discriminative, GRU (32)": 0.1}, 40)
    found = logged(folder)
    assert found.info.run_name == "weather-run"
    assert found.info.status == "FINISHED"
    assert found.data.params == {"training.steps": "40"}
    assert found.data.metrics == {"scores/discriminative GRU 32": 0.1}


@pytest.mark.parametrize(("name", "expected"), [(None, "rnngan"), ("nightly", "nightly")])
def test_the_experiment_can_be_named(tmp_path, monkeypatch, name, expected):
    if name is not None:
        monkeypatch.setenv("MLFLOW_EXPERIMENT_NAME", name)
    for folder in (tmp_path / "one", tmp_path / "two"):
        folder.mkdir()
        with tracked("mlflow", folder, {}):
            pass
        experiment = tracking.MlflowClient().get_experiment(logged(folder).info.experiment_id)
        assert experiment.name == expected
