"""Small samples of tables."""

import numpy as np
import pandas as pd
import pytest

from rnngan.config.run_config import RunConfig
from rnngan.data.dataset import prepare
from rnngan.evaluation.sample import Sample


@pytest.fixture
def sample():
    """Return a function: columns -> `Sample` of all rows, a sequence for each `id` if there is."""

    def make(window=2, **columns):
        frame = pd.DataFrame(columns)
        data = {"window": window, "holdout": 0, "constraints": (), "detect_constraints": False}
        if "id" in columns:
            data["id_column"] = "id"
        dataset = prepare(frame, RunConfig(data=data))
        return Sample(dataset.schema, dataset.rows, dataset.rows.segments)

    return make


@pytest.fixture
def waves(sample):
    """A table of 400 rows: a wave with noise, a category that goes with it, a missing cell."""
    rng = np.random.default_rng(0)
    wave = np.sin(np.arange(400) / 3) + rng.normal(0, 0.1, 400)
    other = rng.normal(0, 1, 400)
    other[7] = np.nan
    kind = np.where(wave > 0, "up", "down")
    days = pd.date_range("2024-01-01", periods=400)
    return sample(day=days, wave=wave, other=other, kind=kind)
