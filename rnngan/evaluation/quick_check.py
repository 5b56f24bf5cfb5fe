"""A quick look at a generator when its training ends: can its windows be distinguished from real?

It is none of the reported scores, so that nothing is stopped by what is reported: a linear
classifier (ridge regression on the labels -1 and 1, and on squares, so that it sees what is too
wide or too narrow) looks at summaries of each window, where the scores' classifiers read windows
row by row. It learns and is tested on different windows, and no row is in both. It looks through
a haze, noise of a tenth of a column's spread on both sides: what lies below that, such as the last
roughness of a smooth curve, makes a window distinguishable, and does not make a generator useless.
"""

from dataclasses import asdict, dataclass

import numpy as np

LEAST = 100  # real windows to learn from, under which nothing can be said
LEAST_TESTED = 50  # real windows that are held out, under which some of training are tested instead
MOST = 1000  # windows a side that are learned from, and that are tested
MOST_NUMBERS = 2e7  # and as few as hold so many numbers, where windows are long or wide
FEWEST = 256  # but never fewer than that
MOST_FEATURES = 32  # of a window, drawn where there are more
TESTED_SHARE = 0.2  # of training windows, the last ones, where too few are held out
BLOCKS = 32  # stretches of real windows that are dealt out for the floor
LEAST_BLOCKS = 8  # that hold a window, under which there is no floor
FLOORS = 2  # ways of dealing them out, whose mean is the floor
RIDGE = 1e-2  # penalty on the weights, in that of a summary's variance
LARGEST = 5.0  # standardised summary; one outlier must not outweigh all others
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
        real: real windows that were tested.
        generated: generated windows that were tested.
    """

    accuracy: float
    floor: float
    shuffled: float
    real: int
    generated: int

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


def sides(train, holdout):
    """Return the real windows to learn from and those to test; None where they are too few.

    Args:
        train: real `rnngan.data.windows.Windows` that were trained on.
        holdout: real ones that were not. Where they are fewer than LEAST_TESTED, the last ones of
            `train` are tested, and the classifier learns from those before them.

    Returns:
        Two `Windows` that share no row, or None.
    """
    if len(train) < LEAST:
        return None
    if len(holdout) >= LEAST_TESTED:
        return train, holdout
    starts = np.sort(train.starts)
    learned, tested = np.split(starts, [round(len(starts) * (1 - TESTED_SHARE))])
    tested = tested[tested >= learned[-1] + train.length]
    return (_of(train, learned), _of(train, tested)) if len(tested) else None


def check(learned, tested, generated, seed: int = 0) -> QuickCheck:
    """Return how well generated windows can be distinguished from real ones.

    Args:
        learned: real `Windows` to learn from; see `sides`.
        tested: real ones to test.
        generated: (n, length, features), features being the first ones of the real windows; half
            of them are learned from.
        seed: of all that is drawn.

    Example:
        >>> from rnngan.data.windows import Windows
        >>> rng = np.random.default_rng(0)
        >>> values, starts = rng.normal(size=(4000, 1)), np.arange(3000)
        >>> real = Windows(values, starts, 10), Windows(values, starts[:900] + 3050, 10)
        >>> noise = rng.normal(size=(1000, 10, 1))
        >>> check(*real, 3 * noise).accuracy > 0.95
        True
        >>> 0.4 < check(*real, noise).accuracy < 0.6
        True
    """
    count = min(wanted(*generated.shape[1:]), len(generated) // 2)
    rng = np.random.default_rng([seed, 0xC8EC])
    features = _some(np.arange(generated.shape[2]), MOST_FEATURES, rng)
    generated = np.clip(np.nan_to_num(generated[..., features]), -HUGE, HUGE)
    real = [_drawn(windows, count, rng)[..., features] for windows in (learned, tested)]
    shuffled = [_shuffled(windows, rng) for windows in real]
    made = generated[:count], generated[count : 2 * count]
    real, shuffled, made = (
        tuple(summaries(_hazy(windows, rng)) for windows in side) for side in (real, shuffled, made)
    )
    floors = [_floor(learned, count, features, rng) for _ in range(FLOORS)]
    return QuickCheck(
        accuracy=accuracy(real, made),
        floor=float(np.mean(floors)),
        shuffled=accuracy(real, shuffled),
        real=len(real[1]),
        generated=len(made[1]),
    )


def accuracy(one, other) -> float:
    """Return the share of test windows on whose side the classifier is right, both sides equal.

    Args:
        one: (`summaries` of windows to learn from, of windows to test) of one side.
        other: the same of the other side.
    """
    classify = _classifier(one[0], other[0])
    return float((np.mean(classify(one[1]) > 0) + np.mean(classify(other[1]) <= 0)) / 2)


def summaries(windows) -> np.ndarray:
    """Return what the classifier sees of each window: levels, spreads, moves and how they go on.

    Args:
        windows: (n, length, features), standardised.

    Returns:
        (n, 13 * features): mean, smallest, largest, first and last value; standard deviation,
        slope; mean and largest move, mean change of a move; autocorrelation; covariance with the
        feature before it and product of both means.

    Example:
        >>> rise = np.arange(4.0)[None, :, None]  # 0, 1, 2, 3
        >>> summaries(rise)[0, :8].round(2).tolist()
        [1.5, 0.0, 3.0, 0.0, 3.0, 1.12, 0.83, 1.0]
    """
    mean = windows.mean(axis=1)  # (n, features)
    centred, moves = windows - mean[:, None], np.diff(windows, axis=1)  # (n, length, features)
    changes = np.diff(moves, axis=1) if windows.shape[1] > 2 else moves
    variance = (centred**2).mean(axis=1)
    time = np.linspace(-1, 1, windows.shape[1])[:, None]
    parts = [
        *(mean, windows.min(axis=1), windows.max(axis=1), windows[:, 0], windows[:, -1]),
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


def _floor(windows, count, features, rng):
    """Return the accuracy on real against real windows: of stretches that share no row."""
    groups = _dealt(windows, rng)
    if groups is None:
        return 1.0  # too short to have a floor: nothing may be concluded
    found = [summaries(_hazy(_drawn(group, count, rng)[..., features], rng)) for group in groups]
    return accuracy(found[:2], found[2:])


def _dealt(windows, rng):
    """Return four groups of `Windows` that share no row; None where there are too few windows."""
    blocks = np.array_split(np.sort(windows.starts), BLOCKS)
    ends = [following[0] if len(following) else np.inf for following in [*blocks[1:], []]]
    blocks = [block[block + windows.length <= end] for block, end in zip(blocks, ends, strict=True)]
    blocks = [block for block in blocks if len(block)]
    if len(blocks) < LEAST_BLOCKS:
        return None
    order = rng.permutation(len(blocks))
    groups = (np.concatenate([blocks[i] for i in order[first::4]]) for first in range(4))
    return [_of(windows, starts) for starts in groups]


def _of(windows, starts):
    """Return other `Windows` over the same rows."""
    return type(windows)(windows.values, starts, windows.length)


def _drawn(windows, count, rng):
    """Return at most `count` windows, drawn without replacement."""
    return windows.gather(_some(np.arange(len(windows)), count, rng))


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
