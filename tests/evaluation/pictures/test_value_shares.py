"""Histograms and shares from counts by hand."""

import numpy as np
import pytest

from rnngan.evaluation.pictures import value_shares


@pytest.mark.parametrize(
    ("real", "generated", "expected"),
    [
        ([0.5, 10.5], [3.0], (0.5, 10.5, value_shares.BINS, False)),
        ([1, 2, 5], [3, 7], (0.5, 7.5, 7, False)),  # a bar for each whole number
        ([0, 1000], [5], (0.0, 1000.0, value_shares.BINS, False)),
        ([2.5], [2.5], (2.0, 3.0, 1, False)),
    ],
)
def test_the_axis_of_a_histogram(real, generated, expected):
    assert value_shares.axis(np.array(real, float), np.array(generated, float)) == expected


def test_what_lies_far_out_stretches_no_axis():
    real = np.append(np.linspace(0, 1, 999), 1e6)
    low, high, bins, beyond = value_shares.axis(real, real)
    assert (bins, beyond) == (value_shares.BINS, True)
    assert 0 <= low < 0.01 < 0.99 < high <= 1


def test_shares_and_their_distance_by_hand(sample):
    """Half of the real values are 1; of the generated ones, a quarter. A quarter moves."""
    real, made = sample(x=[1, 1, 2, 3] * 2), sample(x=[1, 2, 2, 3] * 2)
    found = value_shares.value_shares(real, made, ["x"])
    assert found == {
        "of": 1,
        "columns": [
            {"column": "x", "low": 0.5, "high": 3.5, "beyond": False, "distance": 0.25}
            | {"real": [0.5, 0.25, 0.25], "generated": [0.25, 0.5, 0.25]}
        ],
    }


def test_categories_stand_in_the_order_of_the_real_ones(sample):
    real, made = sample(c=list("abbb") * 2), sample(c=list("aabb") * 2)
    (row,) = value_shares.value_shares(real, made, ["c"])["columns"]
    assert row["categories"] == ["b", "a"]
    assert (row["real"], row["generated"], row["distance"]) == ([0.75, 0.25], [0.5, 0.5], 0.25)


def test_rare_categories_share_a_bar(sample):
    many = [f"c{i:02d}" for i in range(20) for _ in range(21 - i)]
    found = sample(c=many)
    (row,) = value_shares.value_shares(found, found, ["c"])["columns"]
    assert len(row["categories"]) == value_shares.MOST_CATEGORIES + 1
    assert row["categories"][-1] == "8 others"
    assert sum(row["real"]) == pytest.approx(1, abs=1e-4)
    assert row["distance"] == 0


def test_dates_are_spelled_at_both_ends(sample):
    days = ["2024-01-01", "2024-03-01", "2024-02-01", "2023-12-01"] * 3
    rising = [f"2020-01-{day + 1:02d}" for day in range(12)]
    found = sample(t=rising, born=days)
    (row,) = value_shares.value_shares(found, found, ["born"])["columns"]
    assert row["ends"] == ["2023-12-01", "2024-03-01"]


def test_a_column_without_any_value_is_left_out(sample):
    real = sample(x=[1.5, 2.0, 3.0, 4.0])
    assert value_shares.value_shares(real, real.taken([]), ["x"]) is None
