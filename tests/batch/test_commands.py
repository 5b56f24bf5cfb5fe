"""The commands that do by hand what a batch does: words as a shell takes them."""

import copy
import shlex

import pytest

from rnngan.batch import commands


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("steps", 9, ["--steps", "9"]),
        ("training.steps", 9, ["--set", "training.steps=9"]),
        ("training.clip_norm", None, ["--set", "training.clip_norm=null"]),
        ("steps", None, ["--set", "training.steps=null"]),
        ("ignore", ("p", "q"), ["--ignore", "p", "--ignore", "q"]),
        ("no_header", True, ["--no-header"]),
        ("no_header", False, []),
        ("strict", True, ["--strict"]),
        ("strict", False, []),
        ("preset", "best", ["--preset", "best"]),
        ("evaluate", "quick", []),
        ("name", "x", []),
    ],
)
def test_a_key_as_arguments(key, value, words):
    assert commands._option(key, value) == words


@pytest.mark.parametrize(
    ("said", "more"),
    [
        ("3", "-n 3"),
        ("{rows: 9, first_id: 7}", "--rows 9 --first-id 7"),
        ("{count: 3, seed: 0}", "-n 3"),
        ("{count: 3, seed: 2, min_length: 4}", "-n 3 --seed 2 --min-length 4"),
        ("{count: 3, temperature: 0.5, top_k: 4}", "-n 3 --temperature 0.5 --top-k 4"),
        ("{count: 3, given: {c: a b}, codes: {'0': 0.5}}", "-n 3 --given 'c=a b' --code 0=0.5"),
    ],
)
def test_what_to_generate_as_a_command(planned, tmp_path, monkeypatch, said, more):
    (run,) = planned(f"defaults: {{data: a.csv, generate: {said}}}")
    monkeypatch.chdir(tmp_path)
    _, generate = commands.of(run, tmp_path / "runs")
    assert generate == f"rnngan generate runs/run -o runs/run/synthetic.csv {more}"


@pytest.mark.parametrize(
    ("said", "more"), [("quick", "--quick"), ("full", "--seeds 3"), ("5", "--seeds 5")]
)
def test_how_to_evaluate_as_a_command(planned, tmp_path, monkeypatch, said, more):
    (run,) = planned(f"defaults: {{data: a.csv, evaluate: {said}}}")
    monkeypatch.chdir(tmp_path)
    assert commands.of(run, "runs")[1] == f"rnngan evaluate runs/run {more} --split-held-out"


def test_files_are_relative_to_the_working_folder(planned, tmp_path, monkeypatch):
    (tmp_path / "s.yaml").write_text("seed: 1\n")
    (run,) = planned("defaults: {data: a.csv, schema: s.json, config: s.yaml}")
    monkeypatch.chdir(tmp_path)
    assert commands.of(run, "runs") == [
        "rnngan train a.csv -o runs/run --schema s.json --config s.yaml"
    ]


def test_commands_do_the_same_by_hand(planned, tmp_path, monkeypatch):
    (run,) = planned(
        "defaults: {data: a.csv, generate: {count: 3, seed: 2, given: {c: n}}, evaluate: full}\n"
        "experiments: [{name: x, steps: 9, ignore: [p, q], strict: yes, training.r1: 0.5, seed: 1,"
        " training.clip_norm: null, preset: best}]"
    )
    monkeypatch.chdir(tmp_path)
    train, generate, evaluate = commands.of(run, tmp_path / "runs")
    assert train.startswith("rnngan train a.csv -o runs/x ")
    for part in ("--steps 9", "--ignore p --ignore q", "--strict", "--set training.r1=0.5",
                 "--seed 1", "--set training.clip_norm=null", "--preset best"):  # fmt: skip
        assert part in train
    assert generate == ("rnngan generate runs/x -o runs/x/synthetic.csv -n 3 --seed 2 --given c=n")
    assert evaluate == "rnngan evaluate runs/x --seeds 3 --split-held-out"


def test_commands_give_the_settings_of_the_run(planned, tmp_path):
    """What is printed, parsed by the real options, is the configuration that is run."""
    from rnngan.cli.click_options import resolved
    from rnngan.cli.main import cli

    (run,) = planned(
        "defaults: {data: a.csv}\n"
        "experiments: [{name: x, steps: 9, ignore: [p, q], strict: yes, training.r1: 0.5, seed: 1,"
        " no_header: yes, training.clip_norm: null, condition: c, calendar: [hour], minutes: null}]"
    )
    words = shlex.split(commands.of(run, tmp_path)[0])[2:]
    train = copy.copy(cli.commands["train"])  # which remembers how it was asked for help
    context = train.make_context("train", words)
    options = {n: v for n, v in context.params.items() if "__" in n or n in ("seed", "kind")}
    more = {name: context.params[name] for name in ("assignments", "file", "preset")}
    config, _ = resolved(options | more, run.data)
    assert config == run.config
