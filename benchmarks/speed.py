"""Speed as ratios measured in one run: `python benchmarks/speed.py`.

1. One training step against its floor: the matrix products of the traced step, each timed alone at
   its own shape in this run, with everything else left out. Of the window generator on the weather,
   and of both phases of the row generator on tables of 6, 27, 50 and 500 columns.
2. The LSTM of `rnngan/models/lstm.py` against `keras.layers.LSTM`: the work of a discriminator step
   with R1, so forward, backward, and backward through the slope along the inputs.
3. Generating and writing 1,000,000 rows, by each generator, against writing the same table with
   `DataFrame.to_csv`; and rows a second to Parquet by the real command, its start aside, with 6 and
   27 columns, on one thread and on two.
4. Start-up of `rnngan --help`.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import machine
import pandas as pd
import tensorflow as tf
from speed_parts import rows
from speed_parts.products import step_and_floor, timed

from rnngan.config.requests import GenerateRequest
from rnngan.config.run_config import validate
from rnngan.data.dataset import prepare
from rnngan.data.formats.csv_writing import CsvWriter
from rnngan.data.formats.tables import read_table
from rnngan.models.build import compile_model
from rnngan.models.lstm import LSTM
from rnngan.sampling import sample_table
from rnngan.training.train_table import untrained

DATA = Path(__file__).parents[1] / "data" / "seattle_weather.csv"


def window_step(data, repeats, calls, **model):
    """Return (seconds of a step, of its products, operations, products), batch 128, length 24."""
    model = {"units": 64, "rows_per_step": 2} | model | {"generator": "window"}
    dataset = prepare(read_table(data), validate({"model": model}))
    model = untrained(dataset).model
    compile_model(model, dataset.config.training)
    windows, number = tf.constant(dataset.train.gather(range(128))), tf.constant(1, tf.int64)
    return step_and_floor(lambda: model.train_step((number, windows)), repeats, calls)


def against_floor(step, floor, operations, count):
    """Return a step and its floor in words."""
    return (
        f"{1e3 * step:.1f} ms = {step / floor:.2f} x its floor; {count:,} products, "
        f"{operations / 1e9:.2f} GFLOP at {operations / floor / 1e9:.0f} GFLOP/s: "
        f"{1e3 * floor:.1f} ms"
    )


def own_and_keras(context, repeats, calls, units=64, batch=256, steps=12, features=32):
    """Return median seconds of the own LSTM and of that of Keras, both unrolled in one function.

    Keras' LSTM has no place for what is constant over time, so it gets it at every step.

    Args:
        context: number of features that are constant over time (attributes of a window), or 0.
        repeats: how often both are timed, alternately.
        calls: of each in a repeat.
        units: width of the state.
        batch: number of windows, real and generated ones.
        steps: steps of time.
        features: number of features at a step.
    """
    windows = tf.random.stateless_normal((batch, steps, features), (0, 0))
    constant = tf.random.stateless_normal((batch, context), (0, 1))
    own, theirs = LSTM(units), keras.layers.LSTM(units, return_sequences=True, unroll=True)

    def by_own(windows, constant):
        return own(tf.transpose(windows, (1, 0, 2)), context=constant if context else None)

    def by_keras(windows, constant):
        repeated = tf.repeat(constant[:, None], steps, axis=1)  # (batch, time, context)
        return theirs(tf.concat([windows, repeated], axis=-1) if context else windows)

    rounds = []
    for layer, run in ((own, by_own), (theirs, by_keras)):
        run(windows, constant)  # builds the layer
        rounds.append(penalised(layer, run, windows, constant))
    times = [[timed(function, calls) for function in rounds] for _ in range(repeats)]
    return tuple(statistics.median(column) for column in zip(*times, strict=True))


def penalised(layer, run, windows, constant):
    """Return a traced function: a loss with R1's penalty, and its gradients for the weights."""
    inputs = [windows, constant] if constant.shape[1] else [windows]

    @tf.function
    def step():
        with tf.GradientTape() as tape:
            with tf.GradientTape() as inner:
                inner.watch(inputs)
                total = tf.reduce_sum(run(windows, constant))
            slopes = inner.gradient(total, inputs)
            loss = total + tf.add_n([tf.reduce_sum(tf.square(s)) / len(windows) for s in slopes])
        return loss, tape.gradient(loss, layer.trainable_variables)

    return step


def generation(data, generator, rows, repeats):
    """Return median seconds of generating and writing, and of `to_csv` of the same table."""
    config = validate({"model": {"generator": generator}})
    dataset = prepare(read_table(data), config)
    trained = untrained(dataset)
    count = rows // config.data.window + 1
    ours, theirs = [], []
    with tempfile.TemporaryDirectory() as folder:
        path, other = Path(folder) / "rnngan.csv", Path(folder) / "pandas.csv"
        for _ in range(repeats):
            began = time.perf_counter()
            with path.open("wb") as stream:
                writer = CsvWriter(
                    stream, dataset.schema, sample_table.empty(trained, GenerateRequest(count))
                )
                for frame, _ in sample_table.frames(trained, GenerateRequest(count)):
                    writer.write(frame)
            ours.append(time.perf_counter() - began)
            table = pd.read_csv(path)
            began = time.perf_counter()
            table.to_csv(other, index=False)
            theirs.append(time.perf_counter() - began)
    return statistics.median(ours), statistics.median(theirs), len(table)


def start_up(repeats):
    """Return the median seconds of `rnngan --help`, and of starting Python alone."""

    def seconds(command):
        began = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return time.perf_counter() - began

    program = "from rnngan.cli.main import main; raise SystemExit(main(['--help']))"
    helps = [seconds([sys.executable, "-c", program]) for _ in range(repeats)]
    empty = [seconds([sys.executable, "-c", ""]) for _ in range(repeats)]
    return statistics.median(helps), statistics.median(empty)


def main():
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", default=DATA, help="table to train on")
    parser.add_argument("--rows", type=int, default=1_000_000, help="that are generated")
    parser.add_argument("--repeats", type=int, default=9)
    parser.add_argument("--columns", type=int, nargs="*", default=[6, 27, 50, 500])
    parser.add_argument("--calls", type=int, default=20, help="of a training step in each repeat")
    options = machine.parse_options(parser, rows=1000, repeats=1, calls=1, columns=[1])
    data, repeats = options.data, options.repeats
    model, _ = machine.tiny_settings(options)
    shape = {"units": 4, "steps": 2} if options.tiny else {}
    print(machine.describe())
    print(
        f"training step (window, H 64, batch 128, length 24, 2 rows a step, {Path(data).name}): "
        f"{against_floor(*window_step(data, repeats, options.calls, **model))}"
    )
    for columns in options.columns:
        both = rows.steps(columns, min(3, repeats), min(5, options.calls), **model)
        for phase, found in zip(("likelihood", "adversarial"), both, strict=True):
            print(f"{phase} step (row, {columns} columns): {against_floor(*found)}", flush=True)
    for context in (0, 16):
        own, theirs = own_and_keras(context, repeats, options.calls, **shape)
        print(
            f"LSTM (H 64, batch 256, 12 steps, 32 features, {context} more that are constant), "
            f"forward, backward and second order: own {1e3 * own:.1f} ms = {own / theirs:.2f} x "
            f"keras.layers.LSTM ({1e3 * theirs:.1f} ms)"
        )
    for generator in ("row", "window"):
        ours, theirs, made = generation(data, generator, options.rows, min(3, repeats))
        print(
            f"generate ({generator}) and write {made:,} rows: {ours:.2f} s = {ours / theirs:.2f} x "
            f"DataFrame.to_csv of the same table ({theirs:.2f} s); {made / ours:,.0f} rows/s"
        )
    for columns in () if options.tiny else (6, 27):
        speeds = [f"{rows.rows_a_second(columns, threads):,.0f}" for threads in (1, 2)]
        print(f"rows/s to Parquet (row, {columns} columns), 1 and 2 threads: {', '.join(speeds)}")
    helped, empty = start_up(repeats)
    print(f"rnngan --help: {helped:.3f} s; Python alone {empty:.3f} s")


if __name__ == "__main__":
    main()
