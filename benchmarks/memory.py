"""Peak memory of a training: `python benchmarks/memory.py`, or `make benchmark-memory`.

CSV files of more and more rows are trained on for 20 steps by the real command, each in a process
of its own; its peak resident memory is what the system counted. The slope over the size of the
features as float32 says what another megabyte of data costs; the intercept is TensorFlow's.

`--gigabytes .25 .5 1 2` measures tables larger than memory in their place: a folder with one CSV of
many ids, six columns, rows of an id together and in the order of time. It says besides how fast
such a table is made ready, and how fast pyarrow alone parses the file.
"""

import argparse
import tempfile
import time
from pathlib import Path

import machine
import numpy as np
import pyarrow as pa
import pyarrow.csv

COLUMNS = 10
LENGTH = 48  # rows of an id
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


def write_ids(path, size):
    """Write a CSV of about `size` bytes: series of 48 days, a region each, three numbers."""
    rng, first, series = np.random.default_rng(0), 0, 2000
    days = np.datetime_as_string(np.datetime64("2020-01-01") + np.arange(LENGTH))
    with path.open("wb") as stream:
        while stream.tell() < size:
            x = rng.normal(size=(series, LENGTH)).cumsum(axis=1).reshape(-1)
            regions = rng.choice(["north", "south", "east", "west"], series)
            columns = {
                "id": np.repeat(np.arange(first, first + series), LENGTH),
                "day": np.tile(days, series),
                "region": np.repeat(regions, LENGTH),
                "x": x.round(3),
                "y": (x / 2 + rng.normal(size=len(x))).round(2),
                "z": rng.gamma(2, 3, len(x)).round(1),
            }
            options = pa.csv.WriteOptions(include_header=not first, quoting_style="none")
            pa.csv.write_csv(pa.table(columns), stream, options)
            first += series


def parsed(path):
    """Return the MB/s at which pyarrow alone parses a CSV, block by block."""
    began = time.monotonic()
    for _ in pa.csv.open_csv(path):
        pass
    return path.stat().st_size / 1e6 / (time.monotonic() - began)


def on_disk(sizes, settings):
    """Measure tables of so many gigabytes that are trained on from the disk; print a line each."""
    print("\n| CSV, GB | pyarrow, MB/s | first training, s | second, s | ready, MB/s | peak, MB |")
    print("| --- | --- | --- | --- | --- | --- |")
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="rnngan-memory-") as folder:
            folder = Path(folder)
            (folder / "table").mkdir()
            write_ids(folder / "table" / "0.csv", size * 1e9)
            speed, seconds, peaks = parsed(folder / "table" / "0.csv"), [], []
            for number in range(2):  # the second finds the table ready
                began = time.monotonic()
                given = folder / "table", folder / f"run-{number}"
                peaks.append(peak(*given, [*settings, "--cache", folder / "cache"]))
                seconds.append(time.monotonic() - began)
            ready = size * 1e3 / (seconds[0] - seconds[1])
            figures = f"{seconds[0]:.0f} | {seconds[1]:.0f} | {ready:.0f} | {max(peaks):,.0f}"
            print(f"| {size:g} | {speed:.0f} | {figures} |", flush=True)


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
    parser.add_argument("--gigabytes", type=float, nargs="*", default=(), help="from the disk")
    parser.add_argument("settings", nargs="*", help="further options of `rnngan train`")
    small = ["--steps", "2", "--window", "2", "--set", "training.adversarial_steps=0"]
    options = machine.parse_options(parser, eager=True, rows=[500, 1000], settings=small)
    print(machine.describe())
    if options.gigabytes:
        on_disk(options.gigabytes, options.settings)
        return
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
