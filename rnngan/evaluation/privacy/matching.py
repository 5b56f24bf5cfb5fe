"""Which sequences attackers are asked about: those held out, and like ones that were trained on."""

import numpy as np

from rnngan.data.windows import window_starts
from rnngan.evaluation.privacy.units import Knowledge, Units
from rnngan.evaluation.sides import chosen

MOST = 1000  # windows a side; more narrow the intervals little
LEAST_GENERATED, MOST_GENERATED = 500, 4000  # generated sequences that attackers look at
WORK = 2.5e10  # products that the distances to them may take: about ten seconds


def knowledge(dataset, encoder, generated, seed=0):
    """Return the `Knowledge` of attackers on a run; None where nothing comparable is held out.

    Where whole series are held out, a unit is a series: in one piece where it is learned whole,
    else in all its windows. Where blocks are held out, a unit is a window of a block, or one of the
    training rows next to it: levels drift along a series, and only what lies side by side is of one
    distribution. No two windows share a row.

    Args:
        dataset: `rnngan.data.dataset.Dataset` with the split into trained on and held out.
        encoder: `rnngan.evaluation.encoding.Encoder` of its rows.
        generated: `rnngan.evaluation.sample.Sample` of the generated table.
        seed: of all that is drawn.
    """
    data, rows = dataset.config.data, dataset.rows
    whole = data.lengths == "learn"
    if dataset.split.how == "id":
        parts = dataset.split.train, dataset.split.holdout
        length = None if whole else data.window
        asked = [of_series(segments, rows.series, length, seed) for segments in parts]
    else:
        asked = of_blocks(dataset.split, rows.series, data.window)
    if not all(len(group) for _, _, group in asked):
        return None
    values = encoder.rows(rows)
    sides = [
        Units(stacked(values, segments, data.window, whole), unit, group, segments)
        for segments, unit, group in asked
    ]
    count = sum(len(side.windows) for side in sides)
    made = made_windows(generated, encoder, data, count, seed)
    return Knowledge(*sides, made, whole, dataset.split.how != "id", seed)


def made_windows(generated, encoder, data, candidates, seed=0):
    """Return the generated sequences (m, time, features) that attackers look at.

    Longer ones are cut into windows every half a window, so that any half of one is in some window.

    Args:
        generated: `Sample`.
        encoder: `Encoder`.
        data: `DataConfig`.
        candidates: how many windows they are compared with.
        seed: of which are drawn, where there are too many.
    """
    whole = data.lengths == "learn"
    segments = generated.segments
    if not whole:
        starts = window_starts(segments, data.window, max(1, data.window // 2))
        segments = [(first, first + data.window) for first in starts.tolist()]
    values = encoder.rows(generated.rows)
    cost = candidates * data.window * values.shape[1] * (1 if whole else data.window)
    most = int(np.clip(WORK / cost, LEAST_GENERATED, MOST_GENERATED))
    segments = [segments[n] for n in chosen(len(segments), seed, most)]
    return stacked(values, segments, data.window, whole)


def of_series(segments, series, length, seed=0):
    """Return what is asked about where series are held out: series drawn until windows are enough.

    Args:
        segments: list of [first, end) of one side.
        series: (rows,) number of each row's series.
        length: rows of the windows that they are cut into; None where they stay whole.
        seed: of the draw.

    Returns:
        (segments, unit, group) as in `Units`.

    Example:
        >>> of_series([(0, 5), (5, 7)], np.array([3] * 5 + [4] * 2), 2)
        ([(0, 2), (2, 4), (5, 7)], array([0, 0, 1]), array([3, 4]))
    """
    windows = segments if length is None else cut(segments, length)
    names = series[[first for first, _ in windows]]
    groups, unit, counts = np.unique(names, return_inverse=True, return_counts=True)
    order = np.random.default_rng([seed, 0x5E71]).permutation(len(groups))
    taken = np.zeros(len(groups), bool)
    before = np.cumsum(counts[order]) - counts[order]
    taken[order[before < MOST]] = True
    kept = np.flatnonzero(taken[unit])
    unit = np.unique(unit[kept], return_inverse=True)[1]
    return [windows[n] for n in kept], unit, groups[taken]


def of_blocks(split, series, length):
    """Return what is asked about where blocks are held out: their windows, and as many around.

    Training rows between two blocks are the neighbours of both: their first half of the block
    before, their second half of the block behind.

    Args:
        split: `rnngan.data.holdout.Split`.
        series: (rows,) number of each row's series.
        length: rows of a window.

    Returns:
        (segments, unit, group) of what was trained on, and of what was held out. A group is a block
        with its neighbours.

    Example:
        >>> from rnngan.data.holdout import Split
        >>> split = Split([(0, 9), (15, 20)], [(11, 13)], "blocks")
        >>> [segments for segments, _, _ in of_blocks(split, np.zeros(20, int), 2)]
        [[(6, 8), (15, 17)], [(11, 13)]]
    """
    runs = _runs(split, series, length)
    sides = ([], []), ([], [])
    for number, (_, held, windows) in enumerate(runs):
        near = _around(runs, number) if held else []
        if near and windows:
            for (segments, groups), side in zip(sides, (near, windows), strict=True):
                segments += side
                groups += [number] * len(side)
    return tuple((found, np.arange(len(found)), np.array(g, int)) for found, g in sides)


def _runs(split, series, length):
    """Return (series, whether held out, windows) of all stretches of one kind, in order of rows."""
    parts = [(*s, False) for s in split.train] + [(*s, True) for s in split.holdout]
    runs = []
    for first, end, held in sorted(parts):
        name = int(series[first])
        if not runs or runs[-1][:2] != (name, held):
            runs.append((name, held, []))
        runs[-1][2].extend(cut([(first, end)], length))
    return runs


def _around(runs, number):
    """Return the training windows on both sides of a block, as many as it has on each."""
    name, _, windows = runs[number]
    count, near = len(windows), []
    if number and runs[number - 1][0] == name:
        before = runs[number - 1][2]
        shared = number > 1 and runs[number - 2][0] == name
        near += before[len(before) // 2 if shared else 0 :][-count:]
    if number + 1 < len(runs) and runs[number + 1][0] == name:
        behind = runs[number + 1][2]
        shared = number + 2 < len(runs) and runs[number + 2][0] == name
        near += behind[: len(behind) // 2 if shared else None][:count]
    return near


def cut(segments, length):
    """Return segments cut into windows of a length; what is left over is left out."""
    starts = window_starts(segments, length, length).tolist()
    return [(first, first + length) for first in starts]


def stacked(values, segments, length, whole):
    """Return the rows of segments as windows (n, length, features).

    Args:
        values: (rows, features).
        segments: list of [first, end), none longer than `length`.
        length: rows of a window.
        whole: whether they are whole sequences: shorter ones are padded with zeros, and a last
            feature says which rows are theirs.
    """
    made = np.zeros((len(segments), length, values.shape[1] + whole), "float32")
    for window, (first, end) in zip(made, segments, strict=True):
        window[: end - first, : values.shape[1]] = values[first:end]
        window[: end - first, values.shape[1] :] = 1.0
    return made
