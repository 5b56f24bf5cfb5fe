"""What a file of experiments may say, and the message about one that is wrong."""

import json

import jsonschema
import pytest
import yaml

from rnngan.batch import spec
from rnngan.config.errors import InputError

ISSUE = """\
defaults: {data: a.csv, id_column: id, steps: 80, generate: 30, evaluate: quick}
matrix: {objective: [bce, hinge], seed: [1, 2]}     # every combination, on top of the defaults
experiments:                                        # and these, each on top of the defaults
  - {name: extra, objective: mse, seed: 3}
"""


def test_the_smallest_spec(written):
    found = spec.read(written(ISSUE)).spec
    keys = found.defaults.given()
    assert keys["generate"].count == 30
    assert keys["evaluate"] == "quick"
    assert (keys["data"], keys["id_column"], keys["steps"]) == ("a.csv", "id", 80)
    assert found.matrix.given() == {"objective": ["bce", "hinge"], "seed": [1, 2]}
    assert [e.given() for e in found.experiments] == [
        {"name": "extra", "objective": "mse", "seed": 3}
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("defaults: {stepz: 3}", ":1:12: unknown key stepz; did you mean steps?"),
        ("defaults: {learning_rate: 3}", ":1:12: unknown key learning_rate; did you mean training"),
        ("matrx: {}", ":1:1: unknown key matrx; did you mean matrix?"),
        ("defaults:\n  steps: -1", ":2:3: defaults.steps: Input should be greater than or equal"),
        ("defaults: {steps: yes}", ":1:12: defaults.steps: Input should not be true or false"),
        ("defaults: {objective: hing}", "Received: 'hing'; did you mean hinge?"),
        ("matrix: {objective: [bce, hing]}", ":1:27: matrix.objective.1: Input should be"),
        ("matrix: {objective: bce}", ":1:10: matrix.objective: Input should be a valid list"),
        ("matrix: {seed: []}", ":1:10: matrix.seed: List should have at least 1 item"),
        ("matrix: {name: [a, b]}", ":1:10: unknown key name"),
        ("experiments: [{name: a/b}]", ":1:16: experiments.0.name: Expected the name of a folder"),
        ("experiments: [{name: ..}]", "Expected the name of a folder"),
        ("experiments: [{name: logs}]", "The batch itself uses this name"),
        ("experiments: [{name: Summary.csv}]", "The batch itself uses this name"),
        ("experiments: 5", ":1:1: experiments: Input should be a valid list"),
        ("experiments: [5]", ":1:15: experiments.0: Input should be a valid dictionary"),
        ("defaults: {generate: {count: 3, sed: 1}}", ":1:33: unknown key sed; did you mean seed?"),
        (
            "defaults: {generate: {seed: 1}}",
            ":1:12: defaults.generate: Expected one of count and rows",
        ),
        ("defaults: {generate: {count: 1, output: ../x}}", "String should match pattern"),
        ("defaults: {generate: {count: 1, output: config.json}}", "A run has a file of this name"),
        ("defaults: {evaluate: quik}", "Received: 'quik'; did you mean quick?"),
        ("seeds: true", ":1:1: seeds: Input should not be true or false"),
        ("seeds: [1, -1]", ":1:12: seeds.1: Input should be greater than or equal to 0"),
        ("search: {trials: 3}", ":1:1: search: ranges is missing"),
        (
            "search: {trials: 3, ranges: {unit: {low: 1, high: 2}}}",
            "unit is no setting to look for",
        ),
        ("search: {trials: 3, ranges: {window: {low: 4, high: 9}}}", "window can't be looked for"),
        ("search: {trials: 3, ranges: {level: {choices: [char]}}}", "level can't be looked for"),
        ("search: {trials: 3, ranges: {seed: {low: 0, high: 9}}}", "seed can't be looked for"),
        ("search: {trials: 3, ranges: {units: {low: 2}}}", "Expected low and high"),
        ("search: {trials: 3, ranges: {units: {low: 0, high: 2}}}", "greater than or equal to 1"),
        ("search: {trials: 3, ranges: {objective: {choices: [x]}}}", ":1:30: objective: Input"),
        ("search: {trials: 3, ranges: {r1: {low: 0, high: 2, log: true}}}", "low above 0"),
        ("a: 1\na: 2", ":2:1: not readable as settings: the key 'a' comes twice"),
        ("a: &x [1]\nb: *x", ":2:4: not readable as settings: an alias"),
        ("a:\n\t- 1", ":2:1: not readable as settings"),
        ("!!python/object:os.system {}", "not readable as settings"),
        ("--- 1\n--- 2", "not readable as settings"),
        ("- 1", ": expected a map of settings such as `defaults:"),
        ("", ": expected a map"),
        ("defaults:", ": no experiments"),
    ],
)
def test_what_is_wrong_is_named_with_its_position(written, text, message):
    path = written(text)
    with pytest.raises(InputError) as caught:
        spec.read(path)
    assert message in str(caught.value)
    assert str(caught.value).startswith(str(path))


def test_all_that_is_wrong_is_named_in_the_order_of_the_file(written):
    with pytest.raises(InputError) as caught:
        spec.read(written("seeds: -1\ndefaults: {units: 0}\nmatrx: {}\n"))
    assert [line.split(":")[1] for line in str(caught.value).splitlines()] == ["1", "2", "3"]


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(InputError, match=r"none\.yaml: No such file"):
        spec.read(tmp_path / "none.yaml")


def test_the_json_schema_holds_for_what_is_right_and_not_for_what_is_wrong():
    schema = json.loads(spec.json_schema())
    jsonschema.Draft202012Validator.check_schema(schema)
    check = jsonschema.Draft202012Validator(schema)
    assert not list(check.iter_errors(yaml.safe_load(ISSUE)))
    more = {"datasets": {"a": "a.csv"}, "seeds": 3, "defaults": {"ignore": "x", "evaluate": 2}}
    assert not list(check.iter_errors(more))
    assert list(check.iter_errors({"defaults": {"stepz": 3}}))
    assert list(check.iter_errors({"defaults": {"objective": "hing"}}))
