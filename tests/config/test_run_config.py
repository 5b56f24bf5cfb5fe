"""One validated description of a run, and what is said of a faulty one."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from rnngan.config import run_config
from rnngan.config.errors import ConfigError
from rnngan.config.run_config import RunConfig

NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)
SHARES = st.floats(0, 1, exclude_max=True)
POSITIVE = st.floats(1e-9, 1)
SETTINGS = st.fixed_dictionaries(
    {},
    optional={
        "seed": st.integers(0, 2**31 - 1),
        "data": st.fixed_dictionaries(
            {},
            optional={
                "window": st.integers(2, 4096),
                "id_column": st.none() | NAMES,
                "time_column": st.none() | NAMES,
                "ignore": st.lists(NAMES, max_size=3),
                "holdout": st.floats(0, 0.5),
            },
        ),
        "model": st.fixed_dictionaries(
            {},
            optional={
                "units": st.integers(1, 4096),
                "rows_per_step": st.just("auto") | st.integers(1, 64),
                "auto_normalise": st.booleans(),
            },
        ),
        "training": st.fixed_dictionaries(
            {},
            optional={
                "minutes": st.none() | st.floats(1e-9, 100_000),
                "learning_rate": POSITIVE,
                "beta_2": SHARES,
                "clip_norm": st.floats(1e-300, 1e300),
            },
        ),
    },
)


@given(SETTINGS)
@settings(deadline=None, max_examples=60)
def test_settings_come_back_from_json(values):
    made = run_config.validate(values)
    assert run_config.validate(json.loads(run_config.to_json(made))) == made


@given(SETTINGS)
@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_settings_come_back_from_a_file(tmp_path, values):
    made = run_config.validate(values)
    (tmp_path / "config.json").write_text(run_config.to_json(made))
    assert run_config.validate(run_config.read(tmp_path / "config.json")) == made


def test_the_defaults_are_those_of_the_recipe():
    made = RunConfig()
    assert (made.data.window, made.data.stride, made.data.holdout) == (24, 1, 0.1)
    assert (made.model.units, made.model.latent, made.model.step_noise) == (64, 16, 8)
    training = made.training
    assert (training.learning_rate, training.final_learning_rate) == (5e-4, 5e-5)
    assert (training.beta_1, training.beta_2, training.clip_norm) == (0, 0.99, 5)
    assert (training.r1, training.r2, training.batch_size) == (None, None, 128)


def test_json_is_indented_and_ends_with_a_line_end():
    text = run_config.to_json(RunConfig(seed=7))
    assert text.startswith('{\n  "seed": 7,\n  "kind": "table",\n  "data": {\n    "window": 24,\n')
    assert text.endswith("}\n")


def test_settings_cant_be_changed_later():
    with pytest.raises(ValidationError):
        RunConfig().training.steps = 5


def test_fields_are_named_by_section():
    found = run_config.fields()
    assert list(found)[:3] == ["seed", "kind", "data.window"]
    assert len(found) == 82
    assert all(field.description for field in found.values())


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"training": {"step": 1}}, "unknown setting training.step; did you mean training.steps?"),
        ({"windw": 3}, "unknown setting windw; did you mean data.window?"),
        (
            {"data": {"window": 1}},
            "data.window: Input should be greater than or equal to 2. Received: 1",
        ),
        (
            {"model": {"units": 10**9}},
            "model.units: Input should be less than or equal to 4096. Received: 1000000000",
        ),
        (
            {"data": {"window": 24.5}},
            "data.window: Input should be a valid integer, got a number with a fractional part. "
            "Received: 24.5",
        ),
        (
            {"training": {"objective": "wgn"}},
            "training.objective: Input should be 'bce', 'hinge', 'kl', 'mae', 'minimax', 'mse', "
            "'relativistic', 'wgan' or 'wgan-gp'. Received: 'wgn'",
        ),
        (
            {"training": {"objective": "hinge", "label_smoothing": 0.1}},
            "training.label_smoothing: the objective hinge has no labels to smooth. Expected 0, or "
            "one of the objectives bce, kl, mae, minimax, mse. Received: 0.1",
        ),
        (
            {"model": {"codes": ["categorical:1"]}},
            "model.codes: Expected categorical:K with K from 2 to 99, or continuous:N with N from "
            "1 to 99; got 'categorical:1'. Received: ['categorical:1']",
        ),
        (
            {"training": {"minutes": float("inf")}},
            "training.minutes: Input should be a finite number. Received: inf",
        ),
        (
            {"training": {"steps": True}},
            "training.steps: Input should not be true or false (yes or no). Received: True",
        ),
        (
            {"training": {"steps": -1}},
            "training.steps: Input should be greater than or equal to 1 or 'auto'. Received: -1",
        ),
        (
            {"data": {"id_column": False}},
            "data.id_column: Input should not be true or false (yes or no). Received: False",
        ),
        (
            {"data": 5},
            "data: Input should be a valid dictionary or instance of DataConfig. Received: 5",
        ),
        (
            {"seed": -1, "data": {"holdout": 0.6}},
            "seed: Input should be greater than or equal to 0. Received: -1; "
            "data.holdout: Input should be less than or equal to 0.5. Received: 0.6",
        ),
    ],
)
def test_a_faulty_setting_is_named_with_what_was_received(values, message):
    with pytest.raises(ConfigError) as caught:
        run_config.validate(values, "run.yaml")
    assert str(caught.value) == f"run.yaml: {message}"


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("lr", "; did you mean training.learning_rate?"),
        ("training.lr", "; did you mean training.learning_rate?"),
        ("model.hidden_units", "; did you mean model.units?"),
        ("training.batch-size", "; did you mean training.batch_size?"),
        ("epochs", "; did you mean training.steps?"),
        ("model.window", "; did you mean data.window?"),  # of another section
        ("trainig.steps", "; did you mean training.steps?"),
        ("data.windows", "; did you mean data.window?"),
        ("zzzz", "; `rnngan config show` lists all that there are."),
        ("seed.x", "; `rnngan config show` lists all that there are."),
        (
            "model.zzzz",
            ". The settings of model: generator, units, latent, step_noise, rows_per_step, "
            "auto_normalise, minibatch, codes, encoder.",
        ),
    ],
)
def test_an_unknown_setting_is_named_with_what_was_meant(name, hint):
    assert run_config.unknown(name) == f"unknown setting {name}{hint}"


def test_the_settings_of_a_text_are_its_own_where_nothing_was_given():
    made = run_config.validate({"kind": "text", "training": {"r1": 3}})
    assert (made.model.units, made.training.r1, made.training.r2) == (256, 3, 0.01)
    assert made.training.objective == "relativistic"
    assert run_config.validate({"kind": "table"}).model.units == 64


def test_settings_lie_flat_by_section():
    found = run_config.flat(RunConfig(seed=3, data={"window": 9}))
    assert list(found) == list(run_config.fields())
    assert (found["seed"], found["data.window"]) == (3, 9)


def test_no_calendar_and_the_chosen_one_stand_alone():
    assert RunConfig().data.calendar == ("auto",)
    assert run_config.validate({"data": {"calendar": ["none"]}}).data.calendar == ()
    assert run_config.validate({"data": {"calendar": []}}).data.calendar == ()
    assert run_config.validate({"data": {"calendar": ["minute", "hour"]}}).data.calendar == (
        "minute",
        "hour",
    )
    for several in (["hour", "auto"], ["none", "hour"]):
        word = "auto" if "auto" in several else "none"
        with pytest.raises(ConfigError) as caught:
            run_config.validate({"data": {"calendar": several}})
        assert str(caught.value) == (
            f"the settings: data.calendar: Expected '{word}' alone, or parts of the date such as "
            f"hour and weekday. Received: {several!r}"
        )
