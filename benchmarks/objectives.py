"""Objectives and variants compared: `python benchmarks/objectives.py [FOLDER] --data DATA`.

Every objective, preset and further part is trained by the real command on Sines and Stocks (length
24, no holdout, windows written at once) with its own defaults, the same number of training steps
and the same seeds, each in a process of its own on one core; then all of a data set's runs are
scored by the same classifiers. FOLDER keeps the runs and their scores, so that a benchmark that was
cut off goes on where it was. DATA holds stock_data.csv (docs/benchmarks.md says where it comes
from); without it only Sines is run. `--table` prints the table of what is there.

A step is one generator step with the discriminator steps that the objective asks for: wgan-gp takes
five, and the seconds say what that costs.
"""

import argparse
import json
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import machine
import numpy as np

from rnngan.config import catalogue
from rnngan.config.requests import GenerateRequest

ROOT = Path(__file__).resolve().parents[1]
PARTS = {  # each further part alone, added to the default recipe
    "match mse": ["--match", "mse"],
    "match mae": ["--match", "mae"],
    "match kl": ["--match", "kl"],
    "feature matching": ["--set", "training.feature_matching=1"],
    "minibatch std": ["--set", "model.minibatch=std"],
    "minibatch discrimination": ["--set", "model.minibatch=discrimination"],
    "label smoothing": ["--label-smoothing", "0.1"],
    "historical averaging": ["--set", "training.historical_averaging=1e-3"],
}
RECIPE = {  # single changes of the recipe, see docs/recipe.md; run only if --only names them
    "gamma 0.3": ["--r1", "0.3", "--r2", "0.3"],
    "batch 256": ["--batch-size", "256"],
    "learning rate 1e-3": ["--set", "training.learning_rate=1e-3"],
    "average decay 0.9995": ["--ema", "0.9995"],
    "no penalties": ["--r1", "0", "--r2", "0"],
}
SAME = {"best": "bce", "wgan-gp": "wgan-gp"}  # presets that are an objective with its defaults
FILES = {"sines": "sines.csv", "stocks": "stock_data.csv"}
STEPS = {"stocks": 1500, "sines": 1000}
STRONG_UNITS = 32


def cases():
    """Return {name: options of `rnngan train`} of everything that can be compared."""
    found = {name: ["--objective", name] for name in catalogue.objectives()}
    for name in catalogue.presets():
        if name not in SAME:
            found[f"preset {name}"] = ["--preset", name]
    return found | PARTS | RECIPE


def table(data, options):
    """Return the path of a data set; Sines are made anew from their formula."""
    if data == "stocks":
        return Path(options.data) / FILES[data]
    path = Path(options.folder) / FILES[data]
    if not path.exists():
        sys.path.insert(0, str(ROOT / "data"))
        import make_sines

        make_sines.table(options.windows).to_csv(path, index=False)
    return path


def steps(data, options):
    """Return the training steps that everything on a data set gets."""
    return options.steps or STEPS[data]


def folder(options, data, case, seed):
    """Return the run folder of one training."""
    return Path(options.folder) / f"{data}-{case.replace(' ', '-')}-{seed}"


def train(data, case, seed, options):
    """Train once by the real command and note what it cost and how it ended."""
    run = folder(options, data, case, seed)
    note = run / "benchmark.json"
    if note.exists():
        return
    given = [
        *cases()[case],
        "--seed",
        seed,
        "--steps",
        steps(data, options),
        "--holdout",
        0,
        "--force",
    ]
    words = ["train", table(data, options), "-o", run, *given, "--generator", "window", "--quiet"]
    environment = {"TF_NUM_INTRAOP_THREADS": "1", "TF_NUM_INTEROP_THREADS": "1"}
    ended = machine.rnngan(*words, environment=environment)
    seconds, stderr = ended.used.ru_utime + ended.used.ru_stime, ended.err.strip()
    figures = {"exit": ended.code, "seconds": seconds, "stderr": stderr}
    if run.is_dir():
        note.write_text(json.dumps(figures) + "\n")
    print(f"{data} {case} {seed}: exit {ended.code}, {seconds:.0f} s {stderr}", file=sys.stderr)


def train_all(data, seed, options):
    """Train every case of a data set and a seed, some side by side."""
    with ThreadPoolExecutor(options.jobs) as pool:
        list(pool.map(lambda case: train(data, case, seed, options), options.only))


def windows(data, options):
    """Return the real windows and an encoder of tables on the scale of the scores."""
    from rnngan.config.run_config import validate
    from rnngan.data.dataset import prepare
    from rnngan.data.formats.tables import read_table
    from rnngan.evaluation.encoding import Encoder

    dataset = prepare(read_table(table(data, options)), validate({"data": {"holdout": 0}}))
    encoder = Encoder(dataset.schema, dataset.rows)
    if data == "sines":  # published on the formula's own scale
        encoder.minimum, encoder.maximum = np.zeros(5), np.ones(5)
    found = encoder.windows(dataset.rows, dataset.train.starts, dataset.config.data)
    return found.gather(np.arange(len(found)))[..., : len(encoder.names)], dataset, encoder


def generated(run, count, dataset, encoder):
    """Return `count` windows that a run generates."""
    from rnngan.data.formats.tables import Table
    from rnngan.evaluation.encoding import windows_of
    from rnngan.runs import store
    from rnngan.sampling import sample_table

    trained = store.load(run)
    parts = [
        windows_of(Table(frame), dataset.schema, encoder, dataset.config.data, in_order=True)
        for frame, _ in sample_table.frames(trained, GenerateRequest(count, trained.config.seed))
    ]
    return np.concatenate(parts)[..., : len(encoder.names)]


def score(data, seed, options):
    """Score what has no scores yet of a data set and a seed, all by the same classifiers."""
    from rnngan.evaluation.window_scores.discriminative import (
        discriminative_scores,
        published_units,
    )

    runs = [folder(options, data, case, seed) for case in options.only]
    runs = [run for run in runs if (run / "benchmark.json").exists()]
    runs = [run for run in runs if not (run / "judged.json").exists()]
    if not runs:
        return
    real, dataset, encoder = windows(data, options)
    pairs = [(real, generated(run, len(real), dataset, encoder)) for run in runs]
    found = {}
    for label, units in (("ds", published_units(real.shape[2])), ("ds32", STRONG_UNITS)):
        found[label] = discriminative_scores(pairs, units, options.judges)
    for number, run in enumerate(runs):
        row = {label: scores[number].tolist() for label, scores in found.items()}
        (run / "judged.json").write_text(json.dumps(row) + "\n")


def line(data, case, options):
    """Return a row of the table, over the seeds that have scores; None if none has."""
    rows = []
    for seed in options.seeds:
        run = folder(options, data, case, seed)
        if (run / "judged.json").exists():
            row = json.loads((run / "benchmark.json").read_text())
            row |= json.loads((run / "judged.json").read_text())
            spread = np.genfromtxt(run / "history.csv", delimiter=",", names=True)["spread"]
            rows.append(row | {"spread": spread[~np.isnan(spread)][-1:]})
    if not rows:
        return None
    stopped = sum(row["exit"] != 0 for row in rows)

    def mean(key):
        values = [float(np.mean(row[key])) for row in rows if np.size(row[key])]
        spread = f" ({', '.join(f'{v:.3f}'.lstrip('0') for v in values)})"
        return f"{np.mean(values):.3f}".lstrip("0") + spread if values else "-"

    shares = [float(row["spread"][0]) for row in rows if np.size(row["spread"])]
    cells = [f"`{case}`", mean("ds"), mean("ds32"), f"{min(shares, default=0):.0%}"]
    cells += [f"{stopped} of {len(rows)}", f"{np.median([row['seconds'] for row in rows]):.0f}"]
    return "| " + " | ".join(cells) + " |"


def show(options):
    """Print the table of what is there."""
    print(machine.describe())
    print(
        f"training seeds {options.seeds}, {options.judges} classifiers a score, one core a training"
    )
    for data in options.sets:
        print(f"\n{data.capitalize()}, {steps(data, options):,} steps\n")
        print("| trained with | DS | DS32 | least spread | stopped | seconds |")
        print("| --- | --- | --- | --- | --- | --- |")
        for row in filter(None, (line(data, case, options) for case in options.only)):
            print(row)


def main():
    """Train what is missing, score what has no scores, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    kept = "keeps the runs and their scores"
    parser.add_argument("folder", nargs="?", default="objectives-runs", help=kept)
    parser.add_argument("--data", help="folder of stock_data.csv")
    parser.add_argument(
        "--only",
        nargs="*",
        choices=cases(),
        default=[c for c in cases() if c not in RECIPE],
        metavar="CASE",
    )
    parser.add_argument("--sets", nargs="*", choices=FILES, default=["stocks", "sines"])
    parser.add_argument("--seeds", type=int, nargs="*", default=[0, 1, 2])
    parser.add_argument("--steps", type=int, help="another number of training steps")
    parser.add_argument("--judges", type=int, default=3, help="classifiers of each score")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--windows", type=int, default=2500, help="of Sines")
    parser.add_argument("--table", action="store_true", help="only print the table")
    tiny = {"only": ["bce"], "seeds": [0], "steps": 2, "judges": 1, "windows": 100}
    with tempfile.TemporaryDirectory(prefix="rnngan-objectives-") as folder:
        compare(machine.parse_options(parser, eager=True, folder=folder, **tiny))


def compare(options):
    """Train, score and show what the options choose."""
    if options.data is None:
        options.sets = ["sines"]
    Path(options.folder).mkdir(parents=True, exist_ok=True)
    if not options.table:
        for seed in options.seeds:  # a benchmark that is cut off has whole seeds
            for data in options.sets:
                train_all(data, seed, options)
                score(data, seed, options)
    show(options)


if __name__ == "__main__":
    main()
