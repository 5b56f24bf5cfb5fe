"""Which rows are held out: blocks spread over the time of each series, its end, or whole series."""

from dataclasses import dataclass

import numpy as np

from rnngan.config.errors import ConfigError
from rnngan.data.windows import window_starts

FEWEST_IDS = 10  # from which on whole series are held out, where nothing is asked for
MOST_BLOCKS = 8  # of a series
PARTS = ("blocks", "end")  # ways that cut series
TRAINED, LEFT_OUT, HELD = range(3)  # what a row is for


@dataclass(frozen=True)
class Split:
    """The rows to train on and the rows held out.

    Args:
        train: list of [first, end) that a training window may not leave.
        holdout: the same of held-out windows; empty where nothing is held out.
        how: "blocks", "end" or "id"; None where nothing is held out.

    Example:
        >>> Split([(0, 50)], [(60, 80)], "blocks").describe(9)
        '9 held out in 1 block'
    """

    train: list
    holdout: list
    how: str | None = None

    def describe(self, windows):
        """Return how many windows are held out and how, for a person."""
        many = f"{len(self.holdout):,} block{'s' if len(self.holdout) > 1 else ''}"
        where = {None: "", "blocks": f" in {many}", "end": " at the end", "id": " as whole series"}
        return f"{windows:,} held out{where[self.how]}"


def split(rows, config, schema):
    """Return the `Split` of rows, by what `data.holdout_by` says.

    Args:
        rows: `Rows`.
        config: `RunConfig`.
        schema: `Schema`; where a condition distinguishes its series, each of them is trained on.

    Raises:
        ConfigError: series are to be held out and there are too few, or they are to be cut and
            are learned whole.
    """
    data, everything = config.data, Split(rows.segments, [])
    if data.holdout == 0:
        return everything
    whole = data.lengths == "learn"
    usable = [s for s in rows.segments if whole or s[1] - s[0] >= data.window]
    names = rows.series[[first for first, _ in usable]]
    how = _way(data, schema, len(np.unique(names)))
    if how == "id":
        return Split(*split_by_id(usable, names, data.holdout, config.seed), how)
    if whole:
        return everything
    cut = rows.segments, rows.series, data.holdout, data.window
    found = split_by_end(*cut) if how == "end" else split_by_blocks(*cut, config.seed)
    if not all(len(window_starts(part, data.window, 1)) for part in found):
        return everything
    return Split(*found, how)


def _way(data, schema, series):
    """Return "blocks", "end" or "id" for a table with so many series that can be held out."""
    enough = series >= FEWEST_IDS and schema.first("id") is not None
    if data.holdout_by == "auto":
        return "id" if enough else "blocks"
    if data.holdout_by == "id" and not enough:
        raise ConfigError(_no_ids(schema, series))
    if data.holdout_by in PARTS and data.lengths == "learn":
        raise ConfigError(
            f"--holdout-by {data.holdout_by}: series are to be cut, and --lengths learn learns "
            "them whole. Pass --holdout-by id, or --lengths windows."
        )
    return data.holdout_by


def _no_ids(schema, series):
    """Return what to say where whole series are to be held out, and can't be."""
    asked, advice = "--holdout-by id:", "Pass --holdout-by blocks"
    if schema.series is None:
        return f"{asked} the table has no id column. {advice}, or name one with --id-column."
    if schema.first("id") is None:
        return (
            f"{asked} --condition {schema.series.name!r} tells which series is wanted, so each is "
            f"trained on. {advice}, or leave out one of the two."
        )
    return (
        f"{asked} too few series are long enough for a window. Expected {FEWEST_IDS} or more. "
        f"Received: {series}. {advice}."
    )


def split_by_id(segments, names, share, seed):
    """Return training and held-out segments: `share` of the ids, chosen by `seed`.

    Args:
        segments: list of [first, end).
        names: (segments,) number of each segment's series.
        share: part of the series held out.
        seed: seed of the choice.
    """
    series = np.unique(names)
    order = np.random.default_rng([seed, 0x5B117]).permutation(len(series))
    held = set(series[order[: max(1, round(len(series) * share))]].tolist())
    sides = ([], [])
    for segment, name in zip(segments, names.tolist(), strict=True):
        sides[name in held].append(segment)
    return sides


def split_by_end(segments, series, share, gap):
    """Return training and held-out segments: the last `share` of every series, after a gap.

    Args:
        segments: list of [first, end).
        series: (rows,) number of each row's series.
        share: part of the rows held out.
        gap: rows left out between the two, so that no window of one touches the other.

    Example:
        >>> split_by_end([(0, 100)], np.zeros(100, int), 0.2, 5)
        ([(0, 80)], [(85, 100)])
    """
    train, holdout = [], []
    names, starts, counts = np.unique(series, return_index=True, return_counts=True)
    cuts = {
        name: first + count - round(count * share)
        for name, first, count in zip(names.tolist(), starts.tolist(), counts.tolist(), strict=True)
    }
    for first, end in segments:
        cut = cuts[int(series[first])]
        train.append((first, max(first, min(cut, end))))
        holdout.append((min(max(cut + gap, first), end), end))
    return [s for s in train if s[0] < s[1]], [s for s in holdout if s[0] < s[1]]


def split_by_blocks(segments, series, share, length, seed):
    """Return training and held-out segments: blocks of every series, a window away from all else.

    Blocks are counted in rows of segments that are long enough for a window, so that each of two
    windows or more holds one, wherever the series has gaps.

    Args:
        segments: list of [first, end).
        series: (rows,) number of each row's series.
        share: part of the rows held out.
        length: rows of a window, and rows left out on each side of a block.
        seed: seed of where the blocks are.

    Example:
        >>> split_by_blocks([(0, 100)], np.zeros(100, int), 0.2, 5, seed=0)
        ([(0, 25), (45, 65), (85, 100)], [(30, 40), (70, 80)])
    """
    rng = np.random.default_rng([seed, 0xB10C5])
    uses, timelines = np.full(len(series), TRAINED), {}
    for first, end in segments:
        if end - first >= length:
            timelines.setdefault(int(series[first]), []).append(np.arange(first, end))
    for stretches in timelines.values():
        timeline = np.concatenate(stretches)
        for first, end in held_blocks(len(timeline), share, length, rng):
            uses[timeline[max(0, first - length) : end + length]] = LEFT_OUT
            uses[timeline[first:end]] = HELD
    return tuple(_stretches(segments, uses, use) for use in (TRAINED, HELD))


def held_blocks(rows, share, length, rng):
    """Return [first, end) of the blocks of a series, in order.

    There are as many, up to 8, as have two windows of rows each: so the rows left out on both
    sides of them are no more than those held out. Each lies anywhere within its part of the
    series, two windows or more away from its ends, so that some rows between any two are trained
    on. A series too short for such a block has one of at least a window at its beginning or at
    its end, with rows left out on one side alone, or none.

    Args:
        rows: of the series.
        share: part of them held out.
        length: rows of a window.
        rng: numpy Generator that says where.

    Example:
        >>> held_blocks(40, 0.25, 5, np.random.default_rng(0))
        [(19, 29)]
        >>> held_blocks(40, 0.1, 5, np.random.default_rng(0))
        []
    """
    held = round(rows * share)
    others, margin = rows - held, 2 * length
    count = min(MOST_BLOCKS, held // (2 * length), others // (2 * margin))
    if count:
        parts, sizes = (np.arange(count + 1) * total // count for total in (rows, held))
        lowest, highest = parts[:-1] + margin, parts[1:] - np.diff(sizes) - margin
        firsts = rng.integers(lowest, np.maximum(lowest, highest) + 1)
        return list(zip(firsts.tolist(), (firsts + np.diff(sizes)).tolist(), strict=True))
    if held >= length and others >= margin:
        first = others * int(rng.integers(2))
        return [(first, first + held)]
    return []


def _stretches(segments, uses, use):
    """Return [first, end) of all runs of rows of a use within segments."""
    found = []
    for first, end in segments:
        chosen = np.concatenate([[False], uses[first:end] == use, [False]])
        edges = first + np.flatnonzero(chosen[1:] != chosen[:-1])
        found += zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
    return found
