"""Windows as attributes and shapes, by hand."""

from types import SimpleNamespace

import numpy as np
import pytest

from rnngan.data.network_shape import Length, NetworkShape
from rnngan.models.normalisation import WindowNormaliser, without_calendar


def statistics(drifting, scale, mean=(), std=()):
    return SimpleNamespace(drifting=drifting, scale=scale, attribute_mean=mean, attribute_std=std)


def normaliser_of(drifting, scale, mean=(), std=(), **shape):
    shape = NetworkShape(shape.pop("length", 2), len(scale), **shape)
    return WindowNormaliser(statistics(drifting, scale, mean, std), shape)


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


def test_the_calendar_is_what_stands_behind_the_windows():
    windows = np.arange(10.0).reshape(1, 2, 5)
    rows, calendar = without_calendar(windows, NetworkShape(2, 3, calendar=2))
    assert rows.tolist() == [[[0, 1, 2], [5, 6, 7]]]
    assert calendar.tolist() == [[[3, 4], [8, 9]]]
    assert without_calendar(windows, NetworkShape(2, 5)) == (windows, None)
