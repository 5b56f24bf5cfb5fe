"""The run folder: written whole, read only if it is what was written."""

import json
import os
import shutil
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from untraced import untraced as untracing

from rnngan import SequenceGAN
from rnngan.config.errors import InputError, RunError
from rnngan.models import weights
from rnngan.runs import manifest, store


@pytest.fixture(scope="module")
def gan(visits):
    settings = {"window": 8, "units": 8, "steps": 4, "adversarial_steps": 0, "seed": 2}
    with untracing():
        return SequenceGAN(**settings).fit(visits, id_column="patient")


@pytest.fixture
def folder(gan, tmp_path):
    gan.save(tmp_path / "run")
    return tmp_path / "run"


def test_what_is_saved_comes_back(gan, folder):
    again = SequenceGAN.load(folder)
    weights = [made._trained.model.average.get_weights() for made in (gan, again)]
    pairs = zip(*weights, strict=True)
    assert all(np.array_equal(a, b) for a, b in pairs)
    pd.testing.assert_frame_equal(again.sample(20, seed=5), gan.sample(20, seed=5))
    assert again.config_ == gan.config_
    assert again.schema_ == gan.schema_


def test_files_of_a_run(folder):
    names = {path.name for path in folder.iterdir()} - {".lock"}
    assert names == {store.CONFIG, store.SCHEMA, store.WEIGHTS, store.HISTORY, store.MANIFEST}
    assert list(pd.read_csv(folder / store.HISTORY)["step"]) == [4]


@pytest.mark.parametrize("name", store.VERIFIED)
@pytest.mark.parametrize("damage", ["flip", "cut", "remove"])
def test_a_damaged_file_is_refused_by_name(folder, name, damage):
    path = folder / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    if damage == "cut":
        content = content[:-1]
    path.write_bytes(content)
    if damage == "remove":
        path.unlink()
    with pytest.raises(RunError, match=name):
        store.load(folder)


def test_a_newer_format_is_refused(folder):
    told = json.loads((folder / store.MANIFEST).read_text())
    for number, advice in ((99, "newer than 3: update rnngan"), (2, "older than 3: train")):
        (folder / store.MANIFEST).write_text(json.dumps(told | {"format": number}))
        with pytest.raises(RunError, match=f"format {number} is {advice}"):
            store.load(folder)


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"format": "x", "sha256": {}}'])
def test_a_manifest_that_is_none_is_refused(folder, content):
    (folder / store.MANIFEST).write_text(content)
    with pytest.raises(RunError, match=r"manifest\.json"):
        store.load(folder)


def test_no_folder_and_no_run_are_refused(tmp_path):
    with pytest.raises(RunError, match="is not a folder"):
        store.load(tmp_path / "none")
    with pytest.raises(RunError, match="is not a run"):
        store.load(tmp_path)


def test_weights_of_another_shape_are_refused_with_the_first_mismatch(folder, visits, untraced):
    other = SequenceGAN(window=8, units=9, steps=1, adversarial_steps=0).fit(
        visits, id_column="patient"
    )
    arrays = weights.read((folder / store.WEIGHTS).read_bytes(), store.WEIGHTS)
    variables = weights.of_networks(other._trained.model)
    with pytest.raises(RunError, match=r"weight 'generator/.*' is float32\[16, 64\]\. Expected"):
        weights.assign(arrays, variables, store.WEIGHTS)


def test_an_existing_folder_is_refused_and_force_replaces_a_run(gan, folder):
    with pytest.raises(InputError, match=r"exists\. Choose another name, or pass force=True"):
        gan.save(folder)
    (folder / store.SCORES).write_text("old scores")
    gan.save(folder, force=True)
    assert not (folder / store.SCORES).exists()


def test_force_never_replaces_a_folder_that_is_no_run(gan, tmp_path):
    (tmp_path / "thesis.txt").write_text("two years of work")
    with pytest.raises(InputError, match="is not a run, so force=True does not replace it"):
        gan.save(tmp_path, force=True)
    assert (tmp_path / "thesis.txt").read_text() == "two years of work"


@pytest.mark.parametrize("file", range(5))
def test_a_full_disk_leaves_the_old_run_whole(gan, folder, monkeypatch, file):
    """The disk is full at the first, second … of the five files: none of them has changed."""
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    calls, fsync = [], os.fsync

    def full(descriptor):
        calls.append(descriptor)
        if len(calls) > file:
            raise OSError(28, "No space left on device")
        fsync(descriptor)

    monkeypatch.setattr("rnngan.data.formats.atomic.os.fsync", full)
    with pytest.raises(OSError, match=r"No space left on device: .*(json|csv|safetensors)"):
        store.save(folder, gan._trained)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_no_pickle_and_no_hdf5_is_opened(folder, tmp_path):
    for name in ("model.keras", "model.h5", "model.pkl"):
        shutil.copytree(folder, tmp_path / name)
        (tmp_path / name / store.WEIGHTS).write_bytes(b"\x89HDF\r\n\x1a\n")
        with pytest.raises(RunError, match=store.WEIGHTS):
            store.load(tmp_path / name)


def test_a_run_that_is_replaced_stays_until_the_new_one_is_saved(folder):
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert store.create(folder, force=True) == folder
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_history_and_steps_survive_loading_and_saving(gan, folder, tmp_path):
    again = SequenceGAN.load(folder)
    assert again._trained.history == gan._trained.history
    again.save(tmp_path / "copy")
    assert manifest.read(tmp_path / "copy")["steps"] == 4
    assert (tmp_path / "copy" / store.HISTORY).read_text() == (folder / store.HISTORY).read_text()


@pytest.mark.parametrize(
    ("enough", "ended", "finished"),
    [(False, False, False), (True, False, False), (True, True, True)],
)
def test_phases_that_ended_early_are_known_after_loading(gan, tmp_path, enough, ended, finished):
    """Two of 4 steps of likelihood were taken, and none of 5 against the discriminator."""
    training = gan.config_.training.model_copy(update={"adversarial_steps": 5})
    config = gan.config_.model_copy(update={"training": training})
    trained = replace(gan._trained, config=config, steps=2, enough=enough, ended=ended)
    store.save(store.create(tmp_path / "run", False), trained)
    again = store.load(tmp_path / "run")
    assert (again.enough, again.ended, again.finished) == (enough, ended, finished)


@pytest.mark.parametrize(
    "content",
    [
        (2**62).to_bytes(8, "little") + b"{}",  # a header that no memory holds
        (100).to_bytes(8, "little")
        + b'{"a":{"dtype":"F32","shape":[99999999],"data_offsets":[0,4]}}',
        b"\x89HDF\r\n\x1a\n" + bytes(64),
        b"PK\x03\x04" + bytes(64),  # a .keras file
        b"\x80\x04\x95" + bytes(64),  # a pickle
        b"",
    ],
)
def test_weights_that_are_none_are_refused_though_the_manifest_vouches_for_them(folder, content):
    told = manifest.read(folder)
    contents = {name: (folder / name).read_bytes() for name in told.pop("files")}
    contents[store.WEIGHTS] = content
    del told["format"]
    (folder / store.WEIGHTS).write_bytes(content)
    (folder / store.MANIFEST).write_bytes(manifest.dump(contents, told))
    with pytest.raises(RunError, match=r"weights\.safetensors: not readable as weights"):
        store.load(folder)


def with_settings(folder, change):
    """Change the settings of a run by a function of their values; the manifest vouches for them."""
    told = manifest.read(folder)
    contents = {name: (folder / name).read_bytes() for name in told.pop("files")}
    config = json.loads(contents[store.CONFIG])
    change(config)
    contents[store.CONFIG] = json.dumps(config).encode()
    del told["format"]
    (folder / store.CONFIG).write_bytes(contents[store.CONFIG])
    (folder / store.MANIFEST).write_bytes(manifest.dump(contents, told))


def test_settings_out_of_bounds_are_refused_before_networks_are_made(folder, monkeypatch):
    with_settings(folder, lambda config: config["model"].update(units=10**9))
    monkeypatch.setattr("rnngan.models.trained.assemble", None)
    with pytest.raises(RunError, match=r"model\.units: .*less than or equal"):
        store.load(folder)


def test_what_evaluations_have_fitted_comes_back(tmp_path, capsys):
    assert store.read_fitted(tmp_path) == {}
    fitted = {"a/1": [np.eye(2, dtype="float32"), np.zeros(3, "float32")], "b": [np.ones((1, 2))]}
    store.write_fitted(tmp_path, fitted)
    found = store.read_fitted(tmp_path)
    assert found.keys() == fitted.keys()
    for name, arrays in fitted.items():
        for one, other in zip(found[name], arrays, strict=True):
            np.testing.assert_array_equal(one, other)
    (tmp_path / store.FITTED).write_bytes(b"damaged")
    assert store.read_fitted(tmp_path) == {}
    assert "fitted.safetensors: not readable as weights" in capsys.readouterr().err
