import pytest

from rnngan.evaluation.privacy.judgement import judged, unknown


def interval(value, reach):
    return {"value": value, "low": max(0, value - reach), "high": min(1, value + reach)}


def attack(auc=0.5, reach=0.1, rate=0.01, chance=0.05):
    found = {"auc": interval(auc, reach), "tpr": interval(rate, 0.02) | {"chance": chance}}
    return {"attack": "nearest", "title": "distance"} | found


def found(attacks=(), attributes=(), **copies):
    usual = dict.fromkeys(("exact", "near", "exact_held_out", "exact_training"), 0.0)
    runs = dict.fromkeys(("longest_run", "longest_run_held_out", "longest_run_training"), 2)
    counts = {"generated": 1000, "training": 400}
    return {
        "attacks": list(attacks) or [attack()],
        "attributes": list(attributes),
        "copies": usual | runs | counts | copies,
    }


def guess(advantage, low):
    shares = {"training": 0.5 + advantage, "held_out": 0.5}
    return {"column": "c", "advantage": advantage, "low": low, "high": 1.0} | shares


@pytest.mark.parametrize(
    ("given", "grade", "says"),
    [
        (found(), "good", "No attack recognises training sequences better than a guess (the stro"),
        (
            found([attack(0.75)]),
            "poor",
            "recognised by distance (AUC 0.75, 0.65 to 0.85; a guess: 0",
        ),
        (found([attack(0.65)]), "fair", "may give some training data away: training sequences are"),
        (found([attack(), attack(0.75)]), "poor", "AUC 0.75"),
        (found([attack(rate=0.2)]), "poor", "20% of training sequences are recognised by distance"),
        (found([attack(rate=0.06)]), "fair", "(by luck: up to 5%)"),
        (found([attack(rate=0.2, chance=0.3)]), "good", "No attack"),
        (
            found([attack(reach=0.4)]),
            "unknown",
            "even an attack with an AUC of 0.90 could go unnoti",
        ),
        (found([attack(0.1, reach=0.3)]), "good", "AUC 0.10"),  # it is known well, only not helpful
        (
            found(exact=0.05),
            "poor",
            "5.0% of generated sequences are copies of training ones (real",
        ),
        (found(exact=0.002), "fair", "0.2% of generated sequences are copies"),
        (found(exact=0.05, exact_held_out=0.04), "good", "nothing is copied beyond what real data"),
        (found(exact=0.05, exact_training=0.03), "good", "nothing is copied"),
        (found(longest_run=9), "poor", "up to 9 rows in a row are copied (real ones: 2)"),
        (found(longest_run=8), "good", "nothing is copied"),
        (found(longest_run=40, longest_run_training=20), "good", "nothing is copied"),
        (found(near=1.0), "good", "nothing is copied"),  # a distance alone says nothing
        (
            found(attributes=[guess(0.3, 0.1)]),
            "poor",
            "'c' is guessed from the rest of a row right",
        ),
        (found(attributes=[guess(0.1, 0.01)]), "fair", "in 60% of training rows, in 50% of others"),
        (found(attributes=[guess(0.3, -0.1), guess(0.04, 0.01)]), "good", "No attack"),
    ],
)
def test_grades_and_what_they_rest_on(given, grade, says):
    found = judged(given, [], unseen=True)
    assert found["grade"] == grade
    assert says in found["verdict"]
    assert found["verdict"].endswith(".")
    assert "no differential privacy" in found["promise"]


def test_a_clear_leak_is_not_hidden_behind_slight_ones():
    verdict = judged(found([attack(0.65)], exact=0.5), [], unseen=True)["verdict"]
    assert "AUC" not in verdict
    assert "50.0%" in verdict


def test_another_tool_may_have_seen_what_is_held_out():
    quiet = judged(found(), [], unseen=False)
    assert quiet["grade"] == "unknown"
    assert "only if the synthetic table was made without the held-out part" in quiet["verdict"]
    assert "attacks find nothing however much is given away" in quiet["promise"]
    assert judged(found(near=0.4), [], unseen=False)["grade"] == "fair"
    assert judged(found(exact=0.4), [], unseen=False)["grade"] == "poor"


def test_attacks_that_were_not_tried_are_named():
    promise = judged(found(), ["shadow classifier"], unseen=True)["promise"]
    assert promise.endswith("Not tried, because too little is held out: shadow classifier.")


def test_what_could_not_be_attacked():
    assert unknown("Why.") | {"promise": ""} == {
        "grade": "unknown",
        "verdict": "Why.",
        "promise": "",
    }
