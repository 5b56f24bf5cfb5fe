import numpy as np
import pandas as pd
import pytest
from small_privacy import real, sample

from rnngan.evaluation.privacy import copies
from rnngan.evaluation.privacy.copies import (
    copied,
    longest_repeat,
    longest_run,
    repeated,
    row_numbers,
    run_numbers,
)
from rnngan.evaluation.sample import Sample


def numbered(frame, *others):
    dataset, encoder = real(frame, window=2, holdout=0)
    own = Sample(dataset.schema, dataset.rows, dataset.rows.segments)
    return [n.tolist() for n in row_numbers([own, *(sample(o, dataset, encoder) for o in others)])]


def test_rows_are_equal_where_all_cells_are():
    real_rows = pd.DataFrame({"x": [0.1, 0.3, 0.1, np.nan], "c": ["a", "a", "b", "a"]})
    made = pd.DataFrame(
        {"x": [0.1 + 0.2, np.nan, 0.1], "c": ["a", "a", "a"]}
    )  # 0.30000000000000004
    first, second = numbered(real_rows, made)
    assert len(set(first)) == 4
    assert second == [first[1], first[3], first[0]]


def test_unrounded_numbers_are_equal_in_single_precision():
    values = np.random.default_rng(0).normal(size=50)
    first, second = numbered(
        pd.DataFrame({"x": values}), pd.DataFrame({"x": values.astype("float32").astype("float64")})
    )
    assert first == second


@pytest.mark.parametrize("length", range(1, 8))
def test_runs_are_equal_where_all_their_rows_are(length):
    rows = np.random.default_rng(0).integers(0, 2, 60)
    runs = run_numbers(rows, length)
    assert len(runs) == 61 - length
    texts = ["".join(map(str, rows[at : at + length])) for at in range(len(runs))]
    assert pd.factorize(np.array(texts))[0].tolist() == pd.factorize(runs)[0].tolist()


REAL = np.array([1, 2, 3, 4, 5, 6])
PARTS = [(0, 3), (3, 6)]


def test_a_stretch_of_a_part_is_a_copy_but_no_stretch_over_its_end():
    made = np.array([2, 3, 3, 4, 5, 6])
    assert copied(made, [(0, 2), (2, 4), (4, 6)], REAL, PARTS, False).tolist() == [
        True,
        False,
        True,
    ]


def test_whole_sequences_are_copies_of_whole_ones():
    made = np.array([1, 2, 4, 5, 6])
    assert copied(made, [(0, 2), (2, 5)], REAL, PARTS, True).tolist() == [False, True]


def test_the_longest_run_stays_within_sequences():
    made = np.array([2, 3, 4, 9, 5, 6])
    assert longest_run(made, [(0, 6)], REAL, PARTS) == 2
    assert longest_run(made, [(0, 6)], REAL, [(0, 6)]) == 3
    assert longest_run(made, [(0, 2), (2, 6)], REAL, [(0, 6)]) == 2
    assert longest_run(np.array([7, 8]), [(0, 2)], REAL, PARTS) == 0


def test_a_long_run_is_found_to_the_row(monkeypatch):
    rows = np.arange(300)
    made = np.concatenate([[999], rows[20:157], [998]])
    assert longest_run(made, [(0, len(made))], rows, [(0, 300)]) == 137
    monkeypatch.setattr(copies, "MOST_ROWS", 100)
    assert longest_run(made, [(0, len(made))], rows, [(0, 300)]) == 100


def test_what_real_rows_repeat_of_themselves():
    rows = np.array([1, 1, 1, 5, 6, 7, 8, 5, 6])
    assert longest_repeat(rows, [(0, 9)], False, 1) == 2
    assert longest_repeat(rows, [(0, 9)], False, 5) == 0
    assert longest_repeat(rows, [(0, 4), (4, 9)], True, 1) == 1
    assert repeated(rows, [(0, 2), (3, 5), (5, 7)], [(0, 9)], False, 4).tolist() == [
        False,
        True,
        False,
    ]
    twins = np.array([1, 2, 3, 1, 2])
    assert repeated(
        twins, [(0, 2), (2, 3), (3, 5)], [(0, 2), (2, 3), (3, 5)], True, 1
    ).tolist() == [
        True,
        False,
        True,
    ]
