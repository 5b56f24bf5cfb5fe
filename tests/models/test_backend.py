"""Keras runs on TensorFlow, or the package says what to do."""

import importlib

import keras
import pytest

from rnngan.config.errors import RnnganError
from rnngan.models import backend


def test_another_backend_is_refused_by_name(monkeypatch):
    importlib.reload(backend)
    monkeypatch.setattr(keras.config, "backend", lambda: "jax")
    with pytest.raises(RnnganError, match=r"^Keras runs on 'jax'.*KERAS_BACKEND=tensorflow\.$"):
        importlib.reload(backend)
