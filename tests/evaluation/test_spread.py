"""How several values of one score are kept."""

import numpy as np

from rnngan.evaluation.spread import summary


def test_one_value_has_no_spread():
    assert summary(np.array([2.0])) == {"mean": 2.0, "std": 0.0, "values": [2.0]}


def test_the_spread_is_that_of_a_sample():
    assert summary([1.0, 3.0]) == {"mean": 2.0, "std": 2**0.5, "values": [1.0, 3.0]}
