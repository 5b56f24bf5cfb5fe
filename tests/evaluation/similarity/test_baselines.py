"""What each baseline keeps of real rows, and what it does not."""

import numpy as np
import pandas as pd
import pytest
from small_samples import of_lists, pieces, process, sides

from rnngan.evaluation.similarity import baselines


def rng():
    return np.random.default_rng(0)


@pytest.fixture(scope="module")
def real():
    (found,) = sides(process(1), id_column="id", lengths="learn")
    return found


@pytest.mark.parametrize(
    "make", [baselines.block_bootstrap, baselines.gaussian, baselines.constant]
)
def test_sequences_are_as_long_and_at_the_times_of_the_template(real, make):
    template = real.taken([5, 2])
    found = make(real, template, rng())
    assert found.lengths.tolist() == template.lengths.tolist()
    assert found.points.tolist() == template.points.tolist()
    assert found.names == real.names


def test_blocks_are_a_quarter_of_a_sequence_and_joined_anyhow():
    (real,) = of_lists([list(range(100 * n, 100 * n + 8)) for n in range(9)])
    found = baselines.block_bootstrap(real, real, rng())
    moves = np.diff(found.grid("x"), axis=1)
    assert (moves[:, ::2] == 1).all()  # within blocks of two rows
    assert (np.abs(moves[:, 1::2]) > 1).mean() > 0.8  # and between them
    assert set(found.cells("x")) <= set(real.cells("x"))


def test_blocks_of_sequences_too_short_for_one_are_rows():
    (real,) = of_lists([[1.5, 2.5], [3.5, 4.5, 5.5]])
    found = baselines.block_bootstrap(real, real, rng())
    assert set(found.cells("x")) <= set(real.cells("x"))


def test_a_gaussian_has_the_means_and_covariances_of_all_rows_and_columns(real):
    template = real.taken(np.arange(4000) % 40)
    made = baselines.gaussian(real, template, rng())
    for first, second in ((0, 0), (0, 1), (0, 5), (3, 9)):
        for one, other in (("smooth", "smooth"), ("smooth", "rough"), ("rough", "rough")):
            sides = (
                np.mean(
                    (side.grid(one)[:, first] - real.cells(one).mean())
                    * (side.grid(other)[:, second] - real.cells(other).mean())
                )
                for side in (real, made)
            )
            expected, found = sides
            assert found == pytest.approx(expected, abs=0.06 * real.cells("smooth").var())
    shares = [np.bincount(side.cells("kind").astype(int)) / len(side) for side in (real, made)]
    np.testing.assert_allclose(*shares, atol=0.01)


def test_a_gaussian_of_different_lengths_and_missing_numbers():
    (real,) = of_lists([[1.5, np.nan, 2.5], [3.5, 4.5]] * 50)
    found = baselines.gaussian(real, real, rng())
    assert found.lengths.tolist() == real.lengths.tolist()
    assert np.isnan(found.cells("x")).mean() == pytest.approx(0.2, abs=0.07)


def test_a_gaussian_of_a_column_that_is_never_there():
    (real,) = sides(pd.DataFrame({"x": [np.nan] * 4 + [1.5], "y": range(5)}))
    found = baselines.gaussian(pieces(real, 2).taken([0, 1]), pieces(real, 2).taken([0, 1]), rng())
    assert np.isnan(found.cells("x")).all()


def test_a_constant_is_the_median_and_the_commonest_category():
    (real,) = sides(pd.DataFrame({"x": [1.5, 2.5, 9.5, np.nan], "c": ["b", "b", "a", None]}))
    found = baselines.constant(real, real, rng())
    assert found.cells("x").tolist() == [2.5] * 4
    assert found.cells("c").tolist() == [1.0] * 4  # a is 0, b is 1
