"""The encoder of windows: its convolutions, stretches and losses by hand, and that it learns."""

import numpy as np
import pytest
import tensorflow as tf

from rnngan.evaluation import ts2vec
from rnngan.evaluation.ts2vec import TS2Vec, contrast, hierarchical_loss, stretches


def column(*values):
    """Return one window of one channel (1, time, 1)."""
    return tf.constant(values, tf.float32)[None, :, None]


@pytest.mark.parametrize(
    ("dilation", "expected"),
    [(1, [12, 123, 234, 340]), (2, [13, 24, 130, 240]), (1024, [10, 20, 30, 40])],
)
def test_a_convolution_by_hand(dilation, expected):
    """Taps 100, 10 and 1 on what is before, at and behind a row; zeros beyond the ends."""
    layer = ts2vec.Convolution(1, dilation, 0)
    layer.build((None, None, 1))
    layer.dense.kernel.assign([[100.0], [10.0], [1.0]])
    found = layer(column(1, 2, 3, 4)).numpy().ravel()
    np.testing.assert_allclose(found, expected)


def test_what_a_row_can_see():
    """Blocks of dilations 1, 2 and 4, two convolutions each: 14 rows to both sides."""
    encoder = TS2Vec(0, hidden=3, outputs=5, depth=2)
    encoder.build((None, None, 2))
    windows = np.zeros((1, 40, 2), "float32")
    before = encoder(windows)
    windows[0, 20] = 1
    changed = np.abs(encoder(windows) - before)[0].max(axis=1) > 1e-9  # (time,)
    assert before.shape == (1, 40, 5)
    assert np.flatnonzero(changed).tolist() == list(range(6, 35))


def test_a_masked_row_is_not_seen():
    encoder = TS2Vec(0, hidden=3, outputs=5, depth=2)
    encoder.build((None, None, 2))
    windows = np.random.default_rng(0).normal(size=(1, 6, 2)).astype("float32")
    seen = np.ones((1, 6, 1), "float32")
    seen[0, 2] = 0
    other = windows.copy()
    other[0, 2] += 5
    np.testing.assert_array_equal(encoder(windows, seen), encoder(other, seen))
    assert np.abs(encoder(windows) - encoder(other)).max() > 1e-3


def test_stretches_overlap_where_they_say():
    """Windows that count their rows, a thousand apart: each stretch is of one window."""
    windows = 1000.0 * np.arange(4)[:, None, None] + np.arange(9.0)[None, :, None]
    for seed in range(50):
        one, other, overlap = stretches(windows, np.random.default_rng(seed))
        assert 2 <= overlap <= min(one.shape[1], other.shape[1])
        np.testing.assert_array_equal(one[:, -overlap:], other[:, :overlap])
        assert np.array_equal(one[:, 0, 0] // 1000, np.arange(4))
        assert np.array_equal(other[:, -1, 0] // 1000, np.arange(4))
        assert (np.diff(one[..., 0], axis=1) == 1).all()


def test_contrast_by_hand():
    """Four vectors: 0 goes with 2, and 1 with 3; itself does not count."""
    zeros = tf.zeros((1, 4, 2))
    assert float(contrast(zeros)) == pytest.approx(np.log(3))
    pairs = tf.constant([[[1.0, 0], [0, 1], [1, 0], [0, 1]]])  # products 1 with the partner, else 0
    assert float(contrast(pairs)) == pytest.approx(np.log(np.e + 2) - 1)


def test_the_loss_of_equal_vectors_by_hand():
    """3 windows, 4 rows, all vectors 0: a choice of 5 windows; of 7, then 3 times, then none."""
    zeros = tf.zeros((3, 4, 2))
    among_times = 0.5 * (np.log(7) + np.log(3))
    expected = (3 * 0.5 * np.log(5) + among_times) / 3
    assert float(hierarchical_loss(zeros, zeros)) == pytest.approx(expected)
    assert float(tf.function(hierarchical_loss)(zeros, zeros)) == pytest.approx(expected)


def test_it_learns_the_same_from_the_same_seed():
    rng = np.random.default_rng(2)
    phase = rng.uniform(0, 6, (40, 1, 2))
    windows = np.sin(np.arange(12)[None, :, None] + phase).astype("float32")
    seen, encoded, losses = [], [], []
    for seed, iterations in ((0, 60), (0, 60), (0, 0), (1, 0)):
        encoder = TS2Vec(seed, hidden=8, outputs=16, depth=1)
        ts2vec.fit(encoder, windows, iterations, seed, seen.append)
        encoded.append(ts2vec.encode(encoder, windows))
        rows = encoder(windows)
        losses.append(float(hierarchical_loss(rows[:, :8], rows[:, :8])))
    assert encoded[0].shape == (40, 16)
    np.testing.assert_array_equal(encoded[0], encoded[1])
    assert np.abs(encoded[2] - encoded[3]).max() > 1e-3
    assert losses[0] < losses[2] - 0.05
    assert seen[:11] == list(range(0, 61, 6))
