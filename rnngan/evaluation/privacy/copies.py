"""Exact copies: rows of a table that stand in another one, alone or in runs."""

import numpy as np
import pandas as pd


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
        cells = np.concatenate([rounded(column, sample.values(name)) for sample in samples])
        codes = pd.factorize(cells)[0] + 1  # missing ones are 0
        numbers = pd.factorize(numbers * (codes.max() + 1) + codes)[0]
    return np.split(numbers, np.cumsum(sizes)[:-1])


def rounded(column, values):
    """Return a column's values as they are compared."""
    decimals = getattr(column, "decimals", 0)
    if decimals is None:
        return values.astype("float32").astype("float64")
    return np.round(values, decimals) + 0.0  # -0.0 is 0.0


def stretches(numbers, segments, length, by_row=True):
    """Return {hash of so many rows within segments: (lowest, highest) first row that they have}.

    Args:
        numbers: (rows,) int64, as `row_numbers` gives them.
        segments: list of [first, end).
        length: rows of a stretch.
        by_row: False for the number of the segment in place of the first row.

    Example:
        >>> list(stretches(np.array([5, 6, 5, 6]), [(0, 4)], 2).values())
        [(0, 2), (1, 1)]
    """
    found = {}
    for number, (first, end) in enumerate(segments):
        for at in range(first, end - length + 1):
            key, where = hash(numbers[at : at + length].tobytes()), at if by_row else number
            found[key] = (found[key][0] if key in found else where, where)
    return found


def copied(numbers, segments, real, parts, whole):
    """Return which sequences (n,) stand among those of a real table, all cells equal.

    Args:
        numbers: (rows,) of the table that is looked at.
        segments: list of [first, end) of its sequences.
        real: (rows,) of the real table.
        parts: list of [first, end) of the real rows that count.
        whole: whether only a whole real sequence counts, not a stretch of a longer one.

    Example:
        >>> copied(np.array([1, 2, 9]), [(0, 2), (1, 3)], np.array([0, 1, 2]), [(0, 3)], False)
        array([ True, False])
    """
    known, found = {}, []
    for first, end in segments:
        length = end - first
        if length not in known:
            fitting = [p for p in parts if not whole or p[1] - p[0] == length]
            known[length] = stretches(real, fitting, length)
        found.append(hash(numbers[first:end].tobytes()) in known[length])
    return np.array(found, bool)


def repeated(numbers, windows, segments, apart, whole):
    """Return which windows (n,) of a real table come again elsewhere in it, all cells equal.

    Args:
        numbers: (rows,) of the table.
        windows: list of [first, end) of its windows.
        segments: list of [first, end) where they may come again.
        apart: rows between first rows from which on they count as elsewhere.
        whole: whether windows are whole sequences, which count as elsewhere in any other one.
    """
    known, found = {}, []
    for first, end in windows:
        length = end - first
        if length not in known:
            fitting = [s for s in segments if not whole or s[1] - s[0] == length]
            known[length] = stretches(numbers, fitting, length)
        low, high = known[length][hash(numbers[first:end].tobytes())]
        found.append(max(high - first, first - low) >= (1 if whole else apart))
    return np.array(found, bool)


def longest_run(numbers, segments, real, parts):
    """Return the most rows in a row that stand in a real table in the same order.

    Args:
        numbers: (rows,) of the table that is looked at.
        segments: list of [first, end) of its sequences.
        real: (rows,) of the real table.
        parts: list of [first, end) of the real rows that count.

    Example:
        >>> longest_run(np.array([7, 1, 2, 3, 8]), [(0, 5)], np.array([1, 2, 3, 4]), [(0, 4)])
        3
    """

    def shared(length):
        own, others = (stretches(*side, length) for side in ((numbers, segments), (real, parts)))
        return bool(own.keys() & others.keys())

    return _most(shared, segments)


def longest_repeat(numbers, segments, apart, whole):
    """Return the most rows in a row that come again elsewhere in the same table.

    Args:
        numbers: (rows,) of the table.
        segments: list of [first, end) of its sequences.
        apart: rows between first rows from which on they count as elsewhere.
        whole: whether sequences are whole, and elsewhere is any other one.

    Example:
        >>> longest_repeat(np.array([1, 2, 3, 9, 1, 2, 3]), [(0, 7)], 2, False)
        3
    """

    def again(length):
        found = stretches(numbers, segments, length, by_row=not whole).values()
        return any(high - low >= (1 if whole else apart) for low, high in found)

    return _most(again, segments)


def _most(holds, segments):
    """Return the largest number of rows for which something holds that holds for all below it."""
    low, high = 0, max((end - first for first, end in segments), default=0)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if holds(middle) else (low, middle - 1)
    return low
