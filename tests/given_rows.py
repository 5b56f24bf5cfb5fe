"""A table in which rows hang together, and a row generator with its first weights that has it."""

import numpy as np
import pandas as pd
from small_rows import settings

from rnngan.data.dataset import prepare
from rnngan.training import train_table

WINDOW = 4


def orders(series=12, rows=10, seed=0):
    """Days of shops: a level, what is sold at what price, a meter that never falls, a ward."""
    rng = np.random.default_rng(seed)
    parts = []
    for number in range(series):
        price = np.round(2 + rng.uniform(0, 3, rows), 2)
        quantity = rng.integers(1, 40, rows)
        parts.append(
            pd.DataFrame(
                {
                    "shop": f"S{number:03d}",
                    "day": pd.date_range("2024-03-01", periods=rows).strftime("%d.%m.%Y"),
                    "level": (50 + 5 * number + rng.normal(0, 2, rows).cumsum()).round(1),
                    "quantity": quantity,
                    "price": price,
                    "total": (price * quantity).round(2),
                    "meter": 1000 * number + rng.integers(1, 90, rows).cumsum(),
                    "mood": rng.choice(["good", "bad", "so-so"], rows),
                    "ward": "AB"[number % 2],
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def untrained(frame=None, data=None, **model):
    """A `TrainedTable` with its first weights, of a table and settings of its data."""
    frame = orders() if frame is None else frame
    named = {"window": WINDOW, "id_column": "shop" if "shop" in frame else None} | (data or {})
    return train_table.untrained(prepare(frame, settings(named, model)))
