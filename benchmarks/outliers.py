"""Does `score` find what is planted? `python benchmarks/outliers.py` (docs/continuing.md).

A run learns the weather of Seattle. Then one row at a time is spoiled, and its rank among all rows
by `one_in` is taken: the oddest row has rank 1, and rows that are as odd count before it.
"""

import argparse
from pathlib import Path

import machine
import numpy as np
import pandas as pd

from rnngan import SequenceGAN

TABLE = Path(__file__).resolve().parents[1] / "data" / "seattle_weather.csv"
TOP = 0.01  # share of the rows that a planted one should be among
CELLS = ["precipitation", "temp_max", "temp_min", "wind", "weather"]
SWAPS = (
    ("temp_max", "temp_min"),
    ("temp_max", "wind"),
    ("precipitation", "temp_max"),
    ("temp_min", "wind"),
    ("precipitation", "wind"),
)


def shifted(frame, row, degrees):
    """Shift both temperatures of a row."""
    frame.loc[row, ["temp_max", "temp_min"]] += degrees


def repeated(frame, row):
    """Let a row be as the one before it."""
    frame.loc[row, CELLS] = frame.loc[row - 1, CELLS].to_numpy()


def swapped(frame, row, one, other):
    """Swap two cells of a row."""
    frame.loc[row, [one, other]] = [frame.loc[row, other], frame.loc[row, one]]


PLANTED = {
    "both temperatures 15 degrees up": (shifted, 15),
    "both temperatures 8 degrees up": (shifted, 8),
    "the day before once more": (repeated,),
    **{f"{one} and {other} swapped": (swapped, one, other) for one, other in SWAPS},
}


def main():
    """Print how many planted rows are among the oddest, for each way to spoil one."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--count", type=int, default=20, help="rows that are spoiled, each alone")
    parser.add_argument("--steps", type=int, help="of training; by default as many as it takes")
    parser.add_argument("--seed", type=int, default=0)
    options = machine.parse_options(parser, eager=True, count=2, steps=2)
    networks, phases = machine.tiny_settings(options)
    real, rng = pd.read_csv(TABLE), np.random.default_rng(options.seed)
    gan = SequenceGAN(seed=options.seed, steps=options.steps or "auto", **networks, **phases)
    gan.fit(real)
    print(machine.describe())
    rows = rng.choice(np.arange(1, len(real)), options.count, replace=False)
    for name, (spoil, *how) in PLANTED.items():
        ranks = []
        for row in rows:
            frame = real.copy()
            spoil(frame, row, *how)
            odd = gan.score_rows(frame)["one_in"]
            ranks.append(int((odd >= odd[row]).sum()))
        found = sum(rank <= TOP * len(real) for rank in ranks)
        median = np.median(ranks)
        print(f"{name}: {found} of {len(rows)} in the top {TOP:.0%}; median rank {median:.0f}")


if __name__ == "__main__":
    main()
