"""One side of a comparison of tables."""

import numpy as np
import pandas as pd

from rnngan.config.run_config import RunConfig
from rnngan.data.dataset import prepare
from rnngan.evaluation.sample import Sample, joined


def sample():
    frame = pd.DataFrame({"id": [1] * 5 + [2] * 3, "x": np.arange(8.0), "c": list("abababab")})
    dataset = prepare(frame, RunConfig(data={"window": 2, "holdout": 0, "id_column": "id"}))
    return Sample(dataset.schema, dataset.rows, dataset.rows.segments)


def test_what_is_compared_are_the_columns_that_are_read():
    found = sample()
    assert found.names == ["x", "c"]
    assert [found.is_coded(name) for name in found.names] == [False, True]


def test_values_stand_in_sequences():
    assert [v.tolist() for v in sample().of_sequences("x")] == [[0, 1, 2, 3, 4], [5, 6, 7]]


def test_some_sequences_alone():
    taken = sample().taken([1])
    assert (taken.segments, len(taken)) == ([(5, 8)], 3)


def test_a_grid_has_a_row_for_each_sequence_and_ends_with_it():
    found = sample()
    np.testing.assert_array_equal(found.grid("x"), [[0, 1, 2, 3, 4], [5, 6, 7, np.nan, np.nan]])
    assert found.inside.sum(axis=1).tolist() == found.lengths.tolist() == [5, 3]
    assert found.grids(["x", "c"]).shape == (2, 5, 2)
    assert found.grids([]).shape == (2, 5, 0)
    assert found.cells("x").tolist() == list(range(8))


def test_a_sample_of_no_sequence_has_empty_grids():
    none = sample().taken([])
    assert (none.grid("x").shape, none.cells("x").shape, len(none)) == ((0, 0), (0,), 0)


def test_numbers_and_categories_are_distinguished():
    assert (sample().numbers, sample().categories) == (["x"], ["c"])


def test_points_are_those_of_the_rows_of_the_sample():
    frame = pd.DataFrame({"t": pd.date_range("2024-01-01", periods=6), "x": np.arange(6) % 4})
    dataset = prepare(frame, RunConfig(data={"window": 2, "holdout": 0}))
    found = Sample(dataset.schema, dataset.rows, [(1, 3), (4, 6)])
    assert found.points.dt.day.tolist() == [2, 3, 5, 6]
    assert sample().points is None


def test_pieces_begin_anywhere_without_overlap():
    """Of 100 rows nine pieces of ten, with ten rows left out somewhere between them."""
    whole = Sample(sample().schema, sample().rows, [(0, 100), (100, 110), (110, 119)])
    found = [whole.cut(10, np.random.default_rng(seed)).segments for seed in range(200)]
    for segments in found:
        assert len(segments) == 10
        assert segments[9] == (100, 110)  # as long as a piece; the last one is shorter
        firsts = np.array([first for first, _ in segments[:9]])
        assert (np.diff(firsts) >= 10).all()
        assert firsts[0] >= 0
        assert firsts[-1] <= 90
    spread = {first % 10 for segments in found for first, _ in segments[:9]}
    assert spread == set(range(10))


def test_rows_of_several_tables_stay_apart():
    one, other = sample(), sample()
    rows = joined([one.rows, other.rows])
    assert rows.segments == [(0, 5), (5, 8), (8, 13), (13, 16)]
    assert rows.series.tolist() == [0] * 5 + [1] * 3 + [2] * 5 + [3] * 3
    assert len(rows) == 16
    assert joined([one.rows]) is one.rows
