"""Feature matching, worked out by hand."""

import tensorflow as tf

from rnngan.models.terms import Batch
from rnngan.models.terms.feature_matching import FeatureMatching


def batch(real, fake):
    return Batch(0, None, None, real_features=real, features=fake)


class TestFeatureMatching:
    def test_by_hand(self):
        # means (2, 3) and (1, 1): 1² + 2² = 5
        features = tf.constant([[1.0, 2.0], [3.0, 4.0]]), tf.constant([[0.0, 0.0], [2.0, 2.0]])
        loss, named = FeatureMatching(2.0).loss(None, batch(*features))
        assert float(named["feature_matching"]) == 5.0
        assert float(loss) == 10.0

    def test_real_features_have_no_gradient(self):
        real, fake = tf.Variable([[1.0, 2.0]]), tf.Variable([[0.0, 1.0], [0.0, 3.0]])
        with tf.GradientTape() as tape:
            loss, _ = FeatureMatching(1.0).loss(None, batch(real * 1.0, fake * 1.0))
        on_real, on_fake = tape.gradient(loss, [real, fake])
        assert on_real is None
        # d/dy of (1 - mean y)² = -2 (1 - 0) / 2 windows; the second feature has the right mean
        assert on_fake.numpy().tolist() == [[-1.0, 0.0], [-1.0, 0.0]]
