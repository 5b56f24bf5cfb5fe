"""Historical averaging, worked out by hand."""

from types import SimpleNamespace

import keras
import pytest
import tensorflow as tf

from rnngan.models.terms.historical_averaging import HistoricalAveraging


class TestHistoricalAveraging:
    def model(self):
        layer = keras.layers.Dense(1, use_bias=False)
        layer.build((None, 1))
        layer.kernel.assign([[0.0]])
        return SimpleNamespace(generator=layer)

    def test_the_mean_is_that_of_all_weights_before(self):
        model = self.model()
        past = HistoricalAveraging(model, "generator", 0.5)
        # weights 0, 4, 5, 7 one after another: their means are 0, 2, 3, 4
        for step, (weight, mean) in enumerate([(4.0, 2.0), (5.0, 3.0), (7.0, 4.0)]):
            model.generator.kernel.assign([[weight]])
            past.update(model, tf.constant(step, tf.int64))
            assert float(past.means[0][0, 0]) == pytest.approx(mean, rel=1e-6)

    def test_the_penalty_is_the_weighted_squared_distance_from_the_mean(self):
        model = self.model()
        past = HistoricalAveraging(model, "generator", 0.5)
        model.generator.kernel.assign([[4.0]])
        past.update(model, 0)
        model.generator.kernel.assign([[5.0]])
        with tf.GradientTape() as tape:
            penalty, logs = past.loss(model, None)
        assert logs == {"g_historical": penalty}
        assert float(penalty) == 0.5 * (5.0 - 2.0) ** 2
        assert (
            float(tape.gradient(penalty, model.generator.kernel)[0, 0]) == 3.0
        )  # 2 · 0.5 · (5 - 2)

    def test_it_begins_at_0(self):
        model = self.model()
        model.generator.kernel.assign([[3.0]])
        assert float(HistoricalAveraging(model, "generator", 1.0).loss(model, None)[0]) == 0.0

    def test_means_move_with_no_gradient(self):
        assert HistoricalAveraging(self.model(), "generator", 1.0).trainable_variables == []
