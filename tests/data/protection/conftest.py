"""What the tests of protection share: small tables of series, protected."""

import pandas as pd
import pytest

from rnngan.config.run_config import DataConfig
from rnngan.data.formats.tables import Table, from_frame
from rnngan.data.protection import protecting


@pytest.fixture(scope="session")
def series():
    """Return a function that makes a table: {column: a cell, or a list of them, for each series}.

    Its series are p00, p01 and so on, of as many rows as are asked for; `text` is as a CSV has it.
    """

    def make(rows=2, text=False, **columns):
        count = len(next(iter(columns.values())))
        made = [
            {"id": f"p{number:02d}", "n": row % 2}
            | {
                name: cells[number][row] if isinstance(cells[number], list) else cells[number]
                for name, cells in columns.items()
            }
            for number in range(count)
            for row in range(rows)
        ]
        frame = pd.DataFrame(made)
        return Table(frame.astype("str"), text=True) if text else from_frame(frame)

    return make


@pytest.fixture(scope="session")
def protect():
    """Return a function that protects a table from 2 holders on: (frame, schema)."""

    def make(table, wanted=None, **data):
        config = DataConfig(**{"protect": "on", "protect_below": 2, "id_column": "id"} | data)
        made, schema = protecting.protected(table, config, wanted)
        return made.frame, schema

    return make


@pytest.fixture(scope="session")
def done():
    """Return a function that gives what was done about a column: {what: (count, how)}."""

    def make(schema, name):
        return {w: (f.count, f.how) for w, f in schema.protection.of(name).items()}

    return make
