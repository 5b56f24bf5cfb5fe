"""The learning rate, by hand."""

import math

import keras
import pytest

from rnngan.models.optimizers import CosineRate


def test_learning_rate_follows_half_a_cosine():
    rate = CosineRate(5e-4, 5e-5, keras.Variable(100.0))
    assert float(rate(0)) == pytest.approx(5e-4)
    assert float(rate(50)) == pytest.approx((5e-4 + 5e-5) / 2)
    assert float(rate(25)) == pytest.approx(5e-5 + 4.5e-4 * (1 + math.sqrt(0.5)) / 2)
    assert float(rate(100)) == pytest.approx(5e-5)
    assert float(rate(1000)) == pytest.approx(5e-5)
