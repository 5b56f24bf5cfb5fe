"""Addresses of steps: hashes of settings and of the bytes of files, the same after an update."""

import hashlib
import os
from dataclasses import replace
from pathlib import Path

import pytest

from rnngan.batch import addresses, plan, spec
from rnngan.config.errors import InputError


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


def test_the_hash_of_a_value_is_that_of_its_json():
    assert addresses.sha256_of({"b": [1, None], "a": 0.5}) == sha256('{"a": 0.5, "b": [1, null]}')


def test_the_content_of_a_file_and_of_a_folder(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "b.txt").write_text("two")
    (tmp_path / "sub" / "a.txt").write_text("one")
    assert addresses.content(tmp_path / "b.txt") == sha256("two")
    named = f'[["b.txt", "{sha256("two")}"], ["sub/a.txt", "{sha256("one")}"]]'
    assert addresses.content(tmp_path) == sha256(named)


def test_a_file_is_read_again_where_its_size_or_age_has_changed(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("one")
    assert addresses.content(path) == sha256("one")
    path.write_text("two")
    os.utime(path, ns=(5, 5))
    assert addresses.content(path) == sha256("two")


def test_a_file_that_can_not_be_read_is_named(tmp_path):
    with pytest.raises(InputError, match=r"none\.csv: can't be read: No such file or directory\."):
        addresses.content(tmp_path / "none.csv")


@pytest.mark.parametrize(
    ("values", "within", "lasting"),
    [
        ({"data": {"window": 4, "kinds": []}}, "", {"data": {"window": 4}}),
        ({"data": {"kinds": ["x=category"]}}, "", {"data": {"kinds": ["x=category"]}}),
        ({"data.kinds": (), "seed": 1}, "", {"seed": 1}),
        ({"count": 3, "rows": None, "first_id": None}, "generate.", {"count": 3}),
        ({"count": None, "rows": 9, "first_id": 0}, "generate.",
         {"count": None, "rows": 9, "first_id": 0}),
        ({"rows": None}, "", {"rows": None}),
    ],
)  # fmt: skip
def test_what_is_newer_counts_where_it_is_not_its_default(values, within, lasting):
    assert addresses.lasting(values, within) == lasting


def test_the_addresses_of_a_run_by_hand(planned):
    """Training is of settings and content; the other steps are of the training and of their own."""
    text = "defaults: {data: a.csv, generate: {count: 3, seed: 2}, evaluate: 5}"
    (run,) = planned(text)
    settings = run.config.model_dump(mode="json")
    for name in ("kinds", "holdout_by", "protect", "protect_below", "protect_rare", "cache"):
        del settings["data"][name]
    del settings["training"]["precision"]
    asked = run.generate.model_dump(mode="json")
    del asked["rows"], asked["first_id"]
    train = addresses.sha256_of([settings, sha256(run.data.read_text()), None])
    assert run.addresses() == {
        "train": train,
        "generate": addresses.sha256_of([train, asked | {"output": "synthetic.csv"}]),
        "evaluate": sha256(f'["{train}", 5]'),
    }


def test_addresses_are_of_settings_and_content(planned, tmp_path):
    text = "defaults: {data: a.csv, generate: 3, evaluate: quick}\nexperiments: [{units: 8}]"
    (before,) = (run.addresses() for run in planned(text))
    (renamed,) = (run.addresses() for run in planned(text.replace("[{", "[{name: n, ")))
    (more,) = (run.addresses() for run in planned(text.replace("generate: 3", "generate: 4")))
    (wider,) = (run.addresses() for run in planned(text.replace("8", "9")))
    assert renamed == before  # a name is no setting
    assert (more["train"], more["evaluate"]) == (before["train"], before["evaluate"])
    assert more["generate"] != before["generate"]
    assert not set(wider.values()) & set(before.values())
    (tmp_path / "a.csv").write_text("t,x\n1,2\n")
    (run,) = plan.runs(spec.read(tmp_path / "experiments.yaml"), environment={})
    assert not set(run.addresses().values()) & set(before.values())


BEFORE = {  # of a.csv with `generate: 3, evaluate: quick`, since steps go by the rows
    "train": "df18a1c1dafbbd79c2181ca8f2ee95c23ad6bcf7355ba935a79bf63d6ee11200",
    "generate": "1d72542b590f9ce5f1a2990bca57c8b9b641153e12453112418f6ff5cbf0b086",
    "evaluate": "6814360fbc355995b9b7c17b2f4fde3549cd3e6a3280fbc33277799b5bfbeffa",
}


def test_an_update_makes_no_finished_run_begin_anew(planned):
    """A new setting or option of generating has its line in `addresses.NEWER`; these stay."""
    text = "defaults: {data: a.csv, generate: 3, evaluate: quick}"
    (run,) = planned(text)
    assert run.addresses() == BEFORE
    (asked,) = planned(text.replace("generate: 3", "data.kinds: [x=category], generate: 3"))
    assert not set(asked.addresses().values()) & set(BEFORE.values())
    (rows,) = planned(text.replace("generate: 3", "generate: {count: 3, first_id: 7}"))
    assert rows.addresses() == BEFORE | {"generate": rows.addresses()["generate"]}
    assert rows.addresses() != BEFORE
    elsewhere = replace(run, data=Path("/x/a.csv"), evaluate=None)
    assert plan._short(elsewhere) == "45324b"  # part of a name, and so of a folder
