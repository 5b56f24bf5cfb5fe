"""Bounds that scores are held to, by hand."""

import pytest

from rnngan.config.errors import ConfigError, GateError
from rnngan.evaluation.gates import Gate, failures, names, numbers, refuse


def row(score, mean):
    return {"score": score, "generated": {"mean": mean}}


SCORES = {
    "scores": [row("discriminative", 0.05), row("discriminative", 0.2), row("predictive", 0.3)],
    "similarity": {"share": 0.9, "scores": [row("marginals", 0.02)]},
    "privacy": {
        "attacks": [{"auc": {"value": 0.51}}, {"auc": {"value": 0.6}}],
        "copies": {"exact": 0.0, "near": 0.01},
    },
    "constraints": [{"generated": 0}, {"generated": 3}],
}
TEXTS = {
    "scores": {
        "rnngan": {"bleu_2": {"mean": 0.7}, "longest_span_text": "a b"},
        "held-out texts": {"bleu_2": 0.8},
    }
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("discriminative>0.1", ("discriminative", ">", 0.1)),
        (" similarity <= .95 ", ("similarity", "<=", 0.95)),
        ("broken>=1e0", ("broken", ">=", 1.0)),
        ("bleu_2<-2", ("bleu_2", "<", -2.0)),
    ],
)
def test_gates_are_read(text, expected):
    gate = Gate.of(text)
    assert (gate.name, gate.sign, gate.limit) == expected


@pytest.mark.parametrize("text", ["", "discriminative", "a=1", "a>b", ">1", "a>>1", "a>1>2"])
def test_what_is_no_gate_is_refused(text):
    with pytest.raises(ConfigError, match=r"expected a score, .* such as discriminative>0\.1"):
        Gate.of(text)


def test_a_name_that_no_score_has_is_refused_before_anything_is_scored():
    with pytest.raises(ConfigError, match=r"no score has this name\. Expected one of .*marginals"):
        Gate.of("discriminatve>0.1")


def test_every_number_has_a_name_that_can_be_asked_for():
    assert {*numbers(SCORES), *numbers(TEXTS)} <= set(names())


def test_what_can_be_asked_for():
    assert numbers(SCORES) == {
        "discriminative": [0.05, 0.2],
        "predictive": [0.3],
        "marginals": [0.02],
        "similarity": [0.9],
        "attack": [0.51, 0.6],
        "exact_copies": [0.0],
        "near_copies": [0.01],
        "broken": [3.0],
    }
    assert numbers(TEXTS) == {"bleu_2": [0.7]}
    assert numbers({"scores": [], "constraints": []}) == {"broken": [0.0]}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("discriminative>0.1", ["discriminative is 0.2, and fails for >0.1"]),
        ("discriminative>0.2", []),
        ("discriminative>=0.2", ["discriminative is 0.2, and fails for >=0.2"]),
        ("similarity<0.95", ["similarity is 0.9, and fails for <0.95"]),
        ("similarity<0.9", []),
        ("broken>0", ["broken is 3, and fails for >0"]),
        ("exact_copies>0", []),
    ],
)
def test_what_lies_beyond_a_limit_is_named(text, expected):
    assert failures(SCORES, [Gate.of(text)]) == expected


def test_all_failures_are_named():
    gates = [Gate.of(text) for text in ("attack>.55", "predictive>1", "marginals>0.01")]
    assert [line.split()[0] for line in failures(SCORES, gates)] == ["attack", "marginals"]


def test_a_gate_that_holds_ends_with_exit_code_6():
    refuse(SCORES, [Gate.of("predictive>1")])
    with pytest.raises(GateError, match=r"attack is 0\.6") as error:
        refuse(SCORES, [Gate.of("attack>.55")])
    assert error.value.exit_code == 6


def test_a_score_that_is_not_there_is_refused():
    with pytest.raises(
        ConfigError, match=r"no score 'spectrum' here\. Expected one of discriminative, "
    ):
        failures(SCORES, [Gate.of("spectrum>1")])
