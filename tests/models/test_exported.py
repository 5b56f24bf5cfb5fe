"""The exported generator: the same numbers from the same noise, and values in the table's units."""

import keras
import numpy as np
import pandas as pd
import pytest
import tensorflow as tf

from rnngan.config.run_config import validate
from rnngan.data.dataset import prepare
from rnngan.models.exported import ExportedGenerator
from rnngan.models.noise import Stream, key
from rnngan.models.rows.rolling import noise_of, roll
from rnngan.training import train_table

NAMED = {"id_column": "patient", "time_column": "day", "window": 8}
CASES = {
    "rows": {"data": NAMED},
    "windows": {"data": NAMED, "model": {"generator": "window"}},
    "lengths": {"data": {**NAMED, "lengths": "learn", "window": 30}},
    "conditions": {"data": {**NAMED, "condition": ("ward",)}},
    "codes": {"data": NAMED, "model": {"generator": "window", "codes": ("categorical:3",)}},
}


@pytest.fixture(scope="module")
def table(visits):
    number = visits["patient"].str[1:].astype(int)
    frame = visits.assign(ward=np.where(number % 3, "a", "b"))
    gaps = frame["pulse"].where(np.random.default_rng(0).random(len(frame)) > 0.2)
    frame = frame.assign(pulse=gaps).drop(columns="pulse_again")
    return frame[visits.groupby("patient").cumcount() < 14 + number]  # series of different lengths


@pytest.fixture(scope="module", params=CASES)
def trained(request, table):
    """Networks with their first weights: what they have learned is no matter here."""
    values = CASES[request.param]
    values = values | {"model": {"units": 4, **values.get("model", {})}}
    return train_table.untrained(prepare(table, validate(values)))


def inputs_of(model, count, length, seed=0):
    """Return {name: array} of random noise and context of the right shapes."""
    rng, found = np.random.default_rng(seed), {}
    for name, spec in model.signature.items():
        rows = length + 1 if name in ("uniform", "normal") else length
        shape = [count, *(rows if size is None else size for size in spec.shape[1:])]
        drawn = rng.random(shape) if name == "uniform" else rng.normal(size=shape)
        found[name] = drawn.astype("float32")
    if "given" in found:
        found["given"] = np.eye(found["given"].shape[1], dtype="float32")[[0] * count]
    return found


def test_values_are_what_the_table_would_have(trained):
    model, length = ExportedGenerator.of(trained), trained.config.data.window
    made = {name: one.numpy() for name, one in model.call(inputs_of(model, 3, length)).items()}
    assert made["features"].shape[:2] == made["values"].shape[:2] == (3, length)
    assert made["length"].tolist() == trained.transform.lengths(made["features"]).tolist()
    restored = trained.transform.inverse_transform(trained.schema, made["features"])
    assert {block.name for block, _ in model.blocks()} == {*restored}
    for (block, _), values in zip(model.blocks(), np.moveaxis(made["values"], 2, 0), strict=True):
        cells, values = restored[block.name], values.reshape(-1)
        if block.role == "category":
            labels = trained.schema[block.name].values
            assert [labels[int(code)] for code in values] == cells.tolist()
        elif block.role == "number":
            pd.testing.assert_series_equal(cells.isna(), pd.Series(np.isnan(values)))
            low, high = cells.min(), cells.max()  # bounds and few values are kept by rnngan alone
            column, inside = trained.schema[block.name], (values > low) & (values < high)
            if column.values is None:  # they differ by what rounding takes
                half = 0.5 * 10.0**-column.decimals
                assert np.abs(values - cells)[inside].max() <= half * (1 + 1e-3) + 1e-5 * high


def test_the_same_noise_gives_the_same_rows(trained):
    if not trained.writes_rows:
        pytest.skip("windows take their noise as it is")
    model, network, count, length = ExportedGenerator.of(trained), trained.model.average, 2, 5
    inputs = inputs_of(model, count, length)
    draw = noise_of(key(1, Stream.SAMPLE, 0), count)
    writers = {-1: network.static_row, 0: network.first_row}
    for number in range(-1, length):
        writer = writers.get(number, network.next_row)
        if writer is not None:
            for name, drawn in zip(("uniform", "normal"), draw(number, writer.noise), strict=True):
                inputs[name][:, number + 1, : drawn.shape[1]] = drawn
    clock = inputs["calendar"].transpose(1, 0, 2) if "calendar" in inputs else None
    rows = roll(network, count, length, draw, clock, inputs.get("given"))[1].numpy()
    features = network.layout.unpack(rows).transpose(1, 0, 2)
    found = model.call(inputs)["features"].numpy()[..., : features.shape[2]]
    np.testing.assert_allclose(found, features, rtol=1e-5, atol=1e-5)


def test_keras_keeps_it(trained, tmp_path):
    model = ExportedGenerator.of(trained)
    for variable in model.network.weights:  # others than the first ones
        variable.assign(variable + 0.01)
    model.save(tmp_path / "a.keras")
    again = keras.models.load_model(tmp_path / "a.keras")
    inputs = inputs_of(model, 2, trained.config.data.window)
    for name, found in again.call(inputs).items():
        np.testing.assert_array_equal(found, model.call(inputs)[name])


def test_the_signature_says_what_goes_in(trained):
    model = ExportedGenerator.of(trained)
    names = {"uniform", "normal"} if trained.writes_rows else {"latent", "noise"}
    assert names <= model.signature.keys()
    assert ("given" in model.signature) == bool(
        trained.config.data.condition or trained.config.model.codes
    )
    assert all(
        spec.dtype == tf.float32 and spec.shape[0] is None for spec in model.signature.values()
    )
