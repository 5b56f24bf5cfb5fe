"""Axes, from numbers worked out by hand."""

import pytest

from rnngan.report.page import axes


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0.13, 0.41, [0.1, 0.2, 0.3, 0.4, 0.5]),
        (0, 4, [0, 1, 2, 3, 4]),
        (-1, 1, [-1, -0.5, 0, 0.5, 1]),
        (0, 7, [0, 2, 4, 6, 8]),
        (0, 0, [-1, -0.5, 0, 0.5, 1]),
        (10, 10, [9, 9.5, 10, 10.5, 11]),
    ],
)
def test_ticks_are_round_and_enclose_what_is_drawn(low, high, ticks):
    assert axes.ticks(low, high) == ticks


@pytest.mark.parametrize(
    ("numbers", "texts"),
    [
        ([0.0, 0.5, 1.0], ["0.0", "0.5", "1.0"]),
        ([0.0, 5000.0], ["0", "5000"]),
        ([0.0, 5e3, 1e4], ["0", "5k", "10k"]),
        ([-1e6, 0.0, 1e6], ["-1M", "0", "1M"]),
        ([0.0, 5e8, 1e9], ["0.0", "0.5G", "1.0G"]),
        ([0.0, 1e20], ["0", "1e+20"]),
    ],
)
def test_ticks_of_large_numbers_are_short(numbers, texts):
    assert axes.short_texts(numbers) == texts
