import numpy as np
from small_privacy import drawn, knowledge

from rnngan.evaluation.privacy.units import Knowledge, Units


def test_a_score_of_a_unit_is_the_mean_of_those_of_its_windows():
    units = Units(np.zeros((4, 1, 1)), np.array([0, 0, 0, 1]), np.array([7, 9]), [])
    assert len(units) == 2
    assert units.means(np.array([1.0, 2.0, 6.0, 5.0])).tolist() == [3.0, 5.0]


def test_windows_of_a_group_share_a_fold_and_each_fold_has_others():
    known = knowledge(drawn(30, 0), drawn(10, 1), drawn(4, 2))
    assert known.folds == 5
    assert np.bincount(known.fold_of_windows(known.others)).tolist() == [2] * 5
    side = Units(np.zeros((4, 1, 1)), np.arange(4), np.array([3, 3, 8, 8]), [])
    blocks = Knowledge(side, side, np.zeros((1, 1, 1)), whole=False, paired=True)
    first, second, third, fourth = blocks.fold_of_windows(side)
    assert blocks.independent == blocks.folds == 2
    assert first == second != third == fourth


def test_distances_are_taken_once():
    known = knowledge(drawn(3, 0), drawn(2, 1), drawn(4, 2))
    assert [side.shape for side in known.to_generated] == [(3, 4), (2, 4)]
    assert known.to_generated is known.to_generated
