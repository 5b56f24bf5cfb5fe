"""The sizes of the networks by hand."""

from types import SimpleNamespace

import pytest

from rnngan.data.network_shape import (
    NetworkShape,
    chunk_count,
    chunk_rows,
    code_widths,
    static_positions,
)


@pytest.mark.parametrize(
    ("length", "rows"), [(2, 1), (12, 1), (24, 2), (36, 3), (96, 8), (4096, 8)]
)
def test_a_window_takes_about_twelve_steps_of_at_most_eight_rows(length, rows):
    assert chunk_rows(length) == rows


def test_rows_of_a_step_may_be_set_up_to_a_window():
    assert [chunk_rows(24, rows) for rows in (1, 5, 64)] == [1, 5, 24]


@pytest.mark.parametrize(("length", "rows", "count"), [(24, 5, 5), (25, 5, 5), (26, 5, 6)])
def test_the_last_step_may_be_partly_empty(length, rows, count):
    assert chunk_count(length, rows) == count


def test_a_number_of_two_is_two_codes_and_a_category_is_one():
    widths = code_widths(["continuous:2", "categorical:3"])
    assert widths == (("continuous", 1), ("continuous", 1), ("categorical", 3))
    assert NetworkShape(4, 1, codes=widths).code_width == 5


def test_conditions_are_found_in_the_order_of_their_names():
    blocks = [
        SimpleNamespace(name=name, start=start, size=size)
        for name, start, size in (("a", 0, 2), ("b", 2, 3), ("a", 5, 1))
    ]
    assert static_positions(blocks, ["b", "a"]) == (2, 3, 4, 0, 1, 5)
    assert static_positions(blocks, []) == ()
