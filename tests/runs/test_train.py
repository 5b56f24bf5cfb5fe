"""What a new training refuses, and what it remembers, before a step is taken."""

import subprocess
import sys

import pytest

from rnngan.config.errors import InputError
from rnngan.config.requests import ResumeRequest, TrainRequest
from rnngan.config.run_config import validate
from rnngan.data.large import files, pieces, storing
from rnngan.runs import train as training
from rnngan.runs.resume import resume

CONFIG = validate({"data": {"window": 8, "id_column": "patient"}})


@pytest.fixture
def learned(monkeypatch):
    """What is handed on to training, in its place."""
    calls = []
    monkeypatch.setattr(training, "train_run", lambda *given: calls.append(given))
    return calls


def test_data_are_read_and_their_copy_is_known_by_another_name(visits_csv, tmp_path, learned):
    request = TrainRequest(str(visits_csv), tmp_path / "run", CONFIG, known_as="visits.csv")
    training.train(request)
    [(dataset, table, *rest)] = learned
    assert len(dataset.train) > 0
    assert rest == [tmp_path / "run", False, None]
    assert table.origin["path"] == "visits.csv"


def test_a_folder_that_is_there_is_refused_before_the_data_are_read(tmp_path, learned):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "manifest.json").write_text("{}")
    with pytest.raises(InputError, match="run exists"):
        training.train(TrainRequest("missing.csv", tmp_path / "run", CONFIG))
    assert learned == []


def test_data_that_can_not_be_used_are_refused_before_tensorflow_loads(root, tmp_path):
    code = (
        "import sys\n"
        "from rnngan.config.errors import InputError\n"
        "from rnngan.config.requests import TrainRequest\n"
        "from rnngan.config.run_config import RunConfig\n"
        "from rnngan.runs.train import train\n"
        "try:\n"
        f"    train(TrainRequest('missing.csv', {str(tmp_path / 'run')!r}, RunConfig()))\n"
        "except InputError as error:\n"
        "    print(error, 'tensorflow' in sys.modules)\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=True
    )
    assert result.stdout.startswith("missing.csv")
    assert result.stdout.endswith("False\n")
    assert not (tmp_path / "run").exists()


def test_a_training_from_the_disk_goes_on_exactly(visits_csv, tmp_path, monkeypatch, untraced):
    monkeypatch.setattr(files, "LARGE", 0)
    monkeypatch.setattr(pieces, "BLOCK", 3000)
    config = validate(
        {
            "data": {"window": 8, "id_column": "patient", "cache": str(tmp_path / "cache")},
            "model": {"generator": "window", "units": 4, "rows_per_step": 4},
            "training": {"steps": 6, "batch_size": 8},
        }
    )
    folder = tmp_path / "run"
    training.train(TrainRequest(str(visits_csv), folder, config))
    learned = (folder / "weights.safetensors").read_bytes()
    for name in ("manifest.json", "config.json"):  # as if it had been killed
        (folder / name).unlink()
    monkeypatch.setattr(storing._Storing, "run", lambda self: pytest.fail("made again"))
    resume(ResumeRequest(folder))
    assert (folder / "weights.safetensors").read_bytes() == learned
