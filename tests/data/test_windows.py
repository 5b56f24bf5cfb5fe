import numpy as np
import pytest

from rnngan.data.transforms import Block, TableTransform
from rnngan.data.windows import (
    CHUNK,
    Windows,
    WindowStatistics,
    padded,
    window_starts,
)


def layout(features, categories=(), length=None):
    """Return the transform of numbers, some of them taken as one-hot blocks instead."""
    one_hot = dict(categories)
    blocks, start = [], 0
    while start < features:
        size = one_hot.get(start, 1)
        role = "category" if start in one_hot else "number"
        blocks.append(Block(name=str(start), role=role, start=start, size=size))
        start += size
    return TableTransform(blocks=tuple(blocks), static=() if length is None else (length,))


def fit(windows, categories=(), auto_normalise=True, length=None):
    features = windows.values.shape[1] - (length is not None)
    return WindowStatistics.fit(windows, layout(features, categories, length), auto_normalise)


def ramp(rows, starts, length):
    return Windows(np.arange(float(rows))[:, np.newaxis], np.array(starts), length)


@pytest.mark.parametrize(
    ("segments", "length", "stride", "starts"),
    [
        ([(0, 5)], 3, 1, [0, 1, 2]),
        ([(0, 5)], 5, 1, [0]),
        ([(0, 5)], 6, 1, []),
        ([(0, 10)], 3, 2, [0, 2, 4, 6]),
        ([(0, 10)], 3, 5, [0, 5]),
        ([(0, 5), (5, 7), (7, 10)], 3, 1, [0, 1, 2, 7]),
        ([(0, 4), (4, 8)], 3, 2, [0, 4]),
        ([], 3, 1, []),
    ],
)
def test_window_starts(segments, length, stride, starts):
    found = window_starts(segments, length, stride)
    assert found.tolist() == starts
    assert found.dtype == "int64"


def test_windows_never_cross_two_segments():
    segments = [(0, 7), (7, 12), (12, 30)]
    owner = np.repeat([0, 1, 2], [7, 5, 18])
    starts = window_starts(segments, 4, 1)
    rows = starts[:, np.newaxis] + np.arange(4)
    assert len(starts) == 4 + 2 + 15
    assert (np.ptp(owner[rows], axis=1) == 0).all()


def test_gather_gives_windows_in_the_order_asked():
    windows = ramp(10, [0, 4, 7], 3)
    assert len(windows) == 3
    assert windows.gather([2, 0])[:, :, 0].tolist() == [[7, 8, 9], [0, 1, 2]]
    assert windows.gather(np.arange(0)).shape == (0, 3, 1)


def test_chunks_cover_all_windows_once_and_in_order():
    windows = ramp(12, range(10), 2)
    assert [len(chunk) for chunk in windows.chunks(4)] == [4, 4, 2]
    assert np.concatenate(list(windows.chunks(4)))[:, 0, 0].tolist() == list(range(10))
    assert list(ramp(3, [], 2).chunks()) == []


@pytest.mark.parametrize(
    ("starts", "length", "first", "second"),
    [
        (range(8), 3, [0, 1, 2, 3], [6, 7]),  # 3 ends before row 6: 4 and 5 are left out
        ([9, 0, 5, 2], 2, [2, 9], [0, 5]),  # dealt in the order of rows
        ([0, 4, 8], 4, [4], [0, 8]),  # of an odd number the second half has more
        ([0, 2], 2, [2], [0]),
        ([1, 1, 3], 2, [3], [1, 1]),
        ([0, 1, 2, 5, 8], 3, [5, 8], [0, 1, 2]),  # one stretch is as many as two others
        ([0, 1, 2, 3, 6], 2, [0, 1], [3, 6]),  # most are of one stretch, which is halved
    ],
)
def test_halves_share_no_row(starts, length, first, second):
    halves = ramp(20, starts, length).halves()
    assert [half.starts.tolist() for half in halves] == [first, second]
    rows = [set(half.gather(np.arange(len(half))).ravel().tolist()) for half in halves]
    assert not rows[0] & rows[1]
    assert {half.length for half in halves} == {length}


@pytest.mark.parametrize(("starts", "length"), [([], 3), ([4], 3), ([0, 1], 2), (range(16), 24)])
def test_too_few_windows_have_no_halves(starts, length):
    assert ramp(40, np.array(starts, "int64"), length).halves() is None


def test_a_column_whose_level_changes_between_windows_drifts():
    """Windows 0 1 | 10 11 | 20 21: std 1/2 within, 8.2 in all; means 1/2, 10.5 and 20.5."""
    values = np.array([0, 1, 10, 11, 20, 21], "float32")[:, np.newaxis]
    found = fit(Windows(values, np.array([0, 2, 4]), 2))
    assert found.drifting == (0,)
    assert found.scale == (0.5,)
    assert found.attribute_mean == (10.5,)
    assert found.attribute_std == pytest.approx([np.sqrt(200 / 3)])
    assert found.difference_std == (1.0,)  # every difference is 1 / 0.5: there is no spread


def test_a_column_that_moves_within_windows_does_not_drift():
    """Windows 0 2 | 0 2 | 0 4: differences 2, 2 and 4."""
    values = np.array([0, 2, 0, 2, 0, 4], "float32")[:, np.newaxis]
    found = fit(Windows(values, np.array([0, 2, 4]), 2))
    assert (found.drifting, found.scale) == ((), (1.0,))
    assert (found.attribute_mean, found.attribute_std) == ((), ())
    assert found.difference_std == pytest.approx([np.sqrt(8 / 9)])


def test_the_threshold_of_drift_is_three_tenths_of_the_total():
    """Windows -l-w -l+w | l-w l+w: std w within, hypot(l, w) in all."""

    def drifting(width):
        values = np.array([-1 - width, -1 + width, 1 - width, 1 + width])[:, np.newaxis]
        return fit(Windows(values, np.array([0, 2]), 2)).drifting

    edge = 0.3 / np.sqrt(1 - 0.3**2)
    assert drifting(0.999 * edge) == (0,)
    assert drifting(1.001 * edge) == ()


def test_categories_never_drift_and_drift_can_be_turned_off():
    values = np.repeat(np.array([0, 1, 10, 11], "float32")[:, np.newaxis], 3, axis=1)
    windows = Windows(values, np.array([0, 2]), 2)
    assert fit(windows).drifting == (0, 1, 2)
    assert fit(windows, categories=((1, 2),)).drifting == (0,)
    assert fit(windows, auto_normalise=False).drifting == ()


def test_constant_stretches_do_not_divide_by_zero():
    values = np.repeat([0.0, 5.0, 9.0], 2)[:, np.newaxis]
    found = fit(Windows(values, np.array([0, 2, 4]), 2))
    assert found.drifting == (0,)
    assert found.scale == (1e-3,)
    assert found.difference_std == (1.0,)


def test_rows_after_the_end_of_a_sequence_do_not_count():
    """Two sequences, 1 3 and 5: padded with zeros, and their length as a static feature."""
    values = np.array([[1, 2], [3, 2], [5, 1], [0, 1]], "float32")
    length = Block(name="", role="length", start=0)
    found = fit(Windows(values, np.array([0, 2]), 2), length=length)
    assert found.scale == (1.0,)  # spreads 1 and 0 within, 1.6 in all: not under 0.3
    assert found.difference_std == pytest.approx([1.0])  # steps 2 and none: mean 1, square 2
    whole = fit(Windows(values[:, :1], np.array([0, 2]), 2))
    assert whole.difference_std == pytest.approx([3.5])  # steps 2 and -5


def test_padding_keeps_static_features_apart():
    values = np.arange(1.0, 7.0)[:, np.newaxis]
    grown, first, second = padded(
        values, [(0, 2), (2, 3), (3, 6)], 3, [np.array([0, 3]), np.array([2])]
    )
    assert grown[:, 0].tolist() == [1, 2, 0, 3, 0, 0, 4, 5, 6]
    assert (first.tolist(), second.tolist()) == ([0, 6], [3])


def test_rows_outside_all_windows_do_not_count():
    inside = np.array([0, 1, 0, 3], "float32")
    values = np.concatenate([inside, [1e6, -1e6], inside])[:, np.newaxis]
    with_gap = fit(Windows(values, np.array([0, 2, 6, 8]), 2))
    without = fit(Windows(np.delete(values, [4, 5], 0), np.array([0, 2, 4, 6]), 2))
    assert with_gap == without
    assert with_gap.drifting == ()


def test_statistics_span_chunks():
    """Means of windows (i, i + 1) are i + 1/2: their std is that of 0 … n - 1."""
    count = CHUNK + 1000
    found = fit(ramp(count + 1, range(count), 2))
    assert found.scale == (0.5,)
    assert found.attribute_mean == pytest.approx([count / 2])
    assert found.attribute_std == pytest.approx([np.sqrt((count**2 - 1) / 12)])


def test_statistics_come_back_from_json():
    found = fit(ramp(20, range(18), 3))
    assert WindowStatistics.model_validate_json(found.model_dump_json()) == found
