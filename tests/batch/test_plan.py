"""From a file of experiments to runs: combinations, names, what goes before what."""

import copy
import shlex
from dataclasses import replace
from pathlib import Path

import pytest

from rnngan.batch import addresses, commands, plan, records, spec
from rnngan.batch.records import Record
from rnngan.config.errors import InputError


@pytest.fixture
def planned(written):
    return lambda text: plan.runs(spec.read(written(text)), environment={})


def names(runs):
    return [run.name for run in runs]


def test_the_spec_of_the_issue(planned):
    runs = planned(
        "defaults: {data: a.csv, steps: 80, generate: 30, evaluate: quick}\n"
        "matrix: {objective: [bce, hinge], seed: [1, 2]}\n"
        "experiments: [{name: extra, objective: mse, seed: 3}]\n"
    )
    assert names(runs) == ["bce-seed1", "bce-seed2", "hinge-seed1", "hinge-seed2", "extra"]
    extra = runs[-1]
    assert (extra.config.training.objective, extra.config.seed) == ("mse", 3)
    assert extra.config.training.steps == 80
    assert (extra.output, extra.generate.count, extra.judges) == ("synthetic.csv", 30, 1)
    assert extra.where.endswith("experiments.yaml:3:15")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("seeds: 2\nmatrix: {units: [8, 16]}", ["units8-seed0", "units8-seed1", "units16-seed0",
                                               "units16-seed1"]),
        ("seeds: [5]\nexperiments: [{name: a}, {name: b, seed: 1}]", ["a-seed5", "b"]),
        ("experiments: [{units: 8}, {r1: 0.5}, {}]", ["units8", "r1_0.5", "run"]),
        ("matrix: {strict: [yes, no]}", ["strict", "no_strict"]),
        ("matrix: {ignore: [[x], [x, y], []]}", ["x", "x+y", "no_ignore"]),
        ("matrix: {training.learning_rate: [1e-3]}", ["learning_rate0.001"]),
        ("matrix: {training.clip_norm: [null, 5]}", ["clip_norm_none", "clip_norm5.0"]),
        ("matrix: {units: [8, 16], r1: [1, 2], exclude: [{units: 8, r1: 2}]}",
         ["r1_1.0-units8", "r1_1.0-units16", "r1_2.0-units16"]),
        ("seeds: 2\nmatrix: {units: [8, 16], exclude: [{units: 8, seed: 1}]}",
         ["units8-seed0", "units16-seed0", "units16-seed1"]),
        ("matrix: {units: [8], include: [{units: 9, r1: 2}]}", ["units8", "r1_2.0-units9"]),
        ("matrix: {generate: [{rows: 100}, {rows: 200}, 30]}", ["rows100", "rows200",
                                                                "generate30"]),
        ("", ["run"]),
    ],
)  # fmt: skip
def test_names_are_made_from_what_differs(planned, text, expected):
    assert names(planned(f"defaults: {{data: a.csv}}\n{text}")) == expected


def test_data_sets_bring_their_own_keys(planned):
    runs = planned(
        "defaults: {window: 4, steps: 9}\n"
        "datasets: {one: a.csv, two: {data: a.csv, window: 6, time_column: t}}\n"
        "matrix: {units: [8]}\n"
        "experiments: [{name: x, data: two, window: 8}, {name: y, data: a.csv}]\n"
    )
    assert names(runs) == ["one-units8", "two-units8", "x", "y"]
    assert [run.config.data.window for run in runs] == [4, 6, 8, 4]
    assert [run.config.data.time_column for run in runs] == [None, "t", "t", None]
    assert {run.data.name for run in runs} == {"a.csv"}


@pytest.mark.parametrize(
    ("defaults", "more", "steps", "minutes"),
    [
        ("steps: 80", "minutes: 2", 4000, 2.0),
        ("minutes: 2", "steps: 80", 80, None),
        ("training.steps: 70", "steps: 80", 80, None),
        ("steps: 70", "training.steps: 80", 80, None),
        ("training.minutes: 3", "steps: 80", 80, None),
    ],
)
def test_what_an_experiment_says_takes_back_the_defaults(planned, defaults, more, steps, minutes):
    (run,) = planned(f"defaults: {{data: a.csv, {defaults}}}\nexperiments: [{{{more}}}]")
    assert (run.config.training.steps, run.config.training.minutes) == (steps, minutes)


def test_a_text_is_known_by_its_name_and_defaults_suit_it(planned, tmp_path):
    (tmp_path / "poems.txt").write_text("a\nb\n")
    (run,) = planned("defaults: {data: poems.txt, generate: 3}")
    assert (run.config.kind, run.output) == ("text", "synthetic.txt")


def test_the_environment_counts_where_the_file_says_nothing(written):
    located = spec.read(written("defaults: {data: a.csv, units: 8}"))
    environment = {"RNNGAN_MODEL_UNITS": "9", "RNNGAN_SEED": "7"}
    (run,) = plan.runs(located, environment)
    assert (run.config.model.units, run.config.seed) == (8, 7)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("defaults: {data: a.csv}\nexperiments: [{name: a}, {name: A}]", "two runs have the name"),
        ("defaults: {steps: 3}", ":1:1: the run run has no data"),
        (
            "defaults: {data: a.csv}\nmatrix: {units: [8], exclude: [{units: 8}]}",
            "no runs are left",
        ),
        (
            "defaults: {data: a.csv}\nexperiments: [{codes: x}]",
            ":2:15: x: the settings: model.codes: Expected",
        ),
        ("defaults: {data: a.csv}\nexperiments: [{name: n, temperature: 1}]", "unknown key"),
        ("defaults: {data: a.csv, level: char}", "the setting text.level is for texts"),
        ("defaults: {data: a.csv, objective: hinge, label_smoothing: 0.1}", "has no labels"),
    ],
)
def test_what_can_not_be_planned_is_named_with_its_position(planned, text, message):
    with pytest.raises(InputError) as caught:
        planned(text)
    assert message in str(caught.value)
    assert "experiments.yaml" in str(caught.value)


def test_files_of_one_name_in_two_folders_give_two_names(planned, tmp_path):
    for folder in ("x", "y"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.csv").write_text("t\n1\n")
    found = names(planned("matrix: {data: [x/a.csv, y/a.csv]}"))
    assert len(set(found)) == 2
    assert all(name.startswith("a-") for name in found)


def test_addresses_are_of_settings_and_content(planned, tmp_path):
    text = "defaults: {data: a.csv, generate: 3, evaluate: quick}\nexperiments: [{units: 8}]"
    (before,) = (run.addresses() for run in planned(text))
    (renamed,) = (run.addresses() for run in planned(text.replace("[{", "[{name: n, ")))
    (more,) = (run.addresses() for run in planned(text.replace("generate: 3", "generate: 4")))
    (wider,) = (run.addresses() for run in planned(text.replace("8", "9")))
    assert renamed == before  # a name is no setting
    assert (more["train"], more["evaluate"]) == (before["train"], before["evaluate"])
    assert more["generate"] != before["generate"]
    assert not set(wider.values()) & set(before.values())
    (tmp_path / "a.csv").write_text("t,x\n1,2\n")
    (run,) = plan.runs(spec.read(tmp_path / "experiments.yaml"), environment={})
    assert not set(run.addresses().values()) & set(before.values())


BEFORE = {  # of a.csv with `generate: 3, evaluate: quick`, as they were in the first batches
    "train": "0a5f1e69f557c7b4f9510986532af86bf71c6ae6594ee2124d2e4378f403a0be",
    "generate": "0c3ac6e032e99f12f281b02374115e3ac180fefccece4c796ab78d7cac982539",
    "evaluate": "35e1267105b7a8fcf425f1d033047e8db13ace3327837a4c61aec38fd51ca828",
}


def test_an_update_makes_no_finished_run_begin_anew(planned):
    """A new setting or option of generating has its line in `addresses.NEWER`; these stay."""
    text = "defaults: {data: a.csv, generate: 3, evaluate: quick}"
    (run,) = planned(text)
    assert run.addresses() == BEFORE
    (asked,) = planned(text.replace("generate: 3", "data.kinds: [x=category], generate: 3"))
    assert not set(asked.addresses().values()) & set(BEFORE.values())
    (rows,) = planned(text.replace("generate: 3", "generate: {count: 3, first_id: 7}"))
    assert rows.addresses() == BEFORE | {"generate": rows.addresses()["generate"]}
    assert rows.addresses() != BEFORE
    elsewhere = replace(run, data=Path("/x/a.csv"), evaluate=None)
    assert plan._short(elsewhere) == "a41317"  # part of a name, and so of a folder


def test_a_setting_that_is_new_has_not_changed(planned):
    (run,) = planned("defaults: {data: a.csv, steps: 9}")
    settings = {k: v for k, v in records.said(run).items() if k not in addresses.NEWER}
    record = Record(begun="x", settings=settings | {"training.steps": 8})
    assert records._changes(run, record) == "training.steps 8 -> 9"


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
