"""The row generator by its number of columns: steps of both phases, and rows a second."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
import tensorflow as tf

from rnngan.config.run_config import validate
from rnngan.data.dataset import prepare
from rnngan.data.formats.tables import Table
from rnngan.models.rows.build import build_adversarial, build_likelihood
from rnngan.training.train_rows import stretches_of
from rnngan.training.train_table import untrained
from speed_parts.products import step_and_floor

ROOT = Path(__file__).resolve().parents[2]
FEW, MANY = 1024, 11 * 1024  # sequences of two calls, whose difference is free of the start
THREADS = ("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS")


def table(columns, rows=2000):
    """Return a table of so many numbers that wander, hour by hour."""
    rng = np.random.default_rng(0)
    values = np.cumsum(rng.normal(size=(rows, columns)), axis=0) * 0.1
    values += np.sin(np.arange(rows) / 12)[:, None]
    frame = pd.DataFrame(values.round(2), columns=[f"x{n}" for n in range(columns)])
    frame.insert(0, "time", pd.date_range("2024-01-01", periods=rows, freq="h"))
    return frame


def steps(columns, repeats, calls, **model):
    """Return (seconds, seconds of the products, operations, products) of a step of each phase.

    Args:
        columns: numbers of the table.
        repeats: how often step and products are timed, alternately.
        calls: of each in a repeat.
        **model: settings of the networks.
    """
    config = validate({"model": {"generator": "row", **model}})
    dataset = prepare(Table(table(columns)), config)
    trained, found = untrained(dataset), []
    stretches, size = stretches_of(dataset.train, trained.config)
    number = tf.constant(1, tf.int64)
    learner = build_likelihood(trained.model, trained.config)
    batch = tf.constant(stretches.gather(range(size)))
    found.append(step_and_floor(lambda: learner.train_step((number, batch)), repeats, calls))
    adversary = build_adversarial(trained.model, trained.config, 1)  # learns from the first step on
    windows = tf.constant(dataset.train.gather(range(trained.config.training.batch_size)))
    step = lambda: adversary.train_step((number, windows))  # noqa: E731 - one of two
    trips, written = windows.shape[1] - 1, adversary.windows
    found.append(step_and_floor(step, repeats, calls, trips, written))
    return found


def rows_a_second(columns, threads):
    """Return the rows a second that the real command writes to Parquet, its start aside.

    Args:
        columns: numbers of the table.
        threads: that TensorFlow may use.
    """
    environment = os.environ | dict.fromkeys(THREADS, str(threads))
    with tempfile.TemporaryDirectory() as folder:
        table(columns).to_csv(f"{folder}/t.csv", index=False)

        def command(*words):
            began = time.perf_counter()
            line = [sys.executable, ROOT / "cli.py", *words, "--force", "--quiet"]
            subprocess.run(list(map(str, line)), env=environment, cwd=folder, check=True)
            return time.perf_counter() - began

        command("train", "t.csv", "-o", "run", "--steps", 2, "--adversarial-steps", 0)
        few, many = (command("generate", "run", "-n", n, "-o", "g.parquet") for n in (FEW, MANY))
    return (MANY - FEW) * 24 / (many - few)
