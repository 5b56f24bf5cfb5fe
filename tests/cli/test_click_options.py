"""Click's options are those of the table, and stand under their headings."""

import click
import pytest

from rnngan.cli.click_options import GroupedCommand, option, requested, resolved
from rnngan.cli.main import cli
from rnngan.config.errors import ConfigError
from rnngan.config.options import EVALUATE, GENERATE, SETTINGS, SHARED, Option


def shown(command, width=80):
    look = {"terminal_width": width, "help_option_names": ["-h", "--help"]}
    with click.Context(cli.commands[command], info_name=command, **look) as context:
        return cli.commands[command].get_help(context)


def headings(text):
    return [line[:-1] for line in text.splitlines() if line.endswith(":") and line[0] != " "]


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (
            "train",
            "Data Time Model Training Adversary Text Settings Output",
        ),
        ("generate", "Sequences Time Text Output"),
        ("evaluate", "Scores Data Time Settings Output"),
        ("demo", "Output"),
    ],
)
def test_the_help_has_headings(command, expected):
    assert headings(shown(command)) == expected.split()


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("command", ["train", "generate", "evaluate", "inspect", "encode"])
def test_the_help_fits_the_terminal(command, width):
    lines = shown(command, width).splitlines()
    examples = [line for line in lines if line.startswith("  rnngan ")]  # kept as they are
    assert max(len(line) for line in lines if line not in examples) <= width
    assert "RUN" not in [line.strip() for line in lines]  # arguments are no options


def test_train_has_every_setting_with_a_flag_and_its_help():
    options = {param.name.replace("__", "."): param for param in cli.commands["train"].params}
    defaults = cli.commands["train"].make_context("train", []).params
    for name, row in SETTINGS.items():
        assert (name in options) == bool(row.flag)
        if row.flag:
            assert tuple(options[name].opts) == row.flags
            assert options[name].help == row.help
            assert defaults[name.replace(".", "__")] in (None, ())


@pytest.mark.parametrize(("command", "rows"), [("generate", GENERATE), ("evaluate", EVALUATE)])
def test_every_field_of_a_request_is_an_option_with_its_default(command, rows):
    options = {param.name: param for param in cli.commands[command].params}
    defaults = cli.commands[command].make_context(command, ["run"]).params
    for name, row in rows.items():
        assert tuple(options[name].opts) == row.flags
        assert options[name].help == row.help
        assert defaults[name] == row.default


def parsed(row, *words):
    command = GroupedCommand("x", params=[], callback=lambda **values: values)
    return option(row)(command).main(list(words), standalone_mode=False)


@pytest.mark.parametrize(
    ("row", "words", "values"),
    [
        (SETTINGS["data.window"], ["--window", "1e2"], {"data__window": 100}),
        (SETTINGS["data.window"], [], {"data__window": None}),
        (SETTINGS["data.header"], ["--no-header"], {"data__header": False}),
        (SETTINGS["data.header"], [], {"data__header": None}),
        (SETTINGS["data.strict"], ["--strict"], {"data__strict": True}),
        (SETTINGS["kind"], ["--text"], {"kind": "text"}),
        (SETTINGS["data.ignore"], ["--ignore", "a", "--ignore", "b"], {"data__ignore": ("a", "b")}),
        (GENERATE["seed"], [], {"seed": 0}),
        (GENERATE["excel_safe"], [], {"excel_safe": False}),
        (GENERATE["excel_safe"], ["--excel-safe"], {"excel_safe": True}),
        (SHARED["output"], [], {"output": "-"}),
    ],
)
def test_an_option_is_read_as_its_row_says(row, words, values):
    assert parsed(row, *words) == values


@pytest.mark.parametrize(
    ("row", "words", "message"),
    [
        (SETTINGS["data.lengths"], ["--lengths", "long"], "'long' is not one of 'auto', 'learn'"),
        (GENERATE["rows"], ["--rows", "0"], "0 is not in the range x>=1"),
        (Option("share", "share", flag="--share", type="number"), ["--share", "a"], "valid float"),
    ],
)
def test_a_value_that_its_row_does_not_allow_is_refused(row, words, message):
    with pytest.raises(click.BadParameter, match=message):
        parsed(row, *words)


def test_the_settings_are_taken_out_of_the_options():
    options = {"data__window": 9, "seed": None, "kind": None, "text__column": None, "quick": True}
    options |= {"assignments": ("training.r1=2",), "file": None, "preset": None}
    config, sources = resolved(options)
    assert (config.data.window, config.training.r1, options) == (9, 2, {"quick": True})
    assert (sources["data.window"], sources["seed"]) == ("flag", "default")


def test_what_can_t_be_asked_for_is_a_misuse():
    def refuse():
        raise ConfigError("Leave it out.")

    with pytest.raises(click.UsageError, match=r"^Leave it out\.$"):
        requested(refuse)
