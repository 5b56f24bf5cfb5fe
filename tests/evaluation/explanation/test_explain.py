"""What is planted is found: one difference in one column, and it is ranked first."""

import numpy as np
import pandas as pd
import pytest
from small_samples import pieces

from rnngan.config.run_config import RunConfig
from rnngan.data.dataset import prepare
from rnngan.evaluation.explanation.explain import explain
from rnngan.evaluation.sample import Sample

LENGTH = 12
ROWS = 2400
CONFIG = RunConfig(data={"window": LENGTH, "holdout": 0})


def frame(seed):
    """Three hours a row: warmth follows the hour, wind moves little, gust follows wind, and sky."""
    rng = np.random.default_rng(seed)
    times = pd.date_range("2024-01-01", periods=ROWS, freq="3h")
    wind = np.zeros(ROWS)
    for row in range(1, ROWS):
        wind[row] = 0.9 * wind[row - 1] + rng.normal()
    warmth = np.sin(2 * np.pi * times.hour / 24) + 0.3 * rng.normal(size=ROWS)
    return pd.DataFrame(
        {
            "time": times,
            "warmth": warmth.round(3),
            "wind": wind.round(3),
            "gust": (wind + 0.3 * rng.normal(size=ROWS)).round(3),
            "sky": rng.choice(["clear", "grey"], ROWS, p=[0.7, 0.3]),
        }
    )


def sample(table):
    dataset = prepare(table, CONFIG)
    return pieces(Sample(dataset.schema, dataset.rows, dataset.rows.segments), LENGTH)


@pytest.fixture(scope="module")
def real():
    return sample(frame(0))


def explained(real, change, seed=1):
    made = frame(seed)
    change(made)
    other = sample(made)
    return explain(real, Sample(real.schema, other.rows, other.segments), whole=True)


def higher(made):
    made["warmth"] += 1.5


def restless(made):
    made["warmth"] += np.where(np.arange(ROWS) % 2, 0.8, -0.8)


def repeated(made):
    made["wind"] = made["wind"].where(np.arange(ROWS) % 2 == 0).ffill()


def apart(made):
    made["gust"] = frame(7)["gust"]


def at_night(made):
    made["warmth"] = np.roll(made["warmth"].to_numpy(), 4)


def grey(made):
    made["sky"] = np.random.default_rng(3).choice(["clear", "grey"], ROWS, p=[0.3, 0.7])


PLANTED = [
    (higher, "values", ["warmth"]),
    (restless, "moves", ["warmth"]),
    (repeated, "repeats", ["wind"]),
    (apart, "together", ["wind", "gust"]),
    (at_night, "dates", ["warmth"]),
    (grey, "values", ["sky"]),
]


@pytest.mark.parametrize(("change", "what", "of"), PLANTED)
def test_what_is_planted_is_found(real, change, what, of):
    first, *rows = explained(real, change)
    assert (first["what"], first["of"]) == ("all", [])
    assert first["auc"] > 0.8
    kinds = [row for row in rows if row["what"] != "column"]
    assert (kinds[0]["what"], kinds[0]["of"]) == (what, of)
    assert [row["rank"] for row in rows] == list(range(1, len(rows) + 1))
    assert rows == sorted(rows, key=lambda row: -row["auc"])


def test_without_the_column_nothing_is_seen(real):
    rows = explained(real, higher)
    (column,) = (row for row in rows if row["what"] == "column" and row["of"] == ["warmth"])
    assert column["auc"] > 0.95
    assert column["without"] < 0.6


def test_equal_tables_have_nothing_that_gives_them_away(real):
    first, *rows = explained(real, lambda made: None)
    assert first["auc"] < 0.6
    assert all(row["auc"] < 0.62 for row in rows)


def test_readings_have_the_numbers_of_both_sides(real):
    rows = explained(real, grey)
    found = next(row for row in rows if row["what"] == "values")
    assert found["reading"].startswith("share of ")
    real_share, made = (
        float(text.split()[1]) for text in found["reading"].split(": ")[1].split(", ")
    )
    assert {round(real_share, 1), round(made, 1)} == {0.3, 0.7}


def test_of_few_sequences_nothing_is_concluded(real):
    assert explain(real.taken(range(30)), real, whole=True) is None
    assert explain(real, real.taken(range(5))) is None
