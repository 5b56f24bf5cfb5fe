import numpy as np
import pytest
from scipy import stats

from rnngan.evaluation.privacy.intervals import (
    areas,
    attack,
    bootstrap,
    independent,
    interval,
    rates,
)

ONCE = np.ones((1, 4))


def alone(*counts):
    """Return groups in which each unit is alone."""
    return np.split(np.arange(sum(counts)), np.cumsum(counts)[:-1])


def test_the_auc_is_the_share_of_pairs_that_are_in_order():
    members, others = np.array([0.1, 0.4, 0.5, 0.9]), np.array([0.1, 0.2, 0.6, 0.0])
    by_hand = np.mean([(m > o) + 0.5 * (m == o) for m in members for o in others])
    assert by_hand == 11.5 / 16
    assert areas(members, others, ONCE, ONCE).tolist() == [by_hand]


def test_a_weight_counts_a_score_so_many_times():
    members, others = np.array([1.0, 3.0]), np.array([0.0, 2.0])
    weighted = areas(members, others, np.array([[2, 1]]), np.array([[1, 3]]))
    repeated = areas(
        np.array([1.0, 1.0, 3.0]), np.array([0.0, 2.0, 2.0, 2.0]), np.ones((1, 3)), np.ones((1, 4))
    )
    assert weighted == pytest.approx(repeated)


@pytest.mark.parametrize(
    ("others", "rate"),
    [
        (99, 0.6),  # of 0 to 98 none may be over the threshold: it is 98
        (100, 0.6),  # of 0 to 99 one may: it is 98
        (199, 0.2),  # of 0 to 198 one may: it is 197
        (200, 0.2),  # of 0 to 199 two may: it is 197
    ],
)
def test_the_true_positive_rate_at_one_percent(others, rate):
    members = np.array([97.0, 98.0, 99.0, 100.0, 198.5])
    ones = np.ones((1, 5)), np.ones((1, others))
    assert rates(members, np.arange(float(others)), *ones).tolist() == [rate]


def test_ties_are_not_found():
    ones = np.ones((1, 3)), np.ones((1, 2))
    assert rates(np.array([1.0, 1.0, 2.0]), np.array([1.0, 0.0]), *ones)[0] == pytest.approx(1 / 3)


def test_whole_groups_are_drawn():
    groups = np.array([4, 4, 6]), np.array([6, 4])
    members, others = bootstrap(groups, paired=True)
    assert (members[:, 0] == members[:, 1]).all()
    assert (members[:, 0] == others[:, 1]).all()
    assert (members[:, 2] == others[:, 0]).all()
    assert (others.sum(axis=1) == 2).all()
    apart = bootstrap(alone(3, 2), paired=False)
    assert [set(side.sum(axis=1)) for side in apart] == [{3}, {2}]
    assert independent(groups, True) == 2
    assert independent(alone(3, 2), False) == 2


def test_few_groups_make_wide_intervals():
    draws = np.random.default_rng(0).normal(0.5, 0.1, 10_000)
    widths = [np.ptp(interval(0.5, draws, groups)) for groups in (1, 2, 3, 8, 1000)]
    assert widths[:2] == [2.0, 2.0]  # from -1 to 1: anything is possible
    assert widths == sorted(widths, reverse=True)
    assert widths[2] < 1.5
    assert widths[-1] == pytest.approx(2 * 1.96 * 0.1, rel=0.02)
    ten = np.ptp(interval(0.5, draws, 1000, tries=10))
    assert ten == pytest.approx(2 * stats.norm.ppf(1 - 0.0025) * 0.1, rel=0.02)


def test_all_and_none_found_out_are_not_certain():
    members, others = np.arange(10.0, 22.0), np.arange(6.0)
    auc, tpr = attack(members, others, alone(12, 6), paired=False)
    assert (auc["value"], auc["high"]) == (1, 1)
    assert 0.7 < auc["low"] < 0.8
    assert (tpr["value"], tpr["high"]) == (1, 1)
    assert 0.7 < tpr["low"] < 0.8
    auc, tpr = attack(-members, others, alone(12, 6), paired=False)
    assert (auc["value"], auc["low"], tpr["value"], tpr["low"]) == (0, 0, 0, 0)
    assert 0.2 < auc["high"] < 0.3


def test_one_group_says_nothing():
    groups = np.zeros(8, int), np.zeros(8, int)
    auc, tpr = attack(np.arange(8.0), np.arange(8.0), groups, paired=True)
    assert (auc["low"], auc["high"], tpr["low"], tpr["high"]) == (0, 1, 0, 1)


@pytest.mark.parametrize("others", [10, 60])
def test_intervals_hold_where_guessing_is_all(others):
    """Of 100 attacks that guess, at most a tenth may miss .5, or pass what chance reaches."""
    missed = lucky = 0
    for seed in range(100):
        rng = np.random.default_rng([seed, others])
        scores = rng.normal(size=100), rng.normal(size=others)
        auc, tpr = attack(*scores, alone(100, others), False, seed=seed)
        missed += not auc["low"] <= 0.5 <= auc["high"]
        lucky += tpr["value"] > tpr["chance"]
    assert missed <= 10
    assert lucky <= 6


def test_blocks_that_differ_are_drawn_whole():
    """Levels of blocks move the scores of both sides alike, those of one side's part of it not."""
    missed = 0
    for seed in range(100):
        rng = np.random.default_rng(seed)
        group = np.repeat(np.arange(6), 4)
        levels = rng.normal(0, 3, 6)[group]
        scores = [levels + rng.normal(size=6)[group] + rng.normal(size=24) for _ in range(2)]
        auc, _ = attack(*scores, (group, group), True, seed=seed)
        missed += not auc["low"] <= 0.5 <= auc["high"]
    assert missed <= 10
