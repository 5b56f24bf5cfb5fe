"""Graded corruptions: each moves the scores that should see it, the more the worse it is.

A sample is compared with the same process drawn again, and with that draw corrupted more and more.
"""

from itertools import pairwise

import numpy as np
import pytest
from small_corruptions import (
    copied,
    cut_sequences,
    dropped_category,
    dropped_mode,
    lost_cells,
    noise,
    shifted_seasons,
    shuffled_time,
    slowed,
    stuck,
)
from small_samples import process, sides

from rnngan.evaluation.similarity import row_scores

AMOUNTS = (0.0, 0.3, 0.6, 1.0)
MODULES = {module.NAME: module for module in row_scores.modules()}
SLACK = 0.005  # by which a worse corruption may seem better by chance
CHANCE = 0.015  # by which one that a score is not made for may seem better
SEEN_BY = 0.02  # by how much more the worst one is seen at least
SAME = 1e-9


SEEN = {  # by which scores, and which can't see it
    shuffled_time: (
        {
            "autocorrelation", "classifier", "cross_correlation", "joint_forecasts", "row_to_row",
            "seasons", "sliced_wasserstein", "spectrum", "synthetic_forecasts", "transitions",
        },
        {"sequence_lengths", "marginals", "missing_cells", "pairs", "time_steps"},
    ),
    noise: (
        {
            "autocorrelation", "classifier", "cross_correlation", "joint_forecasts", "marginals",
            "pairs", "row_to_row", "sliced_wasserstein", "spectrum", "synthetic_forecasts",
        },
        {"sequence_lengths", "missing_cells", "time_steps", "transitions"},
    ),
    dropped_mode: (
        {"autocorrelation", "classifier", "marginals", "pairs", "row_to_row", "sliced_wasserstein"},
        {"sequence_lengths", "missing_cells", "time_steps"},
    ),
    dropped_category: (
        {"classifier", "marginals", "pairs", "repeats", "seasons", "transitions"},
        {
            "autocorrelation", "cross_correlation", "missing_cells", "row_to_row",
            "sequence_lengths", "skewness_kurtosis", "spectrum", "time_steps",
        },
    ),
    shifted_seasons: ({"seasons"}, {*MODULES} - {"seasons"}),
    slowed: ({"seasons", "time_steps"}, {*MODULES} - {"seasons", "time_steps"}),
    lost_cells: (
        {"classifier", "missing_cells", "pairs", "row_to_row", "spectrum", "synthetic_forecasts"},
        {"sequence_lengths", "time_steps", "transitions"},
    ),
    cut_sequences: ({"classifier", "sequence_lengths"}, {"missing_cells", "time_steps"}),
    stuck: (
        {
            "autocorrelation", "classifier", "repeats", "row_to_row", "skewness_kurtosis",
            "spectrum", "synthetic_forecasts",
        },
        {"sequence_lengths", "missing_cells", "time_steps", "transitions"},
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def distances():
    """Return the function of the distances {score: (amounts,)} of a corruption, worked out once."""
    real, drawn, known = process(1), process(2), {}

    def of(corruption):
        if corruption not in known:
            frames = [corruption(drawn, amount) for amount in AMOUNTS]
            first, *others = sides(real, *frames, id_column="id", lengths="learn")
            known[corruption] = {
                name: [np.mean([*module.distance(first, o).values()] or [0.0]) for o in others]
                for name, module in MODULES.items()
            }
        return known[corruption]

    return of


CASES = [(corruption, name) for corruption, (seen, _) in SEEN.items() for name in sorted(seen)]
BLIND = [(corruption, name) for corruption, (_, blind) in SEEN.items() for name in sorted(blind)]
REST = [
    (corruption, name)
    for corruption, (seen, blind) in SEEN.items()
    for name in sorted({*MODULES} - seen - blind)
]
COPIES = copied(process(1))


def name_of(value):
    return value if isinstance(value, str) else value.__name__


@pytest.mark.parametrize(("corruption", "name"), CASES, ids=name_of)
def test_who_should_see_it_sees_more_of_it_the_worse_it_is(distances, corruption, name):
    found = distances(corruption)[name]
    assert all(b >= a - SLACK for a, b in pairwise(found)), found
    assert found[-1] > found[0] + SEEN_BY, found


@pytest.mark.parametrize(("corruption", "name"), BLIND, ids=name_of)
def test_who_cannot_see_it_does_not(distances, corruption, name):
    found = distances(corruption)[name]
    assert np.ptp(found) < SAME, found


@pytest.mark.parametrize(("corruption", "name"), REST, ids=name_of)
def test_nobody_takes_it_for_better(distances, corruption, name):
    found = distances(corruption)[name]
    assert min(found) > found[0] - CHANCE, found


@pytest.mark.parametrize("name", sorted(MODULES))
def test_nobody_sees_copies(distances, name):
    """The more sequences are real ones, the better; what sees them is `test_assessment.py`."""
    found = distances(COPIES)[name]
    assert max(found) < found[0] + SLACK, found
    assert found[-1] < SAME, found


def test_every_score_sees_something():
    seen = set().union(*(names for names, _ in SEEN.values()))
    assert seen == {*MODULES}
