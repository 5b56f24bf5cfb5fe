"""Chains by hand: where they stand, when they begin anew, and which calendar rows follow."""

import numpy as np
import pytest
import tensorflow as tf
from small_rows import WARD, generator

from rnngan.data.windows import Windows
from rnngan.models.rows import chains as module
from rnngan.models.rows.chains import Chains

LENGTH = 5
SERIES = Windows(np.zeros((40, 1)), np.array([*range(16), *range(20, 36)]), LENGTH)  # two of 20


@pytest.fixture
def chains(monkeypatch):
    """Three chains that begin anew only where they must; row n of the calendar is n, -n."""
    monkeypatch.setattr(module, "FRESH", 0.0)
    clock = tf.stack([tf.range(40.0), -tf.range(40.0)], axis=1)
    return Chains(generator(static=(WARD,), calendar=2), 3, clock, SERIES.ends())


def keep(chains, starts, step, begun=3):
    """Keep a step in which the parts of those that begin are 1, of those that go on 2."""
    count = begun + 3
    parts = [np.where(np.arange(count)[:, None] < begun, 1.0, 2.0).astype("float32")]
    static, *state = (tf.constant(np.repeat(parts[0], p.shape[1], 1)) for p in state_of(chains))
    chains.keep(static, state, tf.constant(starts, tf.int64), 0, tf.constant(step, tf.int64))
    return [part.numpy()[:, 0].tolist() for part in state_of(chains)]


def state_of(chains):
    return [chains.static, *chains.state]


def positions(chains):
    return chains.position.numpy().tolist()


def test_all_begin_in_the_first_step_behind_the_windows_of_that_step(chains):
    assert keep(chains, [0, 3, 22], step=0) == [[1, 1, 1]] * 6
    assert positions(chains) == [5, 8, 27]
    found = chains.calendar().numpy()
    assert found.shape == (LENGTH, 3, 2)
    assert found[:, 1, 0].tolist() == [8, 9, 10, 11, 12]
    assert found[:, 2, 1].tolist() == [-27, -28, -29, -30, -31]


def test_they_go_on_to_the_end_of_their_series_and_begin_anew_there(chains):
    keep(chains, [0, 3, 22], step=0)
    assert keep(chains, [1, 1, 1], step=1) == [[2, 2, 2]] * 6
    assert positions(chains) == [10, 13, 32]
    assert keep(chains, [1, 2, 24], step=2) == [[2, 1, 1]] * 6
    assert positions(chains) == [15, 7, 29]  # 18 + 5 would leave the first series, 37 + 5 the table
    assert keep(chains, [21, 1, 1], step=3) == [[1, 2, 2]] * 6  # row 20 is another series' first
    assert positions(chains) == [26, 12, 34]


def test_one_that_begins_in_the_last_window_of_a_series_stays_in_it(chains):
    keep(chains, [15, 11, 35], step=0)
    assert positions(chains) == [15, 11, 35]
    found = chains.calendar().numpy()[:, :, 0]
    assert found.max(axis=0).tolist() == [19, 15, 39]


def test_more_may_begin_than_there_are_chains(chains):
    assert keep(chains, [0, 3, 22, 9], step=0, begun=4) == [[1, 1, 1]] * 6
    assert keep(chains, [0, 3, 22, 9], step=1, begun=4) == [[2, 2, 2]] * 6


def test_some_begin_anew_by_chance_a_function_of_seed_and_step(chains, monkeypatch):
    monkeypatch.setattr(module, "FRESH", 0.5)
    keep(chains, [0, 0, 0], step=0)
    seen = []
    for step in range(1, 30):
        chains.position.assign([0, 0, 0])
        seen += keep(chains, [0, 0, 0], step)[0]
    assert 0.3 < np.mean(np.array(seen) == 1) < 0.7
    chains.position.assign([0, 0, 0])
    assert keep(chains, [0, 0, 0], 29)[0] == seen[-3:]


def test_what_they_go_on_from_is_what_was_kept(chains):
    keep(chains, [0, 3, 22], step=0)
    static, state = chains.behind()
    assert static.numpy().tolist() == [[1, 1]] * 3
    assert [part.shape[0] for part in state] == [3] * 5
    plain = Chains(generator(), 2, None, SERIES.ends())
    assert plain.calendar() is None
    assert plain.behind()[0].shape == (2, 0)
    assert not plain.trainable_variables
