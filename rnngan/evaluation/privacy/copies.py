"""Exact copies: rows of a table that stand in another one, as whole sequences or in runs."""

from collections import Counter

import numpy as np
import pandas as pd

from rnngan.data.windows import window_starts

MOST_ROWS = 1000  # of a copied run; longer ones say no more


def row_numbers(samples):
    """Return a number (rows,) for each row of each sample, the same where all cells are equal.

    Numbers are compared with the decimals of their column, those of more than ten in single
    precision, in which tables are often written; missing cells are equal to each other.

    Args:
        samples: list of `rnngan.evaluation.sample.Sample` of one schema.
    """
    sizes = [len(sample.rows) for sample in samples]
    numbers = np.zeros(sum(sizes), "int64")
    for name in samples[0].names:
        column = samples[0].schema.source(samples[0].schema[name])
        cells = np.concatenate([_rounded(column, sample.values(name)) for sample in samples])
        codes = pd.factorize(cells)[0] + 1  # missing ones are 0
        numbers = pd.factorize(numbers * (codes.max() + 1) + codes)[0]
    return np.split(numbers, np.cumsum(sizes)[:-1])


def _rounded(column, values):
    """Return a column's values as they are compared."""
    decimals = getattr(column, "decimals", 0)
    if decimals is None:
        return values.astype("float32").astype("float64")
    return np.round(values, decimals) + 0.0  # -0.0 is 0.0


def run_numbers(numbers, length):
    """Return a number for the run of so many rows from each row on, the same for equal runs.

    Args:
        numbers: (rows,) int64, from 0 on, the same for equal rows.
        length: rows of a run.

    Returns:
        (rows - length + 1,) int64, from 0 on.

    Example:
        >>> run_numbers(np.array([5, 6, 5, 6, 5]), 3).tolist()
        [0, 1, 0]
    """
    size = 1
    while size < length and len(numbers):
        step = min(size, length - size)
        numbers = pd.factorize(numbers[:-step] * (numbers.max() + 1) + numbers[step:])[0]
        size += step
    return numbers


def copied(made, sequences, real, parts, whole):
    """Return which sequences (n,) stand among those of a real table, all cells equal.

    Args:
        made: (rows,) numbers of the rows of the table that is looked at.
        sequences: list of [first, end); of one length where they are not whole.
        real: (rows,) of the real table.
        parts: list of [first, end) of the real rows that count.
        whole: whether only a whole part counts; else any stretch of one.

    Example:
        >>> copied(np.array([1, 2, 9]), [(0, 2), (1, 3)], np.array([0, 1, 2]), [(0, 3)], False)
        array([ True, False])
    """
    if whole:
        known = {real[first:end].tobytes() for first, end in parts}
        return np.array([made[first:end].tobytes() in known for first, end in sequences], bool)
    length = sequences[0][1] - sequences[0][0]
    runs = run_numbers(np.concatenate([real, made]), length)
    starts = len(real) + np.array([first for first, _ in sequences])
    return np.isin(runs[starts], runs[window_starts(parts, length, 1)])


def repeated(real, sequences, parts, whole, apart):
    """Return which sequences (n,) of a real table stand elsewhere in it again, all cells equal.

    Args:
        real: (rows,) numbers of its rows.
        sequences: list of [first, end) within parts; of one length where they are not whole.
        parts: list of [first, end).
        whole: whether only a whole part counts; else any stretch of one.
        apart: rows between the first rows of two from which on one is elsewhere.

    Example:
        >>> repeated(np.array([1, 2, 3, 1, 2]), [(0, 2), (1, 3)], [(0, 5)], False, 3)
        array([ True, False])
    """
    if whole:
        known = Counter(real[first:end].tobytes() for first, end in parts)
        return np.array([known[real[first:end].tobytes()] > 1 for first, end in sequences], bool)
    length, firsts = sequences[0][1] - sequences[0][0], np.array([s[0] for s in sequences])
    runs, starts = run_numbers(real, length), window_starts(parts, length, 1)
    lowest, highest = _spans(runs[starts], starts)
    own = runs[firsts]
    return np.maximum(highest[own] - firsts, firsts - lowest[own]) >= apart


def longest_run(made, sequences, real, parts):
    """Return the most rows in a row that stand in a real table in the same order, up to 1,000.

    Args:
        made: (rows,) numbers of the rows of the table that is looked at.
        sequences: list of [first, end).
        real: (rows,) of the real table.
        parts: list of [first, end) of the real rows that count.

    Example:
        >>> longest_run(np.array([7, 1, 2, 3, 8]), [(0, 5)], np.array([1, 2, 3, 4]), [(0, 4)])
        3
    """
    both = np.concatenate([real, made])

    def shared(length):
        runs = run_numbers(both, length)
        starts = [window_starts(segments, length, 1) for segments in (parts, sequences)]
        return bool(np.isin(runs[starts[0]], runs[len(real) + starts[1]]).any())

    return _most(shared, min(_longest(parts), _longest(sequences)))


def longest_repeat(real, parts, whole, apart):
    """Return the most rows in a row that stand elsewhere in the same table again, up to 1,000.

    Args:
        real: (rows,) numbers of its rows.
        parts: list of [first, end).
        whole: whether elsewhere is in any other part; else it is so many rows away.
        apart: those rows.

    Example:
        >>> longest_repeat(np.array([1, 2, 3, 9, 1, 2, 3]), [(0, 7)], False, 4)
        3
    """

    def again(length):
        starts = window_starts(parts, length, 1)
        counts = [max(0, end - first - length + 1) for first, end in parts]
        where = np.repeat(np.arange(len(parts)), counts) if whole else starts
        lowest, highest = _spans(run_numbers(real, length)[starts], where)
        return bool((highest - lowest >= (1 if whole else apart)).any())

    return _most(again, _longest(parts))


def _spans(runs, where):
    """Return the lowest and the highest position of each run, by its number."""
    count = runs.max() + 1 if len(runs) else 0
    lowest, highest = np.full(count, np.iinfo("int64").max), np.full(count, -1)
    np.minimum.at(lowest, runs, where)
    np.maximum.at(highest, runs, where)
    found = highest >= 0
    return np.where(found, lowest, 0), np.where(found, highest, 0)


def _longest(segments):
    return min(MOST_ROWS, max((end - first for first, end in segments), default=0))


def _most(holds, most):
    """Return the largest number of rows for which something holds, as it does for all below it."""
    low, high = 0, 1
    while high <= most and holds(high):
        low, high = high, 2 * high
    high = min(high, most + 1)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low
