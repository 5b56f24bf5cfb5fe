"""Keys of an experiment: the settings they stand for, and how their values are read."""

import pytest
from pydantic import ValidationError

from rnngan.batch import experiment_keys, spec
from rnngan.batch.experiment_keys import Generate


@pytest.mark.parametrize(
    ("key", "value", "setting"),
    [
        ("steps", 80, ("training.steps", 80)),
        ("training.steps", 80, ("training.steps", 80)),
        ("no_header", True, ("data.header", False)),
        ("no_header", False, ("data.header", True)),
        ("strict", False, ("data.strict", False)),
        ("no_header", None, ("data.header", None)),
        ("seed", 3, ("seed", 3)),
        ("name", "x", None),
        ("evaluate", "quick", None),
    ],
)
def test_the_setting_that_a_key_stands_for(key, value, setting):
    assert experiment_keys.setting_of(key, value) == setting


@pytest.mark.parametrize(
    ("setting", "changes"),
    [
        ("kind", True), ("data.window", True), ("model.auto_normalise", True),
        ("model.generator", True), ("model.codes", True), ("model.encoder", True),
        ("text.level", True), ("text.vocabulary", True), ("model.units", False),
        ("training.steps", False), ("seed", False),
    ],
)  # fmt: skip
def test_distances_are_compared_where_windows_are_on_one_scale(setting, changes):
    assert experiment_keys.changes_the_scale(setting) is changes


@pytest.mark.parametrize(("asked", "amount"), [({"count": 3}, 3), ({"rows": 100}, "rows100")])
def test_an_amount_to_generate(asked, amount):
    assert Generate(**asked).amount == amount


@pytest.mark.parametrize("asked", [{}, {"count": 3, "rows": 100}, {"seed": 1}])
def test_an_amount_is_either_of_sequences_or_of_rows(asked):
    with pytest.raises(ValidationError, match="Expected one of count and rows"):
        Generate(**asked)


@pytest.mark.parametrize("name", ["config.json", "Scores.json", "../x", ".hidden", "a/b"])
def test_names_that_a_generated_file_can_not_have(name):
    with pytest.raises(ValidationError):
        Generate(count=1, output=name)


def test_what_is_asked_of_generating_has_all_but_the_name_of_the_file():
    request = Generate(count=2, output="x.csv", codes={"0": 1}, seed=5).request
    assert (request.count, request.seed, request.codes) == (2, 5, ((0, 1.0),))


def test_on_and_off_are_read_as_truths():
    made = spec.Experiment.model_validate({"protect": True, "data.protect": False})
    assert made.given() == {"protect": "on", "data.protect": "off"}


def test_only_what_was_given_is_given():
    made = spec.Experiment.model_validate({"units": 8, "training.r1": None})
    assert made.given() == {"units": 8, "training.r1": None}
    assert experiment_keys.attribute("training.r1") == "key_training_of_r1"


@pytest.mark.parametrize(
    ("key", "value", "read"),
    [
        ("generate", "0", None),
        ("generate", "no", None),
        ("evaluate", "no", None),
        ("evaluate", "yes", "full"),
        ("evaluate", "5", 5),
        ("ignore", "a", ("a",)),
        ("ignore", "[a, b]", ("a", "b")),
        ("training.learning_rate", "1e-3", 0.001),
        ("strict", "yes", True),
    ],
)
def test_values_are_read_as_they_are_meant(written, key, value, read):
    found = spec.read(written(f"defaults: {{{key}: {value}}}"))
    assert found.spec.defaults.given() == {key: read}


def test_every_option_of_train_that_is_a_setting_is_a_key():
    from rnngan.cli.main import cli

    others = {"output", "resume", "fork", "force", "quiet", "json", "set", "track", "devices"}
    options = {o.opts[0].lstrip("-").replace("-", "_") for o in cli.commands["train"].params}
    assert options - others - {"o", "q"} <= set(experiment_keys.names())
