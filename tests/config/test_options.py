"""The table of options: a row for each setting and each field of a request, and its uses."""

import dataclasses
import json
import subprocess
import sys
from typing import get_args

import pytest

from rnngan.batch import experiment_keys, spec
from rnngan.config.options import EVALUATE, GENERATE, GROUPS, IMPUTE, SETTINGS, SHARED, Option
from rnngan.config.requests import EvaluateRequest, GenerateRequest, ImputeRequest
from rnngan.config.run_config import RunConfig, fields, flat


def test_every_setting_has_one_row_with_its_default():
    assert sorted(SETTINGS) == sorted(fields())
    assert {name: row.default for name, row in SETTINGS.items()} == flat(RunConfig())
    for name, info in fields().items():
        assert (info.default, info.description) == (
            SETTINGS[name].default, SETTINGS[name].description,
        )  # fmt: skip


def test_the_choices_of_a_setting_are_those_of_its_row():
    for name, info in fields().items():
        texts = {value for value in literals(info.annotation) if value != "auto"}
        assert texts == set(SETTINGS[name].choices) - {"auto"}, name


def literals(annotation):
    for part in get_args(annotation):
        if isinstance(part, str):
            yield part
        else:
            yield from literals(part)


@pytest.mark.parametrize(
    ("request_class", "rows"),
    [(GenerateRequest, GENERATE), (ImputeRequest, IMPUTE), (EvaluateRequest, EVALUATE)],
)
def test_every_field_of_a_request_has_one_row_with_its_default(request_class, rows):
    fields = (field for field in dataclasses.fields(request_class) if field.name != "latents")
    found = {field.name: field.default for field in fields}
    assert found == {name: row.default for name, row in rows.items()}


def test_no_flag_key_variable_or_description_stands_twice():
    flags = [row.key for row in SETTINGS.values() if row.flag]
    variables = [row.variable for row in SETTINGS.values()]
    for some in (flags, variables):
        assert len(some) == len(set(some))
    for table in (SETTINGS, GENERATE, IMPUTE, EVALUATE, SHARED):
        meanings = [row.description for row in table.values()]
        assert len(meanings) == len(set(meanings))
        assert {row.group for row in table.values()} <= set(GROUPS)


@pytest.mark.parametrize(
    ("row", "help_"),
    [
        (Option("data.window", "rows of a window", 24), "Rows of a window.  [default: 24]"),
        (Option("x", "column", (), multiple=True), "Column (repeat)."),
        (Option("x", "step of time", shown="the table's"), "Step of time.  [default: the table's]"),
        (Option("x", "whether it is", True, type="switch", switch="it is not"), "It is not."),
        (Option("seed", "seed", 0), "Seed.  [default: 0]"),
        (Option("training.r1", "weight", 1.0), "Weight.  [default: the objective's]"),
        (Option("x", "weight", 1.0), "Weight.  [default: 1.0]"),
        (Option("x", "column"), "Column."),
    ],
)
def test_the_help_is_a_sentence_with_the_default(row, help_):
    assert row.help == help_


def test_names_are_made_of_a_row():
    row = SETTINGS["data.detect_constraints"]
    assert row.flags == ("--no-detect-constraints",)
    assert row.key == "no_detect_constraints"
    assert row.variable == "RNNGAN_DATA_DETECT_CONSTRAINTS"
    assert SHARED["output"].flags == ("-o", "--output")


def test_a_file_of_experiments_has_the_keys_and_meanings_of_the_table():
    schema = json.loads(spec.json_schema())["$defs"]
    experiment = schema["Experiment"]["properties"]
    for row in SETTINGS.values():
        assert experiment[row.name]["description"] == row.description
        if row.key and row.key not in SETTINGS:  # --kind is not the setting kind
            assert experiment[row.key]["description"] == (row.switch or row.description)
    generate = schema["Generate"]["properties"]
    fields_ = set(experiment_keys.Generate.model_fields) - {"output"}
    assert fields_ == GENERATE.keys() - {"interpolate", "between", "after", "fix", "excel_safe"}
    for name in fields_:
        assert generate[name]["description"] == GENERATE[name].description


def test_the_table_and_the_requests_load_nothing_heavy(root):
    code = (
        "import sys, rnngan.config.options, rnngan.config.requests, rnngan.config\n"
        "heavy = ('tensorflow', 'keras', 'numpy', 'pandas', 'pydantic', 'click', 'yaml')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root
    )
    assert result.stdout.strip() == "[]"


def test_public_names_load():
    import rnngan.config

    for name in rnngan.config.__all__:
        assert getattr(rnngan.config, name).__name__ == name
    with pytest.raises(AttributeError, match=r"^module 'rnngan\.config' has no attribute 'x'$"):
        _ = rnngan.config.x
