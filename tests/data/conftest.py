"""What the tests of the data module share: tables from CSV text, and a table's way and back."""

import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from rnngan.config.run_config import DataConfig, RunConfig
from rnngan.data.dataset import prepare
from rnngan.data.detection import detect
from rnngan.data.formats.csv_writing import CsvWriter
from rnngan.data.formats.tables import from_frame, read_table
from rnngan.data.restore import Times, restore


@pytest.fixture
def read(tmp_path, monkeypatch):
    """Return a function that reads CSV content as the file table.csv."""
    monkeypatch.chdir(tmp_path)

    def make(content):
        Path("table.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_table("table.csv")

    return make


@pytest.fixture(scope="session")
def read_any(tmp_path_factory):
    """Return a function that reads CSV content; for property tests, which run one many times."""
    path = tmp_path_factory.mktemp("tables") / "table.csv"

    def make(content):
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_table(path)

    return make


@pytest.fixture(scope="session")
def config():
    """Return a function that makes settings of short windows, without a holdout."""

    def make(seed=0, **data):
        return RunConfig(seed=seed, data={"window": 2, "holdout": 0} | data)

    return make


@pytest.fixture(scope="session")
def returned(config):
    """Return a function that turns a table into features and back: (frame, schema)."""

    def make(table, start=None, **data):
        dataset = prepare(table, config(**data))
        features = dataset.transform.transform(dataset.schema, dataset.rows)[np.newaxis]
        when = Times(start)
        return restore(dataset.schema, dataset.transform, features, when=when), dataset.schema

    return make


@pytest.fixture(scope="session")
def as_csv():
    """Return a function that writes a frame with `CsvWriter` and returns the text."""

    def make(frame, schema):
        stream = io.BytesIO()
        CsvWriter(stream, schema, frame[:0]).write(frame)
        return stream.getvalue().decode()

    return make


@pytest.fixture
def column(read):
    """Return a function that gives the schema of one CSV column of these cells."""

    def make(*cells, name="x", **options):
        lines = [f'{i},"{cell}"\n' for i, cell in enumerate(cells)]
        return detect(read(f"row,{name}\n" + "".join(lines)), DataConfig(**options))[name]

    return make


@pytest.fixture(scope="session")
def of_frame():
    """Return a function that gives the schema of one column of a data frame."""

    def make(cells, **options):
        frame = pd.DataFrame({"row": range(len(cells)), "x": cells})
        return detect(from_frame(frame), DataConfig(**options))["x"]

    return make
