"""Tables that all tools learn: training rows, and windows of both sides."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parents[2]
LENGTH = 24  # rows of a window
SERIES = "series"  # name of the column that numbers windows
HELD_OUT = 0.2  # share of the rows, or of the series


@dataclass(frozen=True)
class Table:
    """A table and how it is cut.

    Args:
        file: its name in data/.
        numbers: its columns of numbers.
        categories: its columns of categories.
        time: its column of time, or None.
        id: its column of ids, each of which is one window; None for one series.
        below: pairs of columns of which the first is never over the second.
        season: number whose monthly means have to be right, or None.
    """

    file: str
    numbers: tuple
    categories: tuple = ()
    time: str | None = None
    id: str | None = None
    below: tuple = ()
    season: str | None = None

    @property
    def columns(self):
        """All columns but the id."""
        return [*([self.time] if self.time else []), *self.numbers, *self.categories]


TABLES = {
    "weather": Table(
        "seattle_weather.csv",
        ("precipitation", "temp_max", "temp_min", "wind"),
        ("weather",),
        time="date",
        below=(("temp_min", "temp_max"),),
        season="temp_max",
    ),
    "sines": Table("sines.csv", tuple(f"sine_{i}" for i in range(1, 6)), id="id"),
}


def divided(table, frame, length=LENGTH):
    """Return training rows, and training and held-out windows with a column SERIES.

    The last fifth is held out, of the series or of the rows; no window holds rows of both.
    """
    if table.id is not None:
        number = frame[table.id].factorize()[0]
        held = number >= round((1 - HELD_OUT) * (number.max() + 1))
        windows = frame.rename(columns={table.id: SERIES})
        return frame[~held], windows[~held], windows[held]
    cut = round((1 - HELD_OUT) * len(frame))
    learned, held = frame[:cut], frame[cut:]
    return learned, windows_of(learned, length), windows_of(held, length)


def windows_of(frame, length=LENGTH):
    """Return all windows of rows at stride 1, one below the other.

    Example:
        >>> windows_of(pd.DataFrame({"a": [1, 2, 3]}), 2)["a"].tolist()
        [1, 2, 2, 3]
    """
    starts = np.arange(len(frame) - length + 1)
    rows = (starts[:, None] + np.arange(length)).ravel()
    windows = frame.iloc[rows].reset_index(drop=True)
    windows.insert(0, SERIES, np.repeat(starts, length))
    return windows


class Scale:
    """Windows as numbers: those of training between 0 and 1, categories one-hot.

    Args:
        table: `Table`.
        learned: training rows.
    """

    def __init__(self, table, learned):
        self.table = table
        numbers = learned[list(table.numbers)]
        self.low, self.reach = numbers.min(), numbers.max() - numbers.min() + 1e-7
        self.values = {name: sorted(learned[name].unique()) for name in table.categories}

    def arrays(self, windows, length=LENGTH):
        """Return windows (n, length, features) float32; a missing or an odd value is 0."""
        numbers = windows[list(self.table.numbers)].apply(pd.to_numeric, errors="coerce")
        parts = [((numbers - self.low) / self.reach).fillna(0.0).to_numpy()]
        for name, values in self.values.items():
            parts.append(windows[name].to_numpy()[:, None] == np.array(values, object))
        return np.concatenate(parts, axis=1).astype("float32").reshape(-1, length, self.width)

    @property
    def width(self):
        """Number of features."""
        return len(self.table.numbers) + sum(map(len, self.values.values()))


def write_task(folder, table, frame, minutes, seed, count):
    """Write what a tool is given: training rows, windows of them, and what is wanted."""
    folder.mkdir(parents=True, exist_ok=True)
    learned, windows, _ = divided(table, frame)
    learned.to_csv(folder / "rows.csv", index=False)
    windows[[SERIES, *table.columns]].to_csv(folder / "windows.csv", index=False)
    task = {
        "minutes": minutes, "seed": seed, "count": count, "length": LENGTH, "series": SERIES,
        "numbers": table.numbers, "categories": table.categories, "time": table.time,
    }  # fmt: skip
    (folder / "task.json").write_text(json.dumps(task))
