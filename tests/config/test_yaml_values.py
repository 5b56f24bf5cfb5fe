"""YAML without its surprises: values, files, and where in a file everything stands."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rnngan.config.errors import ConfigError, InputError
from rnngan.config.yaml_values import is_number, parse_scalar, read, read_with_positions


@pytest.mark.parametrize("text", ["0", "-12", "1e3", "1E-3", ".5", "1.", "+1.5e+2"])
def test_a_plain_number_is_one(text):
    assert is_number(text)
    assert isinstance(parse_scalar(text), int | float)


@pytest.mark.parametrize("text", ["", "010", "1_000", "1:30", "1.2.3", "0x1f", "1e", "2024-01-01"])
def test_what_only_yaml_1_1_takes_for_a_number_is_text(text):
    assert not is_number(text)
    assert parse_scalar(text) == text


def test_everything_in_a_file_has_its_position(tmp_path):
    path = tmp_path / "spec.yaml"
    path.write_text("runs:\n  - seed: 1\n    r1: [0, 2]\nname: x\n")
    values, positions = read_with_positions(path, "name: x")
    assert values == {"runs": [{"seed": 1, "r1": [0, 2]}], "name": "x"}
    assert positions == {
        ("runs",): (1, 1),
        ("runs", 0): (2, 5),
        ("runs", 0, "seed"): (2, 5),
        ("runs", 0, "r1"): (3, 5),
        ("runs", 0, "r1", 0): (3, 10),
        ("runs", 0, "r1", 1): (3, 13),
        ("name",): (4, 1),
    }


def test_the_example_is_said_where_a_file_is_no_map(tmp_path):
    (tmp_path / "a.yaml").write_text("3")
    with pytest.raises(InputError, match=r"a map of settings such as `name: x`\.$"):
        read_with_positions(tmp_path / "a.yaml", "name: x")


@given(st.text(st.sampled_from("a:- \n\t'\"{}[]&*!#|>?%@`~1.e0\\,"), max_size=30))
@settings(
    deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_file_gives_a_map_or_an_error_that_names_the_file(tmp_path, text):
    (tmp_path / "any.yaml").write_text(text)
    try:
        message, values = "", read(tmp_path / "any.yaml")
    except InputError as error:
        message, values = str(error), {}
    assert isinstance(values, dict)
    assert message == "" or message.startswith(f"{tmp_path / 'any.yaml'}:")


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
    found = parse_scalar(text)
    assert found == value
    assert type(found) is type(value)


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
        parse_scalar(text)
    assert str(caught.value) == f"{text!r} is not readable as a value: {what}"


@pytest.mark.parametrize("text", ["[" * 5000, "9" * 5000, '"\\ud83d"'])
def test_a_value_that_breaks_the_reader_is_refused(text):
    with pytest.raises(ConfigError, match="is not readable as a value"):
        parse_scalar(text)


def test_a_yaml_file_is_read_as_nested_settings(tmp_path):
    (tmp_path / "run.yaml").write_text(
        "# a comment\nseed: 3\ntraining:\n  learning_rate: 1e-3\ndata: {id_column: '2020'}\n"
    )
    assert read(tmp_path / "run.yaml") == {
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
        read(path)
    assert str(caught.value) == f"{path}{message}"


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    for path, reason in [
        (tmp_path / "no.yaml", "No such file or directory"),
        (tmp_path, "Is a directory"),
    ]:
        with pytest.raises(InputError) as caught:
            read(path)
        assert str(caught.value) == f"{path}: {reason}. Expected a YAML or JSON file."
