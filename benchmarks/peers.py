"""rnngan beside its peers: `python benchmarks/peers.py [FOLDER]` (docs/benchmarks.md).

The same rows, minutes, core and judge for all: each tool learns the first four fifths of a table
for `--minutes` on one thread, with its own settings and its last checkpoint, in an environment of
its own (FOLDER/environments, made when it is missing; what can't be installed is named with its
error). Windows that it generates are scored against those it has learned and those it has not.
FOLDER keeps all figures: a benchmark that was cut off goes on where it was.
"""

import argparse
import json
import shutil
import tempfile
from pathlib import Path

import machine
import numpy as np
import pandas as pd
from peers_parts import tables
from peers_parts.environments import TOOLS, Failed, last_words, python_of

from rnngan.evaluation.window_scores.discriminative import ITERATIONS

ROOT = Path(__file__).resolve().parents[1]
THREADS = dict.fromkeys(
    ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"), "1"
)
SCORES = ("DS", "DS32", "held-out DS32", "membership AUC")
SENSE = ("rows that break a rule", "days in order", "season off by")
COST = ("minutes", "rows a second", "lines")


def measured(options, folder, name, tool, seed):
    """Return the figures of one training of a tool, kept or measured now; or its failure."""
    kept = folder / name / f"{tool.script}-{seed}.json"
    if kept.exists():
        return json.loads(kept.read_text())
    try:
        figures = trained(options, folder, name, tool, seed)
    except Failed as error:
        figures = {"failed": str(error)}
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps(figures))
    return figures


def trained(options, folder, name, tool, seed):
    """Train a tool, generate, and score.

    Raises:
        Failed: it can't be installed, or does not run.
    """
    from peers_parts import scores

    table = tables.TABLES[name]
    frame = pd.read_csv(ROOT / "data" / table.file)
    learned, windows, held = tables.divided(table, frame)
    count = min(options.count, windows[tables.SERIES].nunique())
    python = python_of(tool, Path(options.environments or folder / "environments").resolve())
    work = (folder / name / f"{tool.script}-{seed}").resolve()
    tables.write_task(work, table, frame, options.minutes, seed, count)
    path = {"PYTHONPATH": f"{tool.path.parents[1]}:{ROOT}" if not tool.packages else
            str(tool.path.parents[1])}  # fmt: skip
    last_words([python, tool.path, work], THREADS | path)
    made, took = (
        pd.read_csv(work / "generated.csv"),
        json.loads((work / "figures.json").read_text()),
    )
    figures = scores.scored(table, learned, windows, held, made, options.judges, options.iterations)
    shutil.rmtree(work / "engine", ignore_errors=True)
    return figures | {
        "minutes": took["train_seconds"] / 60,
        "rows a second": len(made) / took["generate_seconds"],
        "lines": tool.lines,
    }


def shown(values):
    """Return numbers of several seeds as mean ± spread."""
    known = [value for value in values if value is not None]
    if not known:
        return "-"
    mean, digits = np.mean(known), 0 if np.mean(known) >= 100 else 3
    spread = f" ± {np.std(known, ddof=1):,.{digits}f}" if len(known) > 1 else ""
    return f"{mean:,.{digits}f}{spread}"


def main():
    """Print one line for each tool and table, as they come."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument(
        "folder", nargs="?", help="keeps environments and figures; a new one when left out"
    )
    parser.add_argument("--tables", nargs="+", default=list(tables.TABLES), choices=tables.TABLES)
    parser.add_argument("--tools", nargs="+", default=list(TOOLS), choices=TOOLS)
    parser.add_argument("--seeds", nargs="+", type=int, default=[0, 1, 2])
    parser.add_argument("--minutes", type=float, default=4.0)
    parser.add_argument("--count", type=int, default=1000, help="windows that are generated")
    parser.add_argument("--judges", type=int, default=2)
    parser.add_argument("--iterations", type=int, default=ITERATIONS)
    parser.add_argument("--environments", help="folder of environments, to be used again")
    options = machine.parse_options(
        parser,
        eager=True, tables=["weather"], tools=["bootstrap", "autoregression"], seeds=[0], count=30,
        iterations=2,
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(options.folder or temporary)
        print(machine.describe())
        print(" | ".join(["table", "tool", *SCORES, *SENSE, *COST]))
        for name in options.tables:
            for tool in map(TOOLS.get, options.tools):
                found = [measured(options, folder, name, tool, seed) for seed in options.seeds]
                failed = [figures["failed"] for figures in found if "failed" in figures]
                known = [figures for figures in found if "failed" not in figures]
                cells = [shown([f[key] for f in known]) for key in (*SCORES, *SENSE, *COST)]
                line = [failed[0]] if failed else cells
                print(" | ".join([name, tool.name, *line]), flush=True)


if __name__ == "__main__":
    main()
