"""All attacks by one battery: what they must find, and what they must not."""

import numpy as np
import pytest
from small_privacy import drawn, knowledge

from rnngan.evaluation.privacy import attacks
from rnngan.evaluation.privacy.assessment import attacked

ATTACKS = pytest.mark.parametrize("attack", attacks.modules(), ids=lambda module: module.NAME)
MEMBERS, OTHERS = drawn(150, 0), drawn(50, 1)
TOY = '''"""Guesses by the first cell."""

NAME = "first cell"
TITLE = "the first cell"
READING = "the larger, the likelier"
FEWEST = 1
WINDOWS = 1


def scores(known):
    return tuple(side.means(side.windows[:, 0, 0]) for side in known.sides)
'''


def repeated(members, count, noise, seed=2):
    """Return what a generator that has learned members by heart gives."""
    rng = np.random.default_rng(seed)
    made = members[rng.integers(0, len(members), count)]
    return (made + rng.normal(0, noise, made.shape)).astype("float32")


def measured(attack, known):
    """Return {auc, tpr} of one attack alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(attacks, "modules", lambda: [attack])
        [row], untried = attacked(known)
    assert untried == []
    return row


@ATTACKS
@pytest.mark.parametrize("noise", [0.0, 0.002])
def test_learning_by_heart_is_found_out(attack, noise):
    found = measured(attack, knowledge(MEMBERS, OTHERS, repeated(MEMBERS, 900, noise)))
    assert found["auc"]["value"] >= 0.95
    assert found["auc"]["low"] > 0.8
    assert found["tpr"]["value"] > found["tpr"]["chance"]


@ATTACKS
def test_it_is_found_out_wherever_windows_begin(attack):
    """Generated windows are cut out of 60 long series at any row, members at fixed ones."""
    series, rng = drawn(60, 0, length=48), np.random.default_rng(0)
    members = series[:, 12:36].reshape(-1, 12, 3)
    picked, first = rng.integers(0, 60, 900), rng.integers(0, 37, 900)
    made = np.stack([series[n, at : at + 12] for n, at in zip(picked, first, strict=True)])
    known = knowledge(members, drawn(60, 9, length=48)[:, 12:24], made, whole=False)
    assert measured(attack, known)["auc"]["value"] >= 0.95


@ATTACKS
def test_what_was_never_seen_is_not_found_out(attack):
    """Of 95 % intervals of 20 draws, all but 3 hold the guess."""
    held = []
    for seed in range(20):
        drawn_apart = (drawn(count, 100 + 3 * seed + n) for n, count in enumerate((120, 60, 300)))
        auc = measured(attack, knowledge(*drawn_apart, seed=seed))["auc"]
        held.append(auc["low"] <= 0.5 <= auc["high"])
    assert sum(held) >= 17


@ATTACKS
def test_a_few_learned_by_heart_raise_the_rate_and_not_the_area(attack):
    """A tenth of the members is repeated: 5 % is what the area gains, 10 % the rate."""
    members, others = drawn(200, 0), drawn(200, 1)
    made = np.concatenate([drawn(500, 2), repeated(members[:20], 200, 0.0)])
    found = measured(attack, knowledge(members, others, made))
    assert found["tpr"]["value"] - 0.01 > 0.06
    assert found["auc"]["value"] - 0.5 < found["tpr"]["value"]


@ATTACKS
@pytest.mark.parametrize("whole", [True, False])
def test_one_column_and_sequences_that_are_short(attack, whole):
    members, others = drawn(80, 0, 2, 1), drawn(40, 1, 2, 1)
    found = measured(attack, knowledge(members, others, members, whole))
    assert found["auc"]["value"] > 0.6  # one number or two are soon met by chance


def test_attacks_that_need_more_held_out_sequences_are_not_tried():
    rows, untried = attacked(knowledge(MEMBERS, OTHERS[:10], MEMBERS))
    assert [row["attack"] for row in rows] == ["nearest", "rows"]
    assert untried == ["density ratio (DOMIAS)", "shadow classifier"]


def test_intervals_hold_for_all_attacks_together():
    known = knowledge(MEMBERS, OTHERS, drawn(300, 2))
    together = {row["attack"]: row for row in attacked(known)[0]}
    [module] = [module for module in attacks.modules() if module.NAME == "nearest"]
    alone = measured(module, known)["auc"]
    assert together["nearest"]["auc"]["value"] == alone["value"]
    assert together["nearest"]["auc"]["low"] < alone["low"]


def test_an_attack_is_a_file(tmp_path, monkeypatch):
    (tmp_path / "first_cell.py").write_text(TOY)
    monkeypatch.setattr(attacks, "__path__", [*attacks.__path__, str(tmp_path)])
    rows, _ = attacked(knowledge(MEMBERS + 1, OTHERS, MEMBERS))
    [row] = [row for row in rows if row["attack"] == "first cell"]
    assert (row["title"], row["auc"]["value"]) == ("the first cell", 1.0)
