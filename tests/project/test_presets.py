"""Presets: settings under those that are given, from files that ship with the package."""

from importlib import resources

import pytest
import yaml

from rnngan import SequenceGAN
from rnngan.config import catalogue
from rnngan.config.errors import ConfigError
from rnngan.config.run_config import RunConfig, fields, read
from rnngan.config.sources import resolve


def flat(name):
    """{"section.name": value} of a preset's file."""
    return {
        f"{section}.{setting}": value
        for section, settings in read(catalogue.preset(name)).items()
        for setting, value in settings.items()
    }


def value(config, place):
    for part in place.split("."):
        config = getattr(config, part)
    return list(config) if isinstance(config, tuple) else config


@pytest.mark.parametrize("name", catalogue.presets())
class TestEveryPreset:
    def test_is_valid_and_has_an_effect(self, name):
        config, sources = resolve({}, preset=name, environment={})
        assert flat(name)
        for place, wanted in flat(name).items():
            assert place in fields()
            assert value(config, place) == wanted
            assert sources[place] == f"preset {name}"

    def test_says_what_it_is(self, name):
        assert catalogue.preset(name).read_text("utf-8").startswith("# ")

    def test_ships_with_the_package(self, name):
        text = (
            resources.files("rnngan")
            .joinpath("config", "presets", f"{name}.yaml")
            .read_text("utf-8")
        )
        assert isinstance(yaml.safe_load(text), dict)


def test_the_presets_are_these():
    assert catalogue.presets() == ["best", "classic", "improved", "infogan", "vae-gan", "wgan-gp"]


def test_the_files_are_named_in_the_set_up(root):
    assert "config/presets/*.yaml" in (root / "setup.cfg").read_text()


def test_best_is_what_there_is_without_a_preset():
    assert resolve({}, preset="best", environment={})[0] == RunConfig()


def test_classic_has_nothing_that_steadies():
    training = resolve({}, preset="classic", environment={})[0].training
    assert (training.objective, training.d_steps) == ("bce", 1)
    assert (training.r1, training.r2, training.gradient_penalty) == (0, 0, 0)
    assert (training.clip_norm, training.clip_weights) == (None, None)
    assert (training.label_smoothing, training.feature_matching) == (0, 0)
    assert (training.historical_averaging, training.match) == (0, "none")
    assert training.ema_decay == 0
    assert training.learning_rate == training.final_learning_rate == 2e-4


def test_each_source_stands_over_those_behind_it(tmp_path):
    """wgan-gp sets d_steps to 5, the preset r1 to 1, and every further source something on top."""
    file = tmp_path / "run.yaml"

    def d_steps(flags=None, environment=None, content=None, **kwargs):
        if content is not None:
            file.write_text(content)
        path = None if content is None else file
        config, sources = resolve(flags or {}, (), path, environment=environment or {}, **kwargs)
        return config.training.d_steps, sources["training.d_steps"]

    said = {"training.objective": "wgan-gp"}
    variable = {"RNNGAN_TRAINING_D_STEPS": "2"}
    flag = {"training.d_steps": 4}
    content = "training: {d_steps: 3}\n"
    assert d_steps() == (1, "default")
    assert d_steps(said) == (5, "objective wgan-gp")
    assert d_steps(said, preset="best") == (1, "preset best")
    assert d_steps(said, preset="best", content=content) == (3, str(file))
    found = d_steps(said, variable, content, preset="best")
    assert found == (2, "RNNGAN_TRAINING_D_STEPS")
    assert d_steps(said | flag, variable, content, preset="best") == (4, "flag")


@pytest.mark.parametrize("source", ["preset", "file", "environment", "flag"])
def test_an_objective_from_any_source_brings_its_defaults(source, tmp_path):
    (tmp_path / "run.yaml").write_text("training: {objective: wgan-gp}\n")
    config, sources = {
        "preset": lambda: resolve({}, preset="wgan-gp", environment={}),
        "file": lambda: resolve({}, path=tmp_path / "run.yaml", environment={}),
        "environment": lambda: resolve({}, environment={"RNNGAN_TRAINING_OBJECTIVE": "wgan-gp"}),
        "flag": lambda: resolve({"training.objective": "wgan-gp"}, environment={}),
    }[source]()
    training = config.training
    assert (training.gradient_penalty, training.r1, training.d_steps) == (10, 0, 5)
    assert sources["training.gradient_penalty"] == "objective wgan-gp"


def test_config_show_names_preset_and_objective(rnngan):
    result = rnngan("config", "show", "--preset", "wgan-gp")
    assert result.returncode == 0, result.stderr
    lines = {line.split()[0]: line for line in result.stdout.splitlines() if line.strip()}
    assert "preset wgan-gp" in lines["training.objective"]
    assert "objective wgan-gp" in lines["training.gradient_penalty"]
    assert "10.0" in lines["training.gradient_penalty"]
    assert "default" in lines["training.batch_size"]


def test_a_preset_that_does_not_exist_is_refused(rnngan):
    result = rnngan("config", "show", "--preset", "bets")
    assert result.returncode == 2
    assert "best" in result.stderr
    assert "Traceback" not in result.stderr


class TestSequenceGAN:
    def test_takes_a_preset(self):
        assert (
            SequenceGAN(preset="classic").config == resolve({}, preset="classic", environment={})[0]
        )

    def test_settings_stand_over_the_preset(self):
        training = SequenceGAN(preset="improved", label_smoothing=0.2, steps=7).config.training
        assert (training.label_smoothing, training.steps) == (0.2, 7)
        assert training.feature_matching == 1.0

    def test_has_none_unless_it_is_asked_for(self):
        assert SequenceGAN().config == RunConfig()

    def test_refuses_one_that_does_not_exist(self):
        with pytest.raises(ConfigError) as caught:
            SequenceGAN(preset="bets").config  # noqa: B018
        assert str(caught.value) == (
            "There is no preset 'bets'; did you mean 'best'? Known: best, classic, improved, "
            "infogan, vae-gan, wgan-gp. Received: preset='bets'"
        )
