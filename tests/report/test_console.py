"""Scores and settings as lines: what is shown where, and what is left out."""

from types import SimpleNamespace

import pytest

from rnngan.config.run_config import RunConfig, fields
from rnngan.report.console import cautions, columns, percent, scores_table, settings_table


def spread(mean, std=0.0, values=(1, 2)):
    return {"mean": mean, "std": std, "values": values}


def result_of(seeds=3, **more):
    one = {"score": "drift", "judge": "GRU", "against": "holdout", "baseline": 0.5}
    one |= {"generated": spread(0.25, 0.01), "floor": spread(0.1, 0.002)}
    return {"scores": [one], "judge_seeds": seeds, **more}


def described(better="lower"):
    return {"drift": SimpleNamespace(title="Drift", better=better, reading="how far it drifts")}


def test_cells_stand_below_each_other_and_lines_end_with_their_last_cell():
    rows = [["a", "", "c"], ["long", "b", ""]]
    assert columns(rows, ["x", "y", "z"]) == "x     y  z\na        c\nlong  b"
    assert columns([], ["x", "y"]) == "x  y"


def test_a_score_is_a_row_with_its_spread_and_how_to_read_it():
    lines = scores_table(result_of(), described()).splitlines()
    head, row = (" ".join(line.split()) for line in lines[:2])
    assert head == "score judge against generated real vs real constant AUC"
    assert row == "Drift GRU holdout 0.250 ± 0.010 0.100 ± 0.002 0.500"
    assert lines[-1].endswith("; lower is better. Drift: how far it drifts.")


def test_where_not_all_scores_get_better_downwards_each_says_its_way():
    shown = scores_table(result_of(), described("higher"))
    assert "Drift (higher is better): how far it drifts." in shown
    assert "lower is better" not in shown


def test_one_value_has_no_spread_and_a_score_of_no_module_its_name():
    result = result_of(seeds=1)
    result["scores"][0] |= {"generated": spread(0.25, values=(0.25,)), "baseline": None}
    row = scores_table(result).splitlines()[1].split()
    assert row == ["drift", "GRU", "holdout", "0.250", "0.100", "±", "0.002"]


def test_what_was_not_measured_is_not_shown_and_the_rest_is():
    plain = scores_table(result_of())
    rows = [{"windows": "learned", "error": 0.1, "own_mean": 0.2, "training_mean": 0.3}]
    kept = [{"constraint": "a >= b", "generated": 1234, "real": 0}]
    full = scores_table(result_of(reconstruction=rows, constraints=kept))
    for words in ("encoded and decoded", "broken in generated rows"):
        assert words not in plain
        assert words in full
    cells = [line.split() for line in full.splitlines()]
    assert ["learned", "0.100", "0.200", "0.300"] in cells
    assert ["a", ">=", "b", "1,234", "0"] in cells


@pytest.mark.parametrize(("shared", "others"), [(True, "the same"), (False, "others")])
def test_a_validation_says_what_it_was_taken_on(shared, others):
    found = {"statistic": "nats_per_token", "value": 1.23456, "texts": 1200, "shared": shared}
    assert cautions({"validation": found}) == (
        "validation, to choose among runs by (lower is better): nats per token 1.2346\n"
        f"(texts it was taken on: 1,200; the scores are on {others})\n\n"
    )


def test_quick_scores_are_for_comparisons_alone():
    assert cautions({"quick": True}).startswith("quick scores are for comparing runs")
    assert cautions({}) == ""
    shown = cautions({"quick": True, "not_measured": ["means (GRU, 4 units)", "spread"]})
    assert shown.endswith("\nnot measured with --quick: means (GRU, 4 units); spread\n\n")


def test_every_setting_is_a_line_with_its_source():
    sources = dict.fromkeys(fields(), "default") | {"data.window": "flag\n"}
    lines = settings_table(RunConfig(data={"window": 48}), sources).splitlines()
    assert len(lines) == 1 + len(fields())
    found = {line.split()[0]: line.split()[1:3] for line in lines[1:]}
    assert found["data.window"] == ["48", r"flag\n"]
    assert found["data.id_column"][0] == "default"  # None is an empty cell


def test_shares_are_shown_as_whole_percentages():
    assert [percent(share) for share in (0.0, 0.125, 0.994, 1.0)] == [
        "0 %",
        "12 %",
        "99 %",
        "100 %",
    ]
