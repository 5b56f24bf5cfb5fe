"""Windows over rows on the disk are those of rows in memory."""

import numpy as np
import pytest

from rnngan.data.large import stored_windows
from rnngan.data.large.stored_windows import STRETCHES, VALUES, StoredWindows
from rnngan.data.windows import Windows, window_starts


@pytest.fixture
def store(tmp_path):
    """20 rows of 2 features, in stretches of 5, 2, 9 and 4 rows."""
    np.arange(40, dtype="float32").tofile(tmp_path / VALUES)
    np.array([[0, 5], [5, 2], [7, 9], [16, 4]]).tofile(tmp_path / STRETCHES)
    return tmp_path


@pytest.mark.parametrize(("length", "stride"), [(3, 1), (3, 2), (5, 1)])
def test_windows_are_those_in_memory(store, length, stride):
    stretches = [(0, 5), (5, 7), (7, 16), (16, 20)]
    plain = Windows(
        np.arange(40.0).reshape(20, 2), window_starts(stretches, length, stride), length
    )
    stored = StoredWindows(store, 2, length, stride)
    every = np.arange(len(plain))
    assert len(stored) == len(plain)
    assert stored.starts_of(every).tolist() == plain.starts.tolist()
    np.testing.assert_array_equal(stored.gather(every[::-1]), plain.gather(every[::-1]))


def test_longer_windows_stay_within_their_stretch(store):
    longer = StoredWindows(store, 2, 3).longer(5)
    assert longer.starts_of(np.arange(len(longer))).tolist() == [0, 7, 8, 9, 10, 11]


def test_blocks_hold_all_windows(store, monkeypatch):
    stored = StoredWindows(store, 2, 3)
    assert stored.blocks() == (1, 12)
    monkeypatch.setattr(stored_windows, "BLOCK", 8 * 3)  # three rows
    assert stored.blocks() == (4, 3)
    stored.expect([0, 3, 6, 9], 3)


def test_a_pool_lasts_until_its_bytes_are_read_once(store, monkeypatch):
    monkeypatch.setattr(stored_windows, "BLOCK", 24)
    monkeypatch.setattr(stored_windows, "POOL", 10)
    assert StoredWindows(store, 2, 3).steps_of_pool(5) == 2  # 240 bytes in windows of 24
