"""Chunks, noise, normalisation, average, learning rate: against numbers worked out by hand."""

import math
from types import SimpleNamespace

import keras
import numpy as np
import pytest

from rnngan.data.network_shape import Length, NetworkShape
from rnngan.models import ema, noise
from rnngan.models.chunks import from_chunks, to_chunks
from rnngan.models.noise import Stream
from rnngan.models.normalisation import WindowNormaliser
from rnngan.models.optimizers import CosineRate


def statistics(drifting, scale, mean=(), std=()):
    return SimpleNamespace(drifting=drifting, scale=scale, attribute_mean=mean, attribute_std=std)


def normaliser_of(drifting, scale, mean=(), std=(), **shape):
    shape = NetworkShape(shape.pop("length", 2), len(scale), **shape)
    return WindowNormaliser(statistics(drifting, scale, mean, std), shape)


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


def test_noise_is_a_function_of_seed_stream_and_step():
    first = noise.normal((3, 2), 5, Stream.SAMPLE, 7).numpy()
    assert np.array_equal(first, noise.normal((3, 2), 5, Stream.SAMPLE, 7).numpy())
    for seed, stream, step in [
        (6, Stream.SAMPLE, 7),
        (5, Stream.GENERATOR, 7),
        (5, Stream.SAMPLE, 8),
    ]:
        assert not np.array_equal(first, noise.normal((3, 2), seed, stream, step).numpy())


def test_noise_is_standard_normal():
    drawn = noise.normal((200_000,), 0, Stream.SAMPLE, 0).numpy()
    assert abs(drawn.mean()) < 0.01
    assert abs(drawn.std() - 1) < 0.01


def test_integers_reach_both_ends_and_no_further():
    drawn = noise.integers((10_000,), 3, 0, Stream.WINDOWS, 0).numpy()
    assert sorted(set(drawn.tolist())) == [0, 1, 2]


def test_split_by_hand():
    normaliser = normaliser_of((0,), (2.0, 1.0), (10.0,), (5.0,))
    windows = np.array([[[14.0, 1.0], [16.0, 3.0]]], "float32")  # means 15 and 2
    attributes, shapes = normaliser.split(windows)
    assert np.asarray(attributes).tolist() == [[1.0]]  # (15 - 10) / 5
    assert np.asarray(shapes).tolist() == [[[-0.5, 1.0], [0.5, 3.0]]]  # column 2 passes through


@pytest.mark.parametrize("drifting", [(), (1,), (0, 2), (0, 1, 2)])
def test_attributes_and_shape_reassemble_the_window(drifting):
    rng = np.random.default_rng(0)
    scale = tuple(0.3 if i in drifting else 1.0 for i in range(3))
    mean, std = (1.5,) * len(drifting), (2.0,) * len(drifting)
    normaliser = normaliser_of(drifting, scale, mean, std)
    windows = rng.normal(size=(5, 8, 3)).astype("float32")
    np.testing.assert_allclose(normaliser.join(*normaliser.split(windows)), windows, atol=1e-6)


def test_a_centred_shape_is_split_from_its_window_exactly():
    normaliser = normaliser_of((0,), (0.5, 1.0), (3.0,), (2.0,))
    rng = np.random.default_rng(1)
    attributes = rng.normal(size=(4, 1)).astype("float32")
    shapes = normaliser.centre(rng.normal(2, 1, size=(4, 6, 2)).astype("float32"), attributes)
    again = normaliser.split(normaliser.join(attributes, shapes))
    np.testing.assert_allclose(again[0], attributes, atol=1e-5)
    np.testing.assert_allclose(again[1], shapes, atol=1e-5)
    assert abs(np.asarray(shapes)[:, :, 0].mean(axis=1)).max() < 1e-6
    assert abs(np.asarray(shapes)[:, :, 1].mean()) > 1  # a column that doesn't drift keeps its mean


def test_static_features_are_attributes_of_the_first_row():
    normaliser = normaliser_of((0,), (2.0,), (10.0,), (5.0,), statics=2)
    windows = np.array([[[14.0, 7.0, 8.0], [16.0, 7.0, 8.0]]], "float32")
    attributes, shapes = normaliser.split(windows)
    assert np.asarray(attributes).tolist() == [[1.0, 7.0, 8.0]]
    assert np.asarray(shapes).tolist() == [[[-0.5], [0.5]]]
    assert np.asarray(normaliser.join(attributes, shapes)).tolist() == windows.tolist()


def test_rows_after_the_end_count_for_nothing():
    """Lengths 1 and 2 of two rows; the first sequence ends after a row of 14."""
    length = Length(position=0, mean=1.0, std=1.0, values=(0.0, 1.0))
    normaliser = normaliser_of((0,), (2.0,), (10.0,), (5.0,), statics=1, sequence_length=length)
    windows = np.array([[[14.0, 0.0], [0.0, 0.0]], [[14.0, 1.0], [16.0, 1.0]]], "float32")
    attributes, shapes = normaliser.split(windows)
    np.testing.assert_allclose(attributes, [[0.8, 0.0], [1.0, 1.0]], rtol=1e-6)
    assert np.asarray(shapes).tolist() == [[[0.0], [0.0]], [[-0.5], [0.5]]]
    np.testing.assert_allclose(normaliser.join(attributes, shapes), windows, rtol=1e-6)
    free = np.array([[[3.0], [7.0]], [[3.0], [7.0]]], "float32")
    assert np.asarray(normaliser.centre(free, attributes)).tolist() == [
        [[0.0], [0.0]],
        [[-2.0], [2.0]],
    ]


def test_decay_of_the_average():
    assert float(ema.decay_at(0)) == pytest.approx(1 / 10)
    assert float(ema.decay_at(90)) == pytest.approx(91 / 100)
    assert float(ema.decay_at(8_990)) == pytest.approx(0.999)
    assert float(ema.decay_at(10**7)) == pytest.approx(0.999)
    assert float(ema.decay_at(10**7, limit=0.5)) == 0.5


def test_average_follows_its_formula():
    average, variable = keras.Variable([1.0, 2.0]), keras.Variable([5.0, 6.0])
    ema.update([average], [variable], 0.75)
    assert average.numpy().tolist() == [2.0, 3.0]  # 0.75 * 1 + 0.25 * 5
    assert variable.numpy().tolist() == [5.0, 6.0]


def test_learning_rate_follows_half_a_cosine():
    rate = CosineRate(5e-4, 5e-5, keras.Variable(100.0))
    assert float(rate(0)) == pytest.approx(5e-4)
    assert float(rate(50)) == pytest.approx((5e-4 + 5e-5) / 2)
    assert float(rate(25)) == pytest.approx(5e-5 + 4.5e-4 * (1 + math.sqrt(0.5)) / 2)
    assert float(rate(100)) == pytest.approx(5e-5)
    assert float(rate(1000)) == pytest.approx(5e-5)
