import os
import stat

import filelock
import pytest

from rnngan.config.errors import InputError, RunError
from rnngan.data.formats import atomic


def names(folder):
    return sorted(entry.name for entry in folder.iterdir())


def test_write_puts_text_and_bytes_in_place(tmp_path):
    atomic.write(tmp_path / "text", "é\n")
    atomic.write(tmp_path / "bytes", b"\x00\r\n")
    assert (tmp_path / "text").read_bytes() == b"\xc3\xa9\n"
    assert (tmp_path / "bytes").read_bytes() == b"\x00\r\n"


def test_nothing_stands_at_the_path_before_the_block_ends(tmp_path):
    with atomic.replacing(tmp_path / "out.csv") as stream:
        stream.write(b"half")
        stream.flush()
        assert not (tmp_path / "out.csv").exists()
    assert (tmp_path / "out.csv").read_bytes() == b"half"
    assert names(tmp_path) == ["out.csv"]


@pytest.mark.parametrize("failure", [OSError("disk full"), KeyboardInterrupt()])
def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path, failure):
    (tmp_path / "out.csv").write_bytes(b"old")

    def fail(stream):
        stream.write(b"new")
        raise failure

    with pytest.raises(type(failure)), atomic.replacing(tmp_path / "out.csv") as stream:
        fail(stream)
    assert names(tmp_path) == ["out.csv"]
    assert (tmp_path / "out.csv").read_bytes() == b"old"


@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_the_file_gets_the_mode_that_the_umask_leaves(tmp_path, mask, mode):
    before = os.umask(mask)
    try:
        atomic.write(tmp_path / "out.csv", "x")
        assert os.umask(mask) == mask
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "out.csv").stat().st_mode) == mode


def test_refuse_existing_lets_a_new_name_pass_and_an_old_one_with_force(tmp_path):
    (tmp_path / "old.csv").write_text("x")
    atomic.refuse_existing(tmp_path / "new.csv", force=False)
    atomic.refuse_existing(str(tmp_path / "old.csv"), force=True)
    assert names(tmp_path) == ["old.csv"]


@pytest.mark.parametrize(
    ("name", "force", "message"),
    [
        ("old.csv", False, "old.csv exists. Choose another name, or pass --force to replace it."),
        ("folder", True, "folder is a folder. Expected the name of a file to write."),
        ("pipe", True, "pipe is no ordinary file, so it is not replaced. Choose another name."),
        ("no/new.csv", False, "The folder no does not exist. Make it first."),
    ],
)
def test_refuse_existing_says_what_is_in_the_way(tmp_path, monkeypatch, name, force, message):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "old.csv").write_text("x")
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError) as caught:
        atomic.refuse_existing(name, force)
    assert str(caught.value) == message


def test_refuse_existing_refuses_a_folder_without_write_permission(tmp_path, monkeypatch):
    asked = []

    def access(path, mode):
        asked.append((str(path), mode))
        return False

    monkeypatch.setattr(atomic.os, "access", access)
    with pytest.raises(InputError) as caught:
        atomic.refuse_existing(tmp_path / "new.csv", force=False)
    assert asked == [(str(tmp_path), os.W_OK)]
    assert str(caught.value) == (f"The folder {tmp_path} can't be written to. Choose another.")


def test_a_folder_takes_a_place_whole_or_not_at_all(tmp_path):
    path = tmp_path / "made"
    for content in ("one", "two"):
        with atomic.building(path) as folder:
            (folder / "inner").mkdir()
            (folder / "inner" / "a").write_text(content)
        assert (path / "inner" / "a").read_text() == content
    with pytest.raises(FileNotFoundError), atomic.building(path) as folder:
        (folder / "none" / "b").write_text("three")
    assert (path / "inner" / "a").read_text() == "two"
    assert [one.name for one in tmp_path.iterdir()] == ["made"]


def test_what_somebody_holds_is_refused_or_waited_for(tmp_path):
    path, said = tmp_path / "lock", []
    other = filelock.FileLock(path)
    other.acquire()
    with pytest.raises(RunError, match="held"), atomic.exclusive(path, "held"):
        pass

    def waits(text):
        said.append(text)
        other.release()

    with atomic.exclusive(path, "held", waits), pytest.raises(filelock.Timeout):
        other.acquire(blocking=False)
    assert said == ["held"]
