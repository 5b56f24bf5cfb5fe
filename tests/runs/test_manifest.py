"""A folder of files that vouch for each other: what is refused, and in which words."""

import hashlib
import json
import os

import pytest

from rnngan.config.errors import DamagedError, RunError
from rnngan.runs import manifest

CONTENTS = {"config.json": b"{}" * 50, "weights.safetensors": bytes(range(256)) * 8}


def kept(folder, **facts):
    """Write a folder with a manifest, and return it."""
    path = folder / "kept"
    path.mkdir()
    for name, content in (CONTENTS | {manifest.NAME: manifest.dump(CONTENTS, facts)}).items():
        (path / name).write_bytes(content)
    return path


def changed(content, **more):
    """Return a manifest that says something else, with the sum that belongs to it."""
    facts = json.loads(content) | more
    facts.pop("sha256")
    text = json.dumps(facts, sort_keys=True).encode()
    return json.dumps(facts | {"sha256": hashlib.sha256(text).hexdigest()}).encode()


def test_what_is_written_is_read_again_with_what_others_have_added(tmp_path):
    path = kept(tmp_path, steps=7, watch={"low": 1, "spread": 0.5}, seed=3)
    found = manifest.read(path)
    assert (found["steps"], found["watch"], found["seed"]) == (7, {"low": 1, "spread": 0.5}, 3)
    assert (found["part"], found["attempt"], found["distance"]) == (1, 0, None)
    assert manifest.contents(path, found, CONTENTS) == CONTENTS
    size, digest = 100, hashlib.sha256(b"{}" * 50).hexdigest()
    assert found["files"]["config.json"] == {"bytes": size, "sha256": digest}


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"3", b"{}", b"\xff", b"[" * 100_000])
def test_what_is_no_manifest_is_damage(content):
    with pytest.raises(DamagedError, match=r"^m\.json: not readable as a manifest: "):
        manifest.parsed(content, "m.json")


@pytest.mark.parametrize(
    ("number", "what"), [(2, "older than 3: train the run again"), (4, "newer than 3: update rnn")]
)
def test_another_format_is_no_damage(number, what):
    with pytest.raises(RunError, match=f"^m.json: format {number} is {what}") as caught:
        manifest.parsed(changed(manifest.dump({}, {}), format=number), "m.json")
    assert not isinstance(caught.value, DamagedError)


def test_a_manifest_vouches_for_itself():
    content = manifest.dump({}, {"steps": 40})
    with pytest.raises(DamagedError, match="its own checksum is another one"):
        manifest.parsed(content.replace(b"40", b"41"), "m.json")
    assert manifest.parsed(changed(content, steps=41), "m.json")["steps"] == 41


def test_a_file_that_is_missing_changed_or_not_vouched_for_is_damage(tmp_path):
    path = kept(tmp_path)
    found = manifest.read(path)
    (path / "config.json").write_bytes(b"[]" * 50)
    with pytest.raises(DamagedError, match=r"config\.json is damaged: it is not what manifest"):
        manifest.contents(path, found, CONTENTS)
    (path / "config.json").unlink()
    with pytest.raises(DamagedError, match=r"config\.json is missing\."):
        manifest.contents(path, found, CONTENTS)
    (path / "more.json").write_bytes(b"")
    with pytest.raises(DamagedError, match=r"more\.json is damaged"):
        manifest.contents(path, found, ["more.json"])


def test_a_folder_and_a_link_to_itself_are_no_files(tmp_path):
    path = kept(tmp_path)
    found = manifest.read(path)
    (path / "config.json").unlink()
    (path / "config.json").mkdir()
    with pytest.raises(RunError, match=r"config\.json is no ordinary file\."):
        manifest.contents(path, found, CONTENTS)
    (path / "config.json").rmdir()
    (path / "config.json").symlink_to("config.json")
    with pytest.raises(RunError, match=r"config\.json"):
        manifest.contents(path, found, CONTENTS)


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"steps": -1}, "greater than or equal to 0"),
        ({"steps": "many"}, "valid integer"),
        ({"part": 3}, "1 or 2"),
        ({"attempt": None}, "valid integer"),
        ({"rollbacks": {}}, "valid list"),
    ],
)
def test_a_foreign_manifest_is_refused_though_its_checksum_is_right(tmp_path, facts, message):
    (tmp_path / "manifest.json").write_bytes(manifest.dump({}, facts))
    with pytest.raises(RunError, match=f"manifest.json: not readable as a manifest: .*{message}"):
        manifest.read(tmp_path)


@pytest.mark.parametrize("name", ["../config.json", "/etc/passwd", "a/b.json", "..", ""])
def test_a_name_that_leads_elsewhere_is_refused(tmp_path, name):
    (tmp_path / "manifest.json").write_bytes(manifest.dump({name: b"x"}, {}))
    with pytest.raises(RunError, match="String should match pattern"):
        manifest.read(tmp_path)


def test_a_link_out_of_the_folder_is_refused(tmp_path):
    path = kept(tmp_path)
    elsewhere = tmp_path / "config.json"
    os.rename(path / "config.json", elsewhere)
    (path / "config.json").symlink_to(elsewhere)
    with pytest.raises(RunError, match=r"config\.json is a link that leads out of the run"):
        manifest.contents(path, manifest.read(path), CONTENTS)


def test_a_monstrous_file_is_refused_before_it_is_read(tmp_path):
    path = kept(tmp_path)
    told = manifest.read(path)
    with open(path / "config.json", "r+b") as stream:
        stream.truncate(manifest.LARGEST[".json"] + 1)  # sparse: takes no room
    with pytest.raises(RunError, match=r"has 268,435,457 bytes\. Expected at most 268,435,456"):
        manifest.contents(path, told, CONTENTS)
