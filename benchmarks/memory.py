"""Peak memory of a training: `python benchmarks/memory.py`, or `make benchmark-memory`.

CSV files of more and more rows are trained on for 20 steps by the real command, each in a process
of its own; its peak resident memory is what the system counted. The slope over the size of the
features as float32 says what another megabyte of data costs; the intercept is TensorFlow's.
"""

import argparse
import tempfile
from pathlib import Path

import machine
import numpy as np

COLUMNS = 10
ROWS = (10_000, 250_000, 500_000, 1_000_000, 2_000_000)
SETTINGS = ["--steps", "20", "--units", "16", "-q"]


def write(path, rows):
    """Write a CSV of standard normal numbers with three decimals."""
    rng = np.random.default_rng(0)
    names = ",".join(f"c{i}" for i in range(COLUMNS))
    with path.open("w") as stream:
        stream.write(names + "\n")
        for first in range(0, rows, 100_000):
            part = rng.normal(size=(min(100_000, rows - first), COLUMNS))
            np.savetxt(stream, part, "%.3f", ",")


def peak(table, run, settings):
    """Return the peak resident memory of a training, in MB."""
    ended = machine.rnngan("train", table, "-o", run, *SETTINGS, *settings, shown=True)
    if ended.code:
        raise SystemExit(ended.code)
    return ended.used.ru_maxrss / 1000


def main():
    """Measure, and print the table and the slope."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="*", default=ROWS)
    parser.add_argument("settings", nargs="*", help="further options of `rnngan train`")
    small = ["--steps", "2", "--window", "2", "--set", "training.adversarial_steps=0"]
    options = machine.parse_options(parser, eager=True, rows=[500, 1000], settings=small)
    print(machine.describe())
    print(f"\n| rows of {COLUMNS} columns | float32, MB | CSV, MB | peak, MB |")
    print("| --- | --- | --- | --- |")
    sizes, peaks = [], []
    with tempfile.TemporaryDirectory(prefix="rnngan-memory-") as folder:
        for rows in options.rows:
            table = Path(folder) / f"{rows}.csv"
            write(table, rows)
            sizes.append(4 * rows * COLUMNS / 1e6)
            peaks.append(peak(table, Path(folder) / f"run-{rows}", options.settings))
            csv = table.stat().st_size / 1e6
            print(f"| {rows:,} | {sizes[-1]:.1f} | {csv:,.0f} | {peaks[-1]:,.0f} |", flush=True)
            table.unlink()
    slope, constant = np.polyfit(sizes, peaks, 1)
    print(f"\npeak = {constant:,.0f} MB + {slope:.1f} x the float32 size")


if __name__ == "__main__":
    main()
