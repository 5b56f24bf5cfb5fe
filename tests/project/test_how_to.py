"""The how-to guides: commands are parsed, the rest is run, without a training."""

import itertools
import re
import shlex
from pathlib import Path

import click
import pandas as pd
import pytest

PAGES = sorted((Path(__file__).parents[2] / "docs/how_to").glob("*.md"))


class StandIn:
    """In place of a `SequenceGAN` that has learned: what it samples are real windows."""

    def __init__(self, seed):
        self.seed = seed

    def fit(self, frame, time_column):
        self.frame = frame
        return self

    def sample(self, n, seed):
        windows = [self.frame[start : start + 24].assign(sequence=start) for start in range(n)]
        return pd.concat(windows)


def blocks(page, language):
    found = re.findall(r"^```(\w*)\n(.*?)^```", page.read_text(), re.M | re.S)
    return [text for name, text in found if name == language]


def page(name):
    return next(path for path in PAGES if path.stem == name)


def parse(group, words, parent=None):
    """Parse a command to its last word, and do nothing."""
    with group.make_context(group.name, list(words), parent=parent) as context:
        if isinstance(group, click.Group):
            _, command, rest = group.resolve_command(
                context, [*context._protected_args, *context.args]
            )
            parse(command, rest, context)


@pytest.fixture
def place(root, tmp_path, monkeypatch):
    """Working folder with the bundled tables."""
    (tmp_path / "data").symlink_to(root / "data")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_commands_are_those_that_there_are(path):
    from rnngan.cli.main import cli

    if "--after " in path.read_text():
        flags = {flag for option in cli.commands["generate"].params for flag in option.opts}
        if "--after" not in flags:
            pytest.skip("generate has no --after yet")
    lines = [line for block in blocks(path, "") for line in block.splitlines()]
    lines += re.findall(r"`(rnngan [^`]+)`", path.read_text())
    commands = [shlex.split(line, comments=True) for line in lines if "rnngan" in line]
    assert commands
    for words in commands:
        after = words[words.index("rnngan") + 1 :]
        parse(cli, itertools.takewhile(lambda word: not re.match(r"\d?[>|]", word), after))


def test_orders_have_the_rules_that_the_guide_names(place, rnngan):
    [code] = blocks(page("test_data"), "python")
    exec(code, {})
    result = rnngan("inspect", "orders.csv", cwd=place)
    for rule in ("price = lookup(product)", "total = quantity * price"):
        assert f"`{rule}`" in page("test_data").read_text()
        assert f"kept in every row: {rule}" in result.stdout + result.stderr


def test_the_batch_of_the_guide_makes_a_run_of_each_table(place, rnngan):
    [spec] = blocks(page("nightly"), "yaml")
    (place / "nightly.yaml").write_text(spec)
    result = rnngan("batch", "nightly.yaml", "-o", "nightly", "--dry-run", cwd=place)
    assert result.returncode == 0, result.stderr
    for name in ("weather", "sines"):
        assert f"rnngan train data/{name}".replace("weather", "seattle_weather") in result.stdout
        assert f"-o nightly/{name}/new.parquet -n 100" in result.stdout


def test_scenarios_become_quantiles_and_a_probability(place, capsys):
    """Two futures of two days: 10 and 20 °C, then 30 °C in both; 60 mm of rain in one of them."""
    table = {
        "scenario": [0, 0, 1, 1],
        "date": ["2016/01/01", "2016/01/02"] * 2,
        "temp_max": [10.0, 30.0, 20.0, 30.0],
        "precipitation": [0.0, 0.0, 25.0, 35.0],
    }
    pd.DataFrame(table).to_csv("scenarios.csv", index=False)
    [code] = blocks(page("scenarios"), "python")
    exec(code, {})
    said = capsys.readouterr().out.splitlines()
    assert said[2].split() == ["2016/01/01", "11.0", "15.0", "19.0"]
    assert said[3].split() == ["2016/01/02", "30.0", "30.0", "30.0"]
    assert said[4] == "more than 50 mm in two weeks: 50%"


def test_the_forecasters_of_the_guide_are_trained_and_compared(place, capsys):
    names = {"SequenceGAN": StandIn}
    for code in blocks(page("augment_a_forecaster"), "python"):
        exec(code.replace("from rnngan import SequenceGAN", ""), names)
    said = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in said] == ["real", "generated", "both"]
    assert said[0] == "real: 2.50 °C"
