"""The networks and their composition: numerics only, no file is opened here."""

import os

os.environ.setdefault("KERAS_BACKEND", "tensorflow")

import keras

from rnngan.config.errors import RnnganError

if keras.config.backend() != "tensorflow":
    raise RnnganError(
        f"Keras runs on {keras.config.backend()!r}, and rnngan needs its TensorFlow backend. "
        "Set the environment variable KERAS_BACKEND=tensorflow."
    )
