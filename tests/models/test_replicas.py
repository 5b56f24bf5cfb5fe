"""Shares and means of one device: what is given comes back. tests/training has those of two."""

import keras
import tensorflow as tf

from rnngan.models import replicas


def test_one_device_has_all_of_it():
    assert replicas.count() == 1
    values = tf.range(4)
    assert replicas.share(values) is values
    assert replicas.mean([1.0, None]) == [1.0, None]
    assert replicas.drawn(tf.ones, (2, 3)).shape == (2, 3)


def test_the_mean_of_all_is_that_of_one_device():
    assert float(replicas.mean_of_all(tf.constant([1.0, 2.0, 6.0]))) == 3.0


def test_values_are_assigned():
    variable = keras.Variable(1.0)
    replicas.assign([(variable, 2.0)])
    assert float(variable) == 2.0


def test_shares_of_two_devices_are_the_joint_draw():
    """A context of two replicas by hand: each takes its half."""
    joint = tf.reshape(tf.range(8), (2, 4))

    class Context:
        num_replicas_in_sync = 2

        def __init__(self, number):
            self.replica_id_in_sync_group = number

    found = []
    before = tf.distribute.get_replica_context
    try:
        for number in (0, 1):
            tf.distribute.get_replica_context = lambda number=number: Context(number)
            found.append(replicas.drawn(lambda shape: tf.reshape(tf.range(8), shape), (2, 2), 1))
    finally:
        tf.distribute.get_replica_context = before
    assert tf.concat(found, 1).numpy().tolist() == joint.numpy().tolist()
