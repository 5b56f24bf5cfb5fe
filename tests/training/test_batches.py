"""Batches are a function of the seed and the step, wherever a training begins."""

import numpy as np
import pytest

from rnngan.config.run_config import validate
from rnngan.data.large import stored_windows
from rnngan.data.large.stored_windows import STRETCHES, VALUES, StoredWindows
from rnngan.data.text.corpus import Sequences
from rnngan.data.windows import Windows
from rnngan.models.noise import Stream
from rnngan.training import batches

WINDOWS = Windows(np.arange(40, dtype="float32").reshape(20, 2), np.arange(17), 3)


def taken(begin, first, count):
    return [tuple(part.numpy() for part in batch) for batch in begin(first).take(count)]


def sequences(lengths):
    lengths = np.array(lengths, "int32")
    starts = np.cumsum(lengths) - lengths
    ids = np.repeat(np.arange(len(lengths)) + 3, lengths).astype("int32")  # its number, plus 3
    return Sequences(ids, starts.astype("int32"), lengths, np.ones(len(lengths), bool))


def config(size=4, seed=0):
    return validate({"kind": "text", "seed": seed, "training": {"batch_size": size}})


def test_windows_are_rows_that_follow_each_other():
    [(step, windows)] = taken(batches.of_windows(WINDOWS, 8, seed=1), 5, 1)
    assert (step, windows.shape) == (5, (8, 3, 2))
    assert (np.diff(windows[:, :, 0], axis=1) == 2).all()
    assert (windows[:, 0, 0] % 2 == 0).all()
    assert windows[:, 0, 0].max() <= 32  # the last start


def test_a_step_has_the_same_windows_wherever_the_training_goes_on():
    begin = batches.of_windows(WINDOWS, 8, seed=1)
    whole, rest = taken(begin, 0, 4), taken(begin, 2, 2)
    for (step, windows), (again, same) in zip(whole[2:], rest, strict=True):
        assert step == again
        assert np.array_equal(windows, same)
    assert not np.array_equal(whole[0][1], whole[1][1])
    for other in (
        batches.of_windows(WINDOWS, 8, seed=2),
        batches.of_windows(WINDOWS, 8, 1, Stream.ADVERSARIAL_WINDOWS),
    ):
        assert not np.array_equal(taken(other, 0, 1)[0][1], whole[0][1])


@pytest.fixture
def stored(tmp_path):
    """The same windows, of rows on the disk."""
    WINDOWS.values.tofile(tmp_path / VALUES)
    np.array([[0, 19]]).tofile(tmp_path / STRETCHES)
    return StoredWindows(tmp_path, 2, 3)


def test_windows_on_the_disk_are_drawn_like_those_in_memory(stored):
    plain, ours = (taken(batches.of_windows(w, 8, seed=1), 5, 3) for w in (WINDOWS, stored))
    for (step, windows), (same, others) in zip(plain, ours, strict=True):
        assert step == same
        assert np.array_equal(windows, others)


def test_those_of_a_large_store_come_from_blocks_that_change(stored, monkeypatch):
    monkeypatch.setattr(stored_windows, "BLOCK", 8)  # a row
    monkeypatch.setattr(batches, "POOL", 3)
    monkeypatch.setattr(StoredWindows, "steps_of_pool", lambda self, size: 4)
    begin = batches.of_windows(stored, 64, seed=1)
    whole, rest = taken(begin, 0, 40), taken(begin, 6, 2)
    assert np.array_equal(whole[6][1], rest[0][1])
    assert np.array_equal(whole[7][1], rest[1][1])
    seen = [{int(first) for first in windows[:, 0, 0]} for _, windows in whole]
    assert all(len(firsts) <= 3 for firsts in seen)
    assert seen[0] == seen[3] != seen[4]
    assert len(set.union(*seen)) > 12  # of 17


def test_sequences_of_one_length_are_as_wide_as_that_and_their_end():
    begin = batches.of_sequences(sequences([2] * 9), config(), Stream.WINDOWS)
    [(step, ids, counts)] = taken(begin, 3, 1)
    assert (step, ids.shape, counts.tolist()) == (3, (4, 4), [3] * 4)
    assert (ids[:, 0] == 1).all()  # BEGIN
    assert (ids[:, 1] == ids[:, 2]).all()  # two tokens of one sequence
    assert (ids[:, 3] == 0).all()  # END


def test_a_batch_of_sequences_is_of_similar_length():
    begin = batches.of_sequences(sequences([1, 9] * 50), config(), Stream.WINDOWS)
    found = taken(begin, 0, 30)
    alike = [len(set(counts)) == 1 for _, _, counts in found]
    assert sum(alike) >= 24  # of eight batches that are sorted together, at most one is mixed
    assert {ids.shape[1] for _, ids, _ in found} == {3, 11}
    again = taken(begin, 7, 1)[0]
    assert all(np.array_equal(a, b) for a, b in zip(again, found[7], strict=True))


@pytest.mark.parametrize("length", [2, 5])
def test_with_a_length_all_rows_have_it(length):
    begin = batches.of_sequences(sequences([1, 9] * 5), config(), Stream.WINDOWS, length)
    for _, ids, counts in taken(begin, 0, 3):
        assert ids.shape == (4, 1 + length)
        assert set(counts) <= {2, length}
