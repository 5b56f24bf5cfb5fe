"""The average of the generator, by hand."""

import keras
import pytest

from rnngan.models import ema


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
