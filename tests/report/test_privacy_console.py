"""Privacy on a terminal."""

import pytest

from rnngan.report.privacy_console import privacy_lines

BETWEEN = {"low": -0.1, "high": 0.3}
FOUND = {
    "grade": "good",
    "verdict": "No attack succeeded.",
    "promise": "Nothing is promised.",
    "compared": {"members": 1200, "non_members": 40, "generated": 99, "unit": "sequences"},
    "attacks": [
        {
            "attack": "nearest",
            "title": "distance",
            "auc": {"value": 0.512, "low": 0.4, "high": 0.61},
            "tpr": {"value": 0.02, "low": 0.0, "high": 0.07, "chance": 0.09},
            "reading": "",
        }
    ],
    "attributes": [
        {"column": name, "training": 0.5, "held_out": 0.4, "advantage": 0.1} | BETWEEN
        for name in ("a\x1b[31m", "b", "c", "d")
    ],
    "copies": {
        "exact": 0.0,
        "near": 0.0123,
        "exact_held_out": 0.0,
        "near_held_out": 0.01,
        "longest_run": 1000,
        "longest_run_held_out": 1,
        "reading": "",
    },
    "riskiest": [{}, {}],
}  # fmt: skip


def test_what_a_privacy_officer_reads():
    lines = privacy_lines({"privacy": FOUND}).splitlines()
    assert lines[0] == "privacy: good. No attack succeeded."
    assert lines[2:6] == [
        "was it trained on? guessed by  AUC (0.50: a guess)  found at 1 % false alarms",
        "distance                       0.51 (0.40 to 0.61)  2% (0% to 7%; by luck up to 9%)",
        "(1,200 sequences that were trained on against 40 that were held out;",
        "95 % intervals, which hold for all attacks together)",
    ]
    assert lines[7:11] == [
        "of training data          generated  held out, for comparison",
        "exact copies              0.0%       0.0%",
        "near copies               1.2%       1.0%",
        "longest copied run, rows  1,000      1",
    ]
    assert lines[12:14] == [
        "guessed from the rest of a row  training rows  held-out rows  advantage",
        r"a\x1b[31m                       50%            40%            +10% (-10% to +30%)",
    ]
    assert lines[17] == "Nothing is promised."
    assert "the 2 pairs of a generated and a training sequence" in lines[19]
    assert max(map(len, lines)) <= 100


def test_attributes_are_left_out_where_there_are_none():
    assert "guessed from" not in privacy_lines({"privacy": FOUND | {"attributes": []}})


@pytest.mark.parametrize("result", [{}, {"privacy": None}])
def test_nothing_is_said_of_what_was_not_asked(result):
    assert privacy_lines(result) == ""
