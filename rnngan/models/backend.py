"""Keras on TensorFlow: training takes gradients of gradients with its tapes."""

import keras

from rnngan.config.errors import RnnganError

if keras.config.backend() != "tensorflow":
    raise RnnganError(
        f"Keras runs on {keras.config.backend()!r}, and rnngan needs its TensorFlow backend. "
        "Set the environment variable KERAS_BACKEND=tensorflow."
    )
