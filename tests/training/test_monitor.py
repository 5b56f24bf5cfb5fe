"""The two figures that a training is watched by."""

import numpy as np
import pytest

from rnngan.data.windows import Windows
from rnngan.training.monitor import sliced, some_windows


def test_distance_of_shifted_vectors_is_the_mean_projection_of_the_shift():
    one = np.random.default_rng(0).normal(size=(300, 1))
    assert sliced(one, one + 2.0) == pytest.approx(2.0)  # directions of a line are 1 and -1


def test_distance_grows_with_the_shift_and_knows_no_order():
    rng = np.random.default_rng(0)
    one = rng.normal(size=(200, 6))
    shuffled = one[rng.permutation(200)]
    near, far = sliced(one, shuffled + 0.1), sliced(one, shuffled + 1.0)
    assert sliced(one, shuffled) == pytest.approx(0.0, abs=1e-12)
    assert far == pytest.approx(10 * near, rel=0.05)


def test_distance_sees_the_spread():
    one = np.random.default_rng(0).normal(size=(500, 4))
    assert sliced(one, 0.5 * one) > 0.2


@pytest.mark.parametrize(("length", "count"), [(24, 512), (64, 512), (256, 128), (1024, 64)])
def test_long_windows_are_fewer(length, count):
    windows = Windows(np.zeros((2000, 1), "float32"), np.arange(900), length)
    assert some_windows(windows, 512, seed=0).shape == (count, length, 1)
