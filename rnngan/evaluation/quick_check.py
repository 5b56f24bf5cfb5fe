"""A quick look at a generator when its training ends: can its windows be distinguished from real?

It is none of the reported scores, so that nothing is stopped by what is reported: a linear
classifier (ridge regression on the labels -1 and 1, and on squares, so that it sees what is too
wide or too narrow) looks at summaries of each window, where the scores' classifiers read windows
row by row. It learns and is tested on different windows, and no row is in both: real windows,
held-out ones among them, are dealt out in stretches. It looks through a haze, noise of a tenth of a
column's spread on both sides: what lies below that, such as the last roughness of a smooth curve,
makes a window distinguishable, and does not make a generator useless.
"""

from dataclasses import asdict, dataclass

import numpy as np

LEAST = 100  # real windows under which nothing can be said
STRETCHES = 32  # of real windows, that are dealt out
LEAST_STRETCHES = 8  # under which nothing can be said either
GROUPS = 4  # that they are dealt into: two to learn from, two to test
DEALS = 2  # whose mean counts
MOST = 1000  # windows a side that are learned from, and that are tested
MOST_NUMBERS = 2e7  # and as few as hold so many numbers, where windows are long or wide
FEWEST = 256  # but never fewer than that
MOST_FEATURES = 32  # of a window, drawn where there are more
RIDGE = 1e-2  # penalty on the weights, in that of a summary's variance
LARGEST = 5.0  # standardised summary; one outlier must not outweigh all others
LOW = 0.1  # share of a window's rows that lie under its low value, and over its high one
HAZE = 0.1  # noise on standardised features
SMALLEST = 1e-3  # spread of a standardised feature that is as good as none
HUGE = 1e6  # generated value that stands for any larger one, or for none


@dataclass(frozen=True)
class QuickCheck:
    """In what share of cases the classifier is right, real and generated windows counting equally.

    Args:
        accuracy: on generated against real windows; .5 is chance.
        floor: on real against other real windows; far over .5 where there are too few to judge by.
        shuffled: on real windows whose rows were shuffled, against real ones.
        windows: real ones that were tested.
    """

    accuracy: float
    floor: float
    shuffled: float
    windows: int

    def facts(self) -> dict:
        """Return the figures as a dict for JSON."""
        return {name: _rounded(value) for name, value in asdict(self).items()}


def wanted(length: int, features: int) -> int:
    """Return how many windows a side are looked at; twice as many generated ones are needed.

    Args:
        length: rows of a window.
        features: of a row.

    Example:
        >>> wanted(24, 6), wanted(1000, 28), wanted(4096, 500)
        (1000, 714, 256)
    """
    return int(np.clip(MOST_NUMBERS / (length * features), FEWEST, MOST))


def check(real, generated, seed: int = 0) -> QuickCheck | None:
    """Return how well generated windows can be distinguished from real ones; None for too few.

    Args:
        real: `rnngan.data.windows.Windows`, those that were trained on and those held out. The
            generated ones can't be compared with the held-out ones alone: these may lie at levels
            that came up later, so that everybody could distinguish them.
        generated: (n, length, features), features being the first ones of the real windows; half
            of them are learned from.
        seed: of all that is drawn.

    Example:
        >>> from rnngan.data.windows import Windows
        >>> rng = np.random.default_rng(0)
        >>> real = Windows(rng.normal(size=(4000, 1)), np.arange(3990), 10)
        >>> noise = rng.normal(size=(1000, 10, 1))
        >>> check(real, 3 * noise).accuracy > 0.95
        True
        >>> 0.4 < check(real, noise).accuracy < 0.6
        True
    """
    rng = np.random.default_rng([seed, 0xC8EC])
    stretches = _stretches(real)
    if len(real) < LEAST or len(stretches) < LEAST_STRETCHES:
        return None
    features = _some(np.arange(generated.shape[2]), MOST_FEATURES, rng)
    generated = np.clip(np.nan_to_num(generated[..., features]), -HUGE, HUGE)
    found = [_dealt(real, stretches, generated, features, rng) for _ in range(DEALS)]
    *shares, windows = np.mean(found, axis=0).tolist()
    return QuickCheck(*shares, round(windows))


def _dealt(real, stretches, generated, features, rng):
    """Deal out stretches, and return the figures of `QuickCheck`."""
    count = min(wanted(real.length, generated.shape[2]), len(generated) // 2)
    order = rng.permutation(len(stretches))
    groups = (np.concatenate([stretches[i] for i in order[g::GROUPS]]) for g in range(GROUPS))
    groups = [real.gather(_some(group, count // 2, rng))[..., features] for group in groups]
    learned, tested = np.concatenate(groups[:2]), np.concatenate(groups[2:])
    made = generated[rng.permutation(len(generated))[: 2 * count]]
    seen = [summaries(_hazy(group, rng)) for group in groups]
    of_real = np.concatenate(seen[:2]), np.concatenate(seen[2:])
    of_made = [summaries(_hazy(part, rng)) for part in np.array_split(made, 2)]
    of_shuffled = [summaries(_hazy(_shuffled(part, rng), rng)) for part in (learned, tested)]
    return (
        accuracy(of_real, of_made),
        accuracy(seen[::2], seen[1::2]),
        accuracy(of_real, of_shuffled),
        len(tested),
    )


def accuracy(one, other) -> float:
    """Return the share of test windows on whose side the classifier is right, both sides equal.

    Args:
        one: (`summaries` of windows to learn from, of windows to test), of one side.
        other: the same of the other side.
    """
    classify = _classifier(one[0], other[0])
    return float((np.mean(classify(one[1]) > 0) + np.mean(classify(other[1]) <= 0)) / 2)


def summaries(windows) -> np.ndarray:
    """Return what the classifier sees of each window: levels, spreads, moves and how they go on.

    Args:
        windows: (n, length, features), standardised.

    Returns:
        (n, 13 * features): mean, low, high, first and last value; standard deviation,
        slope; mean and largest move, mean change of a move; autocorrelation; covariance with the
        feature before it and product of both means.

    Example:
        >>> rise = np.arange(4.0)[None, :, None]  # 0, 1, 2, 3
        >>> summaries(rise)[0, :8].round(2).tolist()
        [1.5, 0.3, 2.7, 0.0, 3.0, 1.12, 0.83, 1.0]
    """
    mean = windows.mean(axis=1)  # (n, features)
    centred, moves = windows - mean[:, None], np.diff(windows, axis=1)  # (n, length, features)
    changes = np.diff(moves, axis=1) if windows.shape[1] > 2 else moves
    variance = (centred**2).mean(axis=1)
    time = np.linspace(-1, 1, windows.shape[1])[:, None]
    parts = [
        *(mean, *np.quantile(windows, (LOW, 1 - LOW), axis=1), windows[:, 0], windows[:, -1]),
        *(np.sqrt(variance), (centred * time).mean(axis=1)),
        *(np.abs(moves).mean(axis=1), np.abs(moves).max(axis=1), np.abs(changes).mean(axis=1)),
        (centred[:, 1:] * centred[:, :-1]).mean(axis=1) / np.maximum(variance, SMALLEST**2),
        (centred * np.roll(centred, 1, axis=2)).mean(axis=1),
        mean * np.roll(mean, 1, axis=1),
    ]
    return np.concatenate(parts, axis=1)


def _classifier(one, other):
    """Return a function of summaries that is over 0 on the first side, learned from both."""
    both = np.concatenate([one, other])
    mean, std = both.mean(axis=0), both.std(axis=0)
    varies = std > SMALLEST**2

    def standardised(found):
        scaled = (found - mean)[:, varies] / std[varies]
        scaled = np.clip(scaled, -LARGEST, LARGEST).astype("float32")
        return np.concatenate([scaled, scaled**2], axis=1)

    inputs = [standardised(side) for side in (one, other)]
    middle = (inputs[0].mean(axis=0) + inputs[1].mean(axis=0)) / 2
    gap = (inputs[0].mean(axis=0) - inputs[1].mean(axis=0)) / 2
    scatter = sum((side - middle).T @ (side - middle) / len(side) for side in inputs) / 2
    weights = np.linalg.solve(scatter + RIDGE * np.eye(len(middle)), gap)
    return lambda found: (standardised(found) - middle) @ weights


def _stretches(windows):
    """Return the numbers (n,) of the windows of each stretch; no two stretches share a row."""
    order = np.argsort(windows.starts, kind="stable")
    starts = windows.starts[order]
    span = starts[-1] + windows.length - starts[0] if len(starts) else 0
    parts = np.array_split(order, min(STRETCHES, max(1, span // (2 * windows.length))))
    ends = [windows.starts[part[0]] for part in parts[1:] if len(part)] + [np.inf]
    kept = (
        part[windows.starts[part] + windows.length <= end]
        for part, end in zip(parts, ends, strict=False)
    )
    return [part for part in kept if len(part)]


def _some(numbers, most, rng):
    """Return numbers, or `most` of them where there are more, in order."""
    return numbers if len(numbers) <= most else np.sort(rng.choice(numbers, most, replace=False))


def _hazy(windows, rng):
    """Return windows with some noise on them."""
    return windows + HAZE * rng.normal(size=windows.shape)


def _shuffled(windows, rng):
    """Return windows with the rows of each in another order."""
    order = rng.random(windows.shape[:2]).argsort(axis=1)
    return np.take_along_axis(windows, order[..., None], axis=1)


def _rounded(value):
    return round(value, 4) if isinstance(value, float) else value
