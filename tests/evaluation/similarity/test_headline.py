"""One number, a grade and a sentence, from scores that are made up."""

import pytest

from rnngan.evaluation.similarity.headline import FAIR, GOOD, WEAKEST, grade, headline, share


def score(reached, title="spectrum", spread=0.0, **baselines):
    """A score whose floor is 0."""
    return {
        "title": title,
        "share": reached,
        "generated": {"mean": 1 - reached, "std": spread, "values": [1 - reached]},
        "floor": {"mean": 0.0, "std": 0.0, "values": [0.0]},
        "baselines": baselines,
    }


def test_a_share_is_that_of_the_similarity_of_the_floor():
    assert share(0.55, 0.1) == pytest.approx(0.5)
    assert share(1.0, 0.1) == 0
    assert share(0.0, 0.1) == 1  # nearer than other real rows is no nearer than they are
    assert share(1.0, 1.0) == 1  # of nothing


@pytest.mark.parametrize(
    ("reached", "weakest", "gaussian", "expected"),
    [
        (1.0, 1.0, None, "good"),
        (GOOD, WEAKEST, 0.99, "good"),  # what is good is good beside a Gaussian too
        (GOOD, WEAKEST - 0.01, None, "fair"),
        (GOOD - 0.01, 1.0, None, "fair"),
        (GOOD - 0.01, 0.9, GOOD, "poor"),  # a Gaussian does better
        (FAIR, 0.1, FAIR, "fair"),
        (FAIR - 0.01, 1.0, None, "poor"),
    ],
)
def test_grades_go_by_the_thresholds(reached, weakest, gaussian, expected):
    assert grade(reached, weakest, gaussian) == expected


def test_the_headline_is_the_mean_of_the_shares_and_so_are_the_baselines():
    found = headline([score(0.9, Gaussian=0.4, constant=1.0), score(1.0, Gaussian=0.2)], 5)
    assert found["share"] == pytest.approx(0.95)
    assert found["baselines"] == pytest.approx({"Gaussian": 0.7, "constant": 0.0})
    assert found["definition"].startswith("mean over 2 scores of (1 - distance of generated rows)")
    assert found["definition"].endswith("mean of 5 such halves")


def test_the_spread_is_that_of_the_mean_share_over_the_halves():
    """Mean shares .8 and .9: of .7 and .9 in the first half, of .9 and .9 in the second."""
    first, second = score(0.8), score(0.9)
    for made, distances in ((first, [0.3, 0.1]), (second, [0.1, 0.1])):
        made["generated"]["values"], made["floor"]["values"] = distances, [0.0, 0.0]
    once = score(0.5)  # defined in one half alone
    assert headline([first, second, once], 2)["std"] == pytest.approx(0.1 / 2**0.5)
    assert headline([once], 2)["std"] == 0


def test_one_fault_that_is_no_chance_spoils_a_good_mean():
    others = [score(1.0)] * 9
    assert headline([score(0.7), *others], 5)["grade"] == "fair"
    assert headline([score(0.7, spread=0.2), *others], 5)["grade"] == "good"  # .3 is 1.5 spreads


def test_a_verdict_names_what_differs_most():
    scores = [score(0.5, "runs"), score(0.9, "pairs"), score(0.97, "moves"), score(0.7, "lags")]
    assert headline([*scores, *[score(1.0)] * 9], 5)["verdict"] == (
        "The generated rows have most of what real rows have, and not all; they differ most in "
        "runs (50 %), lags (70 %), pairs (90 %)."
    )
    assert headline([score(0.99), score(1.0)], 5)["verdict"] == (
        "The generated rows are nearly as similar to real rows as other real rows are."
    )


def test_a_verdict_says_where_a_gaussian_comes_nearer():
    found = headline([score(0.9, Gaussian=0.08)], 5)
    assert found["grade"] == "poor"
    assert found["verdict"].endswith("; a Gaussian with the same covariances comes nearer (92 %).")
    assert "Gaussian" not in headline([score(0.8, Gaussian=0.5)], 5)["verdict"]
