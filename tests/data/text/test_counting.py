"""The divergence of two counts by hand."""

import math

import pytest

from rnngan.data.text.counting import divergence


def test_a_divergence_by_hand():
    """p is 1 and 0, q is 1/2 and 1/2, so their middle 3/4 and 1/4."""
    expected = (math.log(4 / 3) + 0.5 * math.log(2 / 3) + 0.5 * math.log(2)) / 2
    assert divergence({"a": 3}, {"a": 5, "b": 5}) == pytest.approx(expected)
    assert divergence({"a": 5, "b": 5}, {"a": 3}) == pytest.approx(expected)


def test_its_ends_are_0_and_log_2():
    assert divergence({"a": 1, "b": 2}, {"a": 10, "b": 20}) == 0
    assert divergence({"a": 1}, {"b": 7}) == pytest.approx(math.log(2))


def test_nothing_is_half_of_it_away_from_something():
    assert divergence({}, {}) == 0
    assert divergence({}, {"a": 1}) == pytest.approx(math.log(2) / 2)


def test_a_count_of_zero_is_none():
    assert divergence({"a": 1, "b": 0}, {"a": 2}) == 0
