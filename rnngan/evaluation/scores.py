"""All scores of generated windows against real ones, with spread and floor."""

from rnngan.config.errors import InputError
from rnngan.evaluation import window_scores
from rnngan.evaluation.sides import LEAST_WINDOWS, MOST_WINDOWS, Sides, at_most, chosen

__all__ = ["LEAST_WINDOWS", "MOST_WINDOWS", "chosen", "evaluate", "left_out", "seconds"]
APART = 1000  # seeds of networks between two seeds of evaluations: none is that of both


def evaluate(
    train, holdout, generated, seeds=3, report=None, quick=False, also=(), kept=None, seed=0
):
    """Return every score as a list of rows.

    Args:
        train: real windows (n, time, features) in [0, 1] that were trained on.
        holdout: real windows that were not; may have length 0.
        generated: generated windows on the same scale.
        seeds: networks of each score.
        report: called with (what trains, iterations done, iterations) while networks train.
        quick: fewer networks, trained for less long; see `left_out`. The scores can be compared
            with each other alone.
        also: names of scores that are given only to those who ask for them.
        kept: see `rnngan.evaluation.sides.Sides`.
        seed: of the networks, and of all that is drawn.

    Returns:
        Rows as dicts: score, judge, against, generated and floor (each {mean, std, values}), and
        baseline where there is one. The floor is what real windows score against real ones: two
        random halves of the training windows, or training against held-out windows.

    Raises:
        InputError: there are fewer than ten training or generated windows.
    """
    for windows, whose in ((train, "training"), (generated, "generated")):
        if len(windows) < LEAST_WINDOWS:
            raise InputError(
                f"{len(windows)} {whose} windows are too few for a score. Expected at least "
                f"{LEAST_WINDOWS}: take a shorter window or more rows."
            )
    first = APART * seed
    windows = (at_most(side, first) for side in (train, holdout, generated))
    sides = Sides(*windows, first, {} if kept is None else kept)
    found = []
    for score in window_scores.modules(also):
        if train.shape[2] >= score.FEWEST_FEATURES:
            found += score.rows(sides, seeds, first, quick, report)
    return found


def left_out(features, quick, also=()):
    """Return what is not measured because scores are quick, in words.

    Args:
        features: columns of the windows.
        quick: whether they are.
        also: names of scores that are given only to those who ask for them.

    Example:
        >>> left_out(8, quick=True)
        ['discriminative (GRU, 4 units)', 'discriminative (GRU, 32 units)']
    """
    return [
        f"{score.TITLE} ({judge})"
        for score in window_scores.modules(also)
        if features >= score.FEWEST_FEATURES
        for judge in score.judges(features)
        if judge not in score.judges(features, quick)
    ]


def seconds(train, holdout, seeds, quick=False, also=()):
    """Return about how long `evaluate` will take on this machine, in seconds."""
    sides = Sides(train, holdout, train)
    return sum(
        score.seconds(sides, seeds, quick)
        for score in window_scores.modules(also)
        if train.shape[2] >= score.FEWEST_FEATURES
    )
