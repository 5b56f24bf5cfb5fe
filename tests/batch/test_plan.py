"""From a file of experiments to runs: combinations, names, what goes before what."""

import pytest

from rnngan.batch import plan, spec
from rnngan.config.errors import InputError


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
        ("steps: 80", "minutes: 2", "auto", 2.0),
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
