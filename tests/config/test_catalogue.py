"""What an objective's file says of itself, and that a file is all that an objective needs."""

import subprocess
import sys

import pytest

from rnngan.config import catalogue
from rnngan.config.errors import ConfigError
from rnngan.config.run_config import TrainingConfig, validate
from rnngan.models import objectives

NEW = '''"""A new objective (Nobody, 2000).

More about it.
"""

LABELS = False
DIVERGENCE = "nothing"
DEFAULTS = {"d_steps": 2}
'''


@pytest.mark.parametrize("name", catalogue.objectives())
class TestEveryObjective:
    def test_says_what_it_is(self, name):
        found = catalogue.objective(name)
        assert found.name == name
        assert found.title.endswith(".")
        assert len(found.text.splitlines()) >= 3  # what it does, and when to take it
        assert isinstance(found.labels, bool)
        assert found.divergence

    def test_is_what_its_module_says(self, name):
        found, module = catalogue.objective(name), objectives.get(name)
        assert (found.labels, found.divergence) == (module.LABELS, module.DIVERGENCE)
        assert found.defaults == module.DEFAULTS
        assert found.text == module.__doc__.strip()

    def test_its_defaults_are_settings_of_training(self, name):
        defaults = catalogue.objective(name).defaults
        assert defaults.keys() <= TrainingConfig.model_fields.keys() - {"objective"}
        made = TrainingConfig(objective=name)
        assert {setting: getattr(made, setting) for setting in defaults} == defaults

    def test_what_is_given_stands_over_its_defaults(self, name):
        given = {"r1": 0.25, "d_steps": 9, "learning_rate": 0.125}
        made = TrainingConfig(objective=name, **given)
        assert {setting: getattr(made, setting) for setting in given} == given

    def test_smoothing_is_refused_where_there_are_no_labels(self, name):
        smoothed = {"training": {"objective": name, "label_smoothing": 0.1}}
        if catalogue.objective(name).labels:
            assert validate(smoothed).training.label_smoothing == 0.1
        else:
            with pytest.raises(ConfigError, match=f"objective {name} has no labels to smooth"):
                validate(smoothed)


def test_the_objectives_are_those_of_the_folder():
    assert catalogue.objectives() == objectives.names()
    promised = {"bce", "hinge", "kl", "mae", "minimax", "mse", "relativistic", "wgan", "wgan-gp"}
    assert promised <= set(catalogue.objectives())


def test_a_file_is_all_that_an_objective_needs(tmp_path, monkeypatch):
    (tmp_path / "__init__.py").write_text("")
    (tmp_path / "new_one.py").write_text(NEW)
    monkeypatch.setattr(catalogue, "OBJECTIVES", [str(tmp_path)])
    assert catalogue.objectives() == ["new-one"]
    try:
        found = catalogue.objective("new-one")
    finally:
        catalogue.objective.cache_clear()
    assert found == catalogue.Objective(
        name="new-one",
        title="A new objective (Nobody, 2000).",
        text="A new objective (Nobody, 2000).\n\nMore about it.",
        labels=False,
        divergence="nothing",
        defaults={"d_steps": 2},
    )


def test_an_objective_is_described_without_loading_keras():
    code = (
        "import sys; from rnngan.config import catalogue; catalogue.objective('wgan-gp');"
        "print([m for m in ('keras', 'tensorflow', 'numpy') if m in sys.modules])"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "[]"
