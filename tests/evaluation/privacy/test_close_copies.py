import numpy as np
import pandas as pd
import pytest
from small_privacy import people, real

from rnngan.data.windows import Windows
from rnngan.evaluation.privacy import close_copies
from rnngan.evaluation.privacy.close_copies import Stretches, near, training_stretches

VALUES = np.array([0.0, 1.0, 4.0, 9.0, 1.0, 1.0])[:, None]
STRETCHES = Stretches(Windows(VALUES, np.arange(5), 2), np.arange(5), apart=3)


def test_the_nearest_stretch_and_how_far_it_is(monkeypatch):
    monkeypatch.setattr(close_copies, "CHUNK", 2)
    distances, where = STRETCHES.nearest(np.array([[[1.0], [4.0]], [[9.0], [4.0]]]))
    assert where.tolist() == [1, 3]
    assert distances.tolist() == [0.0, pytest.approx(np.sqrt(9 / 2))]


def test_a_stretch_is_no_neighbour_of_those_it_touches():
    """0 1 | 1 4 | 4 9 | 9 1 | 1 1: from the first, 3 rows away or more are the last two."""
    assert STRETCHES.usual(np.array([0])).tolist() == [pytest.approx(np.sqrt(1 / 2))]
    assert STRETCHES.usual(np.array([2])).tolist() == [np.inf]


def test_near_copies_are_nearer_than_real_ones_to_each_other():
    usual = np.arange(1.0, 101.0)
    assert near(np.array([0.5, 1.0, 1.1, 3.0]), usual).tolist() == [True, True, False, False]
    assert near(np.array([0.5]), np.array([np.inf])).tolist() == [False]


def test_stretches_of_blocks_begin_at_every_row_that_is_trained_on():
    dataset, encoder = real(pd.DataFrame({"x": np.arange(200) % 7}), window=4, stride=3)
    stretches = training_stretches(dataset, encoder)
    assert len(stretches.windows) == sum(end - first - 3 for first, end in dataset.split.train)
    assert stretches.apart == 8


def test_whole_sequences_are_stretches_each():
    dataset, encoder = real(people(60, 0), id_column="person")
    stretches = training_stretches(dataset, encoder)
    assert stretches.firsts.tolist() == [first for first, _ in dataset.split.train]
    assert stretches.windows.gather([0]).shape[1] == dataset.config.data.window
    assert stretches.apart == 1
