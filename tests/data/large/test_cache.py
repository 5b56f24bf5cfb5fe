"""Where tables are kept ready."""

import pytest

from rnngan.config.errors import InputError
from rnngan.config.run_config import DataConfig
from rnngan.data.large import cache


def test_the_folder_is_the_named_one_or_that_of_the_system(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache.folder(DataConfig()) == tmp_path / "rnngan"
    assert (tmp_path / "rnngan").stat().st_mode & 0o077 == 0  # rows are for nobody else
    assert cache.folder(DataConfig(cache=str(tmp_path / "mine"))) == tmp_path / "mine"
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="name another with --cache"):
        cache.folder(DataConfig(cache=str(tmp_path / "file" / "mine")))


def test_a_full_disk_is_refused(tmp_path):
    cache.refuse_full(tmp_path, 0)
    with pytest.raises(InputError, match=r"1000000\.0 GB are needed there"):
        cache.refuse_full(tmp_path, 10**15)
