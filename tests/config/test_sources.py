"""Which source of a setting wins, and what is refused on the way."""

import pytest

from rnngan.config.errors import ConfigError
from rnngan.config.run_config import RunConfig
from rnngan.config.sources import resolve


def test_a_flag_wins_over_a_variable_over_a_file_over_a_preset(tmp_path):
    path = tmp_path / "run.yaml"
    path.write_text("training: {steps: 2, r1: 2, r2: 2}\ndata:\n  # nothing but comments\n")
    variables = {"RNNGAN_TRAINING_STEPS": "3", "RNNGAN_TRAINING_R1": "3"}
    config, sources = resolve({"training.steps": 4}, (), path, "best", variables)
    assert (config.training.steps, config.training.r1, config.training.r2) == (4, 3, 2)
    names = ("training.steps", "training.r1", "training.r2", "data.window")
    found = [sources[name] for name in names]
    assert found == ["flag", "RNNGAN_TRAINING_R1", str(path), "default"]
    assert "preset best" in sources.values()


def test_a_flag_that_was_not_given_says_nothing_and_wins_over_set_where_it_was():
    config, sources = resolve({"seed": None}, ["seed=5", "training.r1=1e-3"], environment={})
    assert (config.seed, config.training.r1, sources["seed"]) == (5, 0.001, "flag")
    assert resolve({"seed": 6}, ["seed=5"], environment={})[0].seed == 6


def test_an_assignment_without_a_value_is_refused():
    with pytest.raises(ConfigError, match=r"^--set seed: expected section\.key=value"):
        resolve({}, ["seed"], environment={})


def test_what_nobody_gave_comes_from_the_objective_or_suits_texts():
    config, sources = resolve({"kind": "text", "training.r1": 0.5}, environment={})
    assert (config.model.units, sources["model.units"]) == (256, "texts")
    assert (config.training.r1, sources["training.r1"]) == (0.5, "flag")
    config, sources = resolve({"training.objective": "wgan"}, environment={})
    named = [name for name, source in sources.items() if source == "objective wgan"]
    assert named
    assert all(name.startswith("training.") for name in named)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("RNNGAN_TRAINING_LR", "RNNGAN_TRAINING_LEARNING_RATE"),
        ("RNNGAN_LR", "RNNGAN_TRAINING_LEARNING_RATE"),
        ("RNNGAN_WINDOW", "RNNGAN_DATA_WINDOW"),
    ],
)
def test_a_variable_that_would_have_no_effect_is_refused(name, meant):
    with pytest.raises(ConfigError, match=rf"^{name}: unknown setting .*\? That is {meant}\.$"):
        resolve({}, environment={name: "3"})


def test_variables_of_others_are_left_alone():
    others = {"RNNGAN_DEBUG": "1", "RNNGAN_HOME": "/x", "RNNGAN_RUN": "r", "DATA_WINDOWS": "3"}
    assert resolve({}, environment=others)[0] == RunConfig()


def test_a_name_of_elsewhere_is_understood_in_a_file_and_in_set(tmp_path):
    (tmp_path / "a.yaml").write_text("training: {lr: 3}\n")
    meant = "unknown setting training.lr; did you mean training.learning_rate"
    with pytest.raises(ConfigError, match=meant):
        resolve({}, path=tmp_path / "a.yaml", environment={})
    with pytest.raises(ConfigError, match=meant):
        resolve({}, ["training.lr=3"], environment={})
