"""All scores of generated windows against real ones, with spread and floor."""

import numpy as np

from rnngan.config.errors import InputError
from rnngan.evaluation.discriminative import ITERATIONS as JUDGE_ITERATIONS
from rnngan.evaluation.discriminative import discriminative_scores, published_units
from rnngan.evaluation.ensemble import iterations_of, summary
from rnngan.evaluation.predictive import ITERATIONS as FORECASTER_ITERATIONS
from rnngan.evaluation.predictive import constant_score, predictive_scores
from rnngan.training.estimate import STRONG_UNITS, judging_seconds

MOST_WINDOWS = 20_000  # windows a side; more change no score and take long
LEAST_WINDOWS = 10  # windows a side under which a score means nothing


def evaluate(train, holdout, generated, seeds=3, seed=0, report=None, quick=False):
    """Return every score as a list of rows.

    Args:
        train: real windows (n, time, features) in [0, 1] that were trained on.
        holdout: real windows that were not; may have length 0.
        generated: generated windows on the same scale.
        seeds: judges of each score.
        seed: seed of the judges.
        report: called with (score name, iterations done, iterations) while judges train.
        quick: train judges a fifth as long; the scores can be compared with each other alone.

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
    train, generated = (_at_most(windows, seed) for windows in (train, generated))
    holdout = _at_most(holdout, seed)
    against = {"training windows": (train, *_halves(train, seed))}
    if len(holdout) >= LEAST_WINDOWS:
        against["held-out windows"] = (holdout, train, holdout)
    units = (published_units(train.shape[2]), STRONG_UNITS)
    rows = []
    for width in units:
        rows += _discriminative(against, generated, width, seeds, seed, report, quick)
    if train.shape[2] > 1:
        rows += _predictive(against, generated, train, seeds, seed, report, quick)
    return rows


def seconds(train, holdout, seeds, quick=False):
    """Return about how long `evaluate` will take on this machine, in seconds."""
    judging, forecasting = (
        iterations_of(published, quick) for published in (JUDGE_ITERATIONS, FORECASTER_ITERATIONS)
    )
    length, features = train.shape[1:]
    judges = seeds * 2 * (1 + (len(holdout) >= LEAST_WINDOWS))
    small = published_units(features)
    found = judging_seconds(length, features, judges, judging, small)
    found += judging_seconds(length, features, judges, judging, STRONG_UNITS)
    return found + judging_seconds(length, features, judges, forecasting, small)


def _discriminative(against, generated, units, seeds, seed, report, quick):
    pairs = []
    for real, one, other in against.values():
        pairs += [_balanced(real, generated, seed), _balanced(one, other, seed)]
    told = _told(report, f"judges of {units} units", JUDGE_ITERATIONS, quick)
    scores = discriminative_scores(pairs, units, seeds, seed, **told)
    return [
        _row("discriminative", f"GRU, {units} units", name, scores[2 * i], scores[2 * i + 1])
        for i, name in enumerate(against)
    ]


def _predictive(against, generated, train, seeds, seed, report, quick):
    tests = [real for real, _, _ in against.values()]
    pairs = [(source, test) for test in tests for source in (generated, train)]
    told = _told(report, "forecasters", FORECASTER_ITERATIONS, quick)
    scores = predictive_scores(pairs, seeds, seed, **told)
    units = published_units(train.shape[2])
    return [
        _row("predictive", f"GRU, {units} units", name, scores[2 * i], scores[2 * i + 1])
        | {"baseline": constant_score(tests[i])}
        for i, name in enumerate(against)
    ]


def _row(score, judge, against, generated, floor):
    return {
        "score": score,
        "judge": judge,
        "against": against,
        "generated": summary(generated),
        "floor": summary(floor),
    }


def _balanced(one, other, seed):
    """Return two sides of equal size, so that a judge gains nothing by a liking for one."""
    count = min(len(one), len(other))
    return tuple(_at_most(windows, seed, count) for windows in (one, other))


def _halves(windows, seed):
    order = np.random.default_rng([seed, 0x4A1F]).permutation(len(windows))
    half = len(windows) // 2
    return windows[order[:half]], windows[order[half:]]


def chosen(available, seed=0, most=MOST_WINDOWS):
    """Return the indices of at most `most` windows, drawn without replacement, in order."""
    if available <= most:
        return np.arange(available)
    rng = np.random.default_rng([seed, 0xCA9])
    return np.sort(rng.choice(available, most, replace=False))


def _at_most(windows, seed, most=MOST_WINDOWS):
    return windows if len(windows) <= most else windows[chosen(len(windows), seed, most)]


def _told(report, name, published, quick):
    """Return what judges are told: whom to report to; and how long they train, where not usual."""
    total = iterations_of(published, quick)
    told = {"iterations": total} if quick else {}
    return told | {"report": report and (lambda done: report(name, done, total))}
