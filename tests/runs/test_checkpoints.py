"""Checkpoints: whole or not there, whatever fails and whenever; the right ones are kept."""

import contextlib
import errno
import os
import subprocess
import sys

import pytest

from rnngan.config.errors import RunError
from rnngan.data.formats import atomic
from rnngan.runs import checkpoints, manifest
from tests import faults

CONTENTS = {"config.json": b"{}" * 50, "weights.safetensors": bytes(range(256)) * 8}
ERRORS = (errno.ENOSPC, errno.EIO, errno.EACCES)


def facts(done, part=1, attempt=1, distance=None):
    return {"attempt": attempt, "part": part, "done": done, "distance": distance, "steps": done}


def save(run, done, **more):
    return checkpoints.save(run, CONTENTS, facts(done, **more))


def names(run):
    return [path.name for path in checkpoints.all_of(run)]


def whole(run):
    return [path.name for path, _ in checkpoints.whole(run)]


def operations(run):
    """Names of the file operations of a save."""
    run.mkdir(exist_ok=True)
    save(run, 998)  # makes the folder of checkpoints
    with faults.at(-1, None) as seen:
        save(run, 999)
    return seen


def test_a_checkpoint_is_its_files_and_a_manifest(tmp_path):
    path = save(tmp_path, 500, distance=0.25)
    assert path == tmp_path / "checkpoints" / "001-1-00000500"
    told = manifest.read(path)
    assert manifest.contents(path, told, CONTENTS) == CONTENTS
    assert (told["done"], told["distance"]) == (500, 0.25)
    assert {entry.name for entry in path.iterdir()} == {*CONTENTS, "manifest.json"}


def test_the_newest_three_the_best_and_the_last_of_the_first_part_are_kept(tmp_path):
    for done, distance in ((100, 0.5), (200, 0.1), (300, 0.3), (400, 0.2), (500, 0.4)):
        save(tmp_path, done, distance=distance)
    kept = ["001-1-00000200", "001-1-00000300", "001-1-00000400", "001-1-00000500"]
    assert names(tmp_path) == kept
    for done in (0, 100, 200, 300):
        save(tmp_path, done, part=2)
    assert names(tmp_path) == [
        *("001-1-00000200", "001-1-00000500"),
        *("001-2-00000100", "001-2-00000200", "001-2-00000300"),
    ]
    assert checkpoints.best_of(tmp_path).name == "001-1-00000200"


def test_checkpoints_are_in_the_order_in_which_they_were_made(tmp_path):
    places = [(1, 1, 99_999_999), (1, 1, 100_000_000), (1, 2, 5), (2, 1, 0), (1000, 1, 0)]
    parent = checkpoints.folder_of(tmp_path)
    parent.mkdir()
    for place in reversed(places):
        (parent / checkpoints.name(*place)).mkdir()
    (parent / "damaged-001-1-00000007").mkdir()
    (parent / "001-1-00000008").symlink_to(tmp_path)  # a link is none
    assert names(tmp_path) == [checkpoints.name(*place) for place in places]


def test_a_damaged_one_is_passed_over_by_readers_and_set_aside_by_training(tmp_path, capsys):
    for done in (100, 200):
        save(tmp_path, done)
    damaged = tmp_path / "checkpoints" / "001-1-00000200"
    (damaged / "weights.safetensors").write_bytes(b"else")
    assert whole(tmp_path) == ["001-1-00000100"]
    said = capsys.readouterr().err
    assert "001-1-00000200/weights.safetensors is damaged" in said
    assert "passed over, and the one before it used" in said
    assert damaged.exists()
    found = [path.name for path, _ in checkpoints.whole(tmp_path, mend=True)]
    assert found == ["001-1-00000100"]
    assert "set aside" in capsys.readouterr().err
    assert names(tmp_path) == ["001-1-00000100"]
    assert (tmp_path / "checkpoints" / "damaged-001-1-00000200").is_dir()


def test_a_checkpoint_that_is_removed_while_it_is_read_is_no_damage(tmp_path, capsys, monkeypatch):
    for done in (100, 200):
        save(tmp_path, done)
    read = manifest.read

    def removed(path):
        if path.name.endswith("200"):
            for entry in path.iterdir():
                entry.unlink()
            path.rmdir()
        return read(path)

    monkeypatch.setattr(manifest, "read", removed)
    assert whole(tmp_path) == ["001-1-00000100"]
    assert capsys.readouterr().err == ""


def test_every_operation_of_a_save_is_met(tmp_path):
    seen = operations(tmp_path)
    assert seen.count("write") == 3
    assert seen.count("fsync") == 5  # three files, their folder, and the folder above
    assert seen.count("rename") == 1
    assert seen.index("rename") > max(i for i, name in enumerate(seen) if name == "write")


@pytest.mark.parametrize("error", ERRORS)
def test_whatever_operation_of_a_save_fails_the_older_checkpoints_are_whole(tmp_path, error):
    save(tmp_path, 100)
    for place in range(len(operations(tmp_path / "other"))):
        failed = True
        with faults.at(place, faults.fail(error)), contextlib.suppress(OSError):
            save(tmp_path, 200)
            failed = False
        assert failed or whole(tmp_path)[0] == "001-1-00000200"  # no error is swallowed
        found = whole(tmp_path)
        assert found in (["001-1-00000100"], ["001-1-00000200", "001-1-00000100"]), place
        atomic.clear_leftovers(checkpoints.folder_of(tmp_path))
        left = {path.name for path in checkpoints.folder_of(tmp_path).iterdir()}
        assert left == set(found)
        save(tmp_path, 200)  # and the next try succeeds
        assert whole(tmp_path)[0] == "001-1-00000200"
        checkpoints.shutil.rmtree(tmp_path / "checkpoints" / "001-1-00000200")


KILLED = """
import sys
from pathlib import Path
sys.path.insert(0, {root!r})
from tests import faults
from tests.runs.test_checkpoints import save
with faults.at(int(sys.argv[2]), faults.die):
    save(Path(sys.argv[1]), 200)
"""


def test_a_process_that_is_killed_inside_a_save_leaves_whole_checkpoints(tmp_path, root):
    """At every third operation here; `make torture` kills at every one."""
    save(tmp_path, 100)
    for place in range(0, len(operations(tmp_path / "other")), 3):
        code = subprocess.run(
            [sys.executable, "-c", KILLED.format(root=str(root)), tmp_path, str(place)], check=False
        ).returncode
        assert code == -9
        assert whole(tmp_path)[-1] == "001-1-00000100"
        atomic.clear_leftovers(checkpoints.folder_of(tmp_path))
        assert len(os.listdir(checkpoints.folder_of(tmp_path))) == len(names(tmp_path))


@pytest.mark.parametrize("name", [*CONTENTS, "manifest.json"])
def test_every_cut_and_every_flipped_bit_is_found(tmp_path, name):
    """Some of them here; `make torture` tries more, on a real run."""
    path = save(tmp_path, 100)
    told, content = manifest.read(path), (path / name).read_bytes()
    changes = [content[:cut] for cut in range(0, len(content), len(content) // 16)]
    for place in range(0, 8 * len(content), 8 * len(content) // 101):
        changes.append(bytearray(content))
        changes[-1][place // 8] ^= 1 << place % 8
    for change in changes:
        (path / name).write_bytes(change)
        with contextlib.suppress(RunError):
            again = manifest.read(path)
            found = manifest.contents(path, again, CONTENTS)
            assert name == "manifest.json"  # its white space
            assert (again, found) == (told, CONTENTS)
