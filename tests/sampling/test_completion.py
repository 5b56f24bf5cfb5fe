"""Whole sequences from known cells; what is drawn is tested where it is used."""

from dataclasses import replace

import numpy as np
import pytest
from given_rows import WINDOW, orders, untrained

from rnngan.data.formats.tables import from_frame
from rnngan.data.partial import ends_of
from rnngan.sampling.completion import CHUNK, MOST, together, windows


@pytest.fixture(scope="module")
def trained():
    return untrained()


@pytest.fixture(scope="module")
def partial(trained):
    parts = trained.config.data, trained.schema, trained.transform
    return ends_of(from_frame(orders(series=3)), *parts, 2)[0]


def test_what_is_known_stays_to_the_last_digit_and_the_rest_is_written(trained, partial):
    made = windows(trained, partial, np.array([2, 0]), seed=1, number=0)
    assert made.shape == (2, WINDOW + 2, trained.transform.features + trained.transform.statics)
    for row, sequence in enumerate((2, 0)):
        known = partial.known[sequence]
        assert (made[row][known] == partial.features[sequence][known]).all()
    changing = made[..., : trained.transform.features]
    assert (np.abs(changing[:, WINDOW:]).sum(axis=-1) > 0).all()


def test_it_is_a_function_of_seed_and_number(trained, partial):
    wanted = np.zeros(4, "int64")
    one = windows(trained, partial, wanted, 1, 0)
    assert np.array_equal(windows(trained, partial, wanted, 1, 0), one)
    assert not np.array_equal(windows(trained, partial, wanted, 1, 1), one)
    assert not np.array_equal(windows(trained, partial, wanted, 2, 0), one)
    assert not np.array_equal(one[0], one[1])  # the same sequence, written twice


def test_it_does_not_go_by_what_was_asked_for_before(trained, partial):
    """Other numbers of sequences and of rows first, or none."""
    parts, wanted = (trained.config.data, trained.schema, trained.transform), np.array([2, 0])
    other, _ = ends_of(from_frame(orders(series=1)), *parts, 1)
    first, second = replace(trained, traced={}), replace(trained, traced={})
    one = windows(first, partial, wanted, 1, 0)
    for count in (5, 1):
        windows(second, other, np.zeros(count, "int64"), 1, 0)
    assert np.array_equal(windows(second, partial, wanted, 1, 0), one)


def test_the_calendar_goes_on_behind_the_known_rows():
    config = {"calendar": ["weekday"]}
    trained = untrained(data=config)
    parts = trained.config.data, trained.schema, trained.transform
    found, _ = ends_of(from_frame(orders(series=1)), *parts, 3)
    made = windows(trained, found, np.zeros(2, "int64"), 0, 0)
    assert np.isfinite(made).all()
    assert made.shape[1] == WINDOW + 3


@pytest.mark.parametrize(("particles", "count"), [(1, CHUNK), (64, MOST // 64)])
def test_as_many_are_written_at_once_as_memory_is_for(partial, particles, count):
    assert together(partial, particles) == count
