"""Networks of texts that are trained in no time, a batch of ids, and what has moved in them."""

import numpy as np
import tensorflow as tf

from rnngan.config.run_config import validate

VOCABULARY, LENGTH, BATCH = 9, 5, 4


def config(training=None, **text):
    small = {"steps": 10, "adversarial_steps": 10, "batch_size": BATCH} | (training or {})
    sections = {"training": small, "text": {"embedding": 4} | text}
    return validate({"kind": "text", "model": {"units": 6}, **sections})


def some():
    """A batch of sequences of 5, 3, 2 and 1 tokens."""
    ids = [[1, 3, 4, 5, 6, 0], [1, 7, 8, 0, 0, 0], [1, 3, 0, 0, 0, 0], [1, 0, 0, 0, 0, 0]]
    return tf.constant(ids, tf.int32), tf.constant([5, 3, 2, 1], tf.int32)


def values(network):
    return [np.array(weight) for weight in network.get_weights()]


def moved(network, before):
    return any(not np.array_equal(a, b) for a, b in zip(network.get_weights(), before, strict=True))
