"""TensorFlow, loaded without its greetings."""

import os
import sys
from contextlib import contextmanager, suppress
from functools import cache


@cache
def load_tensorflow(alone=True):
    """Import TensorFlow, once, with its greetings kept from stderr; errors arrive as exceptions.

    Args:
        alone: compute something, so that it complains now; workers have to meet before.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    with _silent():
        import tensorflow as tf

        tf.config.list_physical_devices()  # looks for GPUs now, and complains now if there is none
        if alone:
            tf.constant(0)
    tf.get_logger().addFilter(_is_no_advice)


def _is_no_advice(record):
    """Return whether a log record says other than that functions are traced often.

    Each model has its own, traced once: of several models in one process TensorFlow complains.
    """
    return "triggered tf.function retracing" not in str(record.msg)


@contextmanager
def _silent():
    """Send file descriptor 2 nowhere: TensorFlow writes to it before it reads its own log level."""
    with suppress(AttributeError, ValueError, OSError):  # none, closed, or that of a notebook
        sys.stderr.flush()
    try:
        kept = os.dup(2)
    except OSError:  # closed: there is nothing to keep silent
        yield
        return
    try:
        with open(os.devnull, "w") as nothing:
            os.dup2(nothing.fileno(), 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
