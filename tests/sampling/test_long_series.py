"""Series longer than a window: each is a function of seed and number, whatever stands beside it."""

import numpy as np
import pytest

from rnngan.config.run_config import validate
from rnngan.data.conditions import Conditions
from rnngan.data.dataset import prepare
from rnngan.data.windows import WindowStatistics
from rnngan.models.noise import Stream
from rnngan.models.trained import assemble
from rnngan.sampling import long_series

LENGTH = 8


@pytest.fixture(scope="module")
def trained(visits):
    """Networks with their first weights, and a continuer that is a fitted autoregression."""
    from rnngan.training import continuing

    data = {"window": LENGTH, "id_column": "patient", "calendar": ["none"]}
    dataset = prepare(visits, validate({"data": data, "model": {"units": 4, "rows_per_step": 3}}))
    statistics = WindowStatistics.fit(dataset.train, dataset.transform)
    parts = (dataset.schema, dataset.transform, statistics, Conditions())
    found = assemble(dataset.config, *parts)
    continuing.prepare(found, dataset)
    for place, kernel in enumerate(found.model.continuer.learned.trainable_variables):
        rng = np.random.default_rng(place)
        kernel.assign(rng.normal(0, 0.1, kernel.shape))
    found.real = dataset.train.gather(np.arange(150))
    return found


def extended(trained, count, length, seed=1, first=0, places=None):
    """Series (count, length, features) behind real windows, and where each part stood."""
    made = np.full((count, length, trained.real.shape[2]), np.nan, "float32")
    windows = trained.real[first : first + count]
    for series, place in long_series.extend(trained, windows, length, seed, first):
        assert np.isnan(made[place]).all()  # none comes twice
        made[place] = series
        if places is not None:
            places.append((place.start, place.stop))
    assert not np.isnan(made).any()
    return made


def close(one, other):
    """The sums of a matrix product may be taken in another order in a batch of another size."""
    np.testing.assert_allclose(one, other, atol=2e-3)


@pytest.mark.parametrize("length", [9, 10, 11, 30])
def test_series_have_any_length(trained, length):
    assert extended(trained, 3, length).shape[1] == length


def test_a_series_is_the_same_alone_and_among_many(trained):
    many = extended(trained, 70, 40)
    for count in (1, 2, 63, 64, 65):
        close(extended(trained, count, 40), many[:count])


def test_a_group_may_be_asked_for_by_its_number(trained):
    many = extended(trained, 140, 20)
    close(extended(trained, 70, 20, first=64), many[64:134])


def test_a_short_series_is_the_beginning_of_a_long_one(trained):
    close(extended(trained, 3, 100), extended(trained, 3, 300)[:, :100])


def test_groups_are_written_in_parts_where_series_are_long(trained, monkeypatch):
    whole, places = extended(trained, 70, 20), []
    monkeypatch.setattr(long_series, "MOST_NUMBERS", 20 * 20 * trained.real.shape[2])
    close(extended(trained, 70, 20, places=places), whole)
    assert places == [(0, 20), (20, 40), (40, 60), (60, 64), (64, 70)]
    monkeypatch.setattr(long_series, "MOST_NUMBERS", 1)
    close(extended(trained, 3, 20), whole[:3])


def test_other_seeds_and_other_series_are_other_series(trained):
    trained.real[:3] = trained.real[:1]  # three times the same beginning
    made = extended(trained, 3, 20)
    assert len(np.unique(made.round(3), axis=0)) == 3
    assert np.abs(made - extended(trained, 3, 20, seed=2)).max() > 0.1


def test_series_are_what_the_continuer_says_with_the_draws_of_their_group(trained):
    """The traced loop against the plain call."""
    import tensorflow as tf

    from rnngan.models import noise

    continuer = trained.model.continuer
    key = tf.random.fold_in(noise.key(1, Stream.CONTINUE_SAMPLE, 0), 1)  # the second group
    shape = (long_series.GROUP, continuer.noise_width)
    draws = tf.stack(
        [tf.random.stateless_normal(shape, tf.random.fold_in(key, step)) for step in range(5)]
    )
    features = continuer.shape_.features
    past = trained.real[64:66, :, :features]
    expected = continuer(past, draws[:, :2]).numpy()
    close(extended(trained, 2, 15, first=64)[..., :features], expected)


def test_one_hot_rows_stay_one_hot_and_numbers_within_a_little_more_than_their_range(trained):
    made = extended(trained, 8, 500)
    for start, size in trained.model.continuer.shape_.categories:
        block = made[..., start : start + size]
        np.testing.assert_allclose(block.max(axis=-1), 1, atol=1e-5)
        np.testing.assert_allclose(block.sum(axis=-1), 1, atol=1e-5)
    low, high = (np.asarray(x) for x in (trained.model.continuer.low, trained.model.continuer.high))
    assert (made >= low - 1e-5).all()
    assert (made <= high + 1e-5).all()
