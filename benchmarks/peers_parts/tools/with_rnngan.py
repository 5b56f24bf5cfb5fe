"""rnngan: the rows as they are, the real command."""

import subprocess
import sys

import pandas as pd
from exchange import FOLDER, LENGTH, MINUTES, SEED, SERIES, run

RUN, MADE = FOLDER / "run", FOLDER / "made.csv"


def command(*words):
    """Run the command."""
    subprocess.run([sys.executable, "-m", "rnngan", *map(str, words)], check=True)


def learn():
    """Train for the minutes that are given."""
    asked = ("--minutes", MINUTES, "--seed", SEED, "--window", LENGTH)
    command("train", FOLDER / "rows.csv", "-o", RUN, *asked, "--force", "-q")
    return RUN


def generate(trained, count):
    """Return new windows."""
    command("generate", trained, "-n", count, "--length", LENGTH, "-o", MADE, "--force", "-q")
    frame = pd.read_csv(MADE)
    return frame.rename(columns={frame.columns[0]: SERIES})


if __name__ == "__main__":
    run(learn, generate)
