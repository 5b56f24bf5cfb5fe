"""One side of a comparison of tables."""

import numpy as np
import pandas as pd

from rnngan.config.run_config import RunConfig
from rnngan.data.dataset import prepare
from rnngan.evaluation.sample import Sample


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


def test_pieces_have_one_length_and_what_is_left_over_is_left_out():
    assert sample().pieces(2).segments == [(0, 2), (2, 4), (5, 7)]


def test_shorter_sequences_stay_whole():
    assert sample().pieces(4).segments == [(0, 4), (5, 8)]


def test_some_sequences_alone():
    taken = sample().taken([1])
    assert (taken.segments, len(taken)) == ([(5, 8)], 3)
