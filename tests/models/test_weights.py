"""Weights as bytes: what is named, what comes back, and what is refused."""

from types import SimpleNamespace

import keras
import numpy as np
import pytest

from rnngan.config.errors import RunError
from rnngan.models import weights


def variable(name, value, dtype="float32"):
    return keras.Variable(np.array(value, dtype), name=name, dtype=dtype)


def network(name):
    built = keras.Sequential([keras.layers.Dense(1, name="dense")], name=name)
    built.build((None, 2))
    return built


def test_networks_are_named_by_their_attribute_and_path():
    model = SimpleNamespace(generator=network("generator"), encoder=None, other=network("other"))
    assert list(weights.of_networks(model)) == ["generator/dense/kernel", "generator/dense/bias"]


def test_a_training_is_numbered_and_leaves_the_length_of_the_schedule_out():
    steps, kernel, slot = (variable(n, 0.0) for n in ("steps", "kernel", "slot"))
    first, second = SimpleNamespace(variables=[slot]), SimpleNamespace(variables=[slot])
    model = SimpleNamespace(
        variables=[kernel, steps],
        schedule_steps=steps,
        generator_optimizer=first,
        discriminator_optimizer=second,
    )
    assert list(weights.of_training(model)) == ["0000/kernel", "0001/slot", "0002/slot"]
    del model.discriminator_optimizer  # as in the likelihood phase of a text
    assert list(weights.of_training(model)) == ["0000/kernel", "0001/slot"]


def test_arrays_come_back_as_they_were_also_those_that_are_not_contiguous():
    arrays = {
        "a": np.arange(6, dtype="float32").reshape(2, 3).T,
        "b": np.array(7, "int64"),
        "c": np.zeros((0, 2), "float32"),
    }
    found = weights.read(weights.dump(arrays), "the file")
    assert found.keys() == arrays.keys()
    for name, array in arrays.items():
        assert found[name].dtype == array.dtype
        assert np.array_equal(found[name], array)


def test_values_are_copies():
    kernel = variable("kernel", [1.0])
    kept = weights.values({"kernel": kernel})
    kernel.assign([2.0])
    assert kept["kernel"].tolist() == [1.0]


@pytest.mark.parametrize("content", [b"", b"no weights", b"\x08" + bytes(7) + b"{}      "[:5]])
def test_bytes_that_are_no_weights_are_refused(content):
    with pytest.raises(RunError, match="the file: not readable as weights"):
        weights.read(content, "the file")


def test_all_arrays_are_assigned():
    kernel, count = variable("kernel", [[0.0, 0.0]]), variable("count", 0, "int64")
    arrays = {"kernel": np.array([[1.0, 2.0]], "float32"), "count": np.array(3)}
    weights.assign(arrays, {"kernel": kernel, "count": count}, "the file")
    assert kernel.numpy().tolist() == [[1.0, 2.0]]
    assert int(count.numpy()) == 3


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"a": [1.0]}, "the file: the weight 'b' stands in only one of file and model."),
        (
            {"a": [1.0], "b": [1.0], "c": [1.0]},
            "the file: the weight 'c' stands in only one of file and model.",
        ),
        (
            {"a": [1.0], "b": [1.0, 2.0]},
            "the file: weight 'b' is float32[2]. Expected float32[1], as config.json says.",
        ),
    ],
)
def test_weights_that_dont_fit_are_refused_before_any_is_assigned(arrays, message):
    variables = {"a": variable("a", [5.0]), "b": variable("b", [5.0])}
    arrays = {name: np.array(array, "float32") for name, array in arrays.items()}
    with pytest.raises(RunError) as found:
        weights.assign(arrays, variables, "the file")
    assert str(found.value) == message
    assert [v.numpy().tolist() for v in variables.values()] == [[5.0], [5.0]]


def test_another_dtype_is_refused():
    with pytest.raises(RunError, match=r"weight 'a' is float64\[1\]. Expected float32\[1\]"):
        weights.assign({"a": np.array([1.0])}, {"a": variable("a", [5.0])}, "the file")
