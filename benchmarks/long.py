"""Can one see where long series were joined, and how far back do they remember?

    python benchmarks/long.py [TABLE] [--run RUN] [--ignore COLUMN] [--steps 3000] [--seed 0]

Trains on windows of 24 rows (or reads RUN), then writes series that go on. Classifiers of 32 units,
as in docs/scores.md, compare windows by their position: every 24th row is taken for a joint.
"""

import argparse
import time
from pathlib import Path

import machine
import numpy as np

from rnngan.config.requests import GenerateRequest
from rnngan.config.run_config import validate
from rnngan.data.dataset import dataset_of
from rnngan.evaluation.window_scores.discriminative import discriminative_scores
from rnngan.runs import store
from rnngan.sampling import long_series, sample_table
from rnngan.training.train_table import train

TABLE = Path(__file__).parents[1] / "data" / "seattle_weather.csv"
LAGS, BOOTSTRAPS, UNITS = 48, 20, 32


def autocorrelation(rows):
    """Return (lags, features) of rows (time, features)."""
    rows = rows - rows.mean(axis=0)
    variance = np.maximum((rows**2).mean(axis=0), 1e-12)
    return np.stack([(rows[:-k] * rows[k:]).mean(axis=0) / variance for k in range(1, LAGS + 1)])


def distance(rows, real):
    """Return the mean distance of two autocorrelations, over lags and features."""
    return float(np.abs(autocorrelation(rows) - autocorrelation(real)).mean())


def bootstrap(real, length, block, rng):
    """Return rows made of blocks drawn from the real ones."""
    starts = rng.integers(0, len(real) - block, -(-length // block))
    return np.concatenate([real[start : start + block] for start in starts])[:length]


def grown(trained, count, length, seed):
    """Return series (count, length, features) of a model, as features."""
    request = GenerateRequest(count, seed, length)
    parts, first = [], 0
    for windows, _, calendar in sample_table.windows(trained, request):
        for series, _ in long_series.extend(trained, windows, length, seed, first, calendar):
            parts.append(series)
        first += len(windows)
    return np.concatenate(parts)[..., : trained.transform.features]


def at(series, start, length):
    """Return the windows of all series that begin at row `start`."""
    return series[:, start : start + length]


def thirds(windows, count, rng):
    """Return `count` windows, drawn without replacement."""
    return windows[rng.permutation(len(windows))[:count]]


def report(name, scores):
    """Print a score with that of each classifier."""
    each = ", ".join(f"{score:.3f}" for score in scores)
    print(f"{name}: {np.mean(scores):.3f} ({each})", flush=True)


def main():
    """Print the comparison."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("table", nargs="?", default=str(TABLE))
    parser.add_argument("--run", help="run folder to read instead of training")
    parser.add_argument("--ignore", nargs="*", default=[])
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--judges", type=int, default=3, help="classifiers of each score")
    parser.add_argument("--series", type=int, default=1500)
    parser.add_argument("--rows", type=int, default=5000, help="of a long series")
    options = machine.parse_options(parser, steps=2, judges=1, series=50, rows=300)
    data = {"ignore": tuple(options.ignore), "holdout": 0}
    model = machine.NETWORKS if options.tiny else {}
    settings = {
        "seed": options.seed,
        "data": data,
        "training": {"steps": options.steps},
        "model": model,
    }
    dataset, _ = dataset_of(options.table, validate(settings))
    print(machine.describe())
    trained = store.load(options.run) if options.run else train(dataset)
    compare(trained, dataset, options)


def compare(trained, dataset, options):
    """Print which windows can be distinguished, and the autocorrelations."""
    features, length = trained.transform.features, trained.config.data.window
    real, rng = dataset.train.values[:, :features], np.random.default_rng(0)
    low, high = real.min(axis=0), real.max(axis=0)
    rows, began = options.rows, time.perf_counter()
    series = grown(trained, options.series, 4 * length, 1)
    wide = grown(trained, 16, rows, 2)
    long, starts = wide[0], np.arange(0, rows - 2 * length, length)
    seconds = time.perf_counter() - began
    print(f"{options.series} series of {4 * length} rows and 16 of {rows:,}: {seconds:.0f} s")
    count = min(len(dataset.train), options.series)
    actual = thirds(dataset.train.gather(np.arange(len(dataset.train))), count, rng)[..., :features]
    inside, across = at(series, 0, length), at(series, length // 2, length)
    made = sample_table.windows(trained, GenerateRequest(count, 1))
    fresh = np.concatenate([windows for windows, *_ in made])[..., :features]
    cut = [np.concatenate([at(wide, s + o, length) for s in starts]) for o in (0, length // 2)]
    halves = tuple(np.array_split(rng.permutation(cut[0]), 2))
    pairs = {
        f"series of {rows:,}: across joints against inside": tuple(cut),
        f"series of {rows:,}: inside against inside (floor)": halves,
        "begin of a series: across its first joint against inside": (across, inside),
        "real against generated windows": (actual, fresh),
        "real against the begin of series": (actual, thirds(inside, count, rng)),
        f"real against series of {rows:,}": (actual, thirds(cut[1], count, rng)),
    }
    scaled = [
        tuple(((w - low) / (high - low + 1e-7)).astype("float32") for w in pair)
        for pair in pairs.values()
    ]
    found = discriminative_scores(scaled, UNITS, options.judges, 0)
    for name, scores in zip(pairs, found, strict=True):
        report(name, scores)
    blocks = [distance(bootstrap(real, rows, length, rng), real) for _ in range(BOOTSTRAPS)]
    print(
        f"autocorrelation to lag {LAGS}, mean distance from the real one: "
        f"{np.mean([distance(one, real) for one in wide]):.3f} (the first: "
        f"{distance(long, real):.3f}); block bootstrap of {length} rows: {np.mean(blocks):.3f} "
        f"(sd {np.std(blocks):.3f})"
    )


if __name__ == "__main__":
    main()
