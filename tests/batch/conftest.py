"""Shared by the tests of batches: a table, a file of experiments, a worker that trains nothing."""

import sys
from pathlib import Path

import pytest

STUB = ("-P", str(Path(__file__).with_name("stub.py")))


@pytest.fixture
def stub():
    """Arguments of Python that start the stub worker."""
    return STUB


@pytest.fixture
def written(tmp_path):
    """Write experiments.yaml and a small table a.csv, and return its path."""

    def write(text, name="experiments.yaml"):
        (tmp_path / "a.csv").write_text("t,x\n" + "".join(f"{i},{i % 7}\n" for i in range(60)))
        path = tmp_path / name
        path.write_text(text)
        return path

    return write


@pytest.fixture
def planned(written):
    """Return the runs of a text of experiments."""
    from rnngan.batch import plan, spec

    return lambda text: plan.runs(spec.read(written(text)), environment={})


@pytest.fixture
def opened(written, tmp_path):
    """Return the `Batch` of a text of experiments."""
    from rnngan.batch import runner

    return lambda text: runner.opened(written(text), tmp_path / "runs", environment={})


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch):
    for name in [n for n in sys.modules["os"].environ if n.startswith("RNNGAN_")]:
        monkeypatch.delenv(name)
