"""What people type at the command line: counts, and the Tab key."""

import os
import subprocess
import sys

import click
import pytest

from rnngan.cli.batch import batch
from rnngan.cli.main import cli
from rnngan.cli.parameters import WHOLE, WholeRange, whole

HEAVY = {"tensorflow", "keras", "pandas", "numpy", "pydantic", "pyarrow"}
SOURCES = {"bash": "complete -o", "zsh": "#compdef rnngan", "fish": "complete --no-files"}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1000", 1000), ("1e3", 1000), ("1E+3", 1000), ("1_000", 1000), ("1,000", 1000),
        ("12,345,678", 12_345_678), ("2.0", 2), ("-1", -1), ("0", 0), ("1e17", 10**17),
        ("2.5", None), ("1e-3", None), ("1,5", None), ("1,0000", None), ("nan", None),
        ("inf", None), ("1e999999999", None), ("", None), ("ten", None),
    ],
)  # fmt: skip
def test_whole_numbers_in_every_usual_spelling(text, number):
    assert whole(text) == number


def test_a_bound_is_a_bound_in_every_spelling():
    assert WholeRange(1, 100).convert("1e2", None, None) == 100
    with pytest.raises(click.BadParameter, match="1000 is not in the range 1<=x<=100"):
        WholeRange(1, 100).convert("1e3", None, None)


def test_every_count_is_read_alike():
    """No option is left that reads 1e3 as a mistake."""
    commands = [*cli.commands.values(), *batch.commands.values()]
    for option in (param for command in commands for param in command.params):
        if isinstance(option.type, click.types.IntParamType):
            assert isinstance(option.type, WHOLE.__class__ | WholeRange), option.name


def test_counts_reach_the_settings(rnngan):
    result = rnngan("config", "show", "--steps", "1e3", "--window", "1_00")
    lines = {line.split()[0]: line.split()[1] for line in result.stdout.splitlines() if line}
    assert (lines["training.steps"], lines["data.window"]) == ("1000", "100")


@pytest.mark.parametrize("shell", SOURCES)
def test_the_documented_line_makes_a_completion(rnngan, root, shell):
    said = f"_RNNGAN_COMPLETE={shell}_source rnngan"
    assert said in (root / "docs" / "commands.md").read_text()
    result = rnngan(env=os.environ | {"_RNNGAN_COMPLETE": f"{shell}_source"})
    assert (result.returncode, result.stderr) == (0, "")
    assert SOURCES[shell] in result.stdout


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("rnngan tr", ["plain,train"]),
        ("rnngan train pri", ["file,pri"]),
        ("rnngan train prices.csv --objective h", ["plain,hinge"]),
        ("rnngan train prices.csv -o ru", ["dir,ru"]),
        ("rnngan train prices.csv --config se", ["file,se"]),
        ("rnngan train prices.csv --protect ", ["plain,auto", "plain,off", "plain,on"]),
        ("rnngan generate ru", ["dir,ru"]),
        ("rnngan generate run --excel", ["plain,--excel-safe"]),
        ("rnngan report ru", ["dir,ru"]),
        ("rnngan evaluate --real pri", ["file,pri"]),
        ("rnngan batch s", ["plain,schema", "plain,show"]),
        ("rnngan batch exp", ["file,exp"]),
        ("rnngan batch exp.yaml --dry", ["plain,--dry-run"]),
    ],
)
def test_what_the_tab_key_offers(rnngan, words, offered):
    variables = {"_RNNGAN_COMPLETE": "bash_complete", "COMP_WORDS": words.replace(" ", "\n")}
    result = rnngan(env=os.environ | variables | {"COMP_CWORD": str(words.count(" "))})
    assert sorted(result.stdout.split()) == offered


@pytest.mark.parametrize(
    ("shell", "written"),
    [
        ("bash", ["plain,train"]),
        ("zsh", ["plain", "train", "Train on the table or text DATA and write..."]),
        ("fish", ["plain,train\tTrain on the table or text DATA and write..."]),
    ],
)
def test_every_shell_is_answered_in_its_form_and_nothing_heavy_is_loaded(root, shell, written):
    words = "tr" if shell == "fish" else "1"  # fish says which word, the others its number
    variables = {"COMP_WORDS": "rnngan tr", "COMP_CWORD": words}
    code = (
        "import atexit, sys, rnngan.cli.main as c\n"
        f"atexit.register(lambda: print(*{HEAVY!r} & sys.modules.keys(), file=sys.stderr))\n"
        "c.main([])"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root,
        env=os.environ | variables | {"_RNNGAN_COMPLETE": f"{shell}_complete"},
    )  # fmt: skip
    assert (result.stdout.splitlines(), result.stderr) == (written, "\n")
