"""Which paths are read in pieces."""

import pandas as pd
import pytest

from rnngan.config.errors import InputError
from rnngan.data.large import files


def names(found):
    return [path.name for path in found.paths]


def test_small_files_pipes_and_folders_of_texts_are_not(tmp_path):
    table = tmp_path / "a.csv"
    table.write_text("x\n1\n2\n")
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.txt").write_text("a")
    for source in ("-", table, tmp_path / "texts", tmp_path / "absent.csv"):
        assert files.found(source) is None


def test_a_damaged_file_is_left_to_what_reads_it(tmp_path):
    (tmp_path / "a.parquet").write_bytes(b"PAR1" + bytes(99))
    assert files.found(tmp_path / "a.parquet") is None


def test_large_files_are(tmp_path, monkeypatch):
    table, packed = tmp_path / "a.csv", tmp_path / "a.csv.gz"
    pd.DataFrame({"x": range(9)}).to_csv(table)
    pd.DataFrame({"x": range(9)}).to_csv(packed)
    pd.DataFrame({"x": range(9)}).to_parquet(tmp_path / "a.parquet")
    monkeypatch.setattr(files, "LARGE", 10)
    monkeypatch.setattr(files, "LARGE_CELLS", 9)
    assert files.found(table).kind == "csv"
    assert files.found(tmp_path / "a.parquet").kind == "parquet"
    assert files.found(packed) is None


def test_folders_and_globs_are_whatever_their_size(tmp_path):
    for name in ("b.csv", "a.csv", "_SUCCESS", ".hidden"):
        (tmp_path / name).write_text("x\n1\n")
    assert names(files.found(tmp_path)) == ["a.csv", "b.csv"]
    assert names(files.found(f"{tmp_path}/b*.csv")) == ["b.csv"]
    age = files.found(tmp_path).age
    (tmp_path / "a.csv").write_text("x\n1\n2\n")
    assert files.found(tmp_path).age != age


def test_what_does_not_fit_together_is_refused(tmp_path):
    with pytest.raises(InputError, match="no file fits"):
        files.found(f"{tmp_path}/*.csv")
    for name in ("a.csv", "b.parquet"):
        (tmp_path / name).write_text("x\n1\n")
    with pytest.raises(InputError, match=r"several kinds, such as a\.csv and b\.parquet"):
        files.found(tmp_path)
