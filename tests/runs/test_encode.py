"""What is written of encoded windows, and what is refused: with an encoder that is a stub."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from rnngan.config.errors import InputError, RunError
from rnngan.config.run_config import RunConfig
from rnngan.data.schema import Schema
from rnngan.data.windows import Windows
from rnngan.runs import encode, store
from rnngan.sampling import latents


@pytest.fixture
def run(monkeypatch, tmp_path):
    """A run whose codes of three windows come in two frames."""
    (tmp_path / "t.csv").write_text("x\n1\n2\n3\n4\n")
    trained = SimpleNamespace(config=RunConfig(), encoder=True)
    windows = Windows(np.zeros((4, 1), "float32"), np.arange(3), 2)
    dataset = SimpleNamespace(train=windows, schema=None)

    def refuse(trained, folder):
        if not trained.encoder:
            raise RunError(f"{folder} has no encoder")

    frames = [pd.DataFrame({"z0": cells}) for cells in ([0.5, 1.5], [2.5])]
    monkeypatch.setattr(store, "load", lambda folder: trained)
    monkeypatch.setattr(latents, "refuse_without_encoder", refuse)
    monkeypatch.setattr(latents, "windows_of", lambda trained, table: dataset)
    monkeypatch.setattr(latents, "schema_of_keys", lambda schema: Schema(columns=()))
    monkeypatch.setattr(latents, "codes", lambda *_: iter(frames))
    return trained


def test_frames_are_written_one_behind_the_other(run, tmp_path, capsys):
    encode.encode_file("r", tmp_path / "t.csv", tmp_path / "codes.csv")
    assert (tmp_path / "codes.csv").read_text().split() == ["z0", "0.5", "1.5", "2.5"]
    assert "t.csv: 3 windows of 2 rows\n" in capsys.readouterr().err


def test_a_run_without_an_encoder_is_refused_before_the_table_is_read(run, tmp_path):
    run.encoder = False
    with pytest.raises(RunError, match="r has no encoder"):
        encode.encode_file("r", tmp_path / "missing.csv", tmp_path / "codes.csv")
    assert not (tmp_path / "codes.csv").exists()


def test_a_file_that_is_there_is_refused_first(run, tmp_path):
    (tmp_path / "codes.csv").write_text("")
    run.encoder = False
    with pytest.raises(InputError, match=r"codes\.csv exists"):
        encode.encode_file("r", "missing.csv", tmp_path / "codes.csv")
