"""Where numbers lie in the rows of each value of a category, by hand."""

import numpy as np
import pytest

from rnngan.data import row_ranges
from rnngan.data.row_ranges import Range
from rnngan.data.row_statistics import RowColumn

SNOW = RowColumn(name="weather", kind="category", start=0, size=2)  # snow, sun
TEMPERATURE = RowColumn(
    name="t", kind="smooth", start=2, mean=10.0, std=5.0, unit=0.5, low=-2.4, high=4.0
)


def rows(snow=9, sun=50):
    """Snow at -2 … 6 degrees, sun at -2 … 30."""
    code = np.repeat([[1.0, 0.0], [0.0, 1.0]], [snow, sun], axis=0)
    degrees = np.concatenate([np.linspace(-2, 6, snow), np.linspace(-2, 30, sun)])
    return np.column_stack([code, degrees])


def test_a_range_reaches_beyond_what_was_seen_by_what_the_next_row_may():
    """Nine rows of width 8: 2 · 8 / 10 = 1.6 degrees on either side, so -3.6 … 7.6."""
    (found,) = row_ranges.fit((SNOW, TEMPERATURE), rows())
    assert (found.category, found.number) == (0, 2)
    assert (found.low, found.high) == pytest.approx((-13.6 / 5, -2.4 / 5))


def test_of_few_rows_nothing_is_concluded():
    assert row_ranges.fit((SNOW, TEMPERATURE), rows(snow=4)) == ()


def test_of_numbers_that_may_be_missing_nothing_is_concluded():
    missing = TEMPERATURE.model_copy(update={"present": 0})
    assert row_ranges.fit((SNOW, missing), rows()) == ()


def test_of_very_many_nothing_is_looked_at(monkeypatch):
    monkeypatch.setattr(row_ranges, "MOST", 1)
    assert row_ranges.fit((SNOW, TEMPERATURE), rows()) == ()


def test_a_range_of_its_own_is_no_news():
    """Sun has been seen everywhere: its range says nothing that the number's does not say."""
    found = row_ranges.fit((SNOW, TEMPERATURE), rows())
    assert all(isinstance(one, Range) and one.category == 0 for one in found)
