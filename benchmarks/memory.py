"""Peak memory of a training: `python benchmarks/memory.py`, or `make benchmark-memory`.

CSV files of more and more rows are trained on for 20 steps by the real command, each in a process
of its own; its peak resident memory is what the system counted. The slope over the size of the
features as float32 says what another megabyte of data costs; the intercept is TensorFlow's.

`--gigabytes .25 .5 1 2` measures tables larger than memory in their place: a folder with one CSV of
many ids, six columns, rows of an id together and in the order of time. It says besides how long it
takes until such a table is ready to be trained on, and how long pyarrow alone parses the file, by
the clock and in processor time. `--gigabytes 10 --length 10000` makes 20,000 ids, 200 million rows.
"""

import argparse
import multiprocessing
import os
import resource
import shutil
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import machine
import numpy as np
import pyarrow as pa
import pyarrow.csv

COLUMNS = 10
LENGTH = 48  # rows of an id, days
HOURLY = 1000  # rows of an id from which on they are hours
AT_ONCE = 100_000  # rows that are written at once
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


def write_ids(path, size, length=LENGTH):
    """Write a CSV of about `size` bytes: series of `length` rows, a region each, three numbers."""
    rng, first, series = np.random.default_rng(0), 0, max(1, AT_ONCE // length)
    begin, unit = np.datetime64("2020-01-01"), "s" if length >= HOURLY else "D"
    step = np.timedelta64(1, "h" if length >= HOURLY else "D")
    times = np.datetime_as_string((begin + np.arange(length) * step).astype(f"datetime64[{unit}]"))
    times = np.char.replace(times, "T", " ")
    with path.open("wb") as stream:
        while stream.tell() < size:
            x = rng.normal(size=(series, length)).cumsum(axis=1).reshape(-1)
            regions = rng.choice(["north", "south", "east", "west"], series)
            columns = {
                "id": np.repeat(np.arange(first, first + series), length),
                "day": np.tile(times, series),
                "region": np.repeat(regions, length),
                "x": x.round(3),
                "y": (x / 2 + rng.normal(size=len(x))).round(2),
                "z": rng.gamma(2, 3, len(x)).round(1),
            }
            options = pa.csv.WriteOptions(include_header=not first, quoting_style="none")
            pa.csv.write_csv(pa.table(columns), stream, options)
            first += series


def parsed(path):
    """Return (seconds, processor seconds) in which pyarrow alone parses a CSV, batch by batch."""
    return timed(lambda: [None for _ in pa.csv.open_csv(path)])


def timed(action):
    """Return (seconds, processor seconds) that an action takes."""
    began, used = time.monotonic(), sum(os.times()[:2])
    action()
    return time.monotonic() - began, sum(os.times()[:2]) - used


def made_ready(table, cache):
    """Return (seconds, processor seconds, peak MB) until a table can be trained on."""
    from rnngan.config.run_config import validate
    from rnngan.data.large import storing  # noqa: F401 - takes a second to load
    from rnngan.modalities.table import TableModality

    config = validate({"data": {"cache": str(cache)}})
    times = timed(lambda: TableModality().prepare(table, config))
    return *times, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def on_disk(sizes, length, settings):
    """Measure tables of so many gigabytes that are trained on from the disk; print a line each."""
    figures = "pyarrow alone, s (processor) | made ready, s (processor) | speed, of pyarrow's"
    print(f"\n| CSV, GB | {figures} | its peak, MB | training and all, s | peak, MB |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="rnngan-memory-") as folder:
            folder = Path(folder)
            (folder / "table").mkdir()
            write_ids(folder / "table" / "0.csv", size * 1e9, length)
            alone = parsed(folder / "table" / "0.csv")
            with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
                *ready, before = process.submit(made_ready, folder / "table", folder / "a").result()
            shutil.rmtree(folder / "a")  # the training makes it ready once more
            given = folder / "table", folder / "run", [*settings, "--cache", folder / "b"]
            began = time.monotonic()
            most, seconds = peak(*given), time.monotonic() - began
            times = " | ".join(f"{clock:.1f} ({used:.1f})" for clock, used in (alone, ready))
            speeds = [a / b for a, b in zip(alone, ready, strict=True)]
            shares = "{:.2f} ({:.2f})".format(*speeds)
            figures = f"{shares} | {before:,.0f} | {seconds:.0f} | {most:,.0f}"
            print(f"| {size:g} | {times} | {figures} |", flush=True)


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
    parser.add_argument("--length", type=int, default=LENGTH, help="rows of an id of these")
    parser.add_argument("settings", nargs="*", help="further options of `rnngan train`")
    small = ["--steps", "2", "--window", "2", "--set", "training.adversarial_steps=0"]
    options = machine.parse_options(parser, eager=True, rows=[500, 1000], settings=small)
    print(machine.describe())
    if options.gigabytes:
        on_disk(options.gigabytes, options.length, options.settings)
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
