"""The real command on a table of 400 ids: what few of them hold is nowhere in the run."""

import io
import struct

import numpy as np
import pandas as pd
import pytest

from rnngan.config.run_config import RunConfig
from rnngan.data.dataset import prepare
from rnngan.data.formats.tables import from_frame, read_table
from rnngan.runs import store

SERIES, ROWS = 400, 100_000
TINY = ("--steps", "6", "--adversarial-steps", "2", "--units", "8", "--batch-size", "32")
EXTREME, HIGHEST = 98765.25, 7654321  # a price, and a number of steps, of one series each
RARE, LONG = "Kuru disease", 29  # a diagnosis of two series, and the rows of the longest one


def table():
    """Return visits of patients: ids, keys, starts, an attribute, a total; 3 to 8 rows each."""
    rng = np.random.default_rng(0)
    lengths = rng.integers(3, 9, SERIES)
    lengths[17] = LONG
    who = np.repeat(np.arange(SERIES), lengths)
    visit = np.concatenate([np.arange(n) for n in lengths])
    starts = rng.integers(0, 300, SERIES)
    starts[[3, 4]] = -4711, 8888
    day = pd.Timestamp("2020-01-01") + pd.to_timedelta(starts[who] + visit, "D")
    diagnosis = np.array(["cold", "flu", "gout"], object)[rng.integers(0, 3, SERIES)]
    diagnosis[[7, 200]] = RARE
    price = rng.gamma(2, 10, len(who)).round(2)
    price[np.flatnonzero(who == 55)[1]] = EXTREME
    steps = rng.integers(10, 9000, SERIES)
    steps[90] = HIGHEST
    quantity = rng.integers(1, 9, len(who))
    return pd.DataFrame(
        {
            "patient": [f"ZQ{i:05d}" for i in 13 * who],
            "day": day.strftime("%Y-%m-%d"),
            "doctor": [f"Xaver-{i % 60:03d}" for i in who],
            "diagnosis": diagnosis[who],
            "price": price,
            "quantity": quantity,
            "total": (price * quantity).round(2),
            "steps": steps[who],
        }
    )


def spellings(value):
    """Return the bytes in which a text or a number may stand in a file."""
    if isinstance(value, str):
        return [value.encode()]
    whole = [struct.pack("<q", int(value)), struct.pack("<i", int(value))]
    floats = [struct.pack(f"<{kind}", value) for kind in "fd"]
    return [f"{value:g}".encode(), f"{value}".encode(), *floats, *(whole if value % 1 == 0 else ())]


@pytest.fixture(scope="module")
def frame():
    return table()


@pytest.fixture(scope="module")
def run(untraced_command, frame, tmp_path_factory):
    folder = tmp_path_factory.mktemp("protected")
    frame.to_csv(folder / "visits.csv", index=False)
    options = ("--id-column", "patient", "--kind", "doctor=key", *TINY)
    result = untraced_command("train", folder / "visits.csv", "-o", folder / "run", *options)
    assert result.returncode == 0, result.stderr
    assert "what fewer than 5 series hold is not learned ('patient', 'day', 'di" in result.stderr
    return folder / "run"


@pytest.mark.slow
def test_what_few_hold_is_nowhere_in_the_run_nor_in_100_000_rows(rnngan, frame, run):
    made = rnngan("generate", run, "--rows", ROWS)
    assert made.returncode == 0, made.stderr
    new = pd.read_csv(io.StringIO(made.stdout))
    assert abs(len(new) - ROWS) < 10
    assert set(new["diagnosis"]) == {"cold", "flu", "gout"}
    assert new["price"].max() < 1000
    assert new["steps"].max() <= 9000
    assert new.groupby("patient").size().max() <= 8
    assert not set(new["patient"]) & set(frame["patient"])
    secret = [RARE, EXTREME, HIGHEST, *frame["doctor"].unique(), *frame["patient"].unique()]
    secret += [frame["day"].min(), frame["day"].max(), *frame["total"].nlargest(1)]
    (block,) = (b for b in store.load(run).transform.blocks if b.name == "price")
    secret.append(float(block.scaled(EXTREME)))
    files = [path for path in run.rglob("*") if path.is_file()]
    assert {"schema.json", "weights.safetensors", "training.safetensors"} <= {f.name for f in files}
    contents = {str(path): path.read_bytes() for path in files} | {"new": made.stdout.encode()}
    for value in secret:
        for spelled in spellings(value):
            assert [name for name, content in contents.items() if spelled in content] == []


@pytest.mark.slow
def test_the_run_reads_its_table_again_to_the_same_windows(frame, run):
    """So that a training that is resumed comes to the same bytes."""
    trained = store.load(run)
    options = {"id_column": "patient", "kinds": ("doctor=key",)}
    first = prepare(from_frame(frame), RunConfig(data=options))
    again = prepare(read_table(run.parent / "visits.csv"), trained.config, trained.schema,
                    transform=trained.transform)  # fmt: skip
    assert again.config.data.window == first.config.data.window == 8
    for part in ("train", "holdout"):
        one, other = getattr(first, part), getattr(again, part)
        assert np.array_equal(one.values, other.values)
        assert one.starts.tolist() == other.starts.tolist()
    assert trained.schema.protection.facts()["by"] == "series"
