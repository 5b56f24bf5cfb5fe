"""Which figures are a failure, and what is said of them."""

import pytest

from rnngan.evaluation.quick_check import QuickCheck
from rnngan.evaluation.verdict import ADVICE, failure, line

STEPS, CHANCE = 400, 1.386
SHARE = "a quick judge tells generated from real windows in 96 % of cases"


def figures(accuracy, floor=0.5, shuffled=1.0):
    return QuickCheck(accuracy, floor, shuffled, 200)


def history(first, last, name="d_loss", rows=20):
    return [{"step": i, name: first if i < rows - 2 else last} for i in range(rows)]


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (None, "too few windows for a quick check of what was learned"),
        (figures(0.96, 0.55), f"{SHARE}; 50 % is chance"),
        (figures(0.96, 0.7), f"{SHARE}, and real from other real ones in 70 %: it proves little"),
    ],
)
def test_lines(found, said):
    assert line(found) == said


@pytest.mark.parametrize(
    ("found", "rows", "reason"),
    [
        (figures(0.95), [], "in 95 % of cases."),
        (figures(0.94), [], None),
        (figures(0.99, floor=0.66), [], None),
        (figures(0.91, shuffled=0.92), [], "in 91 % of cases, as often as real windows with shuff"),
        (figures(0.91, shuffled=0.95), [], None),
        (figures(0.6, shuffled=0.6), [], None),  # rows in no order to begin with
        (figures(0.91), history(1.2, 0.01), "the discriminator has won: its loss ends at 0.010."),
        (figures(0.89), history(1.2, 0.01), None),
        (figures(0.91), history(0.01, 1.2), None),
        (None, history(2.0, 2.1, "likelihood"), "the likelihood phase began at 2.000 and ended at"),
        (None, history(2.0, 1.9, "likelihood"), None),
        (None, history(2.0, 2.1, "likelihood", rows=1), None),
        (None, [], None),
    ],
)
def test_failures(found, rows, reason):
    said = failure(found, rows, CHANCE, STEPS)
    if reason is None:
        assert said is None
    else:
        assert reason in said
        assert said.startswith("Training has not learned the data: ")
        assert said.endswith(f". {ADVICE}")


def test_a_short_training_is_no_failure():
    assert failure(figures(1.0), history(2.0, 2.1, "likelihood"), CHANCE, STEPS - 1) is None


def test_a_loss_without_a_chance_level_says_nothing_of_who_has_won():
    assert failure(figures(0.91), history(0.0, -3.0), 0.0, STEPS) is None


def test_likelihood_within_the_adversarial_phase_is_not_looked_at():
    rows = history(2.0, 1.5, "likelihood")
    rows += [{"likelihood": 3.0, "d_loss": 1.3} for _ in range(20)]
    assert failure(figures(0.6), rows, CHANCE, STEPS) is None
