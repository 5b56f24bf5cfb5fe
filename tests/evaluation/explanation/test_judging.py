"""A classifier of tables of numbers, on tables whose answer is known."""

import numpy as np
import pytest

from rnngan.evaluation.explanation.judging import auc

RNG = np.random.default_rng(0)
GROUPS = np.arange(200) // 10


def test_what_is_apart_is_always_distinguished():
    one = RNG.normal(size=(200, 2))
    assert auc(one, one + 100.0, GROUPS) == 1.0


@pytest.mark.parametrize("count", [100, 200, 400])
def test_sides_of_any_size_that_are_equal_are_at_chance(count):
    found = auc(RNG.normal(size=(200, 3)), RNG.normal(size=(count, 3)), GROUPS)
    assert found == pytest.approx(0.5, abs=0.12)


def test_a_pile_in_the_middle_is_seen():
    """Means and spreads agree; a linear classifier on the numbers themselves would see nothing."""
    piled = np.where(RNG.random((200, 1)) < 0.5, 0.0, 1.4 * RNG.normal(size=(200, 1)))
    assert auc(RNG.normal(size=(200, 1)), piled, GROUPS) > 0.7


def test_what_is_not_defined_is_seen_too():
    undefined = np.where(RNG.random((200, 1)) < 0.6, np.nan, RNG.normal(size=(200, 1)))
    assert auc(RNG.normal(size=(200, 1)), undefined, GROUPS) > 0.7
    assert auc(np.full((200, 1), np.nan), np.full((200, 1), np.nan), GROUPS) == 0.5


def test_neighbours_do_not_betray_a_real_sequence():
    """Levels of groups are learned by heart where a group stands on both sides of the split."""
    levels = RNG.normal(size=20)[GROUPS][:, None] + 0.01 * RNG.normal(size=(200, 1))
    assert auc(levels, RNG.normal(size=(200, 1)), GROUPS) < 0.75
