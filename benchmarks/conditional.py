"""Are conditions obeyed? `python benchmarks/conditional.py --data FOLDER` (docs/conditional.md).

Two tables of short sequences, each with a category of its own that can be seen in the rows: Stocks
windows that fall, stay or rise, and sines that are slow, middling or fast. A run is trained with
--condition, and classifiers that learned on real windows name the category of held-out and of
generated ones. FOLDER holds stock_data.csv; without it only the sines are run.
"""

import argparse
import json
import os
import sys
import time
from pathlib import Path

import machine
import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parents[1]
LENGTH, STRIDE = 24, 3  # rows of a Stocks window, and between the starts of two
CLASSIFIERS = 3
TRENDS, PACES = ("falling", "flat", "rising"), ("slow", "middling", "fast")
SIDES = ("real", "generated")


def stocks(folder):
    """Return Stocks windows as sequences with a trend: the tercile of log(last / first Close)."""
    table = pd.read_csv(Path(folder) / "stock_data.csv").select_dtypes("number")
    starts = np.arange(0, len(table) - LENGTH + 1, STRIDE)
    rows = (starts[:, None] + np.arange(LENGTH)).reshape(-1)
    frame = table.iloc[rows].reset_index(drop=True)
    frame.insert(0, "window", np.repeat(np.arange(len(starts)), LENGTH))
    frame.insert(1, "trend", np.repeat(named(moves(frame, "window"), TRENDS), LENGTH))
    return frame


def sines(sequences):
    """Return sines with a pace: the tercile of the frequency of the first column."""
    sys.path.insert(0, str(ROOT / "data"))
    import make_sines

    frame = make_sines.table(sequences)
    rng = np.random.default_rng(0)  # as `make_sines.sines` draws them
    frequency = rng.uniform(0, 0.1, (sequences, 1, 5))[:, 0, 0]
    frame.insert(1, "pace", np.repeat(named(frequency, PACES), len(frame) // sequences))
    return frame


def moves(frame, name):
    """Return log(last / first Close) of every sequence."""
    close = frame.groupby(name, sort=False)["Close"]
    return np.log(close.last() / close.first()).to_numpy()


def named(values, names, among=None):
    """Return the name of the tercile, among the values `among`, that each value is in."""
    edges = np.quantile(values if among is None else among, [1 / 3, 2 / 3])
    return np.array(names)[np.searchsorted(edges, values)]


def run(frame, identity, condition, seed, options):
    """Train once, score, and return a dict of figures."""
    from rnngan.config.requests import GenerateRequest
    from rnngan.config.run_config import validate
    from rnngan.data.dataset import prepare
    from rnngan.data.formats.tables import Table
    from rnngan.evaluation.condition_scores import evaluate, sequences
    from rnngan.evaluation.encoding import Encoder, windows_of
    from rnngan.sampling import sample_table
    from rnngan.training.train_table import train

    data = {"id_column": identity, "condition": [condition]}
    steps, (model, phases) = options.steps, machine.tiny_settings(options)
    training = {"steps": steps, **phases}
    settings = {"data": data, "model": model, "training": training, "seed": seed}
    config = validate(settings)
    dataset, began = prepare(frame, config), time.perf_counter()
    trained = train(dataset)
    minutes = (time.perf_counter() - began) / 60
    encoder = Encoder(dataset.schema, dataset.rows)
    real = []
    for part in (dataset.train, dataset.holdout):
        windows = encoder.windows(dataset.rows, part.starts, dataset.config.data)
        numbers = sequences(dataset, part)
        real.append((windows.gather(np.arange(len(windows))), numbers))
    request = GenerateRequest(len(dataset.train), seed)
    made = pd.concat([part for part, _ in sample_table.frames(trained, request)], ignore_index=True)
    generated = windows_of(Table(made), dataset.schema, encoder, dataset.config.data, True)
    figures = {"seed": seed, "steps": steps, "minutes": minutes, "windows": len(generated)}
    figures |= evaluate([condition], encoder, real, generated, CLASSIFIERS)[0]
    if condition == "trend":  # the rule that made it can be applied too
        given = made.groupby(identity, sort=False)[condition].first().to_numpy()
        found = named(moves(made, identity), TRENDS, moves(frame, identity))
        figures["by_the_rule"] = float((given == found).mean())
    return figures


def line(name, figures):
    """Return a row of the table in docs/conditional.md."""
    real, made = (f"{figures[s]['mean']:.3f} ± {figures[s]['std']:.3f}" for s in SIDES)
    cells = [name, figures["column"], f"{figures['steps']:,}", figures["seed"]]
    cells += [f"{figures['minutes']:.1f}", real, made, f"{figures['baseline']:.3f}"]
    rule = figures.get("by_the_rule")
    cells.append("" if rule is None else f"{rule:.3f}")
    return "| " + " | ".join(map(str, cells)) + " |"


def main():
    """Run everything and print the table."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", help="folder of stock_data.csv")
    parser.add_argument("--only", choices=("sines", "stocks"), help="one of the two tables")
    parser.add_argument("--steps", type=int, default=2500)
    parser.add_argument("--seeds", type=int, nargs="*", default=[0])
    parser.add_argument("--sequences", type=int, default=2000, help="of sines")
    tiny = {"only": "sines", "steps": 2, "sequences": 100}
    options = machine.parse_options(parser, eager=True, **tiny)
    tables = {}
    if options.only != "stocks":
        tables["Sines"] = (sines(options.sequences), "id", "pace")
    if options.data and options.only != "sines":
        tables["Stocks"] = (stocks(options.data), "window", "trend")
    print(machine.describe())
    print("| data | condition | steps | seed | minutes | real | generated | commonest | by rule |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |", flush=True)
    for name, (frame, identity, condition) in tables.items():
        for seed in options.seeds:
            figures = run(frame, identity, condition, seed, options)
            print(json.dumps(figures), file=sys.stderr, flush=True)
            print(line(name, figures), flush=True)


if __name__ == "__main__":
    main()
