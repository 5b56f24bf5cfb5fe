import numpy as np
import pandas as pd
import pytest
from small_privacy import copied, people, real, sample

from rnngan.evaluation.privacy.attributes import inference
from rnngan.evaluation.privacy.matching import knowledge

PEOPLE = people(120, 0)


def guessed(frame, generated=None, **data):
    dataset, encoder = real(frame, **data)
    made = sample(copied(frame, dataset, 400) if generated is None else generated, dataset, encoder)
    known = knowledge(dataset, encoder, made)
    return {row["column"]: row for row in inference(known, dataset.rows, made, encoder)}


def test_who_knows_copies_guesses_the_rest_of_training_rows_alone():
    found = guessed(PEOPLE, id_column="person")
    assert set(found) == {"mood", "ward"}  # the others have too many values
    assert found["ward"]["training"] > 0.8  # there are two rows alike but for the ward
    assert found["ward"]["held_out"] < 0.5
    assert found["ward"]["low"] > 0.1
    assert found["ward"]["advantage"] == pytest.approx(
        found["ward"]["training"] - found["ward"]["held_out"]
    )


def test_what_is_known_of_the_world_is_no_leak():
    """The sign of x says what c is, in all rows alike: guessed right, and no advantage."""
    x = np.random.default_rng(0).normal(size=(2, 2000)).round(4)
    frame, other = (pd.DataFrame({"x": v, "c": np.where(v > 0, "up", "down")}) for v in x)
    row = guessed(frame, other, window=10)["c"]
    assert row["training"] > 0.99
    assert row["held_out"] > 0.99
    assert row["low"] <= 0 <= row["high"]


def test_a_column_and_what_repeats_it_are_both_hidden():
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"x": rng.permutation(800) / 100, "c": rng.choice(list("ab"), 800)})
    frame["again"] = frame["c"]
    assert guessed(frame, frame.iloc[::-1], window=10)["c"]["training"] == 1  # the very row
    alone = frame[["c", "again"]]
    assert guessed(alone, alone, window=10) == {}


def test_missing_cells_are_a_value_too():
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"x": rng.permutation(800) / 100, "k": rng.integers(0, 3, 800) * 1.0})
    frame.loc[rng.random(800) < 0.3, "k"] = np.nan
    assert guessed(frame, frame, window=10)["k"]["training"] == 1
