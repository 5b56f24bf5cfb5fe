"""InfoGAN's term: what the head recovers, weighted and taken off the loss."""

import keras
import tensorflow as tf

from rnngan.models.terms import Batch
from rnngan.models.terms.mutual_information import MutualInformation


class Head(keras.layers.Layer):
    """Finds 2 nats of one code and 0.5 of another, whatever it sees."""

    def information(self, features, given):
        self.seen = features, given
        return [tf.constant(2.0), tf.constant(0.5)]


def test_the_information_of_all_codes_is_weighted_and_raised():
    head = Head()
    batch = Batch(0, None, None, features="features", given="codes")
    loss, logs = MutualInformation(head, 0.25).loss(None, batch)
    assert float(loss) == -0.625
    assert float(logs["mutual_information"]) == 2.5
    assert head.seen == ("features", "codes")
