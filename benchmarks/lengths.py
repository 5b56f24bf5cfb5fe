"""What a row costs in windows of 24 to 4,096 rows: `python benchmarks/lengths.py` (docs/scale.md).

Each length is measured in a process of its own: processor time of a training step by the rows that
it reads, in both phases, and peak memory. Four columns, a batch of 128 windows, one thread.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import keras
import machine
import numpy as np
import pandas as pd

from rnngan.config.run_config import validate
from rnngan.data.dataset import prepare
from rnngan.data.formats.tables import from_frame
from rnngan.models.noise import Stream
from rnngan.models.rows.build import build_adversarial, build_likelihood
from rnngan.training import batches
from rnngan.training.train_rows import stretches_of
from rnngan.training.train_table import untrained

LENGTHS = (24, 64, 256, 1024, 4096)
ROWS = 15  # of the table, for each row of a window
LEAST = 3000  # rows of the table
STEPS = 100  # of the training that a step belongs to
PHASES = "likelihood", "adversarial"
MEGABYTE = 1024  # kilobytes


class Clock(keras.callbacks.Callback):
    """Notes the processor time behind each step."""

    def __init__(self):
        super().__init__()
        self.times = []

    def on_train_batch_end(self, batch, logs=None):
        """Note it."""
        self.times.append(time.process_time())


def table(rows):
    """Return two waves, noise and a category."""
    rng, t = np.random.default_rng(0), np.arange(rows)
    slow, fast = (np.sin(t / period) + rng.normal(0, 0.1, rows) for period in (500, 50))
    noise = rng.normal(size=rows).round(2)
    kinds = rng.choice(list("abc"), rows)
    return pd.DataFrame({"slow": slow, "fast": fast, "noise": noise, "kind": kinds})


def measured(length, phase, steps):
    """Return microseconds a row and the peak memory in MB of this process."""
    config = validate({"data": {"window": length}, "training": {"steps": STEPS}})
    dataset = prepare(from_frame(table(max(LEAST, ROWS * length))), config)
    trained = untrained(dataset)
    config, windows, size = trained.config, dataset.learned, trained.config.training.batch_size
    if phase == "likelihood":
        model = build_likelihood(trained.model, config)
        windows, size = stretches_of(windows, config)
        chosen = batches.of_windows(windows, size, config.seed)
    else:
        model, size = (
            build_adversarial(trained.model, config, STEPS),
            size * config.training.d_steps,
        )
        chosen = batches.of_windows(windows, size, config.seed, Stream.ADVERSARIAL_WINDOWS)
    clock = Clock()
    model.fit(chosen(0).take(1 + steps), verbose=0, shuffle=False, callbacks=[clock])
    seconds = np.median(np.diff(clock.times)) / (size * windows.length)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE
    return {"microseconds": 1e6 * seconds, "megabytes": peak}


def main():
    """Print a line for each length, with ratios to the first one."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--lengths", type=int, nargs="+", default=list(LENGTHS))
    parser.add_argument("--steps", type=int, default=3, help="that are timed behind the first")
    parser.add_argument("--one", choices=PHASES, help="measure one length here, and print JSON")
    options = machine.parse_options(parser, eager=True, lengths=[24], steps=1)
    if options.one:
        print(json.dumps(measured(options.lengths[0], options.one, options.steps)))
        return
    print(machine.describe())
    print("rows | " + " | ".join(f"{phase}: us a row, ratio, MB" for phase in PHASES))
    first = {}
    for length in options.lengths:
        cells = [str(length)]
        for phase in PHASES:
            found = apart(options, length, phase)
            ratio = found["microseconds"] / first.setdefault(phase, found["microseconds"])
            cells.append(f"{found['microseconds']:.1f}, {ratio:.2f}, {found['megabytes']:.0f}")
        print(" | ".join(cells), flush=True)


def apart(options, length, phase):
    """Return what is measured in a process of its own; in a tiny run, in this one."""
    if options.tiny:
        return measured(length, phase, options.steps)
    numbers = "--lengths", length, "--steps", options.steps, "--one", phase
    command = [sys.executable, Path(__file__), *map(str, numbers)]
    threads = {f"TF_NUM_{kind}_THREADS": "1" for kind in ("INTEROP", "INTRAOP")}
    environment = os.environ | threads | {"OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True, env=environment)
    return json.loads(done.stdout)


if __name__ == "__main__":
    main()
