"""Batches under the real command: `python benchmarks/batch.py` (about 30 minutes).

1. Throughput: the same runs with `--jobs 1` and `--jobs 2`, alternately; the ratio of their times.
2. Kills: 24 runs (3 objectives, 4 seeds, 2 data sets), undisturbed, and killed by SIGKILL at
   random moments and started again; every file of every run is compared.
3. The same 24 runs on a Ray cluster of two nodes, one of which is killed; likewise compared.
4. One experiment that cannot work among them: the others finish, exit code 6, the reason is shown.

`--tiny` does 4 alone, with one possible run and an impossible one.
"""

import argparse
import csv
import json
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import machine
import numpy as np
import pandas as pd

ROOT = Path(__file__).parents[1]
WEATHER = ROOT / "data" / "seattle_weather.csv"
RUNS = """
defaults: {{steps: {steps}, training.adversarial_steps: {adversarial_steps}, units: 16, window: 12,
  generate: 20, evaluate: {evaluate}}}
datasets:
  sines: {{data: sines.csv, id_column: id}}
  weather: {{data: {weather}, time_column: date}}
seeds: {seeds}
matrix: {{objective: [{objectives}]{exclude}}}
experiments: [{more}]
"""
LOSE_AFTER = 5  # runs that are finished before a node is killed
IMPOSSIBLE = "{name: impossible, data: weather, window: 4000, seed: 1}"


def spec(folder, options, more="", exclude="", **changed):
    """Write a table and experiments.yaml into a folder and return its path.

    Args:
        folder: for both.
        options: of the command: seeds, objectives, steps, evaluate.
        more: experiments after the matrix.
        exclude: combinations that are left out of it.
        changed: other values of the options.
    """
    rng = np.random.default_rng(0)
    speeds, phases = rng.uniform(0.1, 0.4, (60, 2)), rng.uniform(0, 6, (60, 2))
    steps = np.arange(24)[None, :, None]
    values = np.sin(speeds[:, None] * steps + phases[:, None]).round(4)
    table = pd.DataFrame(values.reshape(-1, 2), columns=["a", "b"])
    table.insert(0, "t", np.tile(np.arange(24), 60))
    table.insert(0, "id", np.repeat(np.arange(60), 24))
    table.to_csv(folder / "sines.csv", index=False)
    path = folder / "experiments.yaml"
    values = vars(options) | changed
    values["objectives"] = ", ".join(values["objectives"])
    path.write_text(RUNS.format(weather=WEATHER, more=more, exclude=exclude, **values))
    return path


def batch(path, output, *options, **kwargs):
    """Start the real command."""
    command = [sys.executable, ROOT / "cli.py", "batch", path, "-o", output, "-q", *options]
    return subprocess.Popen(list(map(str, command)), **kwargs)


def timed(path, output, jobs):
    """Return the seconds of a batch."""
    began = time.monotonic()
    assert batch(path, output, "--jobs", jobs).wait() == 0
    return time.monotonic() - began


def throughput(folder, options):
    """Print the time of `--jobs 2` as a share of that of `--jobs 1`."""
    path = spec(folder, options, seeds=2, objectives=["bce", "hinge"], evaluate="null")
    ratios = []
    for repeat in range(options.repeats):
        alone, two = (timed(path, folder / f"{repeat}-{jobs}", jobs) for jobs in (1, 2))
        ratios.append(two / alone)
        print(f"8 runs: {alone:.0f} s with --jobs 1, {two:.0f} s with --jobs 2", flush=True)
    print(f"--jobs 2 takes {statistics.median(ratios):.2f} of the time of --jobs 1 (at most 0.6)")


def contents(output):
    """Return {path in the batch: bytes} of all that its runs wrote."""
    found = {}
    for run in json.loads((output / "summary.json").read_text())["runs"]:
        for path in sorted((output / run["name"]).rglob("*")):
            if path.is_file() and path.name != ".lock":
                found[str(path.relative_to(output))] = path.read_bytes()
    return found


def summary(output):
    """Return the rows of summary.csv."""
    with (output / "summary.csv").open(newline="") as stream:
        return list(csv.DictReader(stream))


def table(output):
    """Return the rows of summary.csv without what depends on the machine: time and attempts."""
    left_out = ("seconds", "attempts")
    return [{k: v for k, v in row.items() if k not in left_out} for row in summary(output)]


def kills(folder, options):
    """Compare a batch killed at random moments with an undisturbed one; return if they agree."""
    path, rng, count = spec(folder, options), random.Random(options.seed), options.kills
    undisturbed, killed = folder / "undisturbed", folder / "killed"
    seconds = timed(path, undisturbed, 2)
    runs = len(table(undisturbed))
    print(f"{runs} runs undisturbed: {seconds:.0f} s", flush=True)
    for number in range(count):
        process = batch(path, killed, "--jobs", 2)
        pause = rng.uniform(0.5, 1.6 * seconds / count)
        time.sleep(pause)
        done = len(list(killed.glob("*/scores.json")))
        process.send_signal(signal.SIGKILL)
        print(f"kill {number + 1}: {process.wait()}, {pause:.1f} s, {done} done", flush=True)
    last = timed(path, killed, 2)
    finished = sum(row["state"] == "finished" for row in table(killed))
    wrong = differing(contents(undisturbed), contents(killed))
    same = table(undisturbed) == table(killed)
    print(f"last start: {last:.0f} s; {finished} runs finished of {runs} after {count} kills")
    print(f"{len(contents(killed))} files, {len(wrong)} differ: {wrong[:5]}; summary same: {same}")
    return finished == runs and not wrong and same


def cluster(folder, _):
    """Compare a batch that loses a node with an undisturbed one; return whether they agree."""
    from ray.cluster_utils import Cluster

    node = {"num_cpus": 1, "include_dashboard": False}
    made, output = Cluster(initialize_head=True, head_node_args=node), folder / "cluster"
    try:
        second = made.add_node(num_cpus=1)
        began = time.monotonic()
        process = batch(folder / "experiments.yaml", output, "--ray", made.address)
        while process.poll() is None and len(list(output.glob("*/scores.json"))) < LOSE_AFTER:
            time.sleep(1)
        time.sleep(10)  # into the next runs
        made.remove_node(second, allow_graceful=False)
        code = process.wait()
    finally:
        made.shutdown()
    wrong = differing(contents(folder / "undisturbed"), contents(output))
    print(f"two nodes, one killed: exit {code}, {time.monotonic() - began:.0f} s", end="; ")
    tries = Counter(row["attempts"] for row in summary(output))
    print(f"{len(contents(output))} files, {len(wrong)} differ: {wrong[:5]}; tries {dict(tries)}")
    return code == 0 and not wrong and table(output) == table(folder / "undisturbed")


def differing(one, other):
    """Return the paths whose content is not the same in both."""
    return sorted(path for path in one.keys() | other.keys() if one.get(path) != other.get(path))


def impossible(folder, options):
    """Let one of the runs be impossible; return whether it did no harm."""
    left_out = f"{{data: weather, objective: {options.objectives[-1]}, seed: {options.seeds}}}"
    path = spec(folder, options, more=IMPOSSIBLE, exclude=f", exclude: [{left_out}]")
    done = machine.rnngan("batch", path, "-o", folder / "undisturbed", "-q", "--jobs", 2)
    rows = table(folder / "undisturbed")
    reasons = [row["reason"] for row in rows if row["state"] == "failed"]
    finished = sum(row["state"] == "finished" for row in rows)
    print(f"one impossible: exit {done.code}, {finished} finished, {reasons}")
    print(done.err.strip())
    return done.code == 6 and len(reasons) == 1 and finished == len(rows) - 1


def main():
    """Do all parts, or those that the options choose."""
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--seeds", type=int, default=4, help="number of them")
    parser.add_argument("--objectives", nargs="+", default=["bce", "hinge", "mse"])
    parser.add_argument("--steps", type=int, default=40)
    parser.add_argument("--adversarial-steps", type=int, default=10)
    parser.add_argument("--evaluate", default="quick", choices=["quick", "null"])
    tiny = {"seeds": 1, "objectives": ["bce"], "steps": 4, "evaluate": "null"}
    options = machine.parse_options(parser, repeats=0, **machine.PHASES, **tiny)
    print(machine.describe())
    well = True
    with tempfile.TemporaryDirectory() as folder:
        if options.repeats:
            throughput(Path(folder), options)
        if options.kills:
            parts = (impossible,) if options.tiny else (kills, cluster, impossible)
            done = [part(Path(folder), options) for part in parts]  # one after another, to the end
            well = all(done)
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
