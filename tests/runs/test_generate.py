"""What generation refuses and says before anything is written: with a run that is a stub."""

from types import SimpleNamespace

import pytest

from rnngan import modalities
from rnngan.config.errors import ConfigError, InputError
from rnngan.config.requests import GenerateRequest
from rnngan.runs import generate, store

REQUEST = GenerateRequest(1)


@pytest.fixture
def run(monkeypatch):
    """A run of the folder r, and what its modality is asked for."""
    asked = SimpleNamespace(calls=[], refusal=None)
    trained = SimpleNamespace(config=None, finished=True, progress="at step 5 of 10")

    def refuse_request(request, folder):
        if asked.refusal:
            raise asked.refusal

    def write(*arguments):
        asked.calls.append(arguments)

    modality = SimpleNamespace(refuse_request=refuse_request, write=write)
    monkeypatch.setattr(store, "load", lambda folder: asked.calls.append(folder) or trained)
    monkeypatch.setattr(modalities, "of", lambda config: modality)
    asked.trained = trained
    return asked


def test_the_modality_of_the_run_writes_what_is_asked_for(run, capsys):
    generate.generate_file("r", REQUEST, "-", "csv")
    assert run.calls == ["r", (run.trained, REQUEST, "-", "csv")]
    assert capsys.readouterr().err == ""


def test_an_unfinished_run_is_noted(run, capsys):
    run.trained.finished = False
    generate.generate_file("r", REQUEST)
    assert capsys.readouterr().err == "note: at step 5 of 10\n"


def test_a_file_that_is_there_is_refused_before_the_run_is_read(run, tmp_path):
    (tmp_path / "o.csv").write_text("")
    with pytest.raises(InputError, match=r"o\.csv exists"):
        generate.generate_file("r", REQUEST, tmp_path / "o.csv")
    assert run.calls == []
    generate.generate_file("r", REQUEST, tmp_path / "o.csv", force=True)
    assert run.calls[-1][2] == tmp_path / "o.csv"


def test_what_the_modality_refuses_is_not_written(run):
    run.refusal = ConfigError("no prompt")
    with pytest.raises(ConfigError, match="no prompt"):
        generate.generate_file("r", REQUEST)
    assert run.calls == ["r"]
