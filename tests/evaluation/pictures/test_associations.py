"""Associations that are known in closed form."""

import numpy as np
import pytest

from rnngan.evaluation.pictures import associations


def test_ranks_that_agree_and_ranks_that_are_opposite():
    x = np.array([1.0, 2.0, 3.0, 4.0])
    found = associations.matrix(np.column_stack([x, x**3, -x]), [False] * 3)
    assert found.round(12).tolist() == [[1, 1, -1], [1, 1, -1], [-1, -1, 1]]


def test_a_category_that_says_all_about_a_number_and_one_that_says_nothing():
    rows = np.array([[1.0, 0, 0], [1.0, 0, 1], [2.0, 1, 0], [2.0, 1, 1]])
    found = associations.matrix(rows, [False, True, True])
    assert found[0, 1] == pytest.approx(1)
    assert found[0, 2] == pytest.approx(0)
    assert found[1, 2] == pytest.approx(0)  # Cramér's V of independent categories
    assert associations.matrix(rows[:, [1, 1]], [True, True])[0, 1] == pytest.approx(1)


def test_a_missing_number_says_nothing_and_a_column_of_one_value_goes_with_none():
    x = np.array([1.0, np.nan, 3.0, 4.0])
    found = associations.matrix(np.column_stack([x, x, np.ones(4)]), [False] * 3)
    assert found[0, 1] == pytest.approx(1)
    assert found[0, 2] == 0
    assert np.isfinite(found).all()


def test_the_pairs_that_differ_most_are_named(sample):
    rng = np.random.default_rng(0)
    x, noise = rng.normal(size=(2, 300))
    real = sample(x=x, y=x + 0.01 * noise, z=noise)
    made = sample(x=x, y=rng.normal(size=300), z=noise)
    found = associations.associations(real, made, ["x", "y", "z"], 0)
    assert found["largest"][0]["of"] == ["x", "y"]
    assert found["largest"][0]["real"] > 0.99
    assert abs(found["largest"][0]["generated"]) < 0.2
    assert found["columns"] == ["x", "y", "z"]
    assert found["real"][0][1] == found["largest"][0]["real"]
    assert associations.associations(real, made, ["x"], 0) is None


def test_of_many_columns_those_that_differ_are_kept(sample):
    rng = np.random.default_rng(1)
    columns = {f"c{i:02d}": rng.normal(size=60) for i in range(40)}
    real, made = sample(**columns), sample(**columns | {"c39": columns["c00"] + 0.01})
    found = associations.associations(real, made, list(columns), 0)
    assert found["of"] == 40
    assert len(found["columns"]) == associations.MOST_COLUMNS
    assert "c39" in found["columns"]
