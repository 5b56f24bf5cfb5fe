"""What a tool reads and writes: `from exchange import …` in its own environment.

A folder holds task.json, rows.csv and windows.csv; the tool adds generated.csv and figures.json.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

FOLDER = Path(sys.argv[1])
TASK = json.loads((FOLDER / "task.json").read_text())
MINUTES, SEED, COUNT = TASK["minutes"], TASK["seed"], TASK["count"]
LENGTH, SERIES = TASK["length"], TASK["series"]
NUMBERS, CATEGORIES, TIME = TASK["numbers"], TASK["categories"], TASK["time"]


def windows():
    """Return the training windows as one data frame."""
    return pd.read_csv(FOLDER / "windows.csv")


class Numbers:
    """Windows as numbers between 0 and 1, and back: for tools that know nothing else.

    Args:
        frame: training windows.
    """

    def __init__(self, frame):
        self.low, self.high = frame[NUMBERS].min(), frame[NUMBERS].max()
        self.values = {name: sorted(frame[name].unique()) for name in CATEGORIES}

    def of(self, frame):
        """Return windows (n, LENGTH, features) float32."""
        reach = (self.high - self.low).replace(0, 1)
        parts = [((frame[NUMBERS] - self.low) / reach).to_numpy()]
        for name, values in self.values.items():
            parts.append(frame[name].to_numpy()[:, None] == np.array(values, object))
        found = np.concatenate(parts, axis=1).astype("float32")
        return found.reshape(-1, LENGTH, found.shape[1])

    def back(self, windows):
        """Return the data frame of windows (n, LENGTH, features)."""
        flat = np.asarray(windows).reshape(-1, np.shape(windows)[-1])
        count = len(NUMBERS)
        values = flat[:, :count] * (self.high - self.low).to_numpy() + self.low.to_numpy()
        frame = pd.DataFrame(values, columns=NUMBERS)
        for name, known in self.values.items():
            part = flat[:, count : count + len(known)]
            frame[name] = np.array(known, object)[part.argmax(axis=1)]
            count += len(known)
        frame.insert(0, SERIES, np.repeat(np.arange(len(windows)), LENGTH))
        return frame


def run(learn, generate):
    """Train, generate, and write both with the seconds that they took.

    Args:
        learn: function of nothing that returns what has learned.
        generate: function of that and a count that returns a data frame with a column SERIES.
    """
    began = time.perf_counter()
    learned = learn()
    trained = time.perf_counter()
    frame = generate(learned, COUNT)
    ended = time.perf_counter()
    frame.to_csv(FOLDER / "generated.csv", index=False)
    figures = {"train_seconds": trained - began, "generate_seconds": ended - trained}
    (FOLDER / "figures.json").write_text(json.dumps(figures))
