"""Each setting comes from its row, and each section refuses what it can't be."""

import pytest
from pydantic import ValidationError

from rnngan.config import catalogue
from rnngan.config.options import SETTINGS
from rnngan.config.run_config import RunConfig, fields, flat
from rnngan.config.sections import DataConfig, ModelConfig, TextConfig, TrainingConfig


def test_every_row_is_a_setting_with_its_default_and_description():
    assert set(fields()) == set(SETTINGS)
    values = flat(RunConfig())
    given_by_objective = {f"training.{name}" for name in catalogue.objective("bce").defaults}
    for name, row in SETTINGS.items():
        assert fields()[name].description == row.description
        assert values[name] == row.default or name in given_by_objective


@pytest.mark.parametrize("name", catalogue.objectives())
def test_an_objective_s_defaults_give_way_to_what_is_given(name):
    defaults = catalogue.objective(name).defaults
    made = TrainingConfig(objective=name)
    assert {key: getattr(made, key) for key in defaults} == defaults
    assert TrainingConfig(objective=name, learning_rate=0.25).learning_rate == 0.25


@pytest.mark.parametrize("codes", [("categorical:2",), ("categorical:99", "continuous:1")])
def test_codes_are_categories_or_numbers(codes):
    assert ModelConfig(codes=codes).codes == codes


@pytest.mark.parametrize("code", ["categorical:100", "continuous:0", "continuous", "Categorical:3"])
def test_other_codes_are_refused(code):
    with pytest.raises(ValidationError, match="Expected categorical:K with K from 2 to 99"):
        ModelConfig(codes=(code,))


@pytest.mark.parametrize(
    ("section", "values"),
    [
        (DataConfig, {"window": True}),
        (DataConfig, {"holdout": float("nan")}),
        (ModelConfig, {"rows_per_step": "many"}),
        (ModelConfig, {"rows_per_step": 65}),
        (TrainingConfig, {"beta_1": 1.0}),
        (TrainingConfig, {"steps": 10_000_001}),
        (TrainingConfig, {"label_smoothing": 0.5}),
        (TextConfig, {"relaxation": 0.0}),
        (TextConfig, {"length": 1}),
        (TextConfig, {"unknown": 1}),
    ],
)
def test_what_is_out_of_bounds_is_refused(section, values):
    with pytest.raises(ValidationError):
        section(**values)


def test_truth_is_a_value_where_it_is_expected():
    assert DataConfig(header=False).header is False


@pytest.mark.parametrize(("read", "meant"), [(True, "on"), (False, "off"), ("auto", "auto")])
def test_on_and_off_may_be_read_as_truths(read, meant):
    """YAML makes truths of both words."""
    assert DataConfig(protect=read).protect == meant
