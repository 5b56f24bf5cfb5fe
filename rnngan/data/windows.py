"""Series of rows -> windows, and the statistics of the training windows."""

from dataclasses import dataclass

import numpy as np
from pydantic import Field

from rnngan.data.schema import Part

DRIFT_BELOW = 0.3  # mean within-window std / total std under which a column drifts
MOST_OF_ONE = 2 / 3  # share of the windows above which one stretch of them is halved itself
CHUNK = 4096  # windows gathered at once while statistics are taken
SMALLEST_STD = 1e-3  # of standardised features; keeps constant stretches from dividing by zero


@dataclass(frozen=True)
class Windows:
    """Windows of equal length over shared rows: the rows are stored once.

    Args:
        values: (rows, features) float32.
        starts: (windows,) first row of each window.
        length: rows of a window.

    Example:
        >>> windows = Windows(np.arange(10.0)[:, None], np.array([0, 4]), 3)
        >>> windows.gather([1])[0, :, 0]
        array([4., 5., 6.])
    """

    values: np.ndarray
    starts: np.ndarray
    length: int

    def __len__(self):
        """Return the number of windows."""
        return len(self.starts)

    def gather(self, indices):
        """Return the windows of `indices`, (len(indices), length, features)."""
        rows = self.starts[np.asarray(indices)][:, None] + np.arange(self.length)
        return self.values[rows]

    def ends(self):
        """Return the end of the stretch of windows that each row is in, (rows,).

        Example:
            >>> Windows(np.zeros((9, 1)), np.array([0, 1, 4]), 3).ends().tolist()
            [4, 4, 4, 4, 7, 7, 7, 8, 9]
        """
        rows = len(self.values)
        pairs = np.zeros(rows + 1, "int64")  # windows that hold a row and the one behind it
        np.add.at(pairs, self.starts, 1)
        np.add.at(pairs, self.starts + self.length - 1, -1)
        lasts = np.where(np.cumsum(pairs)[:-1] == 0, np.arange(1, rows + 1), rows)
        return np.minimum.accumulate(lasts[::-1])[::-1]

    def longer(self, length):
        """Return windows of more rows, none of which leaves the rows that these stand in.

        Args:
            length: rows of a window.

        Example:
            >>> Windows(np.zeros((9, 1)), np.array([0, 1, 2, 6]), 3).longer(4).starts.tolist()
            [0, 1]
        """
        starts = self.starts[self.starts + length <= self.ends()[self.starts]]
        return Windows(self.values, starts, length)

    def halves(self):
        """Return two parts of the windows of about equal size; no row is in both.

        Windows that share rows stay together where that is possible: stretches of them, such as
        blocks or series, are dealt to the part that has fewer so far, in the order of rows. Where
        one stretch is most of the windows, they are cut in the middle, and those behind the cut
        that reach before it are left out.

        Returns:
            (first `Windows`, second `Windows`), or None where either would hold no window.

        Example:
            >>> first, second = Windows(np.zeros((10, 1)), np.arange(8), 3).halves()
            >>> first.starts.tolist(), second.starts.tolist()
            ([0, 1, 2, 3], [6, 7])
            >>> first, second = Windows(np.zeros((12, 1)), np.array([0, 4, 5, 9]), 2).halves()
            >>> first.starts.tolist(), second.starts.tolist()
            ([4, 5], [0, 9])
        """
        starts = np.sort(self.starts)
        stretches = np.split(starts, np.flatnonzero(np.diff(starts) >= self.length) + 1)
        if max(map(len, stretches)) > MOST_OF_ONE * len(starts):
            first, second = np.split(starts, [len(starts) // 2])
            second = second[second >= first[-1] + self.length] if len(first) else second[:0]
        else:
            first, second = _dealt(stretches)
        if not len(second):
            return None
        return tuple(Windows(self.values, half, self.length) for half in (first, second))

    def chunks(self, size=CHUNK):
        """Yield all windows in order, `size` at a time."""
        for first in range(0, len(self), size):
            yield self.gather(np.arange(first, min(first + size, len(self))))


def _dealt(stretches):
    """Return the stretches as two arrays of starts, about equally long."""
    sides = ([], [])
    for stretch in stretches:
        counts = [sum(map(len, side)) for side in sides]
        sides[counts[0] >= counts[1]].append(stretch)
    return tuple(np.concatenate(side or [np.zeros(0, "int64")]) for side in sides)


def window_starts(segments, length, stride):
    """Return the first rows of all windows that fit into segments [first, end).

    Example:
        >>> window_starts([(0, 5), (5, 7), (7, 10)], 3, 1).tolist()
        [0, 1, 2, 7]
    """
    parts = [np.arange(first, end - length + 1, stride) for first, end in segments]
    return np.concatenate(parts).astype("int64") if parts else np.zeros(0, "int64")


def padded(values, segments, length, starts):
    """Give every segment `length` rows, zeros after its end but for its static features.

    Args:
        values: (rows, features).
        segments: list of [first, end).
        length: rows of the longest segment.
        starts: arrays of first rows of segments.

    Returns:
        (padded values, the arrays of `starts` in the padded values …).

    Example:
        >>> values = np.arange(1.0, 4.0)[:, None]
        >>> grown, starts = padded(values, [(0, 1), (1, 3)], 2, [np.array([1])])
        >>> grown[:, 0].tolist(), starts.tolist()
        ([1.0, 0.0, 2.0, 3.0], [2])
    """
    if whole_already(segments, length, len(values)):
        return values, *starts
    grown = np.zeros((len(segments) * length, values.shape[1]), values.dtype)
    firsts = {}
    for number, (first, end) in enumerate(segments):
        firsts[first] = number * length
        grown[number * length : number * length + end - first] = values[first:end]
    moved = [np.array([firsts[first] for first in found.tolist()], "int64") for found in starts]
    return grown, *moved


def whole_already(segments, length, rows):
    """Return whether all segments have `length` rows, one behind the other, and are all rows.

    Example:
        >>> whole_already([(0, 2), (2, 4)], 2, 4), whole_already([(0, 2), (2, 3)], 2, 3)
        (True, False)
    """
    edges = np.arange(len(segments) + 1) * length
    same = np.array_equal(segments, np.stack([edges[:-1], edges[1:]], axis=1))
    return same and bool(rows == edges[-1])


class WindowStatistics(Part):
    """What the networks need to know of the training windows, per feature.

    Args:
        drifting: features whose level changes between windows far more than within one.
        scale: usual standard deviation within a window for drifting features, 1 for others.
        attribute_mean, attribute_std: of the window means of the drifting features.
        difference_std: of the first differences of the shapes.
    """

    drifting: tuple[int, ...]
    scale: tuple[float, ...]
    attribute_mean: tuple[float, ...]
    attribute_std: tuple[float, ...]
    difference_std: tuple[float, ...] = Field(min_length=1)

    @classmethod
    def fit(cls, windows, transform, auto_normalise=True):
        """Take the statistics of `Windows`; one-hot features never drift.

        Args:
            windows: training `Windows`.
            transform: `TableTransform`, which knows what the features are.
            auto_normalise: whether columns may drift.
        """
        parts = _Parts(windows, transform)
        within = parts.mean(lambda x, w: _spread(x, w))
        total = parts.rows().std(axis=0)
        drifts = (within < DRIFT_BELOW * total) & auto_normalise
        for start, size in transform.categories:
            drifts[start : start + size] = False
        scale = np.where(drifts, np.maximum(within, SMALLEST_STD), 1.0)
        drifting = np.flatnonzero(drifts)
        mean = parts.mean(_level)[drifting]
        square = parts.mean(lambda x, w: _level(x, w) ** 2)[drifting]
        std = np.sqrt(np.maximum(square - mean**2, SMALLEST_STD**2))
        step = parts.mean(lambda x, w: _level(*_steps(x, w)) / scale)
        steps = parts.mean(lambda x, w: _level(_steps(x, w)[0] ** 2, _steps(x, w)[1]) / scale**2)
        difference_std = np.sqrt(np.maximum(steps - step**2, 0))
        difference_std[difference_std < SMALLEST_STD] = 1.0  # constant in every window: no scale
        return cls(
            drifting=tuple(drifting.tolist()),
            scale=tuple(scale.tolist()),
            attribute_mean=tuple(mean.tolist()),
            attribute_std=tuple(std.tolist()),
            difference_std=tuple(difference_std.tolist()),
        )


class _Parts:
    """The changing features of windows, a chunk at a time, and which rows of a window count."""

    def __init__(self, windows, transform):
        self.windows, self.transform = windows, transform

    def mean(self, statistic):
        """Return the mean of `statistic(chunk, weights) -> (windows, features)`."""
        total = sum(statistic(*part).sum(axis=0) for part in self._chunks())
        return total / len(self.windows)

    def rows(self):
        """Return the rows (rows, features) that stand in some window and count."""
        if self.transform.length is None:
            chosen = _rows(self.windows)
            return self.windows.values[chosen, : self.transform.features]
        return np.concatenate([x[w[..., 0] > 0] for x, w in self._chunks()])

    def _chunks(self):
        for chunk in self.windows.chunks():
            chunk = chunk.astype("float64")
            lengths = self.transform.lengths(chunk)[:, None]
            weights = (np.arange(self.windows.length) < lengths)[..., None].astype("float64")
            yield chunk[..., : self.transform.features], weights


def _level(values, weights):
    """Return the mean over the rows that count, (windows, features)."""
    return (values * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), 1)


def _spread(values, weights):
    level = _level(values, weights)
    return np.sqrt(_level((values - level[:, None]) ** 2, weights))


def _steps(values, weights):
    """Return first differences, and which of them count."""
    return np.diff(values, axis=1), weights[:, 1:]


def _rows(windows):
    """Return the mask of the rows that stand in some window."""
    edges = np.zeros(len(windows.values) + 1, "int64")
    np.add.at(edges, windows.starts, 1)
    np.add.at(edges, windows.starts + windows.length, -1)
    return np.cumsum(edges)[:-1] > 0
