"""Rows in groups, by hand."""

import numpy as np
import pytest

from rnngan.models.chunks import from_chunks, to_chunks


def test_chunks_put_consecutive_rows_side_by_side():
    windows = np.arange(12.0).reshape(1, 6, 2)
    chunks = np.asarray(to_chunks(windows, 3))  # (steps, batch, rows * features)
    assert chunks.tolist() == [[[0, 1, 2, 3, 4, 5]], [[6, 7, 8, 9, 10, 11]]]


@pytest.mark.parametrize(("length", "rows"), [(6, 2), (7, 2), (7, 3), (5, 5), (4, 1)])
def test_from_chunks_undoes_to_chunks(length, rows):
    windows = np.arange(2.0 * length * 3).reshape(2, length, 3)
    np.testing.assert_array_equal(from_chunks(to_chunks(windows, rows), rows, length), windows)


def test_the_part_of_a_chunk_after_the_end_is_zero():
    chunks = np.asarray(to_chunks(np.ones((1, 3, 1)), 2))
    assert chunks.tolist() == [[[1, 1]], [[1, 0]]]
