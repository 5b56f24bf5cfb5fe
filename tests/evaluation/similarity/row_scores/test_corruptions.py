"""Graded corruptions: each moves the scores that should see it, the more the worse it is.

A sample is compared with the same process drawn again, and with that draw corrupted more and more.
"""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from small_samples import process, sides

from rnngan.evaluation.similarity import row_scores

AMOUNTS = (0.0, 0.3, 0.6, 1.0)
MODULES = {module.NAME: module for module in row_scores.modules()}
SLACK = 0.005  # by which a worse corruption may seem better by chance
SEEN_BY = 0.02  # by how much more the worst one is seen at least
SAME = 1e-9


def shuffled_time(frame, amount):
    """Put the rows of a share of the sequences in another order; their times stay."""
    values = [name for name in frame if name not in ("id", "time")]
    order = np.arange(len(frame)).reshape(frame["id"].nunique(), -1)
    for number in range(round(amount * len(order))):
        order[number] = np.random.default_rng([0, number]).permutation(order[number])
    return frame.assign(**{name: frame[name].to_numpy()[order.ravel()] for name in values})


def noise(frame, amount):
    """Add noise of twice the deviation of the smooth number to it."""
    drawn = np.random.default_rng(0).normal(size=len(frame))
    return frame.assign(smooth=frame["smooth"] + 2 * amount * frame["smooth"].std() * drawn)


def dropped_mode(frame, amount):
    """Take sequences of low level in place of a share of those of high level."""
    ids = frame["id"].unique()
    high, low = ids[1::2], ids[::2]
    lost = dict(zip(high[: round(amount * len(high))], low, strict=False))
    parts = [frame[frame["id"] == lost.get(name, name)].assign(id=name) for name in ids]
    return pd.concat(parts, ignore_index=True)


def dropped_category(frame, amount):
    """Write `day` in a share of the cells that hold `night`."""
    hit = np.random.default_rng(0).random(len(frame)) < amount
    return frame.assign(kind=frame["kind"].mask(hit & (frame["kind"] == "night"), "day"))


def shifted_seasons(frame, amount):
    """Move all times by up to half a day."""
    return frame.assign(time=frame["time"] + pd.Timedelta(hours=round(12 * amount)))


def lost_cells(frame, amount):
    """Lose a share of the cells of the rough number."""
    hit = np.random.default_rng(0).random(len(frame)) < 0.8 * amount
    return frame.assign(rough=frame["rough"].mask(hit))


def cut_sequences(frame, amount):
    """Lose the second half of a share of the sequences."""
    number = frame["id"].str[1:].astype(int)
    cut = number < round(amount * frame["id"].nunique())
    return frame[~cut | (frame.groupby("id").cumcount() < 24)].reset_index(drop=True)


def stuck(frame, amount):
    """Let a share of the cells of the rough number repeat the one before."""
    hit = np.random.default_rng(0).random(len(frame)) < 0.9 * amount
    hit &= frame["id"].duplicated()
    return frame.assign(rough=frame["rough"].mask(hit).ffill())


def slowed(frame, amount):
    """Let two hours pass from row to row in a share of the sequences."""
    slow = frame["id"].str[1:].astype(int) < round(amount * frame["id"].nunique())
    passed = pd.to_timedelta(frame.groupby("id").cumcount().where(slow, 0), "h")
    return frame.assign(time=frame["time"] + passed)


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


def test_every_score_sees_something():
    seen = set().union(*(names for names, _ in SEEN.values()))
    assert seen == {*MODULES}
