"""What is compared with what: generated windows with real ones, and real ones with real ones."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from rnngan.evaluation.spread import summary

MOST_WINDOWS = 20_000  # windows a side; more change no score and take long
LEAST_WINDOWS = 10  # windows a side under which a score means nothing


@dataclass(frozen=True)
class Sides:
    """Windows (n, time, features) in [0, 1] that scores compare.

    Args:
        train: real ones that were trained on.
        holdout: real ones that were not; they count where there are at least `LEAST_WINDOWS`.
        generated: generated ones.
        seed: of all that is drawn from them.
        kept: {name: list of arrays} that were fitted on the training windows before; what is
            fitted now is put in.
    """

    train: np.ndarray
    holdout: np.ndarray
    generated: np.ndarray
    seed: int = 0
    kept: dict = field(default_factory=dict)

    @cached_property
    def against(self):
        """{name: (real windows, two sides of real windows that give the floor)}."""
        found = {"training windows": (self.train, *halves(self.train, self.seed))}
        if len(self.holdout) >= LEAST_WINDOWS:
            found["held-out windows"] = (self.holdout, self.train, self.holdout)
        return found

    def comparisons(self):
        """Return how many pairs of sides a score compares: each with its floor."""
        return 2 * (1 + (len(self.holdout) >= LEAST_WINDOWS))


def row(score, judge, against, generated, floor):
    """Return a row of scores.json.

    Args:
        score: its name.
        judge: what gave it, such as the size of a classifier.
        against: name of the real windows.
        generated: scores (seeds,) of generated windows.
        floor: scores (seeds,) of real windows.
    """
    return {
        "score": score,
        "judge": judge,
        "against": against,
        "generated": summary(generated),
        "floor": summary(floor),
    }


def balanced(one, other, seed):
    """Return two sides of equal size, so that no classifier gains by a liking for the larger."""
    count = min(len(one), len(other))
    return tuple(at_most(windows, seed, count) for windows in (one, other))


def halves(windows, seed):
    """Return two random halves of windows."""
    order = np.random.default_rng([seed, 0x4A1F]).permutation(len(windows))
    half = len(windows) // 2
    return windows[order[:half]], windows[order[half:]]


def chosen(available, seed=0, most=MOST_WINDOWS):
    """Return the indices of at most `most` windows, drawn without replacement, in order."""
    if available <= most:
        return np.arange(available)
    rng = np.random.default_rng([seed, 0xCA9])
    return np.sort(rng.choice(available, most, replace=False))


def at_most(windows, seed, most=MOST_WINDOWS):
    """Return windows, or `most` of them where there are more."""
    return windows if len(windows) <= most else windows[chosen(len(windows), seed, most)]
