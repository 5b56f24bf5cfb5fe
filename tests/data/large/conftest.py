"""Small tables that are taken for large ones."""

import numpy as np
import pandas as pd
import pytest

from rnngan.config.run_config import validate
from rnngan.data.large import facts, files, pieces, storing


def visits(series=100, rows=8, seed=0):
    """Return series of a category, a static one, a number and a counter, days in order."""
    rng = np.random.default_rng(seed)
    count = series * rows
    return pd.DataFrame(
        {
            "id": np.repeat([f"P{i:03d}" for i in range(series)], rows),
            "day": np.tile(pd.date_range("2024-01-01", periods=rows).strftime("%Y-%m-%d"), series),
            "clinic": np.repeat(rng.choice(["north", "south"], series), rows),
            "state": rng.choice(["a", "b", "c"], count),
            "pulse": rng.normal(70, 5, count).round(1),
            "total": rng.integers(0, 9, (series, rows)).cumsum(axis=1).reshape(-1),
        }
    )


@pytest.fixture
def large(monkeypatch):
    """Take every file for a large one, read little at once, and draw about 40 series of 8 rows."""
    monkeypatch.setattr(files, "LARGE", 0)
    monkeypatch.setattr(files, "LARGE_CELLS", 0)
    monkeypatch.setattr(pieces, "BLOCK", 3000)
    monkeypatch.setattr(pieces, "HEAD", 2000)
    monkeypatch.setattr(pieces, "SPOT", 500)
    monkeypatch.setattr(pieces, "CELLS", 600)
    monkeypatch.setattr(storing, "BATCH", 300)
    monkeypatch.setattr(facts, "CELLS", 6 * 320)
    return monkeypatch


@pytest.fixture
def config(tmp_path):
    """Settings whose cache is a folder of the test."""
    return lambda **data: validate({"data": {"cache": str(tmp_path / "cache"), **data}})
