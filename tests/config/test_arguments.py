"""The settings as arguments: made from the fields, kept as they were given."""

import inspect

import pytest

from rnngan.config import arguments, catalogue
from rnngan.config.errors import ConfigError
from rnngan.config.run_config import RunConfig, fields, validate

NONE = {"preset": None} | arguments.defaults()


def test_every_setting_is_an_argument():
    assert sorted(arguments.names().values()) == sorted(fields())
    assert [*arguments.signature().parameters] == ["self", "preset", *arguments.names()]
    known = arguments.signature().parameters
    assert known["window"].default == 24
    assert known["window"].kind is inspect.Parameter.KEYWORD_ONLY


def test_the_defaults_make_the_defaults():
    assert arguments.config_of(NONE) == RunConfig()
    assert arguments.given(NONE) == {}


def test_what_others_decide_has_no_default_of_its_own():
    depends = {n for n, value in arguments.defaults().items() if value == arguments.DEFAULT}
    assert {"kind", "r1", "learning_rate", "label_smoothing", "units", "encoder"} <= depends
    assert not depends & {"window", "steps", "seed", "id_column", "time_column"}
    for name in depends:  # or the word would be a value
        section, _, last = arguments.names()[name].rpartition(".")
        values = {section: {last: "default"}} if section else {last: "default"}
        with pytest.raises(ConfigError):
            validate(values)


@pytest.mark.parametrize("preset", catalogue.presets())
def test_a_preset_holds_where_nothing_is_given(preset):
    of_preset = validate(arguments.settings_of(preset))
    assert arguments.config_of({**NONE, "preset": preset}) == of_preset
    assert arguments.config_of({**NONE, **arguments.of_config(of_preset)}) == of_preset


def test_a_default_that_is_given_stands_over_the_objective():
    penalised = {**NONE, "objective": "wgan-gp"}
    assert arguments.config_of(penalised).training.d_steps == 5
    assert arguments.config_of({**penalised, "d_steps": 1}).training.d_steps == 1


def test_the_kind_of_data_decides_where_nothing_is_given():
    assert arguments.config_of(NONE, kind="text").model.units == 256
    assert arguments.config_of({**NONE, "kind": "table"}, kind="text").kind == "table"


def test_values_are_compared_with_their_types():
    assert arguments.given({**NONE, "stride": True}) == {"stride": True}
    assert arguments.given({**NONE, "stride": 1, "ignore": ["a"]}) == {"ignore": ["a"]}
