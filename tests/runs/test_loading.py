"""What TensorFlow writes while it loads is kept from stderr, and nothing else is."""

import os

import pytest

from rnngan.runs import loading


def test_what_is_written_below_python_is_silenced_for_the_block_alone(capfd):
    os.write(2, b"before\n")
    with loading._silent():
        os.write(2, b"greetings\n")
    os.write(2, b"behind\n")
    assert capfd.readouterr().err == "before\nbehind\n"


def test_an_error_arrives_as_an_exception_and_stderr_comes_back(capfd):
    with pytest.raises(ImportError, match="no such library"), loading._silent():
        raise ImportError("no such library")
    os.write(2, b"behind\n")
    assert capfd.readouterr().err == "behind\n"


def test_a_closed_stderr_is_no_obstacle(monkeypatch):
    def closed(number):
        raise OSError(9, "Bad file descriptor")

    monkeypatch.setattr(loading.os, "dup", closed)
    done = []
    with loading._silent():
        done.append(True)
    assert done


def test_it_is_loaded_once():
    loading.load_tensorflow()
    before = loading.load_tensorflow.cache_info()
    loading.load_tensorflow()
    after = loading.load_tensorflow.cache_info()
    assert (after.misses, after.hits) == (before.misses, before.hits + 1)


def test_many_models_in_one_process_are_nothing_to_warn_of(caplog):
    """Twelve functions of one line, each called once, as many models have them."""
    loading.load_tensorflow()
    import tensorflow as tf

    def model(number):
        @tf.function(autograph=False)
        def written(x):
            return x + number

        return written

    for number in range(12):
        model(number)(tf.constant(0))
    tf.get_logger().warning("something else")
    assert [record.getMessage() for record in caplog.records] == ["something else"]
