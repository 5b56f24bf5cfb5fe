import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from rnngan.config import run_config
from rnngan.config.errors import ConfigError, InputError
from rnngan.config.nearest import ELSEWHERE, MEANT
from rnngan.config.run_config import RunConfig
from rnngan.config.sources import resolve

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


@given(st.text(st.sampled_from("a:- \n\t'\"{}[]&*!#|>?%@`~1.e0\\,"), max_size=30))
@settings(
    deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_file_gives_a_map_or_an_error_that_names_the_file(tmp_path, text):
    (tmp_path / "any.yaml").write_text(text)
    try:
        message, values = "", run_config.read(tmp_path / "any.yaml")
    except InputError as error:
        message, values = str(error), {}
    assert isinstance(values, dict)
    assert message == "" or message.startswith(f"{tmp_path / 'any.yaml'}:")


def test_the_defaults_are_those_of_the_recipe():
    made = RunConfig()
    assert (made.data.window, made.data.stride, made.data.holdout) == (24, 1, 0.1)
    assert (made.model.units, made.model.latent, made.model.step_noise) == (64, 16, 8)
    training = made.training
    assert (training.learning_rate, training.final_learning_rate) == (5e-4, 5e-5)
    assert (training.beta_1, training.beta_2, training.clip_norm) == (0, 0.99, 5)
    assert (training.r1, training.r2, training.batch_size) == (1, 1, 128)


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
    assert len(found) == 75
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
            ". The settings of model: units, latent, step_noise, rows_per_step, auto_normalise, "
            "minibatch, codes, encoder.",
        ),
    ],
)
def test_an_unknown_setting_is_named_with_what_was_meant(name, hint):
    assert run_config.unknown(name) == f"unknown setting {name}{hint}"


def test_no_name_of_elsewhere_is_a_setting_itself():
    known = {name.rpartition(".")[2] for name in run_config.fields()}
    assert set(ELSEWHERE) <= known
    assert not MEANT.keys() & known
    assert len(MEANT) == sum(map(len, ELSEWHERE.values()))


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


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("48", 48),
        ("-3", -3),
        ("1e-3", 0.001),
        ("+1.5E2", 150.0),
        (".5", 0.5),
        ("1.", 1.0),
        ("true", True),
        ("null", None),
        ("auto", "auto"),
        ("'2020'", "2020"),
        ("'1e3'", "1e3"),
        ("010", "010"),
        ("1:30", "1:30"),
        ("2024-02-30", "2024-02-30"),
        ("[a, 1e-3]", ["a", 0.001]),
        ('"\\ud83d\\ude00"', "\N{GRINNING FACE}"),
        ("", ""),
        (" ", " "),
    ],
)
def test_a_value_is_read_without_the_surprises_of_yaml(text, value):
    read = run_config.parse_scalar(text)
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("[", "expected the node content, but found '<stream end>'"),
        ("{a: 1, a: 2}", "the key 'a' comes twice"),
        ("{1: 2}", "the key 1 is not text"),
        ("*a", "an alias"),
        (
            "!!python/object:os.system x",
            "could not determine a constructor for the tag "
            "'tag:yaml.org,2002:python/object:os.system'",
        ),
    ],
)
def test_a_text_that_is_no_value_is_refused(text, what):
    with pytest.raises(ConfigError) as caught:
        run_config.parse_scalar(text)
    assert str(caught.value) == f"{text!r} is not readable as a value: {what}"


@pytest.mark.parametrize("text", ["[" * 5000, "9" * 5000, '"\\ud83d"'])
def test_a_value_that_breaks_the_reader_is_refused(text):
    with pytest.raises(ConfigError, match="is not readable as a value"):
        run_config.parse_scalar(text)


def test_a_yaml_file_is_read_as_nested_settings(tmp_path):
    (tmp_path / "run.yaml").write_text(
        "# a comment\nseed: 3\ntraining:\n  learning_rate: 1e-3\ndata: {id_column: '2020'}\n"
    )
    assert run_config.read(tmp_path / "run.yaml") == {
        "seed": 3,
        "training": {"learning_rate": 0.001},
        "data": {"id_column": "2020"},
    }


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", ": expected a map of settings such as `training: {steps: 100}`."),
        (b"- seed\n", ": expected a map of settings such as `training: {steps: 100}`."),
        (b"seed: 1\nseed: 2\n", ":2:1: not readable as settings: the key 'seed' comes twice"),
        (
            b"data:\n\twindow: 3\n",
            ":2:1: not readable as settings: found character '\\t' that cannot start any token",
        ),
        (
            b"seed: 1\n---\nseed: 2\n",
            ":2:1: not readable as settings: but found another document",
        ),
        (b"a: &x [1]\nb: *x\n", ":2:4: not readable as settings: an alias"),
        (
            b"{seed: 1",
            ":1:9: not readable as settings: expected ',' or '}', but got '<stream end>'",
        ),
        (
            b"seed: \xff\n",
            ": not readable as settings: 'utf-8' codec can't decode byte 0xff in position 6: "
            "invalid start byte",
        ),
    ],
)
def test_a_faulty_file_is_refused_with_the_position(tmp_path, content, message):
    path = tmp_path / "run.yaml"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        run_config.read(path)
    assert str(caught.value) == f"{path}{message}"


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    for path, reason in [
        (tmp_path / "no.yaml", "No such file or directory"),
        (tmp_path, "Is a directory"),
    ]:
        with pytest.raises(InputError) as caught:
            run_config.read(path)
        assert str(caught.value) == f"{path}: {reason}. Expected a YAML or JSON file."
