"""What is handed on to trackers, by a sink that only remembers; then by those that there are."""

import json

import pytest

from rnngan.config.errors import ConfigError
from rnngan.runs import tracking
from rnngan.runs.tracking import Tracker, numbers, tracked
from rnngan.training.state import TrainingState


class Remembers:
    def __init__(self):
        self.seen = []

    def write(self, values, step):
        self.seen.append((step, values))

    def close(self):
        self.seen.append("closed")


class Fails(Remembers):
    def write(self, values, step):
        super().write(values, step)
        raise ConnectionError("no server at example.org\nand more")


def test_losses_stand_under_the_phase_that_they_are_of():
    sink = Remembers()
    tracker = Tracker(sink)
    tracker.begins(1, 0, 100)
    tracker.step(20, {"likelihood": 2.0})
    tracker.begins(2, 0, 50)
    tracker.step(20, {"d_loss": 1.4})
    assert sink.seen == [(20, {"phase_1/likelihood": 2.0}), (20, {"phase_2/d_loss": 1.4})]


def test_the_distance_of_a_checkpoint_is_handed_on_where_there_is_one():
    sink = Remembers()
    Tracker(sink).good(None, TrainingState(done=40, part=2, distance=0.5))
    Tracker(sink).good(None, TrainingState(done=40))
    assert sink.seen == [(40, {"phase_2/distance": 0.5})]


def test_a_sink_that_fails_is_named_once_and_not_asked_again(capsys):
    sink = Fails()
    tracker = Tracker(sink)
    for step in (20, 40):
        tracker.step(step, {"likelihood": 2.0})
    tracker.close()
    assert len(sink.seen) == 1
    note = "note: nothing more is tracked: ConnectionError: no server at example.org\n"
    assert capsys.readouterr().err == note


def test_without_a_tracker_nothing_happens(tmp_path):
    with tracked(None, tmp_path, {}) as hooks:
        hooks.step(20, {"likelihood": 2.0})
    assert not list(tmp_path.iterdir())


def test_a_package_that_is_missing_is_named(tmp_path, monkeypatch):
    class Missing:
        KEPT = "kept"

        def Sink(self, folder, settings):
            raise ModuleNotFoundError("No module named 'mlflow'", name="mlflow")

    monkeypatch.setattr(tracking, "import_module", lambda name: Missing())
    asked = tracked("mlflow", tmp_path, {})
    with (
        pytest.raises(ConfigError, match=r"--track mlflow needs mlflow, .*'rnngan\[mlflow\]'"),
        asked,
    ):
        pass


def test_a_tracker_that_can_not_begin_is_no_bug_of_ours(tmp_path, monkeypatch):
    class Down:
        KEPT, HINT = "kept", "Start it."

        def Sink(self, folder, settings):
            raise ConnectionError("no server\nand more")

    monkeypatch.setattr(tracking, "import_module", lambda name: Down())
    expected = r"^--track mlflow can't begin: ConnectionError: no server Start it\.$"
    with pytest.raises(ConfigError, match=expected), tracked("mlflow", tmp_path, {}):
        pass


SCORES = [
    {
        "score": "discriminative",
        "judge": "GRU, 2 units",
        "against": "training windows",
        "generated": {"mean": 0.1},
    }
]
NAME = "scores/discriminative, GRU, 2 units, training windows"
CASES = [
    ({"scores": SCORES}, {NAME: 0.1}),
    (
        {"scores": [], "similarity": {"share": 0.9, "scores": [
            {"score": "marginals", "generated": {"mean": 0.02}}]}},
        {"scores/similarity": 0.9, "scores/marginals": 0.02},
    ),
    (
        {"scores": [], "privacy": {"attacks": [{"attack": "nearest", "auc": {"value": 0.52}}]}},
        {"scores/attack, nearest": 0.52},
    ),
    (
        {"scores": {"rnngan": {"bleu_2": {"mean": 0.7}}}},
        {"scores/bleu_2, rnngan, texts": 0.7},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("scores", "expected"), CASES)
def test_numbers_of_scores(scores, expected):
    assert numbers(scores) == expected


@pytest.fixture(params=["tensorboard", "mlflow"])
def kind(request, tmp_path, monkeypatch):
    pytest.importorskip(request.param)
    monkeypatch.setenv("MLFLOW_TRACKING_URI", (tmp_path / "mlruns").as_uri())
    monkeypatch.setenv("MLFLOW_ALLOW_FILE_STORE", "true")
    return request.param


def kept(kind, folder):
    """{name: [(step, value)]} of what a tracker holds of a run."""
    if kind == "mlflow":
        from mlflow.tracking import MlflowClient

        client = MlflowClient()
        run = json.loads((folder / "mlflow.json").read_text())["run_id"]
        names = client.get_run(run).data.metrics
        return {
            name: [(m.step, m.value) for m in client.get_metric_history(run, name)]
            for name in names
        }
    import tensorflow as tf
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    found = EventAccumulator(str(folder / "tensorboard"))
    found.Reload()
    return {
        name: [(e.step, float(tf.make_ndarray(e.tensor_proto))) for e in found.Tensors(name)]
        for name in found.Tags()["tensors"]
    }


def test_what_is_tracked_can_be_found_again(kind, tmp_path):
    folder = tmp_path / "my run"
    folder.mkdir()
    with tracked(kind, folder, {"training.steps": 40}, new=True) as tracker:
        tracker.begins(1, 0, 40)
        tracker.step(20, {"likelihood": 2.0})
    with tracked(kind, folder, {"training.steps": 40}) as tracker:  # it is gone on with
        tracker.step(40, {"likelihood": 1.5})
        tracker.write({"scores/a, (b)": 0.25}, 40)
    found = kept(kind, folder)
    assert found["phase_1/likelihood"] == [(20, 2.0), (40, 1.5)]
    (score,) = (name for name in found if name.startswith("scores/"))
    assert found[score] == [(40, 0.25)]


def test_a_run_that_is_replaced_is_not_gone_on_with(kind, tmp_path):
    for _ in range(2):
        with tracked(kind, tmp_path, {}, new=True) as tracker:
            tracker.step(20, {"likelihood": 2.0})
    assert kept(kind, tmp_path)["phase_1/likelihood"] == [(20, 2.0)]
