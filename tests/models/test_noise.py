"""Draws are functions of (seed, stream, step)."""

import numpy as np

from rnngan.models import noise
from rnngan.models.noise import Stream


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
